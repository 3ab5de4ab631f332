"""What a quantity of a family may be: a range, perhaps bounded by another quantity, and how a text states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from synth.task import Draw

from .._programs.numerals import WORDS
from .._programs.program import Value, ratio, told, whole

_RULE = re.compile(
    r"(?P<money>\$)?(?P<lo>[0-9.]+)-(?P<hi>[0-9.]+)(?P<percent>%)?(?: by (?P<by>[0-9.]+))?"
    r"(?: (?P<bound><=|<|>|\||of) (?P<other>[a-z]))?(?: (?P<unit>.*))?"
)
_PART = re.compile(r"part of (?P<other>[a-z])(?: (?P<unit>.*))?")
_PARTS = [
    Fraction(a, b)
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

    Bounds: `<`, `<=`, `>` another; `|` divides it; `of`: a whole number of percent of it stays whole (for money:
    whole cents). `part`: a fraction of another that stays whole.
    """

    kind: str
    lo: Fraction = Fraction(0)
    hi: Fraction = Fraction(0)
    by: Fraction = Fraction(1)
    bound: str = ""
    other: str = ""

    def draw(self, draw: Draw, known: Mapping[str, Value]) -> Value | None:
        """A value, or None if nothing fits what is known."""
        other = known[self.other] if self.other else 0
        if self.kind == "part":
            fitting = [part for part in _PARTS if type(other) is int and other % part.denominator == 0]
            return draw.choice(fitting) if fitting else None
        if self.bound == "|":
            if type(other) is not int:
                return None
            fits = [n for n in range(int(self.lo), min(int(self.hi), other - 1) + 1) if other % n == 0]
            return draw.choice(fits) if fits else None
        if self.bound == "of":
            return self._percent(draw, other)
        lo: Value = self.lo
        hi: Value = self.hi
        by = self.by
        if self.bound and self.bound != "|":
            if self.bound == ">":
                lo = max(lo, other + by) if by == 1 else lo + by * max(0, -((lo - other - by) // by))
            else:
                top = other if self.bound == "<=" else other - by
                hi = min(hi, top)
        if hi < lo:
            return None
        n = int((hi - lo) / by) if by != 1 else int(hi) - int(lo)
        return whole(lo + by * draw.below(n + 1)) if by != 1 else int(lo) + draw.below(n + 1)

    def _percent(self, draw: Draw, other: Value) -> Value | None:
        cents = 1 if type(other) is int else 100
        fits = [n for n in range(int(self.lo), int(self.hi) + 1, int(self.by)) if not (other * n * cents) % 100]
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
        raise BadRule("a rule is 3-12, 3-12 < x, 2-9 | x, 5-50% of x, $0.50-4.00, 0.5-6 by 0.5, or: part of x")
    lo, hi = Fraction(found["lo"]), Fraction(found["hi"])
    kind = "money" if found["money"] else "percent" if found["percent"] else "count"
    if found["by"]:
        by = Fraction(found["by"])
    elif kind == "percent":
        by = Fraction(5)
    else:
        by = Fraction(1, 20) if lo.denominator > 1 or hi.denominator > 1 else Fraction(1)
    if lo > hi or by <= 0 or ratio(hi - lo, by) != int((hi - lo) / by):
        raise BadRule(f"from {found['lo']} to {found['hi']} there are no whole steps of {told(whole(by))}")
    unit = "%" if kind == "percent" else found["unit"] or ""
    return Rule(kind, lo, hi, by, found["bound"] or "", found["other"] or ""), unit
