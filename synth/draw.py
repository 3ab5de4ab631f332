"""Random choices that belong to an index: the same on every machine, in every order."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A tape of random choices named by (seed, index, purpose).

    Equal names give equal choices, whatever was drawn elsewhere. The tape is a 512-bit number read off by
    division, about 0.2 us a choice; it is renewed before its last 64 bits, so the bias stays below 2**-40.
    """

    __slots__ = ("_name", "_refills", "_tape", "index")

    def __init__(self, seed: int, index: int, purpose: str = "") -> None:
        self.index = index
        self._name = f"{seed}/{index}/{purpose}/"
        self._refills = 0
        self._tape = 0

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        if self._tape >> 64 == 0:
            self._tape = int.from_bytes(blake2b(f"{self._name}{self._refills}".encode()).digest(), "big")
            self._refills += 1
        self._tape, picked = divmod(self._tape, n)
        return picked

    def between(self, lo: int, hi: int) -> int:
        """A whole number from lo to hi, both included."""
        return lo + self.below(hi - lo + 1)

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def choice(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The same items in a random order."""
        deck = list(items)
        for i in range(len(deck) - 1, 0, -1):
            j = self.below(i + 1)
            deck[i], deck[j] = deck[j], deck[i]
        return deck
