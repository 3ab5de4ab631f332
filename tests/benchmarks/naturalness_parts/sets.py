"""The texts that are measured: made now, from runs and files of any kind, or from somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from effect_trial.sets import read_rows

from synth.api import execute
from synth.contents import Contents
from synth.errors import StoppedShort, UsageError
from synth.request import Run

from .text import question, reasoning


@dataclass(frozen=True)
class Set:
    """Questions and the reasoning that answers them, under one name."""

    name: str
    rows: list[tuple[str, str]]


def made_sets(tasks: Sequence[str], strategies: Sequence[str], n: int, seed: int, folder: Path) -> list[Set]:
    """Of each task and strategy n rows, of the same problems for all strategies of a task; its options as they come."""
    sets = []
    for task in tasks:
        out = folder / task
        with suppress(StoppedShort):  # a strategy that turns down many problems has fewer rows
            execute(
                Run(task, {}, strategy=tuple(strategies), n=n, out=str(out), seed=seed, workers=1), show_progress=False
            )
        contents = Contents(out)
        for name in strategies:
            sets.append(Set(f"{task} {name}", _texts(out, contents.named([name])[0], n)))
    return sets


def named_set(given: str, n: int) -> Set:
    """The first n rows of NAME=PATH or NAME=PATH:CONFIG. Raises UsageError for what is none."""
    name, sign, where = given.partition("=")
    if not (name and sign and where):
        raise UsageError(f"--sets {given}: expected NAME=PATH or NAME=PATH:CONFIG")
    path, config = where, ""
    if not Path(path).exists() and ":" in where:
        path, _, config = where.rpartition(":")
    return Set(name, _some(_texts(Path(path), config, n), f"--sets {given}"))


def other_set(path: Path, n: int) -> Set:
    """The first n rows of somebody else's file, named after it."""
    return Set(path.stem, _some(_texts(path, "", n), f"--against {path}"))


def _texts(path: Path, config: str, n: int) -> list[tuple[str, str]]:
    def told() -> Iterator[tuple[str, str]]:
        for row in read_rows(path, config):
            prompt, text = row.get("prompt"), row.get("completion", row.get("text"))
            if isinstance(prompt, str) and isinstance(text, str) and reasoning(text):
                yield question(prompt), reasoning(text)

    return list(islice(told(), n))


def _some(rows: list[tuple[str, str]], given: str) -> list[tuple[str, str]]:
    if not rows:
        raise UsageError(f"{given}: no row of it has a prompt and a text (columns prompt, and completion or text)")
    return rows
