"""The numbers that a text states, in digits or in words, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from .program import Value, whole

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_FACTORS: dict[str, Value] = {
    "half": Fraction(1, 2), "twice": 2, "double": 2, "doubles": 2, "doubled": 2, "thrice": 3, "triple": 3, "triples": 3,
    "tripled": 3, "quadruple": 4, "dozen": 12, "dozens": 12,
}  # fmt: skip
MAX_DIGITS = 15


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, grouped by their beginnings: every position of a text is held against it."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, reverse=True):
        groups.setdefault(word[:1], []).append(word[1:])
    if len(groups) == 1 and "" not in groups:
        first, rest = next(iter(groups.items()))
        return first + (_any(rest) if len(rest) > 1 else rest[0])
    parts = [first + (_any(rest) if len(rest) > 1 else rest[0]) for first, rest in groups.items()]
    return f"(?:{'|'.join(parts)})"


_SPELLED = _any((*WORDS, *_SCALES))
_PART = _any(
    [*(part for part in _PARTS if part != "half"), *(f"{part}s" for part in _PARTS if part != "half"), "halves"]
)
_JOINT = r"(?:[- ]|(?:(?<=hundred)|(?<=thousand)) and )"
# A run of number words, perhaps with a fraction's noun behind it; a lone fraction; a factor; digits.
_TOKEN = re.compile(
    rf"\b(?:(?P<words>{_SPELLED}(?:{_JOINT}{_SPELLED})*\b)(?:[- ](?P<parts>{_PART})\b)?"
    rf"|an?[- ](?P<part>{_PART})\b|(?P<factor>{_any(_FACTORS)})\b)"
    r"|(?P<digits>(?<![0-9.])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+)"
    r"(?:(?P<over>/[0-9]+)(?![0-9/])| (?P<mixed>[0-9]+/[0-9]+)\b)?(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"(?P<percent> ?%| percent\b)?"
)
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Mention(NamedTuple):
    """A number in a text: characters `start` to `end`, without the sign for percent; `is_spelled` if it is in words."""

    start: int
    end: int
    value: Value
    is_percent: bool = False
    is_spelled: bool = False
    is_factor: bool = False  # twice, half, a third, a dozen: no count that might as well be another


def mentions(text: str) -> list[Mention]:
    """Every number of a text, in its order.

    "one" by itself is mostly no number but a pronoun, and an ordinal (3rd) no quantity: both are passed over.
    """
    found = []
    for match in _TOKEN.finditer(text.translate(_LOWER)):
        mention = _read(match)
        if mention is not None:
            found.append(mention)
    return found


def _read(match: re.Match[str]) -> Mention | None:
    kind = match.lastgroup
    start, end = match.span()
    if match["digits"] is not None:
        if kind == "ordinal" or match["ordinal"] or len(match["digits"]) > MAX_DIGITS:
            return None
        percent = match["percent"]
        value = _digits(match)
        return None if value is None else Mention(start, end - len(percent or ""), value, percent is not None)
    if match["factor"] is not None:
        return Mention(start, end, _FACTORS[match["factor"]], is_spelled=True, is_factor=True)
    if match["part"] is not None:
        return Mention(start, end, Fraction(1, _below(match["part"])), is_spelled=True, is_factor=True)
    words = match["words"].replace("-", " ").replace(" and ", " ").split()
    if words[0] in _SCALES and len(words) == 1:
        return None
    value = _spelled(words)
    if match["parts"] is not None:
        return Mention(start, end, whole(Fraction(value, _below(match["parts"]))), is_spelled=True, is_factor=True)
    return None if words == ["one"] else Mention(start, end, value, is_spelled=True)


def _digits(match: re.Match[str]) -> Value | None:
    text = match["digits"].replace(",", "")
    value: Value = int(text) if text.isdigit() else whole(Fraction(text))
    if match["over"]:
        below = int(match["over"][1:MAX_DIGITS])
        return whole(Fraction(value) / below) if below else None
    if match["mixed"]:
        above, _, under = match["mixed"].partition("/")
        below = int(under[:MAX_DIGITS])
        return value + Fraction(int(above[:MAX_DIGITS]), below) if below else None
    return value


def _below(part: str) -> int:
    return 2 if part == "halves" else _PARTS.get(part) or _PARTS[part.removesuffix("s")]


def _spelled(words: list[str]) -> int:
    """`two hundred thirty five` is 235."""
    total, part = 0, 0
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            part += WORDS[word]
        elif scale == 100:
            part = max(1, part) * 100
        else:
            total, part = total + max(1, part) * scale, 0
    return total + part
