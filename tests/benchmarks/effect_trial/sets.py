"""Rows to train on, from runs or from anybody's files, and the problems that are held out of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow.parquet as pq

from synth.api import execute
from synth.contents import Contents
from synth.errors import Reject, StoppedShort, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run
from synth.task import Draw, Task
from synth.types import Range

# Seeds that no run is likely to have: held-out problems are drawn with the first.
HELD_OUT_SEED = 970_001
MAX_RUNS = 8  # runs of different seeds that a set is made of, where the space of problems is small
_ANSWER = re.compile(r"<answer>.*?</answer>", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+")


class Puzzle(NamedTuple):
    """Numbers in the order in which they are given, and the target."""

    numbers: tuple[int, ...]
    target: int

    @property
    def identity(self) -> tuple[tuple[int, ...], int]:
        """The same for every order of the numbers."""
        return tuple(sorted(self.numbers)), self.target


class Row(NamedTuple):
    puzzle: Puzzle
    completion: str


@dataclass(frozen=True)
class Space:
    """The problems that a trial is about."""

    size: int = 3
    numbers: Range = Range(1, 20)
    targets: Range = Range(10, 50)

    @property
    def options(self) -> dict[str, str]:
        return {"size": str(self.size), "numbers": str(self.numbers), "targets": str(self.targets)}

    def task(self) -> Task:
        return configure(load_task("countdown"), self.options)

    def holds(self, puzzle: Puzzle) -> bool:
        return (
            len(puzzle.numbers) == self.size
            and all(self.numbers.lo <= number <= self.numbers.hi for number in puzzle.numbers)
            and self.targets.lo <= puzzle.target <= self.targets.hi
        )


@dataclass
class Set:
    """Rows under one name; `left_out` counts the others by why they are none."""

    name: str
    rows: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Iterator[Mapping[str, Any]], space: Space, held_out: set[Any]) -> None:
        """Takes the rows that state a problem of the space; never one whose problem is held out."""
        for row in rows:
            puzzle, completion = stated(row), row.get("completion")
            if puzzle is None or not isinstance(completion, str):
                self.left_out["no problem or no completion"] += 1
            elif not space.holds(puzzle):
                self.left_out["outside of the trial's problems"] += 1
            elif puzzle.identity in held_out:
                self.left_out["held out"] += 1
            else:
                self.rows.append(Row(puzzle, completion))


def held_out(space: Space, n: int) -> list[Puzzle]:
    """The first n different problems of a seed of their own: the same ones for every trial of a space."""
    task, found = space.task(), dict[Any, Puzzle]()
    for index in range(100 * n):
        try:
            data = task.propose(Draw(HELD_OUT_SEED, index)).data
        except Reject:
            continue
        puzzle = Puzzle(tuple(data["numbers"]), data["target"])
        found.setdefault(puzzle.identity, puzzle)
        if len(found) == n:
            return list(found.values())
    raise UsageError(f"--held-out {n}: only {len(found)} different problems were found; hold out fewer")


def stated(row: Mapping[str, Any]) -> Puzzle | None:
    """The problem of a row: by the columns `numbers` or `nums` and `target`, by `problem`, or by prompt and answer."""
    if isinstance(row.get("problem"), str):
        try:
            row = {**row, **orjson.loads(row["problem"])["data"]}
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return None
    numbers, target = row.get("numbers", row.get("nums")), row.get("target")
    if isinstance(numbers, list) and isinstance(target, int) and all(isinstance(number, int) for number in numbers):
        return Puzzle(tuple(numbers), target)
    prompt, completion = row.get("prompt"), row.get("completion")
    return _read(prompt, completion) if isinstance(prompt, str) and isinstance(completion, str) else None


def _read(prompt: str, completion: str) -> Puzzle | None:
    """The problem that a prompt asks, in whatever words: what the answer uses are the numbers, what is left the target.

    The example of an answer in the prompt is no part of the problem.
    """
    answers = _ANSWER.findall(completion)
    used = Counter(map(int, _NUMBER.findall(answers[-1]))) if answers else Counter()
    told = [int(number) for number in _NUMBER.findall(_ANSWER.sub("", prompt))]
    n, found = used.total(), set[Puzzle]()
    for start in range(len(told) - n + 1) if n else ():
        numbers, rest = told[start : start + n], {*told[:start], *told[start + n :]}
        if Counter(numbers) == used and len(rest) == 1:
            found.add(Puzzle(tuple(numbers), rest.pop()))
    return found.pop() if len(found) == 1 else None


def named_set(given: str, space: Space, held: set[Any]) -> Set:
    """A set from NAME=PATH or NAME=PATH:CONFIG. Raises UsageError for what is none."""
    name, sign, where = given.partition("=")
    if not (name and sign and where):
        raise UsageError(f"--sets {given}: expected NAME=PATH or NAME=PATH:CONFIG")
    path, config = where, ""
    if not Path(path).exists() and ":" in where:
        path, _, config = where.rpartition(":")
    found = Set(name)
    found.add(read_rows(Path(path), config), space, held)
    if not found.rows:
        why = ", ".join(f"{n:,} {reason}" for reason, n in found.left_out.items()) or "it is empty"
        raise UsageError(f"--sets {given}: no row of it can be used ({why})")
    return found


def read_rows(path: Path, config: str = "") -> Iterator[Mapping[str, Any]]:
    """The rows of a folder of runs, of a .parquet or of a .jsonl file. Raises UsageError for what is none of these."""
    if path.is_dir():
        contents = Contents(path)
        configs = contents.named([config] if config else [])
        if len(configs) > 1:
            raise UsageError(f"{path} holds {', '.join(configs)}: name one of them behind a colon, {path}:{configs[0]}")
        yield from contents.rows(configs[0], "train", ("prompt", "completion", "problem"))
    elif path.suffix == ".parquet" and path.is_file():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(1000):
                yield from batch.to_pylist()
    elif path.suffix == ".jsonl" and path.is_file():
        with path.open("rb") as lines:
            for place, line in enumerate(lines, 1):
                try:
                    row = orjson.loads(line)
                except orjson.JSONDecodeError:
                    raise UsageError(f"{path}, line {place}: no JSON") from None
                yield row if isinstance(row, dict) else {}
    else:
        raise UsageError(f"{path}: expected the folder of a run, or a .parquet or .jsonl file that is there")


def made_sets(strategies: Sequence[str], space: Space, held: set[Any], words: int, folder: Path) -> list[Set]:
    """Matched sets of the task's own solver, of about so many words or more; where problems run out, in several runs."""
    sets = [Set(name) for name in strategies]
    for seed in range(MAX_RUNS):
        out = folder / f"seed-{seed}"
        request = Run(
            "countdown", space.options, strategy=tuple(strategies), n=20_000, out=str(out), seed=seed, workers=1
        )
        # Where the space of problems runs dry, another seed tells other stories of the same problems.
        with suppress(StoppedShort):
            execute(request, show_progress=False)
        contents = Contents(out)
        for one in sets:
            config = contents.named([one.name])[0]
            one.add(contents.rows(config, "train", ("prompt", "completion", "problem")), space, held)
        if all(sum(row.completion.count(" ") for row in one.rows) >= words for one in sets):
            break
    return sets
