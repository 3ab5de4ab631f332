"""The numbers that a text states, in digits or in words, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .exact import Value, whole

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
# A run of number words, perhaps with a fraction's noun behind it; a lone fraction; a factor. It begins with what stands
# before a word, so that only the beginnings of words are held against it.
_IN_WORDS = re.compile(
    rf"\W(?:({_SPELLED}(?:{_JOINT}{_SPELLED})*\b)(?:[- ]({_PART})\b)?|an?[- ]({_PART})\b|({_any(_FACTORS)})\b)"
)
# Digits: 12, 1,200, 2.5, .5 or 1/2, 2 1/2; then an ordinal's ending, a sign for percent. What may not stand before the
# first character is looked up behind it, so that other characters are passed over quickly.
_IN_DIGITS = re.compile(
    r"([0-9.](?:(?<=[0-9])(?<![0-9.].)(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?|(?<=\.)(?<![0-9].)[0-9]+))"
    r"(?:/([0-9]+)(?![0-9/])| ([0-9]+/[0-9]+)\b)?((?:st|nd|rd|th)\b)?( ?%| percent\b)?",
    re.DOTALL,
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


@lru_cache(maxsize=2048)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every number of a text, in its order. Those of the last texts are kept: who checks a text asks after who made it.

    "one" by itself is mostly no number but a pronoun, and an ordinal (3rd) no quantity: both are passed over.
    """
    # Other scripts may change their length in lower case.
    lower = text.lower() if text.isascii() else text.translate(_LOWER)
    found = [_digits(match) for match in _IN_DIGITS.finditer(lower)]
    found += [_words(match) for match in _IN_WORDS.finditer(f" {lower}")]
    # A number in words holds no digit, and one in digits no number word: the two never overlap.
    return tuple(sorted(mention for mention in found if mention is not None))


def _digits(match: re.Match[str]) -> Mention | None:
    digits, over, mixed, ordinal, percent = match.groups()
    if ordinal or len(digits) > MAX_DIGITS:
        return None
    start, end = match.span()
    if end - start == len(digits) and digits.isdigit():
        return Mention(start, end, int(digits))
    if percent:
        end -= len(percent)
    value: Value = int(digits) if digits.isdigit() else whole(Fraction(digits.replace(",", "")))
    if over:
        below = int(over[: MAX_DIGITS - 1])
        if not below:
            return None
        value = whole(Fraction(value) / below)
    elif mixed:
        above, _, under = mixed.partition("/")
        below = int(under[:MAX_DIGITS])
        if not below:
            return None
        value += Fraction(int(above[:MAX_DIGITS]), below)
    return Mention(start, end, value, percent is not None)


def _words(match: re.Match[str]) -> Mention | None:
    spelled, parts, part, factor = match.groups()
    # The character before the word is a space that was put there, or no part of it.
    start, end = match.start(), match.end() - 1
    if factor is not None:
        return Mention(start, end, _FACTORS[factor], False, True, True)
    if part is not None:
        return Mention(start, end, Fraction(1, _below(part)), is_spelled=True, is_factor=True)
    words = spelled.replace("-", " ").replace(" and ", " ").split()
    if words[0] in _SCALES and len(words) == 1:
        return None
    value = _spelled(words)
    if parts is not None:
        return Mention(start, end, whole(Fraction(value, _below(parts))), is_spelled=True, is_factor=True)
    return None if words == ["one"] else Mention(start, end, value, is_spelled=True)


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
