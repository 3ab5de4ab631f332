"""What a report tells of the rows, gathered in one pass over them: memory grows with the groups, not with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from synth import exact_json
from synth.contents import REJECTED
from synth.errors import UsageError
from synth.parse import think
from synth.reporting.distribution import Distribution
from synth.selection import NO_ANSWER
from synth.strategy import BEHAVIORS, Strategy, parse
from synth.tally import SPLITS, in_short

N_TRACES = 1000  # those that the figures of variety are made of, as in the card
MAX_TRACED = 5_000_000  # characters
MAX_GROUPS = 40
MAX_REASONS = 100
MAX_MEASURES = 6
MAX_VALUES = 500
OTHERS = "(others)"
# What becomes of a judged row.
OUTCOMES = ("kept", "right, not kept", "wrong", "no answer", "undecided")
Value = int | float | str


class Group:
    """The rows of one strategy in one configuration; `strategy` is None where its name is no strategy's."""

    def __init__(self, config: str, name: str) -> None:
        self.config = config
        self.name = name
        self.label = name
        self.strategy = _strategy(name)
        self.kept = dict.fromkeys(SPLITS, 0)
        self.tasks: dict[str, int] = {}  # rows of each
        self.unproposed = 0  # problems that could not be made, which stand among the rejected rows
        self.statuses: dict[str, int] = {}  # of judged rows
        self.outcomes = dict.fromkeys(OUTCOMES, 0)  # of judged rows
        self.reasons: dict[str, int] = {}  # why rows were turned down, as the card words it
        self.behaviors = {behavior: {"sum": 0, "rows": 0, "seen": 0} for behavior in BEHAVIORS}  # of kept rows
        self.characters = Distribution()  # of kept rows
        self.tokens = Distribution()
        self.n_untold = 0  # kept rows whose tokens nobody counted
        self.cost_usd = 0.0  # of judged rows
        self.n_priced = 0
        # Problems by (samples, verified): each row is the part of its problem that one sample is.
        self.passes: dict[tuple[int, int], float] = {}
        # By measure of difficulty and value: judged rows, verified ones, kept ones.
        self.difficulty: dict[str, dict[Value, list[int]]] = {}
        self.traces: list[str] = []
        self._traced = 0

    @property
    def n_kept(self) -> int:
        return sum(self.kept.values())

    @property
    def n_judged(self) -> int:
        return sum(self.statuses.values())

    @property
    def n_turned_down(self) -> int:
        return self.n_judged - self.n_kept

    def share(self, status: str) -> float | None:
        """Of the judged rows; None where there is none."""
        return self.statuses.get(status, 0) / self.n_judged if self.n_judged else None

    def add(self, rows: pa.RecordBatch, split: str) -> None:
        """Counts rows, which all belong to the group."""
        is_kept = split != REJECTED
        for found in rows.column("task").drop_null().value_counts().to_pylist():
            _count(self.tasks, found["values"], MAX_GROUPS, found["counts"])
        verdicts = rows.column("verdict").to_pylist()
        if not is_kept:
            asked = [verdict is None or verdict["method"] != "seed" for verdict in verdicts]
            for verdict in verdicts:
                _count(self.reasons, reason_of(verdict), MAX_REASONS)
            rows = rows.filter(pa.array(asked))
            self.unproposed += len(verdicts) - rows.num_rows
            verdicts = [verdict for verdict, was in zip(verdicts, asked, strict=True) if was]
        statuses = [(verdict or {}).get("status") or "unverified" for verdict in verdicts]
        for status, verdict in zip(statuses, verdicts, strict=True):
            _count(self.statuses, status, MAX_REASONS)
            self.outcomes["kept" if is_kept else _outcome(status, verdict)] += 1
        self._add_judged(rows, statuses, is_kept)
        if is_kept:
            self.kept[split] += rows.num_rows
            self._add_kept(rows)

    def _add_judged(self, rows: pa.RecordBatch, statuses: list[str], is_kept: bool) -> None:
        costs = rows.column("cost_usd").drop_null()
        self.cost_usd += pc.sum(costs).as_py() or 0.0
        self.n_priced += len(costs)
        counts = (rows.column(name).to_pylist() for name in ("n_samples", "n_verified"))
        for n_samples, n_verified in zip(*counts, strict=True):
            if n_samples:
                key = n_samples, n_verified or 0
                if key in self.passes or len(self.passes) < MAX_VALUES:
                    self.passes[key] = self.passes.get(key, 0.0) + 1 / n_samples
        for meta, status in zip(rows.column("meta").to_pylist(), statuses, strict=True):
            for measure, value in _difficulty(meta):
                found = self.difficulty.get(measure)
                if found is None:
                    if len(self.difficulty) >= MAX_MEASURES:
                        continue
                    found = self.difficulty[measure] = {}
                if value not in found and len(found) >= MAX_VALUES:
                    continue
                counted = found.setdefault(value, [0, 0, 0])
                counted[0] += 1
                counted[1] += status == "verified"
                counted[2] += is_kept

    def _add_kept(self, rows: pa.RecordBatch) -> None:
        completions = rows.column("completion").drop_null()
        self.characters.add(pc.utf8_length(completions).to_numpy(zero_copy_only=False).astype(np.int64))
        tokens = rows.column("completion_tokens").drop_null()
        self.tokens.add(np.maximum(tokens.to_numpy(zero_copy_only=False), 0).astype(np.int64))
        self.n_untold += rows.num_rows - len(tokens)
        shown = rows.column("behaviors")
        for behavior, counts in self.behaviors.items():
            found = shown.field(behavior).drop_null().to_numpy(zero_copy_only=False)
            counts["sum"] += int(found.sum())
            counts["rows"] += int((found > 0).sum())
            counts["seen"] += len(found)
        for text in completions[: N_TRACES - len(self.traces)].to_pylist():
            if self._traced < MAX_TRACED:
                trace = think(text) or ""
                self.traces.append(trace)
                self._traced += len(trace)


def groups_of(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The rows of a batch by the name of their strategy."""
    names = batch.column("strategy").fill_null("")
    for name in sorted(pc.unique(names).to_pylist()):
        yield name, batch.filter(pc.equal(names, name))


class Statistics:
    """The groups of a folder, in its order."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], Group] = {}

    def add(self, config: str, split: str, batch: pa.RecordBatch) -> None:
        for name, rows in groups_of(batch):
            key = (config, name)
            if key not in self._groups and len(self._groups) >= MAX_GROUPS:
                key = (config, OTHERS)
            if key not in self._groups:
                self._groups[key] = Group(*key)
            self._groups[key].add(rows, split)

    @property
    def groups(self) -> list[Group]:
        """Each with the shortest label that tells it from the others."""
        found = list(self._groups.values())
        alone = {group.config for group in found if sum(g.config == group.config for g in found) == 1}
        for group in found:
            group.label = label(group.config, group.name, group.config in alone)
        return found


def label(config: str, name: str, is_alone: bool) -> str:
    """What people call a group: its strategy, unless the configuration says more."""
    own = _strategy(name)
    if own is not None and own.config == config:
        return name
    return config if is_alone else f"{config}: {name[:60]}"


def _strategy(name: str) -> Strategy | None:
    try:
        return parse(name)
    except UsageError:
        return None


def reason_of(verdict: dict[str, Any] | None) -> str:
    """Why a row was turned down, in the words of the card."""
    found = verdict or {}
    return in_short(found.get("method") or "none", found.get("reason") or "")


def _outcome(status: str, verdict: dict[str, Any] | None) -> str:
    """What becomes of a row that is turned down."""
    if status == "rejected":
        return "no answer" if verdict and verdict["method"] in NO_ANSWER else "wrong"
    return "right, not kept" if status == "verified" else "undecided"


def _difficulty(meta: str | None) -> Iterator[tuple[str, Value]]:
    """The measures of a row that are numbers, or short names."""
    try:
        found = exact_json.loads(meta or "{}")
    except orjson.JSONDecodeError:
        return
    measures = found.get("difficulty") if isinstance(found, dict) else None
    for name, value in measures.items() if isinstance(measures, dict) else ():
        if isinstance(value, str):
            yield name, value[:40]
        elif isinstance(value, float):
            yield name, float(f"{value:.3g}")
        elif isinstance(value, int) and not isinstance(value, bool):
            yield name, value


def _count(counts: dict[str, int], key: str, most: int, n: int = 1) -> None:
    """Adds to a count; keys beyond so many share one."""
    if key not in counts and len(counts) >= most:
        key = OTHERS
    counts[key] = counts.get(key, 0) + n
