"""What each filter takes, in order: the account that the card gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from synth.curate.survey import Survey
from synth.errors import UsageError

Mask = npt.NDArray[np.bool_]
# Problem ids that run.json names for each filter, so that one can look at what was taken.
N_NAMED = 20


@dataclass(frozen=True)
class Stage:
    """One filter: problems and rows taken by it, and what is left after it."""

    name: str
    taken: dict[str, int]  # train, test: problems
    left: dict[str, int]
    left_rows: dict[str, int]
    reasons: dict[str, int] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The account in a line."""
        why = "".join(f"; {n:,} {reason}" for reason, n in self.reasons.items())
        test = f" and {self.left['test']:,} test" if self.left["test"] or self.taken["test"] else ""
        return f"{self.name}: {sum(self.taken.values()):,} taken, {self.left['train']:,}{test} left{why}"


class Sieve:
    """The problems of one or more surveys, one after the other, and which of them are left."""

    def __init__(self, surveys: Sequence[Survey]) -> None:
        self.surveys = surveys
        self.is_test: Mask = np.frombuffer(b"".join(bytes(found.is_test) for found in surveys), np.bool_)
        self.n_rows = np.concatenate([np.frombuffer(found.n_rows, np.int64) for found in surveys])
        self.offsets = np.cumsum([0, *map(len, surveys)])
        self.is_left: Mask = np.ones(len(self.is_test), np.bool_)
        self.stages: list[Stage] = []

    def drop(
        self,
        name: str,
        taken: Mask,
        reasons: Iterable[str] = (),
        note: dict[str, int] | None = None,
        named: bool = False,
    ) -> None:
        """Takes problems out; `reasons` are told with how often each came, `note` as it is, a few ids if `named`."""
        taken = taken & self.is_left
        self.is_left &= ~taken
        self.stages.append(
            Stage(
                name,
                self._n(taken),
                self._n(self.is_left),
                self._n(self.is_left, self.n_rows),
                dict(Counter(reasons).most_common()) | (note or {}),
                self._named(np.flatnonzero(taken)[:N_NAMED]) if named else [],
            )
        )

    def _n(self, problems: Mask, counted: npt.NDArray[np.int64] | None = None) -> dict[str, int]:
        """How many problems (or rows, by problem) each split has of these."""
        splits = {"train": problems & ~self.is_test, "test": problems & self.is_test}
        return {split: int(own.sum() if counted is None else counted[own].sum()) for split, own in splits.items()}

    def _named(self, places: npt.NDArray[np.int64]) -> list[str]:
        source = np.searchsorted(self.offsets, places, side="right") - 1
        return [
            self.surveys[s].name(int(place - self.offsets[s]))
            for s, place in zip(source.tolist(), places.tolist(), strict=True)
        ]

    def check(self, cure: str = "") -> None:
        """Raises UsageError where the filters took all there was to train on."""
        had_train = not self.is_test.all()
        if not (self.is_left & ~self.is_test).any() if had_train else not self.is_left.any():
            told = [f"nothing is left{' to train on' if had_train else ''}:", *(f"  {s.line()}" for s in self.stages)]
            raise UsageError("\n".join([*told, cure] if cure else told))

    def json(self) -> list[dict[str, Any]]:
        return [vars(stage) for stage in self.stages]
