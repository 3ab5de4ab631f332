"""Decides which judged samples of a problem are kept, and says of every other one why it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from synth.parse import think
from synth.strategy import BEHAVIORS, Strategy
from synth.types import Completion, Steps, Verdict

Keep = Literal["verified", "agreed", "incorrect", "all"]
Select = Literal["all", "first", "shortest"]
_AROUND_SIGNS = re.compile(r" ?([^\w ]) ?")
# Rejections that are not of a wrong answer.
NO_ANSWER = ("format", "seed", "unanswered", "task", "steps", "retold")


@dataclass(frozen=True)
class Selection:
    """`keep` says which verdicts are wanted, `select` how many of them a problem.

    `min_agreement` is the share of a problem's samples that has to stand behind a vote. `require_behaviors` drops
    what misses a behaviour that was asked for or shows one that was not, `require_steps` what holds a false step,
    `require_reasoning` what holds no reasoning, or whose provider counts some and does not send it.
    """

    keep: Keep = "verified"
    select: Select = "all"
    min_agreement: float = 0.5
    require_behaviors: bool = False
    require_steps: bool = False
    require_reasoning: bool = False


@dataclass
class Sample:
    """One judged completion; `why_not` says why it is not kept, "" if it is."""

    number: int
    completion: Completion
    verdict: Verdict
    steps: Steps | None
    vote: tuple[int, int] | None = None  # k of n
    why_not: str = ""


def choose(samples: Sequence[Sample], strategy: Strategy, selection: Selection, ballots: Sequence[str] = ()) -> None:
    """Holds the vote if there is no reference, and decides on each sample of one problem.

    `ballots` are further answers that count in it.
    """
    _vote(samples, ballots)
    wanted = []
    for sample in samples:
        sample.why_not = _unwanted(sample, strategy, selection)
        if not sample.why_not:
            wanted.append(sample)
    if selection.select == "all" or len(wanted) < 2:
        return
    best = min(wanted, key=lambda s: len(s.completion.text)) if selection.select == "shortest" else wanted[0]
    for sample in wanted:
        if sample is not best:
            sample.why_not = f"not kept, the {selection.select} one of its problem is"


def _unwanted(sample: Sample, strategy: Strategy, selection: Selection) -> str:
    verdict, steps = sample.verdict, sample.steps
    if not _fits(verdict, "incorrect" if strategy.is_incorrect else selection.keep, selection.min_agreement):
        return verdict.reason if verdict.status == "rejected" else _not_kept(verdict)
    completion = sample.completion
    if selection.require_reasoning and not strategy.control:
        if completion.record.get("reasoning") == "hidden":
            return "not kept, its provider hides the reasoning"
        if not (think(completion.text) or "").strip():
            return "not kept, it holds no reasoning"
    if selection.require_steps and steps and steps.false and steps.slip is None:
        return f"not kept, a step is wrong, {steps.first_false}"
    if selection.require_behaviors and not strategy.control:
        if steps is None or any(steps.behaviors.get(behavior) is None for behavior in BEHAVIORS):
            return "not kept, nobody looked which behaviours are shown"
        if other := strayed(steps, strategy):
            return f"not kept, {other}"
    return ""


def strayed(steps: Steps, strategy: Strategy) -> str:
    """The first behaviour that a text shows or lacks against its strategy, as a reason; "" where none is known of."""
    if strategy.is_set:  # what a task sorted is asked for nothing
        return ""
    for behavior in BEHAVIORS:
        found = steps.behaviors.get(behavior)
        if found is not None and bool(found) != (behavior in strategy.shows):
            return f"{behavior} is {'not ' if behavior in strategy.shows else ''}shown"
    return ""


def _not_kept(verdict: Verdict) -> str:
    return f"not kept, it is {verdict.status}" + (f", {verdict.reason}" if verdict.reason else "")


def _fits(verdict: Verdict, keep: Keep, min_agreement: float) -> bool:
    if verdict.method in ("seed", "unanswered"):  # there was no problem to answer, or no answer
        return False
    if keep == "all":
        return True
    if keep == "incorrect":
        return verdict.status == "rejected" and verdict.method not in NO_ANSWER
    return verdict.status == "verified" or (
        keep == "agreed" and verdict.method == "vote" and verdict.score >= min_agreement
    )


def _vote(samples: Sequence[Sample], ballots: Sequence[str]) -> None:
    """Agreement among answers that no reference can judge. A vote proves nothing: the status stays unverified."""
    # What could have been judged and was not (method "undecided") is no open question.
    open_ones = [s for s in samples if s.verdict.status == "unverified" and s.verdict.method == "none"]
    if not open_ones:
        return
    answers = [_spelled(sample.verdict.answer) for sample in open_ones]
    counts = Counter(answer for answer in [*answers, *map(_spelled, ballots)] if answer)
    if not counts:
        return
    (winner, most), n = counts.most_common(1)[0], len(samples) + len(ballots)
    is_tied = list(counts.values()).count(most) > 1
    for sample, answer in zip(open_ones, answers, strict=True):
        k = counts.get(answer, 0)
        sample.vote = (k, n)
        is_winner = answer == winner and not is_tied
        reason = f"{k} of {n} samples agree" if is_winner else f"{k} of {n} samples agree, not the most"
        sample.verdict = sample.verdict._replace(method="vote", reason=reason, score=k / n if is_winner else 0.0)


def _spelled(answer: str | None) -> str:
    """An answer as votes count it: without case, and without space but for that between words and numbers."""
    return _AROUND_SIGNS.sub(r"\1", " ".join((answer or "").split())).casefold()
