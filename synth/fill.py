"""The one deterministic pass: drops duplicates in index order, counts, cuts at n, and writes the shards.

What is kept is a function of the prefix of indices, whoever worked on them and however often the run was cut.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from synth.engine import Chunk, Keep, is_kept
from synth.errors import StoppedShort, TeacherError
from synth.journal import DROPPED, Ledger, load_json, save_json
from synth.shards import Stream
from synth.strategy import BEHAVIORS, parse

MAX_CHUNK = 250
# So many indices without a new row mean that there is nothing to be found.
PATIENCE = 20_000
REFUSED_PATIENCE = 2_000
SPLITS = ("train", "test")
# For each strategy: how far it came, its rows, why rows were rejected, and sums over the kept rows.
Tally = dict[str, Any]
Work = Callable[[Iterator[tuple[list[int], list[str]]]], Generator[Chunk, None, None]]


class Fill:
    """Fills a folder with `n` kept rows of each strategy; `n` None means as many as there are."""

    def __init__(self, out: Path, strategies: list[str], n: int | None, keep: Keep, shard_rows: int) -> None:
        self.out = out
        self.n = n
        self.keep = keep
        self.strategies = strategies
        path = out / "journal" / "state.json"
        self.state: dict[str, Any] = load_json(path) if path.exists() else new_state()
        for name in strategies:
            self.state["strategies"].setdefault(name, _new_tally())
        self.ledger = Ledger(out / "journal" / "ledger.bin", self.state["ledger"])
        self.streams: dict[tuple[str, str], Stream] = {}
        for name in strategies:
            config, tally = parse(name).config, self.tally(name)
            for split in SPLITS:
                self.streams[name, split] = Stream(out / "data" / config, split, shard_rows, tally["kept"][split])
            self.streams[name, "rejected"] = Stream(out / "rejected" / config, "part", shard_rows, tally["rejected"])
        self._fruitless = 0

    def tally(self, strategy: str) -> Tally:
        found: Tally = self.state["strategies"][strategy]
        return found

    def kept(self, strategy: str) -> int:
        return sum(self.tally(strategy)["kept"].values())

    def missing(self, strategy: str) -> float:
        return float("inf") if self.n is None else max(0, self.n - self.kept(strategy))

    def run(
        self,
        work: Work,
        stopped: Callable[[], bool],
        report: Callable[[], None],
    ) -> None:
        """Works until every strategy has its rows. Raises StoppedShort if the space runs dry before."""
        while not stopped():
            active = [name for name in self.strategies if self.missing(name) > 0]
            if not active or (self.state["dry"] and all(self._came(name) == self._next() for name in active)):
                break
            start = min(map(self._came, active))
            group = [name for name in active if self._came(name) == start]
            self._phase(group, start, work, stopped, report)
            self.save()
        self.save()
        short = [name for name in self.strategies if self.missing(name) > 0]
        if short and self.n is not None and not stopped():
            raise StoppedShort(
                f"the space ran dry: there are {len(self.ledger)} different problems under these options, which gave "
                f"{self.kept(short[0])} rows of {short[0]}, and {self.n} were asked for. Widen the options."
            )

    def _came(self, strategy: str) -> int:
        came: int = self.tally(strategy)["through"]
        return came

    def _next(self) -> int:
        """The first index that nobody has proposed yet."""
        found: int = self.state["next_index"]
        return found

    def _phase(
        self,
        group: list[str],
        start: int,
        work: Work,
        stopped: Callable[[], bool],
        report: Callable[[], None],
    ) -> None:
        """Takes strategies that stand at the same index on, until one of them is done or meets another."""
        fresh = start == self._next()
        ahead = [self._came(name) for name in self.strategies if self._came(name) > start and self.missing(name) > 0]
        limit = None if fresh else min([self._next(), *ahead])
        indices = _counted(start) if limit is None else iter(self.ledger.kept_between(start, limit).tolist())
        with closing(work((part, group) for part in self._parts(indices, group))) as chunks:
            for chunk in chunks:
                end = self._take_fresh(chunk, group) if fresh else self._take_known(chunk, group)
                report()
                if end or stopped():
                    return
        if limit is not None:
            for name in group:
                self.tally(name)["through"] = limit

    def _parts(self, indices: Iterator[int], group: list[str]) -> Iterator[list[int]]:
        """Indices in pieces: small ones for a small n, so that little is made in vain."""
        while True:
            missing = max(map(self.missing, group))
            size = int(min(MAX_CHUNK, max(8, missing * 1.05)))
            part = list(islice(indices, size))
            if not part:
                return
            yield part

    def _take_fresh(self, chunk: Chunk, group: list[str]) -> bool:
        """Takes in a chunk of new indices; True at the end of the phase."""
        if chunk.is_dry:
            self.state["dry"] = True
        if not len(chunk.indices):
            return True
        proposed = np.array([fate != "rejected" for fate in chunk.fates])
        duplicate = proposed & (self.ledger.knows(chunk.identities) | _repeated(chunk.identities))
        through = self._take_rows(chunk, group, duplicate)
        end = max(through.values())
        used = int(np.searchsorted(chunk.indices, end))
        self._count(chunk, duplicate, used)
        first = proposed[:used] & ~duplicate[:used]
        dropped = np.array([fate in ("refused", "excluded") for fate in chunk.fates[:used]])
        marks = np.where(dropped, DROPPED, np.uint64(0))
        self.ledger.add((chunk.indices[:used] | marks)[first], chunk.identities[:used][first])
        self.state["next_index"] = end
        self._give_up(chunk, first)
        return self.state["dry"] or any(not self.missing(name) for name in group)

    def _take_known(self, chunk: Chunk, group: list[str]) -> bool:
        """Takes in a chunk of indices whose problems an earlier strategy has already."""
        self._take_rows(chunk, group, np.zeros(len(chunk.indices), np.bool_))
        return any(not self.missing(name) for name in group)

    def _take_rows(self, chunk: Chunk, group: list[str], duplicate: npt.NDArray[np.bool_]) -> dict[str, int]:
        """Writes the rows of a chunk; returns the index at which each strategy stands after it."""
        through = {}
        filled = False
        for name in group:
            rows, places = chunk.rows[name], np.array(chunk.places[name], np.int64)
            verdicts = rows.column("verdict")
            status, method = verdicts.field("status").to_pylist(), verdicts.field("method").to_pylist()
            good = np.array([is_kept(self.keep, s, m) for s, m in zip(status, method, strict=True)], np.bool_)
            new = ~duplicate[places]
            kept = np.flatnonzero(good & new)
            missing = self.missing(name)
            end = int(chunk.indices[-1]) + 1
            if len(kept) >= missing:
                kept = kept[: int(missing)]
                end = int(chunk.indices[places[kept[-1]]]) + 1
            bad = np.flatnonzero(~good & new & (chunk.indices[places] < end))
            is_test = np.array(chunk.is_test, np.bool_)[places]
            for split, chosen in (("train", kept[~is_test[kept]]), ("test", kept[is_test[kept]])):
                self.tally(name)["kept"][split] += len(chosen)
                filled |= self.streams[name, split].append(_picked(rows, chosen))
            self.tally(name)["rejected"] += len(bad)
            filled |= self.streams[name, "rejected"].append(_picked(rows, bad))
            self._sum(name, rows, kept, bad)
            through[name] = self.tally(name)["through"] = end
        self._filled = filled
        return through

    def _sum(self, name: str, rows: Any, kept: npt.NDArray[np.int64], bad: npt.NDArray[np.int64]) -> None:
        tally = self.tally(name)
        tally["characters"] += int(pc.utf8_length(rows.column("completion").take(kept)).to_numpy().sum())
        behaviors = rows.column("behaviors").take(kept)
        for behavior in BEHAVIORS:
            counts = behaviors.field(behavior).drop_null().to_numpy()
            tally["behaviors"][behavior]["sum"] += int(counts.sum())
            tally["behaviors"][behavior]["rows"] += int((counts > 0).sum())
            tally["behaviors"][behavior]["seen"] += len(counts)
        verdicts = rows.column("verdict").take(bad)
        found = (verdicts.field(name).to_pylist() for name in ("method", "reason"))
        for method, reason in zip(*found, strict=True):
            _add(tally["reasons"], f"{method}: {reason.split(':')[0][:80]}")

    def _count(self, chunk: Chunk, duplicate: npt.NDArray[np.bool_], used: int) -> None:
        counts = self.state["counts"]
        counts["proposed"] += used
        for place, fate in enumerate(chunk.fates[:used]):
            if duplicate[place]:
                counts["duplicates"] += 1
            elif fate == "excluded":
                counts["excluded"] += 1
            elif fate == "refused":
                _add(counts["refused"], chunk.reasons[place])
            elif fate == "rejected":
                counts["unproposed"] += 1

    def _give_up(self, chunk: Chunk, first: npt.NDArray[np.bool_]) -> None:
        """Ends a search that finds nothing."""
        found = bool(first.any())
        self._fruitless = 0 if found else self._fruitless + len(first)
        if self._fruitless > max(PATIENCE, 4 * len(self.ledger)):
            self.state["dry"] = True
        refused = self.state["counts"]["refused"]
        if sum(refused.values()) >= REFUSED_PATIENCE and not any(map(self.kept, self.strategies)):
            why = max(refused, key=refused.get)
            raise TeacherError(f"the teacher refused all of {self.state['next_index']} problems: {why}")
        if self._filled:
            self.save()

    def save(self) -> None:
        """Puts everything on the disk, so that a run that is killed later goes on from here."""
        for stream in self.streams.values():
            stream.save()
        self.ledger.save()
        self.state["ledger"] = self.ledger.n
        save_json(self.out / "journal" / "state.json", self.state)


def new_state() -> dict[str, Any]:
    counts = {"proposed": 0, "duplicates": 0, "excluded": 0, "unproposed": 0, "refused": {}}
    return {"next_index": 0, "ledger": 0, "dry": False, "counts": counts, "strategies": {}}


def _new_tally() -> Tally:
    return {
        "through": 0,
        "kept": dict.fromkeys(SPLITS, 0),
        "rejected": 0,
        "reasons": {},
        "characters": 0,
        "behaviors": {behavior: {"sum": 0, "rows": 0, "seen": 0} for behavior in BEHAVIORS},
    }


def _picked(rows: Any, places: npt.NDArray[np.int64]) -> Any:
    """Some of the rows; nothing is copied where it is all of them, or none."""
    if len(places) == rows.num_rows or not len(places):
        return rows.slice(0, len(places))
    return rows.take(places)


def _add(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1


def _counted(start: int) -> Iterator[int]:
    while True:
        yield start
        start += 1


def _repeated(identities: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """True where the same identity stands earlier in the array."""
    again = np.ones(len(identities), np.bool_)
    again[np.unique(identities, return_index=True)[1]] = False
    return again
