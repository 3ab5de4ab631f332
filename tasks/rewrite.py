"""Rewriting: a problem in other words, harder, easier, a part of it, or its like with other values."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from synth.errors import UsageError
from synth.task import Completion, Cues, Draw, Problem, Range, Steps, Strategy, Task, Verdict, option
from synth.verify import number

from ._programs import carried
from ._programs.seed import read_seed
from ._rewrite.evolve import Thresholds, evolved, is_same
from ._rewrite.exact import exact
from ._rewrite.paraphrase import numbers_in, paraphrased, plain, rewritten


@dataclass(frozen=True)
class Rewrite(Task):
    """Rewrite word problems (--seeds): in other words, harder, easier, a part of them, or with other values.

    Problems that carry their program are rewritten exactly, with no model at all. For others, and for paraphrases, a
    proposer writes the text: one that fails the checks goes back to it with the fault, and where nothing proves the
    new answer, the rows say that it was voted on.
    """

    arity: ClassVar[int] = 1
    cues: ClassVar[Cues] = carried.CUES
    makes_slips: ClassVar[bool] = True

    direction: Literal["paraphrase", "harder", "easier", "subproblem", "vary"] = option("paraphrase", "What to make.")
    by: Literal["auto", "program", "model"] = option(
        "auto", "Who rewrites: the program where there is one, or a model."
    )
    amount: int = option(1, "How many steps to add or to tell, where a program rewrites.")
    preserve_answer: bool = option(False, "Harder with the same answer, as SynthRL does: rollouts and a judge decide.")
    rollouts: int = option(16, "Rollouts on each problem, for --preserve-answer.")
    min_seed: int = option(12, "How many of them have to solve the seed.")
    evolutions: int = option(8, "How often a seed is evolved.")
    min_score: int = option(8, "The least score of the judge, 0 to 10.")
    min_right: int = option(4, "How many rollouts have to keep the seed's answer.")
    min_drop: int = option(2, "By how many fewer than on the seed.")
    tries: int = option(3, "How often the proposer may try a problem.")
    dead_ends: Range = option(Range(1, 2), "How many wrong starts a trace with backtracking tells.")

    def __post_init__(self) -> None:
        for name, value, most in (
            ("tries", self.tries, 20), ("amount", self.amount, 10), ("rollouts", self.rollouts, 256),
            ("evolutions", self.evolutions, 64),
        ):  # fmt: skip
            if not 1 <= value <= most:
                raise UsageError(f"option {name}: {value} is not within 1-{most}")
        if self.preserve_answer and self.direction != "harder":
            raise UsageError("option preserve_answer: it makes problems harder; give --direction harder")
        carried.check_dead_ends(self.dead_ends)

    def propose(self, draw: Draw) -> Problem | Awaitable[Problem]:
        seed = read_seed(draw.parents[0])
        if self.direction == "paraphrase":
            return paraphrased(seed, draw, self.tries)
        if self.preserve_answer:
            return evolved(seed, draw, self._thresholds)
        if self.by == "program" or (self.by == "auto" and (seed.program is not None or draw.asker is None)):
            return exact(self.direction, seed, self.amount, draw)
        return rewritten(self.direction, seed, draw, self.tries)

    @property
    def _thresholds(self) -> Thresholds:
        return Thresholds(self.rollouts, self.min_seed, self.evolutions, self.min_score, self.min_right, self.min_drop)

    def verify(self, problem: Problem, response: str) -> Verdict:
        if problem.program is not None:
            return carried.verdict(problem, response)
        if (claimed := problem.data.get("claimed")) is not None:
            return _survived(carried.verdict(problem, response), claimed)
        if problem.data["answer"] is None:
            return carried.verdict(problem, response)
        return number(response, problem.data["answer"])

    def solve(self, problem: Problem, strategy: Strategy, draw: Draw) -> Completion:
        return carried.solution(problem, strategy, draw, self.dead_ends)

    def check(self, problem: Problem, text: str, strategy: Strategy, strict: bool = True) -> Steps | None:
        return carried.steps(problem, text, strategy) if strict else self.survey(text)

    def identity(self, problem: Problem) -> str:
        return plain(problem.question)

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return plain(read_seed(row).question)

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        if problem.program is not None:
            return carried.difficulty(problem)
        return {"words": len(problem.question.split()), "numbers": len(numbers_in(problem.question))}

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {name: problem.data[name] for name in ("direction", "certificate", "evolution") if name in problem.data}


def _survived(verdict: Verdict, claimed: str) -> Verdict:
    """Evidence that an answer was kept is no proof: what agrees stays open for the vote, what does not is rejected."""
    if verdict.status == "rejected" or is_same(verdict.answer or "", claimed):
        return verdict
    return Verdict.rejected("vote", f"not the answer that the seed had, {claimed[:40]}", verdict.answer)
