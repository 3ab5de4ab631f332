"""The one deterministic pass: drops duplicates in index order, counts, cuts at n, and writes the shards.

What is kept is a function of the prefix of indices, whoever worked on them and however often the run was cut.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import count
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from synth.chunk import Chunk
from synth.cut import counted_end, fitting, packed_end, picked, repeated
from synth.errors import StoppedShort, TeacherError, UsageError
from synth.feed import Costs, Feed, Jobs
from synth.intact import LEDGER, load_state, save_state
from synth.journal import DROPPED, Ledger
from synth.packing import Packed, Packing
from synth.shards import Stream
from synth.strategy import parse
from synth.tally import SPLITS, Tally, add_fates, add_owed, add_rows, add_sorted, new_state, new_tally

# So many indices without a new row mean that there is nothing to be found.
PATIENCE = 20_000
REFUSED_PATIENCE = 2_000
UNVERIFIED_PATIENCE = 50
SAVED_EVERY = 30.0  # seconds: what a run that is killed before its first shard is full makes again
NO_REFERENCE = (
    "these problems have no reference answer, so nothing can be verified: give --keep agreed with --samples 3 or more "
    "for what a vote agrees on, or --keep all"
)
Work = Callable[[Jobs], Generator[Chunk, None, None]]


class Fill:
    """Fills a folder with `n` kept rows of each strategy; `n` None means as many as there are.

    With `test_n`, so many rows of the test split, and `n` of the train split: what has no room is left out.
    """

    def __init__(
        self,
        out: Path,
        strategies: list[str],
        n: int | None,
        shard_rows: int,
        costs: Costs | None = None,
        packing: Packing | None = None,
        test_n: int | None = None,
    ) -> None:
        self.out = out
        self.room = {"train": n, "test": test_n} if n is not None and test_n is not None else None
        self.n = n if n is None else n + (test_n or 0)
        self.costs = costs
        self.most_problems: int | None = None  # to try
        self.packing = packing
        self.strategies = strategies
        self.state: dict[str, Any] = load_state(out) or new_state()
        if packing is not None:
            self.state.setdefault("packed", packing.new())
        for name in strategies:
            self.state["strategies"].setdefault(name, new_tally())
        self.ledger = Ledger(out / LEDGER, self.state["ledger"])
        self.streams: dict[tuple[str, str], Stream] = {}
        for name in strategies:
            config, tally = parse(name).config, self.tally(name)
            for split in SPLITS:
                self.streams[name, split] = Stream(out / "data" / config, split, shard_rows, tally["kept"][split])
            self.streams[name, "rejected"] = Stream(out / "rejected" / config, "part", shard_rows, tally["rejected"])
        self.count_answers: Callable[[], int] = lambda: 0  # of models, in the journal
        self._saved_at = monotonic()
        self._fruitless = 0
        self._is_fresh = False
        self._feed = Feed(costs)
        self.is_cut = False

    def tally(self, strategy: str) -> Tally:
        found: Tally = self.state["strategies"][strategy]
        return found

    def kept(self, strategy: str) -> int:
        return sum(self.tally(strategy)["kept"].values())

    def knows(self, identity: int) -> bool:
        """Whether a new index that proposes this is a duplicate of one that was taken in."""
        return self._is_fresh and bool(self.ledger.knows(np.array([identity], np.uint64))[0])

    @property
    def packed(self) -> Packed:
        """What is known of the sets and their tokens."""
        found: Packed = self.state["packed"]
        return found

    def missing(self, strategy: str) -> float:
        if self.packing is not None:
            is_through = self.state["dry"] and self._came(self.strategies[0]) == self._next()
            return self.packing.missing(self.packed, strategy, is_through)
        if self.room is not None:
            kept: dict[str, int] = self.tally(strategy)["kept"]
            return sum(max(0, n - kept[split]) for split, n in self.room.items())
        return float("inf") if self.n is None else max(0, self.n - self.kept(strategy))

    def run(
        self,
        work: Work,
        stopped: Callable[[], bool],
        report: Callable[[], None],
    ) -> None:
        """Works until every strategy has its rows. Raises StoppedShort if the space runs dry before."""
        while not (stopped() or self.is_cut):
            active = [name for name in self.strategies if self.missing(name) > 0]
            is_over = self.state["dry"] or self._is_spent()
            if not active or (is_over and all(self._came(name) == self._next() for name in active)):
                break
            start = min(map(self._came, active))
            group = [name for name in active if self._came(name) == start]
            self._phase(group, start, work, stopped, report)
            self.save()
        self.save()
        short = [name for name in self.strategies if self.missing(name) > 0]
        if short and not stopped() and not self.is_cut:
            self._fell_short(short[0])

    def _fell_short(self, name: str) -> None:
        """Raises StoppedShort where less came out than was asked for."""
        owed = sum(self.state["counts"]["owed"].values())
        if owed:
            why, n = max(self.state["counts"]["owed"].items(), key=itemgetter(1))
            raise StoppedShort(
                f"{owed} requests failed for good, most of them ({n}) with: {why}. Their rows are owed: the same "
                "command tries them again."
            )
        if self.tally(name)["unverified"] and not self.kept(name):
            raise UsageError(NO_REFERENCE)
        if self.n is None:
            return
        if self._is_spent():
            raise StoppedShort(
                f"{self._next():,} problems were tried and gave {self.kept(name):,} of {self.n:,} rows of {name}. "
                "Look into rejected/ for the reasons; a larger --max-attempts tries more."
            )
        raise StoppedShort(
            f"the space ran dry: there are {len(self.ledger)} different problems under these options, which gave "
            f"{self.kept(name)} rows of {name}, and {self.n} were asked for. Widen the options."
        )

    def _is_spent(self) -> bool:
        """As many problems were tried as may be."""
        return self.most_problems is not None and self._next() >= self.most_problems

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
        fresh = self._is_fresh = start == self._next()
        if self.packing is not None:  # another set gives another number of rows
            self._feed = Feed(self.costs)
        ahead = [self._came(name) for name in self.strategies if self._came(name) > start and self.missing(name) > 0]
        limit = None if fresh else min([self._next(), *ahead])
        known = () if limit is None else self.ledger.kept_between(start, limit).tolist()
        indices = _counted(start, self.most_problems) if limit is None else iter(known)
        with closing(work(self._feed.jobs(indices, group, self.missing))) as chunks:
            for chunk in chunks:
                before = max(map(self.kept, group))
                end = self._take_fresh(chunk, group) if fresh else self._take_known(chunk, group)
                self._feed.took(chunk, max(map(self.kept, group)) - before)
                self.is_cut = chunk.is_cut and any(map(self.missing, self.strategies))
                report()
                if end or chunk.is_cut or stopped():
                    return
        if limit is not None:
            for name in group:
                self.tally(name)["through"] = limit

    def _take_fresh(self, chunk: Chunk, group: list[str]) -> bool:
        """Takes in a chunk of new indices; True at the end of the phase."""
        if not len(chunk.indices):
            self.state["dry"] |= chunk.is_dry
            return True
        proposed = np.array([fate not in ("rejected", "owed") for fate in chunk.fates])
        duplicate = proposed & (self.ledger.knows(chunk.identities) | repeated(chunk.identities))
        end = max(self._take_rows(chunk, group, duplicate))
        used = int(np.searchsorted(chunk.indices, end))
        add_fates(self.state["counts"], chunk, duplicate, used)
        first = proposed[:used] & ~duplicate[:used]
        dropped = np.array([fate in ("refused", "excluded") for fate in chunk.fates[:used]])
        marks = np.where(dropped, DROPPED, np.uint64(0))
        self.ledger.add((chunk.indices[:used] | marks)[first], chunk.identities[:used][first])
        if self.packing is not None:
            add_sorted(self.packed, chunk, first)
        self.state["next_index"] = end
        # The space ends behind this chunk; a larger n has what was not taken in of it.
        self.state["dry"] |= chunk.is_dry and used == len(chunk.indices)
        self._give_up(chunk, first)
        return self.state["dry"] or any(not self.missing(name) for name in group)

    def _take_known(self, chunk: Chunk, group: list[str]) -> bool:
        """Takes in a chunk of indices whose problems an earlier strategy has already."""
        if len(chunk.indices):
            end = max(self._take_rows(chunk, group, np.zeros(len(chunk.indices), np.bool_)))
            add_owed(self.state["counts"], chunk, int(np.searchsorted(chunk.indices, end)))
        return any(not self.missing(name) for name in group)

    def _take_rows(self, chunk: Chunk, group: list[str], duplicate: npt.NDArray[np.bool_]) -> list[int]:
        """Writes the rows of a chunk; returns the index that each strategy has reached, which is not taken in yet."""
        reached = []
        filled = False
        for name in group:
            tally, judged = self.tally(name), chunk.judged[name]
            new = ~duplicate[judged.places]
            new[: tally["partial"]] = False
            is_test = np.array(chunk.is_test, np.bool_)[judged.places]
            kept = np.flatnonzero(judged.kept & new)
            wanted = kept if self.room is None else fitting(self.room, tally, kept, is_test[kept])
            if self.packing is not None:
                cut = self.packing.cut(self.packed, name, judged.rows, kept, ~is_test)
                end, tally["through"], tally["partial"] = packed_end(chunk, judged, cut)
            else:
                end, tally["through"], tally["partial"] = counted_end(chunk, judged, wanted, self.missing(name))
            tally["surplus"] = tally.get("surplus", 0) + int((kept < end).sum()) - int((wanted < end).sum())
            kept = wanted[wanted < end]
            bad = np.flatnonzero(~judged.kept & new)
            bad = bad[bad < end]
            for split, chosen in (("train", kept[~is_test[kept]]), ("test", kept[is_test[kept]])):
                tally["kept"][split] += len(chosen)
                filled |= self.streams[name, split].append(picked(judged.rows, chosen))
            rejected = picked(judged.rows, bad)
            filled |= self.streams[name, "rejected"].append(rejected)
            add_rows(tally, picked(judged.rows, kept), rejected)
            reached.append(tally["through"] + bool(tally["partial"]))
        self._filled = filled
        return reached

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
        for name in self.strategies:
            untrue = {why: n for why, n in self.tally(name)["reasons"].items() if why.startswith("steps:")}
            if sum(untrue.values()) >= REFUSED_PATIENCE and not self.kept(name):
                raise TeacherError(f"no trace of {name} passes the step checker: {max(untrue, key=untrue.__getitem__)}")
            unlooked = {why: n for why, n in self.tally(name)["reasons"].items() if "nobody looked" in why}
            if sum(unlooked.values()) >= UNVERIFIED_PATIENCE and not self.kept(name):
                raise TeacherError(f"no trace of {name} is kept: {max(unlooked, key=unlooked.__getitem__)}")
            # Where a model is asked, what it may cost to find that out is limited by the number of attempts.
            if self.costs is None and self.tally(name)["rejected"] >= REFUSED_PATIENCE and not self.kept(name):
                reasons = self.tally(name)["reasons"]
                raise TeacherError(f"no trace of {name} is kept: {max(reasons, key=reasons.__getitem__)}")
            n = self.tally(name)["unverified"]
            if n >= UNVERIFIED_PATIENCE and n == self.tally(name)["rejected"] and not self.kept(name):
                raise UsageError(NO_REFERENCE)
        if self._filled or monotonic() - self._saved_at > SAVED_EVERY:
            self.save()

    def save(self) -> None:
        """Puts everything on the disk, so that a run that is killed later goes on from here."""
        files = self.state.setdefault("files", {})
        for stream in self.streams.values():
            stream.save()
            files |= stream.records
        self.ledger.save()
        self.state |= {"ledger": self.ledger.n, "ledger_sha256": self.ledger.sha256, "answers": self.count_answers()}
        save_state(self.out, self.state)
        self._saved_at = monotonic()


def _counted(start: int, end: int | None) -> Iterator[int]:
    return iter(range(start, end)) if end is not None else count(start)
