"""The rows of a filled folder that an export is made of, a batch at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from synth import exact_json
from synth.contents import Contents
from synth.errors import UsageError
from synth.exports.seen import Seen
from synth.markup import left_over, plain
from synth.options import configure
from synth.plugins import load_task
from synth.seeds import identity_hash
from synth.selection import NO_ANSWER
from synth.split import is_test
from synth.strategy import CONTROLS, INCORRECT
from synth.tally import SPLITS
from synth.task import Task
from synth.trust import check_task
from synth.types import Problem

Row = dict[str, Any]
Rows = Generator[Row, None, None]
ALL = "all"
SPLITS_OR_ALL = (*SPLITS, ALL)
# What an export for imitation takes: what is verified, or agreed; what is wrong; every judged row.
VERDICTS = ("verified", "incorrect", "all")
# The same one by one, beside verified rows.
INCLUDE = ("rejected", "unverified")
# A problem that only a vote judged, or nobody: no completion of it can be scored later.
_WITHOUT_REFERENCE = ("none", "vote")
# What is said of rows, by their standing; those of the first three are left out.
_NOTES = {
    "right": "{:,} rows were left out, since they are not wrong",
    "rejected": "{:,} rows were left out, since they are wrong: --include rejected takes them",
    "unverified": "{:,} rows were left out, since nothing verified them: --include unverified takes them",
    "markup": "{:,} rows were left out, since marks of a chat template are left in them",
    "vote": "{:,} rows are agreed on by a vote, and not proved",
    "judge": "{:,} rows are what a model wrote and no more: nothing proves them",
}
_NO_VERDICT = {"status": "unverified", "method": "none", "reason": "", "score": 0.0}
_LEFT_OUT = ("right", "rejected", "unverified", "markup")
_TEXTS = ("problem_id", "sample", "prompt", "completion", "strategy", "verdict")
_PROBLEMS = ("problem_id", "prompt", "answer", "task", "verdict", "problem")


class Source:
    """A folder, some of its configurations and one split of it, or all. Raises UsageError for what is not there.

    `include` names verdicts of INCLUDE. `scratch` is a folder with room for texts that do not fit into memory; `told`
    collects what a user should know of how the rows were chosen.
    """

    def __init__(
        self,
        contents: Contents,
        strategies: Sequence[str],
        split: str,
        scratch: Path,
        include: Sequence[str] = (),
        trust: bool = False,
        verdict: str = VERDICTS[0],
        is_imitated: bool = False,
    ) -> None:
        self.contents = contents
        self.verdict = verdict
        self.trust = trust
        self.include = include
        self.split = split
        self.scratch = scratch
        # In the order in which they were named: preferences depend on what comes first.
        named = [contents.named([name])[0] for name in strategies]
        self.configs: list[str] = list(dict.fromkeys(named)) or (
            _usual(contents.configs) if is_imitated else contents.configs
        )
        # Who names a strategy of wrong answers asks for them.
        self._wanted_wrong = {config for config in named if config.endswith(INCORRECT)}
        self._left_out: dict[tuple[str, str], int] = {}
        self._taken: dict[str, int] = {}
        self.told: list[str] = []
        if unnamed := [name for name in contents.configs if name not in self.configs and not named]:
            self.told.append(f"not in it, since nobody named them: {', '.join(unnamed)} (--strategy NAME takes a set)")
        self.keep = contents.made_by.get("keep", "verified")
        if not any(self._splits(config) for config in self.configs):
            there = dict.fromkeys(split for config in self.configs for split in contents.splits(config))
            raise UsageError(
                f"{contents.out} has no {split} split of {', '.join(self.configs)}; it has {', '.join(there)}. "
                "synth run --test-fraction 0.1 makes a test split."
            )

    def kept(self, config: str, columns: Sequence[str] = _TEXTS) -> Iterator[Row]:
        """The rows of a configuration in `data/`; each knows its `split`."""
        for split in self._splits(config):
            for row in self.contents.rows(config, split, columns):
                # A folder may be older than the one form in which reasoning is marked.
                yield {**_judged(row), "completion": plain(row["completion"] or ""), "split": split}

    def worthy(self, config: str) -> Iterator[Row]:
        """Rows to imitate: verified, or agreed, or as good as a task without proofs has them, and what is included.

        `notes` tells how many were left out, and why.
        """
        counts = dict.fromkeys(_NOTES, 0)
        for row in self.kept(config, (*_TEXTS, "n_samples")):
            standing = self._standing(row, config)
            if standing in counts:
                counts[standing] += 1
            if standing not in _LEFT_OUT:
                status = row["verdict"]["status"]
                self._taken[status] = self._taken.get(status, 0) + 1
                yield row
        self._left_out |= {(config, name): n for name, n in counts.items()}

    def _standing(self, row: Row, config: str) -> str:
        verdict = row["verdict"]
        if left_over(row["completion"]):
            return "markup"
        if self.verdict == "incorrect" and not is_wrong(row):
            return "right"
        if verdict["status"] == "verified":
            return "verified"
        if verdict["status"] == "rejected":
            is_wanted = self.verdict != VERDICTS[0] or "rejected" in self.include or config in self._wanted_wrong
            return "" if is_wanted else "rejected"
        if verdict["method"] == "judge":
            return "judge"
        least = self.contents.made_by.get("min_agreement", 0.5)
        if verdict["method"] == "vote" and (row["n_samples"] or 0) > 1 and verdict["score"] >= least:
            return "vote"
        return "" if self.verdict == "all" or "unverified" in self.include else "unverified"

    @property
    def notes(self) -> list[str]:
        """What a user should know of how the rows were chosen."""
        totals = {name: sum(n for (_, why), n in self._left_out.items() if why == name) for name in _NOTES}
        taken = ", ".join(f"{n:,} {status}" for status, n in sorted(self._taken.items(), reverse=True))
        told = [*self.told, f"of the rows, {taken}"] if set(self._taken) - {"verified"} else self.told
        return told + [_NOTES[name].format(n) for name, n in totals.items() if n]

    def right(self, config: str) -> Iterator[Row]:
        """Verified rows: those of `data/`, and what a run that keeps wrong answers has put aside."""
        yield from filter(_is_right, self.kept(config))
        if self.keep == "incorrect":
            yield from filter(_is_right, self._put_aside(config))

    def wrong(self, config: str) -> Iterator[Row]:
        """Rows with an answer that was read and proved wrong, kept or not."""
        yield from (row for row in self.kept(config) if is_wrong(row))
        yield from (row for row in self._put_aside(config) if is_wrong(row))

    def problems(self) -> Iterator[Row]:
        """One row for each problem in `data/` whose completions can be scored."""
        seen, n_open = Seen(), 0
        for config in self.configs:
            for split in self._splits(config):
                for batch in self.contents.batches(config, split, _PROBLEMS):
                    rows = list(map(_judged, batch.to_pylist()))
                    numbers = np.array([number_of(row) for row in rows], np.int64)
                    for row, is_new in zip(rows, seen.add(numbers), strict=True):
                        if is_new and (row["verdict"]["method"] in _WITHOUT_REFERENCE or not _is_stated(row)):
                            n_open += 1
                        elif is_new:
                            yield {**row, "split": split}
        if n_open:
            self.told.append(f"{n_open:,} problems without a reference were left out: nothing could score them")

    def _splits(self, config: str) -> list[str]:
        return [split for split in self.contents.splits(config) if self.split in (ALL, split)]

    def _put_aside(self, config: str) -> Iterator[Row]:
        """The rows of `rejected/` whose problems belong to the split."""
        if not self._task and self.split != ALL and any("test" in self.contents.splits(c) for c in self.configs):
            return  # nobody can tell which split they are of
        stated = ("answer", "problem", "parents") if self._task else ()
        for row in map(_judged, self.contents.rows(config, "rejected", (*_TEXTS, *stated))):
            # A row of method "seed" states no problem that anybody could have answered.
            if row["verdict"]["method"] != "seed" and self.split in (ALL, self._split_of(row)):
                yield row

    @cached_property
    def _task(self) -> Task | None:
        """The task that has split the problems; None where nothing was split."""
        made_by = self.contents.made_by
        if not made_by.get("test_fraction"):
            return None
        check_task(str(made_by["task"]), f"{self.contents.out}/run.json", self.trust)
        return configure(load_task(str(made_by["task"])), made_by["options"])

    def _split_of(self, row: Row) -> str:
        if self._task is None:
            return SPLITS[0]
        if not _is_stated(row):
            return SPLITS[0]
        stated = exact_json.loads(row["problem"])
        parents = tuple(row["parents"] or ())
        problem = Problem(stated["question"], row["answer"], stated["data"], parents, stated["program"])
        return SPLITS[is_test(self._task, problem, self.contents.made_by["test_fraction"])]


def _usual(configs: list[str]) -> list[str]:
    """Without controls and sets of wrong answers, which somebody has to name; where there is nothing else, all."""
    left = [name for name in configs if name not in CONTROLS and not name.endswith(INCORRECT)]
    return left or configs


def _judged(row: Row) -> Row:
    """The row with a verdict: one of somebody else's may have none."""
    verdict = row.get("verdict") or {}
    return {**row, "verdict": {name: verdict.get(name) or usual for name, usual in _NO_VERDICT.items()}}


def _is_stated(row: Row) -> bool:
    """Whether the problem of a row can be read."""
    try:
        found = exact_json.loads(row["problem"] or "")
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and isinstance(found.get("data"), dict) and isinstance(found.get("question"), str)


def _is_right(row: Row) -> bool:
    return row["verdict"]["status"] == "verified" and not left_over(row["completion"])


def is_wrong(row: Row) -> bool:
    """Whether the answer of a row was read and is wrong, which is more than that none could be read."""
    return row["verdict"]["status"] == "rejected" and row["verdict"]["method"] not in NO_ANSWER


def number_of(row: Row) -> int:
    """63 bits of the hash that names a row's problem: the same in every run and export."""
    try:
        return int(row["problem_id"][:16], 16) >> 1
    except (TypeError, ValueError):  # somebody else's id
        return identity_hash(str(row["problem_id"])) >> 1
