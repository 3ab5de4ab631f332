"""Values that Python code gives for fields of a request: brought to the field's type, or refused in a sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields
from numbers import Integral, Real
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from synth.errors import UsageError

_EXPECTED = {
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    str: "a text",
    tuple: "a sequence of them",
}


def settle_types(request: Any) -> None:
    """Gives every field of a frozen dataclass the type that it declares: numpy's numbers and paths, say, have others.

    Raises UsageError for a value that stands for none; choices and mappings are left to whoever knows more of them.
    """
    hints = get_type_hints(type(request))
    for f in fields(request):
        kinds = get_args(hints[f.name]) if NoneType in get_args(hints[f.name]) else (hints[f.name],)
        kind = next(kind for kind in kinds if kind is not NoneType)
        value = getattr(request, f.name)
        if (get_origin(kind) or kind) not in _EXPECTED or (value is None and NoneType in kinds):
            continue
        settled = _settled(kind, value)
        if settled is None:
            flag = "--" + f.name.replace("_", "-")
            expected = _EXPECTED[get_origin(kind) or kind]
            told = " ".join(repr(value).split())[:60]
            raise UsageError(f"{flag} {told}: expected {expected}, not {type(value).__name__}")
        object.__setattr__(request, f.name, settled)


def _settled(kind: Any, value: Any) -> Any:
    """The value as a plain one of its kind, None if it is of another."""
    if get_origin(kind) is tuple:
        is_several = isinstance(value, (list, tuple))
        found = tuple([_settled(get_args(kind)[0], item) for item in value]) if is_several else (None,)
        return None if None in found else found
    if kind is str:
        text = os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
        return None if text is None or isinstance(text, bytes) or "\0" in text else text
    # numpy's truth values are no bool, and Python's are numbers.
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value) if kind is bool else None
    if kind is int:
        return int(value) if isinstance(value, Integral) else None
    return float(value) if kind is float and isinstance(value, Real) else None


def as_path(given: Any, what: str) -> Path:
    """A path of the user's, `~` replaced. Raises UsageError for what is none."""
    text = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if not isinstance(text, str) or "\0" in text:
        raise UsageError(f"{what} {' '.join(repr(given).split())[:60]}: expected the path of a file or folder")
    return Path(text).expanduser()


def names(given: Any, what: str) -> tuple[str, ...]:
    """One name or several. Raises UsageError for what is none."""
    found = texts(given)
    if not all(isinstance(name, str) for name in found):
        raise UsageError(f"{what} {' '.join(repr(given).split())[:60]}: expected a name, or several")
    return found


def texts(given: Any) -> tuple[Any, ...]:
    """One text or path, several of them, or None for none: as a tuple of texts."""
    if given is None:
        return ()
    is_several = isinstance(given, (Sequence, Set, Iterator)) and not isinstance(given, str)
    return tuple(
        os.fspath(item) if isinstance(item, os.PathLike) else item for item in (given if is_several else [given])
    )


def pairs(given: Any) -> tuple[Any, ...]:
    """NEW=OLD for a mapping of names; texts as they are."""
    return tuple(f"{new}={old}" for new, old in given.items()) if isinstance(given, Mapping) else texts(given)
