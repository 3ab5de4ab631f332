"""Whether a reader can follow a search: how much of where it ends is told by its course, and not by what it finds.

A set of searches that count their dead ends, or place their hit, teaches to count. So two figures are taken over the
looks of a set, the moments at which a result is held against what is wanted, and is it or is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log2
from typing import NamedTuple

from synth.types import Look

# Figures are for the counts that this share of the traces comes to.
MOST_TRACES = 0.9


class Followable(NamedTuple):
    """`hits` has the share of hits after 0, 1, 2 ... looks.

    `left` is the share of a look's entropy that is left once the returns so far and its place in the line are known: 1
    where they say nothing of the hit, 0 where they say all.
    """

    hits: tuple[float, ...]
    left: float


def followable(searches: Iterable[Sequence[Look]]) -> Followable | None:
    """The figures of some searches; None where nothing was looked at."""
    reached, hit = Counter[int](), Counter[int]()
    courses = dict[tuple[int, int], list[int]]()
    n = 0
    for looks in searches:
        n += bool(looks)
        for place, look in enumerate(looks):
            reached[place] += 1
            hit[place] += look.is_hit
            seen = courses.setdefault((look.returns, look.place), [0, 0])
            seen[look.is_hit] += 1
    if not n:
        return None
    # The last, forced look is of a few long traces.
    hits = tuple(hit[place] / reached[place] for place in sorted(reached) if reached[place] >= (1 - MOST_TRACES) * n)
    total = reached.total()
    whole = _entropy([total - hit.total(), hit.total()])
    parted = sum(sum(seen) / total * _entropy(seen) for seen in courses.values())
    return Followable(hits, parted / whole if whole else 1.0)


def _entropy(counts: Sequence[int]) -> float:
    """In bits."""
    total = sum(counts)
    return -sum(n / total * log2(n / total) for n in counts if n) if total else 0.0
