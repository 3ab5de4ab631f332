"""How many problems of each source a mix takes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from synth.errors import UsageError


def shares(weights: Sequence[float], there: Sequence[int], names: Sequence[str], n: int | None) -> list[int]:
    """The problems to take of each source: n in all, else as many as the proportions allow.

    Whole numbers by the largest remainders, the earlier source first. Raises UsageError where a source has too few.
    """
    exact = [Fraction(weight) for weight in weights]
    total = sum(exact)
    if n is None:
        most = min(have / weight for have, weight in zip(there, exact, strict=True))
        return [floor(most * weight) for weight in exact]
    parts = [n * weight / total for weight in exact]
    found = [floor(part) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (found[i] - parts[i], i))
    for i in by_remainder[: n - sum(found)]:
        found[i] += 1
    for name, want, have in zip(names, found, there, strict=True):
        if want > have:
            raise UsageError(
                f"{name} has {have:,} problems to give, and its share of -n {n:,} is {want:,}: give a smaller -n, "
                "other --weights, or a larger source"
            )
    return found
