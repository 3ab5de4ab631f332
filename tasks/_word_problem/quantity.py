"""What a quantity of a family may be: a range, perhaps bounded by another quantity, and how a text states it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from synth.task import Draw

from .._programs.numerals import WORDS
from .._programs.program import Value, told, whole

_RULE = re.compile(
    r"(?P<money>\$)?(?P<lo>[0-9.]+)-(?P<hi>[0-9.]+)(?P<percent>%)?(?: by (?P<by>[0-9.]+))?"
    r"(?: (?P<bound><=|<|>|\||of) (?P<other>[a-z]))?(?P<digits> in digits)?(?: (?P<unit>.*))?"
)
_PART = re.compile(r"part of (?P<other>[a-z])(?: (?P<unit>.*))?")
_PARTS = [
    (b, Fraction(a, b))
    for a, b in ((1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 5), (2, 5), (3, 5), (1, 6), (1, 8), (3, 8), (1, 10))
]
_NAMED = {
    Fraction(1, 2): "half", Fraction(1, 3): "a third", Fraction(1, 4): "a quarter", Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters", Fraction(1, 5): "a fifth", Fraction(2, 5): "two fifths",
    Fraction(3, 5): "three fifths", Fraction(1, 6): "a sixth", Fraction(1, 8): "an eighth",
}  # fmt: skip
_SPELLED = {n: word for word, n in WORDS.items()}


class BadRule(ValueError):
    pass


@dataclass(frozen=True)
class Rule:
    """`lo` to `hi` in steps of `by`; `bound` and `other` tie it to a quantity that is known before.

    Bounds: `<` and `>` another, by a step at least; `<=` another; `|` divides it; `of`: a whole number of percent of
    it stays whole (for money: whole cents). `part`: a fraction of another that stays whole. `digits`: never in words.
    """

    kind: str
    lo: Value = 0
    hi: Value = 0
    by: Value = 1
    bound: str = ""
    other: str = ""

    @cached_property
    def values(self) -> Sequence[Value]:
        """Every value that it may have, the least first."""
        lo, hi, by = self.lo, self.hi, self.by
        if type(lo) is int and type(hi) is int and type(by) is int:
            return range(lo, hi + 1, by)
        return [whole(lo + by * n) for n in range(int((hi - lo) / by) + 1)]

    def draw(self, draw: Draw, known: Mapping[str, Value]) -> Value | None:
        """A value, or None if nothing fits what is known."""
        if not self.other:
            return draw.choice(self.values)
        other = known[self.other]
        fits: Sequence[Value]
        if self.kind == "part":
            fits = [part for below, part in _PARTS if not other % below] if type(other) is int else ()
        elif self.bound == "|":
            top = min(int(self.hi), other - 1) if type(other) is int else 0
            fits = [n for n in range(int(self.lo), top + 1) if not other % n]
        elif self.bound == "of":
            # A percent of 250 is whole where n * 250 / 100 is; of 7/2 dollars it is whole cents where n * 7/2 is whole.
            numerator, below = (other, 100) if type(other) is int else (other.numerator, other.denominator)
            fits = [n for n in self.values if not n * numerator % below]
        elif self.bound == ">":
            above = other + self.by if self.by != 1 else int(other) + 1
            fits = self.values[bisect_left(self.values, above) :]
        elif self.bound == "<":
            fits = self.values[: bisect_right(self.values, other - self.by)]
        else:
            fits = self.values[: bisect_right(self.values, other)]
        return draw.choice(fits) if fits else None

    def text(self, value: Value, draw: Draw) -> str:
        """How the question states the value."""
        if self.kind == "money":
            return str(value) if type(value) is int else f"{float(value):.2f}"
        if self.kind == "part":
            named = _NAMED.get(value) if isinstance(value, Fraction) and draw.chance(60) else None
            return named or str(value)
        if type(value) is int:
            if 1 < value < 13 and self.kind == "count" and draw.chance(30):
                return _SPELLED[value]
            return f"{value:,}" if value >= 10_000 or (value >= 1000 and draw.chance(50)) else str(value)
        return told(value)


def parse_rule(text: str) -> tuple[Rule, str]:
    """A rule and the unit behind it. Raises BadRule."""
    if part := _PART.fullmatch(text):
        return Rule("part", bound="of", other=part["other"]), part["unit"] or ""
    found = _RULE.fullmatch(text)
    if found is None:
        raise BadRule(
            "a rule is 3-12, 3-12 < x, 2-9 | x, 5-50% of x, $0.50-4.00, 0.5-6 by 0.5, 1-9 in digits, or: part of x"
        )
    lo, hi = (_read(found[name]) for name in ("lo", "hi"))
    kind = "money" if found["money"] else "percent" if found["percent"] else "digits" if found["digits"] else "count"
    if found["by"]:
        by = _read(found["by"])
    elif kind == "percent":
        by = 5
    else:
        by = 1 if type(lo) is int and type(hi) is int else Fraction(1, 20)
    if lo > hi or by <= 0 or (hi - lo) % by:
        raise BadRule(f"from {found['lo']} to {found['hi']} there are no whole steps of {told(by)}")
    unit = "%" if kind == "percent" else found["unit"] or ""
    return Rule(kind, lo, hi, by, found["bound"] or "", found["other"] or ""), unit


def _read(text: str) -> Value:
    return int(text) if text.isdigit() else whole(Fraction(text))
