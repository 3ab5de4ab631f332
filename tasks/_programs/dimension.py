"""What a number is of: a measure, or a noun. Only numbers of one dimension stand for one another."""

from __future__ import annotations

import re
from typing import NamedTuple

from .asked import Asked
from .units import COUNT, kind, measure_at

_WORDS = re.compile(r"[- ]((?:[a-z]+[- ]){0,2}[a-z]+)")
_PLURALS = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "feet": "foot", "mice": "mouse",
    "geese": "goose", "loaves": "loaf", "shelves": "shelf", "knives": "knife", "wolves": "wolf", "halves": "half",
    "leaves": "leaf", "teeth": "tooth", "fish": "fish", "sheep": "sheep", "buses": "bus", "potatoes": "potato",
    "tomatoes": "tomato", "cookies": "cookie", "movies": "movie", "pies": "pie", "ties": "tie", "lenses": "lens",
}  # fmt: skip
_STOPS = frozenset(
    "is was has his its this as less plus times across always perhaps of in on at for to and or the a an each per more "
    "fewer other else cents percent years old worth of out from with by that which who".split()
)
_PAID = re.compile(
    r"\b(?:pa(?:y|ys|id)|costs?|spen[dt]s?|earn\w*|owe[sd]?|charge[sd]?|make[s]?|made|save[sd]?|receive[sd]?|"
    r"raise[sd]?|donate[sd]?|collect\w*|bring\w*|get[s]?|money|price|bill|salary|profit|total cost)\b"
)


class Dimension(NamedTuple):
    """`head` is a measure (`dollars`) or the singular of a noun; `modifier` what stands before the noun."""

    head: str
    modifier: str = ""

    def fits(self, other: Dimension) -> bool:
        """Whether a number of the one may stand for one of the other: toy cars for cars, never for race cars."""
        return self.head == other.head and (self.modifier == other.modifier or not self.modifier or not other.modifier)


def dimension(unit: str) -> Dimension | None:
    """That of a unit in words; None for shares, multiples and what has none."""
    unit = unit.strip().lower()
    if not unit or unit in ("%", "times", "percent"):
        return None
    if kind(unit) != COUNT:
        return Dimension(kind(unit))
    if " on " in unit or " of " in unit:
        return Dimension(unit)
    words = unit.split()
    if words[-1] in _STOPS or not all(word.replace("-", "").isalpha() for word in words):
        return None
    return Dimension(lemma(words[-1]), " ".join(map(lemma, words[:-1])))


def stated(text: str, start: int, end: int) -> Dimension | None:
    """That of a number in a text without units of its own: the measure, or the noun, that stands behind it."""
    if unit := measure_at(text, start, end):
        return Dimension(unit)
    found = _WORDS.match(text, end)
    if found is None:
        return None
    words = re.split("[- ]", found[1])
    for n, word in enumerate(words):
        if word in _STOPS:
            return None
        if is_plural(word):
            return dimension(" ".join(words[: n + 1]))
    return None


def of_answer(unit: str, found: Asked | None, text: str) -> Dimension | None:
    """That of an answer: by the unit of the program, else by what the question counts."""
    if found is not None and found.noun:
        return dimension(found.noun)
    if made := dimension(unit):
        return made
    if found is not None and "$" in text and _PAID.search(found.said):
        return Dimension("dollars")
    return None


def is_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")))


def lemma(word: str) -> str:
    """The singular of a plural."""
    if word in _PLURALS:
        return _PLURALS[word]
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]
