"""What the tasks share whose every problem may carry its program."""

from __future__ import annotations

from typing import Any, ClassVar

from synth.task import Completion, Cues, Draw, Problem, Range, Steps, Strategy, Task, Verdict

from . import carried


class ProgramTask(Task):
    """Judges, tells and checks by the program. A subclass has the option `dead_ends`."""

    answer_format: ClassVar[str] = carried.ANSWER_FORMAT
    cues: ClassVar[Cues] = carried.CUES
    makes_slips: ClassVar[bool] = True

    dead_ends: Range

    def verify(self, problem: Problem, response: str) -> Verdict:
        return carried.verdict(problem, response)

    def solve(self, problem: Problem, strategy: Strategy, draw: Draw) -> Completion:
        return carried.solution(problem, strategy, draw, self.dead_ends)

    def check(self, problem: Problem, text: str, strategy: Strategy, strict: bool = True) -> Steps | None:
        return carried.steps(problem, text, strategy) if strict else self.survey(text)

    def identity(self, problem: Problem) -> str:
        return carried.identity(problem)

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        return carried.difficulty(problem)
