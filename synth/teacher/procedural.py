"""The teacher that needs no model: the task's own solver. Free, exact, the same on every machine."""

from __future__ import annotations

from synth.errors import UsageError
from synth.task import Task
from synth.teacher.base import Request
from synth.types import Completion


class Procedural:
    """Asks the task's `solve`; its traces are proved step by step where the task has a step checker."""

    name = "procedural"
    is_proved = True

    def __init__(self, task: Task) -> None:
        if not task.has_solver:
            raise UsageError(f"the task {task.name} has no solver of its own, so it needs a model as its teacher")

    def answer(self, request: Request) -> Completion:
        asked = request.strategy.asked
        told = request.task.solve(request.problem, asked.incorrect if request.is_incorrect else asked, request.draw)
        if isinstance(told, str):
            return Completion(told, cost_usd=0.0)
        if not isinstance(told, Completion):
            raise TypeError(f"solve gave {type(told).__name__}: expected a text, or a Completion")
        return Completion(told.text, told.finish_reason, cost_usd=0.0, record=told.record)
