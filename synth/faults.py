"""Errors of tasks as the user is told them: a task is anybody's code, so its faults are named, not thrown."""

from __future__ import annotations

import traceback
from pathlib import Path

from synth.errors import SynthError, TaskError
from synth.types import Problem, Verdict


def check_kinds(problem: object) -> None:
    """Raises TypeError where a task's `propose` gave something else than a Problem of texts."""
    if not isinstance(problem, Problem):
        raise TypeError(f"propose gave {_kind(problem)}: expected a Problem")
    if not isinstance(problem.question, str):
        raise TypeError(f"the question of the Problem is {_kind(problem.question)}: expected a text")
    if problem.answer is not None and not isinstance(problem.answer, str):
        raise TypeError(f"the answer of the Problem is {_kind(problem.answer)}: expected a text, or None")


def check_verdict(verdict: object) -> None:
    """Raises TypeError where a task's `verify` gave something else than a Verdict."""
    if not isinstance(verdict, Verdict):
        raise TypeError(f"verify gave {_kind(verdict)}: expected a Verdict, as of Verdict.verified(...)")


def _kind(value: object) -> str:
    return f"{type(value).__name__} {value!r}"[:60]


def told(task: str, index: int, error: Exception) -> Exception:
    """The error to raise for one that a task's code raised at an index."""
    if isinstance(error, (SynthError, OSError, MemoryError)):
        return error
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.name} ({Path(place.filename).name}, line {place.lineno})"
    return TaskError(f"the task {task} failed at index {index}: {error!r} in {where}")
