"""How numbers are spread, counted in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Wide values keep three digits: at most 900 classes for every power of ten.
EXACT = 1000
N_BINS = 32
_STEPS = (1, 2, 5)


class Distribution:
    """Counts of whole numbers from 0 up; from 1,000 on to three digits."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.n = 0
        self.total = 0
        self.highest = 0

    def add(self, values: npt.NDArray[np.int64]) -> None:
        if not len(values):
            return
        self.n += len(values)
        self.total += int(values.sum())
        self.highest = max(self.highest, int(values.max()))
        digits = np.floor(np.log10(np.maximum(values, 1))).astype(np.int64)
        unit = 10 ** np.maximum(digits - 2, 0)
        found, n = np.unique(values // unit * unit, return_counts=True)
        for value, count in zip(found.tolist(), n.tolist(), strict=True):
            self.counts[value] = self.counts.get(value, 0) + count

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    def quantile(self, share: float) -> int:
        """The smallest value that at least this share of the numbers does not exceed; 0 of none."""
        seen = 0
        for value in sorted(self.counts):
            seen += self.counts[value]
            if seen >= share * self.n:
                return value
        return 0


@dataclass(frozen=True)
class Bins:
    """Classes of equal width: number k is of the values from `start + k * width` up to the next."""

    start: int
    width: int
    n: int

    def counts(self, found: Distribution) -> list[int]:
        """How many numbers fall in each; the last has what lies beyond, too."""
        counts = [0] * self.n
        for value, count in found.counts.items():
            counts[min(self.n - 1, max(0, (value - self.start) // self.width))] += count
        return counts


def shared_bins(found: Iterable[Distribution]) -> Bins:
    """Bins of a round width that hold all but the longest hundredth of each distribution."""
    filled = [one for one in found if one.n]
    lo = min((min(one.counts) for one in filled), default=0)
    hi = max((one.quantile(0.99) for one in filled), default=0)
    width = next(w for w in _widths() if (hi // w - lo // w) < N_BINS)
    return Bins(lo // width * width, width, hi // width - lo // width + 1)


def _widths() -> Iterable[int]:
    power = 1
    while True:
        yield from (step * power for step in _STEPS)
        power *= 10
