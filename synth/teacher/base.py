"""What the engine asks of a teacher."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from synth.prompts import Messages
from synth.strategy import Strategy
from synth.task import Draw, Task
from synth.types import Completion, Problem


def _no_templates(name: str, **values: object) -> str:
    raise TypeError(f"no templates came with the request for {name}")


class Request(NamedTuple):
    """One problem put to a teacher. `messages` is what a model would be sent; `draw` belongs to this request.

    `render` fills a template of the run's by its name and values. `is_incorrect`: a wrong answer is wanted. A model is
    not told; what it gets wrong by itself is kept.
    """

    task: Task
    problem: Problem
    strategy: Strategy
    prompt: str
    draw: Draw
    system: str
    sample: int = 0
    is_incorrect: bool = False
    render: Callable[..., str] = _no_templates

    @property
    def messages(self) -> Messages:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.prompt}]


class Teacher(Protocol):
    """Answers requests. `name` goes to the column `teacher`."""

    name: str
    # Whether every trace has to be proved by the task's step checker before it counts as verified.
    is_proved: bool

    def answer(self, request: Request) -> Completion | Awaitable[Completion]:
        """A completion, or something to await that gives one. Raises Refuse for what it cannot show."""
        ...
