"""A language model as a teacher, or as a proposer."""

from __future__ import annotations

from collections.abc import Awaitable

from synth.errors import UsageError
from synth.model.door import Ask, Door
from synth.model.sampling import Sampling
from synth.prompts import Messages
from synth.teacher.base import Request
from synth.types import Completion


class Model:
    """Sends requests through a door, which is opened when the run begins. `sent_as` is its name on the server."""

    is_proved = False

    def __init__(self, name: str, sent_as: str, sampling: Sampling) -> None:
        self.name = name
        self.sent_as = sent_as
        self.sampling = sampling
        self.door: Door | None = None

    def answer(self, request: Request) -> Awaitable[Completion]:
        return self.complete(Ask(request.draw.index, "teacher", 0, request.sample), request.messages)

    def complete(self, ask: Ask, messages: Messages, sampling: Sampling | None = None) -> Awaitable[Completion]:
        """The answer to messages, under a sampling of its own if one is given. Raises Owed, Unsent, or SynthError."""
        if self.door is None:
            raise UsageError(f"the model {self.name} can only be asked while a run is under way")
        return self.door.complete(ask, (sampling or self.sampling).body(self.sent_as, messages))
