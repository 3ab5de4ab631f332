"""Errors of tasks as the user is told them: a task is anybody's code, so its faults are named, not thrown."""

from __future__ import annotations

import traceback
from pathlib import Path

from synth.errors import SynthError, TaskError


def told(task: str, index: int, error: Exception) -> Exception:
    """The error to raise for one that a task's code raised at an index."""
    if isinstance(error, (SynthError, OSError, MemoryError)):
        return error
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.name} ({Path(place.filename).name}, line {place.lineno})"
    return TaskError(f"the task {task} failed at index {index}: {error!r} in {where}")
