"""Runs a verifier over mutants of right answers and counts where it and a second opinion disagree."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any

from synth.audit.mutants import mutants
from synth.errors import Reject, SpaceDry, UsageError
from synth.task import Draw, Problem, Task

MAX_SHOWN = 20


@dataclass
class Audit:
    """What an audit found. A mutant whose truth nobody knows is only counted."""

    n_problems: int = 0
    right: int = 0
    wrong: int = 0
    unknown: int = 0
    n_traps: int = 0
    false_accepts: list[dict[str, Any]] = field(default_factory=list)
    false_rejects: list[dict[str, Any]] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        return {
            "problems": self.n_problems,
            "right": self.right,
            "wrong": self.wrong,
            "unknown": self.unknown,
            "traps": self.n_traps,
            "false_accepts": len(self.false_accepts),
            "false_rejects": len(self.false_rejects),
            "false_accept_rate": len(self.false_accepts) / self.wrong if self.wrong else None,
            "false_reject_rate": len(self.false_rejects) / self.right if self.right else None,
            "examples": (self.false_accepts + self.false_rejects)[:MAX_SHOWN],
        }

    def text(self) -> str:
        lines = [
            f"{self.n_problems:,} problems; answers: {self.right:,} right, {self.wrong:,} wrong, {self.unknown:,} that "
            "the second check cannot read" + (f"; {self.n_traps:,} traps among them" if self.n_traps else ""),
            f"false accepts: {_rate(len(self.false_accepts), self.wrong)}",
            f"false rejects: {_rate(len(self.false_rejects), self.right)}",
        ]
        for kind, cases in (("accepted, but wrong", self.false_accepts), ("rejected, but right", self.false_rejects)):
            for case in cases[:MAX_SHOWN]:
                lines.append(
                    f"  {kind}: {case['answer']!r} for {case['reference']!r} ({case['change']}: {case['reason']})"
                )
        return "\n".join(lines)


def audit(task: Task, problems: Sequence[Problem], seed: int = 0) -> Audit:
    """Audits a task on problems with reference answers. Raises UsageError where there are none."""
    known = [(problem, answer) for problem in problems if (answer := problem.answer)]
    if not known:
        raise UsageError(
            f"the task {task.name} gave no problem with a reference answer to make others of: give --seeds with answers"
        )
    found = Audit(len(known))
    for place, (problem, answer) in enumerate(known):
        other = known[(place + 1) % len(known)][1]
        for change, text in mutants(answer, other, Draw(seed, place, "audit")):
            _judge(task, problem, change, text, found)
    for problem, text, is_right in task.traps():
        found.n_traps += 1
        _count(task, problem, "a trap", text, is_right, found)
    return found


def problems_of(task: Task, n: int, seed: int, seeds: Sequence[dict[str, Any]] | None) -> list[Problem]:
    """Up to n problems: of seeds, of the task's own making, or its examples."""
    if seeds is not None:
        found = []
        for row in seeds[:n]:
            with suppress(Reject):
                found.append(task.from_seed(row))
        return found
    if task.examples:
        return list(task.examples)
    if iscoroutinefunction(task.propose) or task.arity:
        raise UsageError(f"a model makes the problems of {task.name}: audit the task that judges its answers")
    found = []
    for index in range(n):
        try:
            made = task.propose(Draw(seed, index))
        except Reject:
            continue
        except SpaceDry:
            break
        if isinstance(made, Problem):
            found.append(made)
        elif isinstance(made, Coroutine):
            made.close()
    return found


def _judge(task: Task, problem: Problem, change: str, text: str, found: Audit) -> None:
    truth = True if text == problem.answer else task.truth(problem, text)
    if truth is None:
        found.unknown += 1
        return
    _count(task, problem, change, text, truth, found)


def _count(task: Task, problem: Problem, change: str, text: str, truth: bool, found: Audit) -> None:
    verdict = task.verify(problem, f"<think>\n</think>\n<answer>{text}</answer>")
    is_accepted = verdict.status == "verified"
    found.right += truth
    found.wrong += not truth
    if is_accepted != truth:
        case = {
            "change": change,
            "answer": text,
            "reference": problem.answer,
            "reason": verdict.reason or verdict.method,
        }
        (found.false_accepts if is_accepted else found.false_rejects).append(case)


def _rate(n: int, of: int) -> str:
    return f"{n:,} of {of:,} ({n / of:.2%})" if of else "none were tried"
