"""The first pass over a folder: of each problem only what decisions need, some 200 bytes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth.contents import Contents
from synth.curate.leaks import leaks
from synth.curate.near import sketch
from synth.curate.overlap import Overlap
from synth.journal import Hashes
from synth.parse import after_think, tagged_answer
from synth.rows import question_of


@dataclass(frozen=True)
class Look:
    """What a survey has to find out, beyond which problems and rows there are."""

    rates: bool = False
    lengths: bool = False
    leaks: bool = False
    overlaps: Sequence[Overlap] = ()
    sketches: bool = False
    row_ids: bool = False

    @property
    def at_questions(self) -> bool:
        return self.leaks or self.sketches or bool(self.overlaps)

    def columns(self) -> list[str]:
        found = ["problem_id", "n_samples", "n_verified"]
        found += ["problem"] if self.at_questions else []
        found += ["answer", "verdict"] if self.leaks else []
        found += ["completion"] if self.leaks or self.lengths else []
        return found + (["id"] if self.row_ids else [])


@dataclass
class Survey:
    """What a folder holds, problem by problem, in the order in which they were made.

    `places` gives a problem's place in the arrays. `configs` is a set of bits, one for each configuration that has
    rows of the problem, by the numbers given to `survey`.
    """

    places: dict[str, int] = field(default_factory=dict)
    is_test: bytearray = field(default_factory=bytearray)
    n_rows: array[int] = field(default_factory=lambda: array("q"))
    n_samples: array[int] = field(default_factory=lambda: array("q"))
    n_verified: array[int] = field(default_factory=lambda: array("q"))
    characters: array[int] = field(default_factory=lambda: array("q"))
    configs: list[int] = field(default_factory=list)
    sketches: list[Any] = field(default_factory=list)
    leaks: dict[int, str] = field(default_factory=dict)  # how
    overlaps: dict[int, str] = field(default_factory=dict)  # with which source
    n_unanswered: int = 0  # no answer to look for in the question
    row_ids: array[int] = field(default_factory=lambda: array("Q"))  # hashes

    def __len__(self) -> int:
        return len(self.places)

    def name(self, place: int) -> str:
        """The id of a problem."""
        return next(islice(self.places, place, None))


def survey(contents: Contents, configs: Sequence[str], look: Look, bits: Sequence[int] | None = None) -> Survey:
    """Reads the columns that `look` needs, a batch at a time; `bits` says which number each configuration has."""
    found = Survey()
    counted = [bytearray() for _ in configs]
    for place, config in enumerate(configs):
        bit = 1 << (bits[place] if bits else place)
        for split in contents.splits(config):
            for batch in contents.batches(config, split, look.columns()):
                _take(found, batch, look, split == "test", bit)
                _count_samples(found, batch, counted[place])
    if look.rates:  # of some problems a configuration may have rejected rows alone
        for config, already in zip(configs, counted, strict=True):
            for batch in contents.batches(config, "rejected", ["problem_id", "n_samples", "n_verified"]):
                _count_samples(found, batch, already)
    return found


def _take(found: Survey, batch: pa.RecordBatch, look: Look, is_test: bool, bit: int) -> None:
    lengths = pc.utf8_length(batch.column("completion")).to_pylist() if look.lengths else None
    ids = batch.column("problem_id").to_pylist()
    for at, problem_id in enumerate(ids):
        place = found.places.get(problem_id)
        if place is None:
            place = _add(found, problem_id, is_test)
            if look.at_questions:
                _read(found, place, batch, at, look)
        found.n_rows[place] += 1
        found.configs[place] |= bit
        if lengths:
            found.characters[place] += lengths[at] or 0
    if look.row_ids:
        found.row_ids.extend(row_hash(row_id) for row_id in batch.column("id").to_pylist())


def _add(found: Survey, problem_id: str, is_test: bool) -> int:
    place = found.places[problem_id] = len(found.places)
    found.is_test.append(is_test)
    found.configs.append(0)
    for numbers in (found.n_rows, found.n_samples, found.n_verified, found.characters):
        numbers.append(0)
    return place


def _read(found: Survey, place: int, batch: pa.RecordBatch, at: int, look: Look) -> None:
    """What the text of a problem says; its first row is as good as any."""
    question = question_of(batch.column("problem")[at].as_py() or "")
    if look.sketches:
        found.sketches.append(sketch(question))
    for overlap in look.overlaps:
        if overlap.meets(question):
            found.overlaps[place] = overlap.name
            break
    if look.leaks:
        answer = _answer(batch, at)
        if not answer:
            found.n_unanswered += 1
        elif how := leaks(question, answer):
            found.leaks[place] = how


def _answer(batch: pa.RecordBatch, at: int) -> str | None:
    """The reference; where there is none, what a verified completion gives."""
    reference: str | None = batch.column("answer")[at].as_py()
    verdict = batch.column("verdict")[at].as_py() or {}
    if reference or verdict.get("status") != "verified":
        return reference
    return tagged_answer(after_think(batch.column("completion")[at].as_py() or ""))


def _count_samples(found: Survey, batch: pa.RecordBatch, counted: bytearray) -> None:
    """Adds a configuration's samples of each problem once: every row of them has the same counts."""
    counted.extend(bytes(len(found) - len(counted)))
    columns = (batch.column(name).to_pylist() for name in ("problem_id", "n_samples", "n_verified"))
    for problem_id, n_samples, n_verified in zip(*columns, strict=True):
        place = found.places.get(problem_id)
        if place is not None and not counted[place]:
            counted[place] = 1
            found.n_samples[place] += n_samples or 0
            found.n_verified[place] += n_verified or 0


def row_hash(row_id: str) -> int:
    """64 bits of hash."""
    return int.from_bytes(blake2b(row_id.encode(), digest_size=8).digest(), "big")


def shuffled(found: Survey, seed: int) -> Hashes:
    """A random number for each problem: of the seed and its id alone, whatever else there is."""
    key = seed.to_bytes(8, "big", signed=True)
    hashes = (blake2b(name.encode(), digest_size=8, key=key).digest() for name in found.places)
    return np.frombuffer(b"".join(hashes), np.dtype(">u8")).astype(np.uint64)
