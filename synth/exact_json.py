"""JSON whose whole numbers keep every digit: orjson, but for those of over 64 bits, which it reads as floats.

18446744073709551616 in a reference is not 18446744073709552000, wherever it is read from and written to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import orjson

# 2^63 has 19 digits. Digits within a text cost a second reading, and change nothing.
_LONG = re.compile(rb"[0-9]{19}")
_LONG_TEXT = re.compile(r"[0-9]{19}")


def loads(data: bytes | bytearray | memoryview | str) -> Any:
    """As `orjson.loads`. Raises orjson.JSONDecodeError, for whole numbers of over 4,300 digits, too."""
    found = orjson.loads(data)  # what it refuses is no JSON, or no Unicode
    is_long = _LONG_TEXT.search(data) if isinstance(data, str) else _LONG.search(data)
    if not is_long:
        return found
    text = data if isinstance(data, str) else bytes(data).decode("utf-8")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise orjson.JSONDecodeError(f"a number that is too long: {problem}", text[:200], 0) from None


def tolerant(data: bytes) -> Any:
    """As `loads`, of what people and servers write: NaN and infinities become null, and half a character, or bytes that
    are none, a question mark. Raises orjson.JSONDecodeError."""
    try:
        return loads(data)
    except orjson.JSONDecodeError as problem:
        try:
            found = json.loads(data.decode("utf-8-sig", "replace"), parse_constant=lambda name: None)
            return loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise problem from None


def dumps(value: Any, default: Callable[[Any], Any] | None = None, option: int = 0) -> bytes:
    """As `orjson.dumps`, for sorted keys, an indent and a last line break among the options. Raises TypeError."""
    try:
        return orjson.dumps(value, default=default, option=option)
    except TypeError as problem:
        if "64-bit" not in str(problem):
            raise
    indent = 2 if option & orjson.OPT_INDENT_2 else None
    text = json.dumps(
        value,
        default=default,
        ensure_ascii=False,
        allow_nan=True,
        sort_keys=bool(option & orjson.OPT_SORT_KEYS),
        indent=indent,
        separators=None if indent else (",", ":"),
    )
    try:
        return text.encode() + (b"\n" if option & orjson.OPT_APPEND_NEWLINE else b"")
    except UnicodeEncodeError as problem:
        raise TypeError(f"a text that is no Unicode: {problem}") from None
