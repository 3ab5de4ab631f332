"""The teacher of tasks whose problems come with their completions: a model wrote both while it was asked for them."""

from __future__ import annotations

from synth.teacher.base import Request
from synth.teacher.model import Model
from synth.types import Completion


class Written:
    """Hands over what the model wrote. Nothing of it is proved."""

    is_proved = False

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.model = model

    def answer(self, request: Request) -> Completion:
        return request.task.told(request.problem)
