"""The task's own solver, in the words of a model: every text is held against the proved trace that it retells."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from synth.errors import Reject, Unanswerable, UsageError
from synth.markup import END_THINK, THINK, refused
from synth.model.door import Ask
from synth.parse import after_think, tagged, think
from synth.prompts import Messages
from synth.task import Task
from synth.teacher.base import Request
from synth.teacher.model import Model
from synth.teacher.procedural import Procedural
from synth.types import Completion, Otherwise

TEMPLATE = "retell.jinja"
# The role in the journal.
ROLE = "retell"
# Characters of a retelling, and of a fault that a row keeps.
MAX_RETELLING, MAX_FAULT = 60_000, 300
_TAGS = ("problem", "reasoning", "rejected", "retelling")


class Retelling:
    """Asks the solver, and then the model for its words; a text with a fault goes back with it, `tries` times in all.

    Where none is left without a fault the solver's text stays, or the row is dropped. `meta.retold` of a row says which
    model, how many tries, the faults, and whose text it is: "model", "solver", or "none".
    """

    is_proved = True

    def __init__(self, task: Task, model: Model, tries: int, otherwise: Otherwise) -> None:
        self.solver = Procedural(task)
        self.name = self.solver.name
        if not task.compares_retellings:
            raise UsageError(
                f"--retell: nothing compares a retelling with a trace of the task {task.name} (`retold`): leave it out"
            )
        self.model = model
        self.tries = tries
        self.otherwise = otherwise

    def answer(self, request: Request) -> Completion | Awaitable[Completion]:
        told = self.solver.answer(request)
        # Of an empty control nothing is read; a placeholder has as many tokens as the retelling.
        return told if request.strategy.control == "empty" else self._retold(request, told)

    def messages(self, request: Request, original: str, rejected: str = "", fault: str = "") -> Messages:
        """What the model is sent; problem and trace are values of the template, and cannot end their place in it."""
        values = {
            "question": _closed(request.problem.question),
            "original": _closed((think(original) or "").strip()),
            "rejected": _closed(rejected),
            "fault": fault,
        }
        return [{"role": "user", "content": request.render(TEMPLATE, **values)}]

    async def _retold(self, request: Request, told: Completion) -> Completion:
        faults: list[str] = []
        spent = _Spent()
        said = ""
        for number in range(self.tries):
            messages = self.messages(request, told.text, said, faults[-1] if faults else "")
            ask = Ask(request.draw.index, ROLE, number, request.sample)
            try:
                reply = await self.model.complete(ask, messages)
            except Unanswerable as why:  # the solver's text is there all the same
                faults.append(str(why)[:MAX_FAULT])
                break
            spent.add(reply)
            text, said, fault = self._read(request, told.text, reply)
            if not fault:
                return self._completion(told, text, "model", number + 1, faults, spent)._replace(original=told.text)
            faults.append(fault[:MAX_FAULT])
        whose = "solver" if self.otherwise == "original" else "none"
        return self._completion(told, told.text, whose, self.tries, faults, spent)

    def _read(self, request: Request, original: str, reply: Completion) -> tuple[str, str, str]:
        """The completion that a reply amounts to, what was said, and its fault ("" for none)."""
        if reply.finish_reason == "length":
            return "", "", "the answer was cut by its length"
        said = tagged(after_think(reply.text), "retelling")
        if said is None:
            return "", "", "there is no text between <retelling> and </retelling>"
        if len(said) > MAX_RETELLING:
            return "", "", f"it has more than {MAX_RETELLING:,} characters"
        text = f"{THINK}\n{said}\n{original[original.rindex(END_THINK) :]}"
        if (bad := refused(text)) is not None:
            return "", "", bad.reason
        asked = request.strategy.asked
        try:
            fault = request.task.retold(
                request.problem, original, text, asked.incorrect if request.is_incorrect else asked
            )
        except Reject as why:
            fault = str(why)
        return text, said[: 3 * len(original)], fault

    def _completion(
        self, told: Completion, text: str, whose: str, tries: int, faults: list[str], spent: _Spent
    ) -> Completion:
        retold = {"model": self.model.name, "tries": tries, "faults": faults, "text": whose}
        return told._replace(
            text=text,
            prompt_tokens=spent.prompt,
            completion_tokens=spent.completion,
            cost_usd=spent.cost,
            record={**told.record, "retold": retold},
        )


class _Spent:
    """Tokens and USD of all tries; None where one of them is not known."""

    def __init__(self) -> None:
        self.prompt: int | None = 0
        self.completion: int | None = 0
        self.cost: float | None = 0.0

    def add(self, reply: Completion) -> None:
        self.prompt = _sum(self.prompt, reply.prompt_tokens)
        self.completion = _sum(self.completion, reply.completion_tokens)
        self.cost = _sum(self.cost, reply.cost_usd)


def _sum(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one + other


def _closed(text: str) -> str:
    """The text with nothing in it that could end the place where it stands."""
    for tag in _TAGS:
        text = text.replace(f"</{tag}>", f"< /{tag}>")
    return text
