"""A language model as a teacher, or as a proposer."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from synth.errors import NotTaken, UsageError
from synth.model.door import Ask, Door
from synth.model.sampling import Sampling
from synth.prompts import Messages
from synth.teacher.base import Request
from synth.types import Completion


class Model:
    """Sends requests through a door, which is opened when the run begins. `sent_as` is its name on the server.

    `system_in_user`: it has no system role, so that what such a message says stands before the user's.
    """

    is_proved = False

    def __init__(self, name: str, sent_as: str, sampling: Sampling, system_in_user: bool = False) -> None:
        self.name = name
        self.sent_as = sent_as
        self.sampling = sampling
        self.system_in_user = system_in_user
        self.door: Door | None = None
        self.takes_temperature = True  # 0, where an answer is a judgement

    def answer(self, request: Request) -> Awaitable[Completion]:
        return self.complete(Ask(request.draw.index, "teacher", 0, request.sample), request.messages)

    def complete(self, ask: Ask, messages: Messages) -> Awaitable[Completion]:
        """The answer to messages. Raises Owed, Unanswerable, Unsent, or SynthError."""
        return self._sent(ask, messages, self.sampling)

    async def judge(self, ask: Ask, messages: Messages) -> Completion:
        """The same at temperature 0; at the model's own where it takes no other."""
        if self.takes_temperature:
            try:
                return await self._sent(ask, messages, replace(self.sampling, temperature=0.0), may_lack=True)
            except NotTaken as why:
                if "temperature" not in str(why):
                    raise
                self.takes_temperature = False
        return await self._sent(ask, messages, replace(self.sampling, temperature=None))

    def _sent(self, ask: Ask, messages: Messages, sampling: Sampling, may_lack: bool = False) -> Awaitable[Completion]:
        if self.door is None:
            raise UsageError(f"the model {self.name} can only be asked while a run is under way")
        if self.system_in_user:
            messages = _joined(messages)
        return self.door.complete(ask, sampling.body(self.sent_as, messages), may_lack)


def _joined(messages: Messages) -> Messages:
    """The messages without a system's: what it says stands at the head of the user's first."""
    said = [message["content"] for message in messages if message["role"] == "system" and message["content"]]
    rest = [message for message in messages if message["role"] != "system"]
    if not said or not rest:
        return rest or messages
    return [{**rest[0], "content": "\n\n".join([*said, rest[0]["content"]])}, *rest[1:]]
