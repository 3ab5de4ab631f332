"""Finds partners by what their numbers are of and by their size, then by how similar their texts are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synth.errors import Reject
from synth.similarity import ROUNDING, Neighbours, Similarity
from synth.task import Seeds

from .._programs.dimension import Dimension
from .._programs.facts import Clear, clear, facts_of, inputs, takes
from .._programs.program import Leaf, Value
from .._programs.seed import Seed, read_seed
from .sequence import how_taken

# By how much a number and what takes its place, or two that are compared, may differ.
LEAST, MOST = 0.5, 2.0
BLOCK = 64
# Of how many of like size it is tried whether their answer fits.
MOST_TRIED = 60

Places = npt.NDArray[np.intp]


class _Index:
    """Seeds by the head of what a number of theirs is of, in the order of its size."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[float, int, str, Value]]] = {}
        self._sorted: dict[str, npt.NDArray[np.float64]] = {}

    def add(self, of: Dimension, value: Value, place: int) -> None:
        self._kept.setdefault(of.head, []).append((float(value), place, of.modifier, value))

    def near(self, of: Dimension, value: Value) -> Iterable[tuple[int, Value]]:
        """The places and values of those that fit, within the bounds of size."""
        kept = self._kept.get(of.head, [])
        if of.head not in self._sorted:
            kept.sort()
            self._sorted[of.head] = np.array([size for size, *_ in kept])
        values = self._sorted[of.head]
        lo, hi = np.searchsorted(values, LEAST * float(value)), np.searchsorted(values, MOST * float(value), "right")
        return [(place, made) for _, place, modifier, made in kept[lo:hi] if of.fits(Dimension(of.head, modifier))]


class Wanted(NamedTuple):
    """What a partner's answer has to be of, and near to. `leaf` is the number whose place it would take."""

    of: Dimension
    value: Value
    leaf: Leaf | None = None


class Partners:
    """The partners of each seed, up to `k`: first those that a form of one story fits, the most similar first."""

    def __init__(
        self, seeds: Seeds, texts: list[str], similarity: Similarity, window: tuple[float, float], k: int, mode: str
    ) -> None:
        self._seeds, self._mode = seeds, mode
        self._texts = [" ".join(text.split()).casefold() for text in texts]
        self._similarity, self._window, self._k = similarity, window, k
        # Those without programs can only be compared by their texts.
        self._near = Neighbours(texts, similarity, window, k)
        self._answers = _Index()
        self._wanted: list[list[Wanted] | None] = []  # None where there is no program
        self._clear: list[Clear] = []
        self._found: dict[int, list[int]] = {}
        for place in range(len(texts)):
            self._read(place)

    def _read(self, place: int) -> None:
        wanted: list[Wanted] | None = None
        how = Clear(False, False, False)
        try:
            seed = read_seed(self._seeds[place])
            wanted = None if seed.program is None else []
            of = facts_of(seed).of
            if of is not None:
                self._answers.add(of, seed.result, place)
                wanted, how = [Wanted(of, seed.result)], clear(seed)
            if self._mode == "sequential":
                wanted = [Wanted(of, value, leaf) for leaf, of, value in inputs(seed)]
        except Reject:
            pass
        self._wanted.append(wanted)
        self._clear.append(how)

    def of(self, place: int) -> list[int]:
        wanted = self._wanted[place]
        if wanted is None:
            return self._near.of(place)
        if place not in self._found:
            if len(self._found) >= BLOCK:
                self._found.clear()
            self._found[place] = self._nearest(place, wanted)
        return self._found[place]

    def _nearest(self, place: int, wanted: list[Wanted]) -> list[int]:
        own = self._texts[place]
        fitting: dict[int, list[tuple[Wanted, Value]]] = {}
        for one in wanted:
            for other, made in self._answers.near(one.of, one.value):
                if self._texts[other] != own:
                    fitting.setdefault(other, []).append((one, made))
        places = np.array(sorted(fitting), dtype=np.intp)
        if not len(places):
            return []
        cosines = self._similarity.to(place)[places]
        lo, hi = self._window
        is_within = (cosines >= lo - ROUNDING) & (cosines <= hi + ROUNDING)
        places, cosines = places[is_within], cosines[is_within]
        ranked: list[int] = places[np.argsort(-cosines, kind="stable")].tolist()
        if self._mode != "sequential":
            has_form = [self._clear[other].name or self._clear[other].clause for other in ranked]
            return [other for _, other in sorted(zip(has_form, ranked, strict=True), key=lambda one: not one[0])][
                : self._k
            ]
        return self._taking(read_seed(self._seeds[place]), ranked, fitting)

    def _taking(self, seed: Seed, ranked: list[int], fitting: dict[int, list[tuple[Wanted, Value]]]) -> list[int]:
        """Those that a form fits and whose answer one of the numbers can be, with sensible results; else the first."""
        ways = {leaf.name: how_taken(seed, leaf) for leaf, _, _ in inputs(seed)}
        found: list[int] = []
        tried = 0
        for other in ranked:
            how = self._clear[other]
            for one, value in fitting[other]:
                enters, is_compared = ways[one.leaf.name] if one.leaf else (False, False)
                if (enters and how.hand) or (is_compared and how.clause):
                    tried += 1
                    if one.leaf and takes(seed, one.leaf, value):
                        found.append(other)
                        break
            if len(found) == self._k or tried > MOST_TRIED:
                break
        return found or ranked[: self._k]
