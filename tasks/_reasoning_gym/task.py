"""A dataset of reasoning-gym as a task: its questions, its scorer, and no solver but a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from synth.errors import UsageError
from synth.parse import MAX_ANSWER, after_think, tagged_answer
from synth.task import Draw, Problem, Reject, Task, Verdict
from synth.verify.workers import Failed, Killed, Workers, shared

from .own import is_of_form, own_verdict
from .shapes import listed

PREFIX = METHOD = "reasoning_gym"
_SERVE = "synth.tasks._reasoning_gym.scorer:serve"
_SECONDS_TO_MAKE = 120.0
# With what a scorer may need at its first answer: a dataset, whose words or boards are read from files.
_SECONDS_TO_JUDGE = 20.0


@dataclass(frozen=True)
class ReasoningGym(Task):
    """What the tasks of reasoning-gym share; each is a subclass, whose fields are the options of its config.

    Problems are made in the workers too: their hashes are fixed, and five of the datasets lean on the order of sets.
    """

    default_strategy: ClassVar[str] = "verify"
    is_slow_to_judge: ClassVar[bool] = True
    packages: ClassVar[tuple[str, ...]] = ("reasoning-gym",)
    dataset: ClassVar[str] = ""
    # Their names of the options, by ours.
    theirs: ClassVar[Mapping[str, str]] = {}

    def __post_init__(self) -> None:
        from reasoning_gym.factory import DATASETS

        try:
            config = DATASETS[self.dataset][1](**self._config())
            if hasattr(config, "validate"):
                config.validate()
        except (AssertionError, ValueError, TypeError) as error:
            raise UsageError(f"the options of {self.name}: {error}") from None

    def propose(self, draw: Draw) -> Problem:
        try:
            made = _workers().call(
                "entry", self.dataset, self._config(), draw.seed, draw.index, seconds=_SECONDS_TO_MAKE
            )
        except (Killed, Failed) as why:
            raise Reject(f"reasoning-gym made no problem: {why}") from None
        data: dict[str, Any] = {"answer": made["answer"], "metadata": made["metadata"]}
        if config := self._config():
            data["config"] = config
        return Problem(made["question"], made["answer"], data)

    def from_line(self, line: Mapping[str, Any]) -> Problem:
        """A row of a run, or an entry of reasoning-gym: question, answer, metadata."""
        if "metadata" in line and "problem" not in line:
            line = {**line, "problem": {"question": line.get("question"), "data": line}}
        found = super().from_line(line)
        answer, config = found.data.get("answer"), found.data.get("config") or {}
        if not isinstance(found.question, str) or not isinstance(found.data.get("metadata"), dict):
            raise Reject("no question, or no metadata: give rows of a run, or entries of reasoning-gym")
        if not isinstance(answer, (str, type(None))) or not isinstance(config, dict):
            raise Reject("an answer that is no text, or a config that is no table")
        return Problem(found.question, answer, {"answer": answer, "metadata": found.data["metadata"], "config": config})

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        return self.from_line(row)

    def verify(self, problem: Problem, response: str) -> Verdict:
        answer = tagged_answer(after_think(response))
        if answer is None:
            return Verdict.rejected("format", "no complete <answer>...</answer> after the reasoning")
        if not answer:
            return Verdict.rejected("format", "an empty answer", answer)
        if len(answer) > MAX_ANSWER:
            return Verdict.rejected("format", f"the answer has over {MAX_ANSWER} characters", answer[:100])
        if not answer.isascii() and any("\ud800" <= sign <= "\udfff" for sign in answer):
            return Verdict.rejected("format", "half a character in the answer", answer)
        own = own_verdict(self.dataset)
        if own is None:
            if not is_of_form(self.dataset, str(problem.data["answer"]), answer):
                return Verdict.rejected("format", f"more, or less, than an answer of {self.dataset}", answer)
            return self._scored(problem, answer)
        try:
            return own(problem.data["metadata"], problem.data["answer"] or "", response, answer)
        except (KeyError, TypeError, ValueError):
            raise Reject(f"the answer or the metadata are not those of a problem of {self.dataset}") from None

    def _scored(self, problem: Problem, answer: str) -> Verdict:
        data = problem.data
        asked = (data.get("config") or {}, data["metadata"], problem.question, data["answer"], answer)
        try:
            score = _workers().call("score", self.dataset, *asked, seconds=_SECONDS_TO_JUDGE)
        except Killed as why:
            return Verdict("unverified", "undecided", f"no decision: {why}", answer)
        except (Failed, ValueError) as why:
            return Verdict.rejected("format", f"not read: {str(why)[:200]}", answer)
        if score is None or not 0 <= score <= 1:  # NaN, or a sum that went too far, as spell_backward's does
            told = "no number" if score is None else f"{score:.17g}"
            return Verdict.rejected(METHOD, f"the scorer gave {told}, expected one from 0 to 1", answer)
        if score == 1:
            return Verdict.verified(METHOD, answer)
        return Verdict("rejected", METHOD, f"wrong: scored {score:.4g}, right is 1", answer, score)

    def identity(self, problem: Problem) -> str:
        return problem.question

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        """The ranges that the problem was drawn from, as reasoning-gym tells them."""
        found = listed(problem.data["metadata"].get("difficulty"))
        return found if isinstance(found, dict) else {}

    def _config(self) -> dict[str, Any]:
        """The options that are not reasoning-gym's usual ones, under its names."""
        return {self.theirs[f.name]: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


def _workers() -> Workers:
    return shared(_SERVE)
