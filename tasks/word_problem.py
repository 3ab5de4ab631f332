"""Word problems of everyday life, each built together with the program that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.errors import UsageError
from synth.task import Draw, Problem, Range, Reject, option

from ._programs import carried
from ._programs.task import ProgramTask
from ._word_problem.build import build
from ._word_problem.family import read_families
from ._word_problem.parts import Family

FAMILIES = Path(__file__).parent / "_word_problem" / "families"
MAX_STEPS = 12


@dataclass(frozen=True)
class WordProblem(ProgramTask):
    """Word problems that carry their program: the answer is computed, and every number of the text is accounted for.

    Scenario families give the text and the quantities; the procedural teacher works the problem out, and every
    sentence of it is checked against the program.
    """

    steps: Range = option(Range(2, 5), "How many steps the answer takes: 3, or 2-5; at most 12.")
    distractors: Range = option(Range(0, 0), "How many facts that have nothing to do with the answer: 1, or 0-2.")
    family: tuple[str, ...] = option((), "Scenario families to use; all of them where none is named.")
    families: str = option("", "A folder of your own scenario families (.txt), instead of the built-in ones.")
    dead_ends: Range = option(Range(1, 2), "How many wrong starts a trace with backtracking tells.")

    def __post_init__(self) -> None:
        for name, bounds, allowed in (
            ("steps", self.steps, Range(1, MAX_STEPS)),
            ("distractors", self.distractors, Range(0, 3)),
        ):
            if bounds.lo < allowed.lo or bounds.hi > allowed.hi:
                raise UsageError(f"option {name}: {bounds} is not within {allowed.lo}-{allowed.hi}")
        carried.check_dead_ends(self.dead_ends)

    @cached_property
    def chosen(self) -> list[Family]:
        found = read_families(Path(self.families) if self.families else FAMILIES)
        known = {family.name: family for family in found}
        for name in self.family:
            if name not in known:
                raise UsageError(f"option family: there is no {name!r}; there are {', '.join(known)}")
        return [known[name] for name in self.family] or found

    def propose(self, draw: Draw) -> Problem:
        n_steps, n_asides = draw.between(*self.steps), draw.between(*self.distractors)
        for family in draw.shuffled(self.chosen):
            try:
                question, program = build(family, n_steps, n_asides, draw)
            except Reject:
                continue
            return carried.problem(question, program, {"family": family.name}, is_new=True)
        raise Reject(f"no family has a problem of {n_steps} steps")

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        return carried.from_row(row)

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {"certificate": "program"}
