"""What passes between the engine, wherever it runs, and the one pass that writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from synth.journal import Hashes
from synth.options import configure
from synth.plugins import load_task
from synth.rows import Stated
from synth.selection import Selection
from synth.task import Task

Fate = Literal["answered", "refused", "rejected", "excluded", "duplicate", "owed"]


@dataclass(frozen=True)
class Recipe:
    """Everything that rows are made from, in a form that travels between processes."""

    task: str
    options: dict[str, Any]
    seed: int
    selection: Selection
    test_fraction: float
    tokenizer: str
    templates: tuple[str, ...]
    seeds: str | None  # the Arrow file
    fingerprint: str  # of the request: part of every row's id
    samples: int = 1

    def load_task(self) -> Task:
        return configure(load_task(self.task), self.options)


@dataclass
class Proposal:
    """What became of one index; `asked` is None where there is no problem to answer."""

    index: int
    place: int  # in its chunk
    fate: Fate = "answered"
    reason: str = ""
    identity: int = 0
    is_test: bool = False
    asked: Stated | None = None
    set: str = ""  # of the task's sets, where it has any
    sums: Mapping[str, int] = field(default_factory=dict)  # what the card adds up


@dataclass
class Judged:
    """The rows of one strategy, those of a problem side by side: `places` in the chunk's indices, and which to keep."""

    rows: pa.RecordBatch
    places: npt.NDArray[np.int64]
    kept: npt.NDArray[np.bool_]


@dataclass
class Chunk:
    """What some indices gave. `is_dry`: the space ends here; `is_cut`: the run does, before the indices that lack."""

    indices: Hashes
    identities: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    fates: list[Fate] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    sorted: list[tuple[str, Mapping[str, int]]] = field(default_factory=list)  # set and sums of each
    is_test: list[bool] = field(default_factory=list)
    judged: dict[str, Judged] = field(default_factory=dict)
    owed: list[tuple[int, str]] = field(default_factory=list)  # the place of each request that failed for good; why
    n_given: int = 0  # indices that were asked for
    is_dry: bool = False
    is_cut: bool = False
