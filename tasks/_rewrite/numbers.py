"""The numbers that a text states, in digits or in words: what a paraphrase has to keep."""

from __future__ import annotations

import re
from fractions import Fraction

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_BY_FACTOR = {
    "half": Fraction(1, 2), "halves": Fraction(1, 2), "third": Fraction(1, 3), "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4), "quarters": Fraction(1, 4), "twice": Fraction(2), "double": Fraction(2),
    "doubled": Fraction(2), "thrice": Fraction(3), "triple": Fraction(3), "tripled": Fraction(3),
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12}
MAX_DIGITS = 15
_TOKEN = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:/[0-9]+)?|[a-z]+")


def numbers_in(text: str) -> frozenset[Fraction]:
    """Every different number of a text. "one" is mostly no number but a pronoun, so it is passed over by itself."""
    found: set[Fraction] = set()
    spelled: list[str] = []
    for token in [*_TOKEN.findall(text.lower().replace("-", " ")), ""]:
        if token in _WORDS or (token in _SCALES and spelled):
            spelled.append(token)
            continue
        if spelled and spelled != ["one"]:
            found.add(Fraction(_value(spelled)))
        spelled = []
        if token in _BY_FACTOR:
            found.add(_BY_FACTOR[token])
        elif token in _SCALES:
            found.add(Fraction(_SCALES[token]))
        elif token[:1].isdigit() and len(token) <= MAX_DIGITS:
            found.add(_read(token))
    return frozenset(found)


def _read(token: str) -> Fraction:
    above, _, below = token.replace(",", "").partition("/")
    return Fraction(above) / (int(below) if below and int(below) else 1)


def _value(words: list[str]) -> int:
    """`two hundred thirty five` is 235."""
    whole, part = 0, 0
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            part += _WORDS[word]
        elif scale == 100:
            part = max(1, part) * 100
        else:
            whole, part = whole + max(1, part) * scale, 0
    return whole + part
