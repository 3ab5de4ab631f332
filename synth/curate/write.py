"""The second pass: the rows of the problems that were chosen, in the order that was chosen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from synth.contents import REJECTED, Contents
from synth.rows import SCHEMA
from synth.shards import Stream, storage
from synth.tally import SPLITS

# Rows in memory at a time while they are put in order.
BLOCK = 5000
Ints = npt.NDArray[np.int64]
Change = Callable[[pa.RecordBatch], pa.RecordBatch]


class Part(NamedTuple):
    """A configuration of a source, and where each of its problems comes in the result: -1 for nowhere."""

    contents: Contents
    config: str
    places: Mapping[str, int]
    ranks: Ints
    change: Change | None = None


def write_config(out: Path, config: str, parts: Sequence[Part], shard_rows: int) -> dict[str, int]:
    """Writes one configuration, both splits; returns the rows of each.

    The rows wait in an Arrow file in `journal/` until all of them are known: the disk holds them twice for a
    while, memory only 8 bytes of each.
    """
    counts = {}
    for split in SPLITS:
        path = out / "journal" / "rows.arrow"
        with storage(path):
            try:
                ranks = _spool(path, parts, split)
                stream = Stream(out / "data" / config, split, shard_rows)
                for block in _sorted(path, np.argsort(ranks, kind="stable")):
                    stream.append(block)
                stream.save()
            finally:
                path.unlink(missing_ok=True)
        counts[split] = stream.n
    _write_rejected(out, config, parts, shard_rows)
    return counts


def _write_rejected(out: Path, config: str, parts: Sequence[Part], shard_rows: int) -> None:
    """What was turned down of the problems that were chosen: preferences are made of it."""
    stream = Stream(out / "rejected" / config, "part", shard_rows)
    for part in parts:
        for batch in part.contents.batches(part.config, REJECTED):
            places = (part.places.get(name, -1) for name in batch.column("problem_id").to_pylist())
            chosen = np.flatnonzero([place >= 0 and part.ranks[place] >= 0 for place in places])
            if len(chosen):
                rows = batch if len(chosen) == batch.num_rows else batch.take(chosen)
                stream.append((part.change(rows) if part.change else rows).cast(SCHEMA))
    stream.save()


def _spool(path: Path, parts: Sequence[Part], split: str) -> Ints:
    """Puts the chosen rows of a split into a file as they come; returns the rank of each."""
    ranks = array("q")
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, SCHEMA) as writer:
        for part in parts:
            for batch in part.contents.batches(part.config, split):
                own = _ranks(batch, part)
                chosen = np.flatnonzero(own >= 0)
                if not len(chosen):
                    continue
                rows = batch if len(chosen) == batch.num_rows else batch.take(chosen)
                writer.write_batch((part.change(rows) if part.change else rows).cast(SCHEMA))
                ranks.frombytes(own[chosen].tobytes())
    return np.frombuffer(ranks, np.int64)


def _ranks(batch: pa.RecordBatch, part: Part) -> Ints:
    places = part.places
    return part.ranks[[places[name] for name in batch.column("problem_id").to_pylist()]]


def _sorted(path: Path, order: Ints) -> Iterator[pa.RecordBatch]:
    """The rows of a file in an order."""
    with pa.memory_map(str(path)) as mapped:
        file = pa.ipc.open_file(mapped)
        sizes = [file.get_batch(i).num_rows for i in range(file.num_record_batches)]
        starts = np.cumsum([0, *sizes])
        for start in range(0, len(order), BLOCK):
            yield _picked(file, starts, order[start : start + BLOCK])


def _picked(file: Any, starts: Ints, places: Ints) -> pa.RecordBatch:
    """The rows at some places, in that order: batch by batch, then put right."""
    rising = np.argsort(places, kind="stable")
    ascending = places[rising]
    batches = np.searchsorted(starts, ascending, side="right") - 1
    taken = [file.get_batch(int(b)).take(ascending[batches == b] - starts[b]) for b in np.unique(batches)]
    back = np.empty(len(places), np.int64)
    back[rising] = np.arange(len(places))
    together = pa.Table.from_batches(taken).combine_chunks().to_batches()[0]
    return together.take(back)
