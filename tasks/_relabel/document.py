"""The documents of a corpus: found in a row, known by their words, cut to so many tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from synth.errors import Reject

COLUMNS = ("text", "content", "document", "passage", "question")
# Characters that a token is allowed to have on the average: what is longer is no text.
CHARS_PER_TOKEN = 16


def document_of(row: Mapping[str, Any]) -> str:
    """The text of a row. Raises Reject."""
    text = next((row[name] for name in COLUMNS if isinstance(row.get(name), str) and row[name].strip()), None)
    if text is None:
        raise Reject(f"no text in one of the columns {', '.join(COLUMNS)}; the columns are {', '.join(map(str, row))}")
    return str(text).strip()


def document_id(text: str) -> str:
    """A hash that documents of the same words share."""
    return blake2b(" ".join(text.casefold().split()).encode(errors="replace"), digest_size=10).hexdigest()


def cut(text: str, limit: int, count: Callable[[str], int]) -> str:
    """As much of a text as has `limit` tokens, up to its last newline; up to a space where it has none."""
    start = text[: limit * CHARS_PER_TOKEN]
    if len(start) == len(text) and count(text) <= limit:
        return text
    for mark in (r"\n", r"\s", r"(?s:.)"):
        ends = [found.end() for found in re.finditer(mark, start)]
        if shorter := _longest(start, ends, limit, count).strip():
            return shorter
    raise Reject(f"its first sign has more than {limit} tokens")


def _longest(text: str, ends: Sequence[int], limit: int, count: Callable[[str], int]) -> str:
    """The longest of the beginnings that has no more tokens than the limit."""
    n = bisect_right(ends, limit, key=lambda end: count(text[:end]))
    return text[: ends[n - 1]] if n else ""
