"""A band of pass rates: `0..1` is strictly between, `[0.5..1)` takes its lower end in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from synth.errors import UsageError

_NUMBER = r"\s*([0-9]{0,9}\.?[0-9]{1,9})\s*"
_BAND = re.compile(rf"([\[(]?){_NUMBER}\.\.{_NUMBER}([\])]?)")


@dataclass(frozen=True)
class Band:
    """Pass rates between `lo` and `hi`; an end belongs to the band only if its `takes_...` says so."""

    lo: Fraction
    hi: Fraction
    takes_lo: bool = False
    takes_hi: bool = False

    @classmethod
    def parse(cls, text: str) -> Band:
        """`0..1`: ends excluded, unless a square bracket takes one in: `[0.25..0.75]`. Raises UsageError."""
        found = _BAND.fullmatch(text.strip())
        if not found:
            raise UsageError(
                f"--pass-rate {text!r}: give LO..HI, as in 0..1 (strictly between) or '[0.25..0.75]' (ends included)"
            )
        opening, lo, hi, closing = found.groups()
        band = cls(Fraction(lo), Fraction(hi), opening == "[", closing == "]")
        is_one_rate = band.lo == band.hi and band.takes_lo and band.takes_hi
        if band.hi > 1 or not (band.lo < band.hi or is_one_rate):
            raise UsageError(f"--pass-rate {text!r}: give two rates from 0 to 1, the smaller one first")
        return band

    def holds(self, n_verified: int, n_samples: int) -> bool:
        """Whether n_verified of n_samples lies in the band, exactly; of no samples, nothing does."""
        if n_samples <= 0:
            return False
        rate = Fraction(n_verified, n_samples)
        above = rate > self.lo or (self.takes_lo and rate == self.lo)
        return above and (rate < self.hi or (self.takes_hi and rate == self.hi))

    def __str__(self) -> str:
        """As an interval: `(0, 1)`, `[0.25, 0.75]`."""
        opening, closing = "[" if self.takes_lo else "(", "]" if self.takes_hi else ")"
        return f"{opening}{float(self.lo):g}, {float(self.hi):g}{closing}"
