"""Which split a problem belongs to: a function of the problem alone, so it holds across runs, seeds and sizes."""

from __future__ import annotations

from synth.seeds import identity_hash
from synth.task import Task
from synth.types import Problem


def is_test(task: Task, problem: Problem, test_fraction: float) -> bool:
    """Whether the problem is one of the share that goes into the test split."""
    return identity_hash("split/" + task.split_key(problem)) < int(test_fraction * 2**64)
