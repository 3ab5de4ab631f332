"""The words of a text, as overlaps and near-duplicates count them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_WORD_OR_SIGN = re.compile(r"\w+|[-+*/^=<>%!×÷−·≤≥≠]")
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def words(text: str, signs: bool = False) -> list[str]:
    """Words and numbers, without case and punctuation; `signs` are words too where `3 + 5` is not to be `3 - 5`."""
    plain = _BETWEEN_THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return (_WORD_OR_SIGN if signs else _WORD).findall(plain)


def ngrams(found: list[str], n: int) -> list[str]:
    """Every n words in a row, joined by spaces; of fewer words, all of them as one."""
    return [" ".join(found[i : i + n]) for i in range(max(1, len(found) - n + 1))] if found else []
