"""Judges completions and puts them into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from synth.chunk import Judged, Proposal, Recipe
from synth.controls import check_blank
from synth.errors import Owed, Reject, Unanswerable
from synth.faults import check_verdict, told
from synth.markup import refused
from synth.model.reply import REFUSAL
from synth.rows import Stated, batch, digest, row, stated
from synth.seeds import Seeds
from synth.selection import NO_ANSWER, Sample, choose, strayed
from synth.strategy import Strategy
from synth.task import Task
from synth.types import Completion, Problem, Steps, Verdict

# The completions of a chunk by (strategy, place, sample); why one is missing, where a request failed for good.
# Owed ones are tried again; what no server would answer is a row, with its reason.
Told = Mapping[tuple[str, int, int], "Completion | Owed | Unanswerable"]


class Judge:
    """`teacher` is its name; the traces of one that `is_proved` have to hold step by step."""

    def __init__(self, recipe: Recipe, task: Task, seeds: Seeds | None, teacher: str, is_proved: bool) -> None:
        self.recipe = recipe
        self.task = task
        self.seeds = seeds
        self.teacher = teacher
        self.is_proved = is_proved

    def judge(
        self, problem: Problem, strategy: Strategy, text: str, slip: object = None
    ) -> tuple[Verdict, Steps | None]:
        """The verdict on a completion, and what its steps come to; `slip` is the one that its teacher has on record."""
        return self._held(problem, strategy, Completion(text, record={"slip": slip}), self._verified(problem, text))

    def _verified(self, problem: Problem, text: str) -> Verdict | Reject:
        if (refusal := refused(text)) is not None:
            return refusal
        try:
            verdict = self.task.verify(problem, text)
        except Reject as why:
            return why
        check_verdict(verdict)
        return verdict

    def _held(
        self, problem: Problem, strategy: Strategy, completion: Completion, verdict: Verdict | Reject
    ) -> tuple[Verdict, Steps | None]:
        """The verdict once the steps are checked, too: those of the original where the text retells one."""
        slip = completion.record.get("slip")
        if isinstance(verdict, Reject):
            return Verdict.rejected("task", str(verdict)), None
        if self.is_proved and self.recipe.selection.keep == "incorrect":
            strategy = strategy.incorrect
        try:
            steps = self._steps(problem, strategy, completion.original or completion.text)
        except Reject as why:
            return Verdict.rejected("task", str(why)), None
        if self.is_proved and steps and steps.false:
            if strategy.is_incorrect:
                is_proved = steps.slip is not None and steps.slip == slip
            else:
                is_proved = verdict.status != "verified"  # a wrong answer has its reason already
            if not is_proved:
                verdict = Verdict.rejected("steps", steps.first_false or "", verdict.answer)
        # A teacher whose traces are proved answers for the strategy, too; a model is asked for it, and may miss it.
        is_open = verdict.status != "rejected" or (strategy.is_incorrect and verdict.method not in NO_ANSWER)
        if self.is_proved and steps and is_open and (other := strayed(steps, strategy)):
            verdict = Verdict.rejected("steps", other, verdict.answer)
        if is_open and verdict.method != "steps" and (fault := self._fault(problem, strategy, completion)):
            verdict = Verdict.rejected("retold", fault, verdict.answer)
        return verdict, steps

    def _fault(self, problem: Problem, strategy: Strategy, completion: Completion) -> str:
        """Why a retelling does not stand for its original, or why there is none; "" where nothing is amiss."""
        if completion.original:
            return self.task.retold(problem, completion.original, completion.text, strategy)
        retold = completion.record.get("retold")
        return str(retold["faults"][-1]) if retold and retold["text"] == "none" else ""

    def _steps(self, problem: Problem, strategy: Strategy, text: str) -> Steps | None:
        if strategy.control and self.is_proved and self.task.has_checker:
            return check_blank(text, strategy.control)
        return self.task.check(problem, text, strategy, self.is_proved)

    def judged(self, found: Sequence[Proposal], strategy: Strategy, completions: Told) -> Judged:
        """The rows of a chunk under one strategy, those of one problem side by side."""
        samples = self._samples(found, strategy, completions)
        rows: list[tuple[Any, ...]] = []
        places: list[int] = []
        kept: list[bool] = []
        for proposal in found:
            for sample, made in self._rows(proposal, strategy, samples.get(proposal.place, [])):
                rows.append(made)
                places.append(proposal.place)
                kept.append(not sample.why_not)
        return Judged(batch(rows), np.array(places, np.int64), np.array(kept, np.bool_))

    def _samples(self, found: Sequence[Proposal], strategy: Strategy, completions: Told) -> dict[int, list[Sample]]:
        """The judged samples by their places: all answers are verified, then all steps checked, as the engine does."""
        asked = [
            (proposal, proposal.asked.problem, number, completion)
            for proposal in found
            if proposal.fate == "answered" and proposal.asked is not None
            for number in range(self.recipe.samples)
            if isinstance(completion := completions.get((strategy.name, proposal.place, number)), Completion)
        ]
        verdicts: list[Verdict | Reject] = []
        samples: dict[int, list[Sample]] = {}
        for proposal in found:
            for number in range(self.recipe.samples):
                if isinstance(why := completions.get((strategy.name, proposal.place, number)), Unanswerable):
                    samples.setdefault(proposal.place, []).append(_unanswered(number, str(why)))
        at = 0
        try:
            for proposal, problem, _, completion in asked:
                at = proposal.index
                is_refusal = completion.finish_reason == REFUSAL
                verdicts.append(_refusal(completion) if is_refusal else self._verified(problem, completion.text))
            for (proposal, problem, number, completion), verdict in zip(asked, verdicts, strict=True):
                at = proposal.index
                held = self._held(problem, strategy, completion, verdict)
                samples.setdefault(proposal.place, []).append(Sample(number, completion, *held))
        except Exception as error:
            raise told(self.task.name, at, error) from error
        for several in samples.values():
            several.sort(key=lambda sample: sample.number)
        return samples

    def _rows(
        self, proposal: Proposal, strategy: Strategy, samples: list[Sample]
    ) -> list[tuple[Sample, tuple[Any, ...]]]:
        if proposal.fate == "rejected":
            asked, samples = self._unproposed(proposal.index), [_never_asked(proposal.reason)]
        elif proposal.fate == "answered" and proposal.asked is not None:
            asked = proposal.asked
        else:
            return []
        # Of what is no problem of the task, no hook of the task is asked.
        ballots = self.task.ballots(asked.problem) if proposal.fate == "answered" else ()
        choose(samples, strategy, self.recipe.selection, ballots)
        n_verified = sum(map(_is_right, samples))
        made = []
        for sample in samples:
            if sample.why_not and sample.why_not != sample.verdict.reason:
                sample.verdict = sample.verdict._replace(reason=sample.why_not)
            name = f"{self.recipe.fingerprint}/{proposal.index}/{strategy.name}/{sample.number}"
            row_id = digest(name.encode())
            counts = len(samples), n_verified
            made.append((sample, row(row_id, self.task.name, asked, strategy, self.teacher, sample, counts)))
        return made

    def _unproposed(self, index: int) -> Stated:
        """What stands for the problem of an index that gave none: it keeps the seed, so that nothing is lost."""
        seed = self.seeds.line(index % len(self.seeds))[:10_000].decode(errors="replace") if self.seeds else None
        return stated(self.task.name, Problem("", None, {"index": index, "seed": seed}), "", {})


def _is_right(sample: Sample) -> bool:
    """Whether it counts towards the pass rate: verified, or equal to a reference that was itself voted on."""
    verdict = sample.verdict
    agrees = verdict.method == "vote" and sample.vote is None and verdict.score == 1.0
    return verdict.status == "verified" or agrees


def _refusal(completion: Completion) -> Verdict:
    return Verdict.rejected("format", f"the model refused: {' '.join(completion.text.split())[:200]}")


def _unanswered(number: int, why: str) -> Sample:
    return Sample(number, Completion("", finish_reason="none"), Verdict.rejected("unanswered", why), None)


def _never_asked(why: str) -> Sample:
    return Sample(0, Completion("", finish_reason="none"), Verdict.rejected("seed", why), None)
