"""Hands out indices to work on: in large pieces where they cost nothing, as few as needed where they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil
from time import perf_counter

from synth.chunk import Chunk

# Large pieces keep what a stage of the engine needs in the processor's caches; so do those of no more indices than
# the tasks' own caches hold answers. Small ones come back soon, for a stop and for the progress that is shown.
LEAST, FIRST_CHUNK, MAX_CHUNK = 8, 250, 1000
SOON, LATE = 0.25, 1.0  # seconds
# Hardly any row a problem: below this, more of them in flight would only cost more.
LOWEST_YIELD = 0.02
# A job is some indices under some strategies; None says that results have to come in before there is another one.
Jobs = Iterator["tuple[list[int], list[str]] | None"]


@dataclass(frozen=True)
class Costs:
    """For a run whose problems cost money: `most_problems` may be tried (None: all), in pieces of `chunk`.

    `expected` rows a problem are hoped for until it is known how many come.
    """

    most_problems: int | None
    expected: int
    chunk: int


class Feed:
    """Knows what is in flight, and how many rows a problem gives; `costs` None where problems cost nothing."""

    def __init__(self, costs: Costs | None) -> None:
        self.costs = costs
        self._most = FIRST_CHUNK  # indices in a piece, where problems cost nothing
        self._in_flight = 0  # indices that were given to work on and did not come back yet
        # What is hoped for counts as one problem.
        self._problems, self._rows = 1, costs.expected if costs else 1

    def jobs(self, indices: Iterator[int], group: list[str], missing: Callable[[str], float]) -> Jobs:
        """Pieces of the indices, as long as `missing` tells of rows."""
        self._in_flight = 0
        while True:
            size = self._room(max(map(missing, group)))
            part = list(islice(indices, size))
            if size and not part:
                return
            self._in_flight += len(part)
            before = perf_counter()
            yield (part, group) if part else None
            if len(part) == self._most:
                self._adapt(perf_counter() - before)

    def _adapt(self, seconds: float) -> None:
        """Makes the pieces larger or smaller, after a whole one that took so long."""
        if seconds < SOON:
            self._most = min(MAX_CHUNK, 2 * self._most)
        elif seconds > LATE:
            self._most = max(LEAST, self._most // 2)

    def took(self, chunk: Chunk, rows: int) -> None:
        """A chunk came back, and gave so many rows of the strategy that got the most."""
        self._in_flight -= chunk.n_given
        self._problems += len(chunk.indices)
        self._rows += rows

    def _room(self, missing: float) -> int:
        """How many indices to work on next; 0 while those in flight should be enough."""
        if self.costs is None:
            # Small ones for a small n, so that little is made in vain.
            return int(min(self._most, max(LEAST, missing * 1.05)))
        needed = ceil(min(missing, 1e9) * self._problems / max(self._rows, LOWEST_YIELD * self._problems))
        return max(0, min(self.costs.chunk, needed - self._in_flight))
