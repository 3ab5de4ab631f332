"""Which problems came before: 8 bytes of memory for each, and as much again while they are merged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
SMALL = 1 << 15


class Seen:
    """A set of 64-bit numbers that only grows."""

    def __init__(self) -> None:
        self._sorted: Numbers = np.empty(0, np.int64)
        self._recent: Numbers = np.empty(0, np.int64)

    def add(self, numbers: Numbers) -> npt.NDArray[np.bool_]:
        """Takes the numbers in; True for each that is here for the first time."""
        first = np.zeros(len(numbers), np.bool_)
        first[np.unique(numbers, return_index=True)[1]] = True
        first &= ~(_in(numbers, self._sorted) | _in(numbers, self._recent))
        self._recent = np.sort(np.concatenate([self._recent, numbers[first]]))
        if len(self._recent) > max(SMALL, len(self._sorted) >> 3):
            self._sorted = np.sort(np.concatenate([self._sorted, self._recent]), kind="stable")
            self._recent = np.empty(0, np.int64)
        return first


def _in(numbers: Numbers, found: Numbers) -> npt.NDArray[np.bool_]:
    if not len(found):
        return np.zeros(len(numbers), np.bool_)
    at = np.minimum(np.searchsorted(found, numbers), len(found) - 1)
    return np.asarray(found[at] == numbers)
