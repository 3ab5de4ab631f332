"""Mutations of problems that carry their program (RE-IMAGINE, arXiv:2506.15455): new problems with certain answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from synth.errors import UsageError
from synth.task import Draw, Problem, Range, Reject, option

from ._programs import carried
from ._programs.marked import Changed, finished
from ._programs.mutations import MUTATIONS
from ._programs.seed import Seed, read_seed
from ._programs.task import ProgramTask

AS_IT_IS = "observe"
MAX_CHARS = 4000


@dataclass(frozen=True)
class Mutate(ProgramTask):
    """Change problems that carry their program (--seeds): other values, more text, other logic.

    Text and program change together, so that the answer of every new problem is computed. Seeds are rows of
    word_problem, fusion or mutate itself, or GSM8K with its annotated solutions.
    """

    arity: ClassVar[int] = 1

    mutation: tuple[str, ...] = option(
        tuple(MUTATIONS), "Mutations, each for a problem of its own; observe is none, and a+b does one after the other."
    )
    variants: int = option(1, "How many problems each mutation makes of a seed.")
    dead_ends: Range = option(Range(1, 2), "How many wrong starts a trace with backtracking tells.")

    def __post_init__(self) -> None:
        for chain in self.mutation:
            for name in chain.split("+"):
                if name not in MUTATIONS and name != AS_IT_IS:
                    known = ", ".join([AS_IT_IS, *MUTATIONS])
                    raise UsageError(
                        f"option mutation: there is no {name!r}; there are {known}, joined by + to a chain"
                    )
        if not self.mutation or not 1 <= self.variants <= 1000:
            raise UsageError("options mutation and variants: give at least one mutation, and 1 to 1000 variants")
        carried.check_dead_ends(self.dead_ends)

    @property
    def rounds(self) -> int:
        return len(self.mutation) * self.variants

    def propose(self, draw: Draw) -> Problem:
        seed = read_seed(draw.parents[0])
        if seed.program is None:
            raise Reject(seed.why)
        chain = self.mutation[draw.round % len(self.mutation)]
        problem, _ = mutated(seed, chain, draw)
        return problem

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return carried.plain(read_seed(row).question)

    def check_seed(self, row: Mapping[str, Any]) -> None:
        seed = read_seed(row)
        if seed.program is None:
            raise Reject(seed.why)

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {"level": problem.data["level"], "mutation": problem.data["mutation"], "certificate": "program"}


def mutated(seed: Seed, chain: str, draw: Draw) -> tuple[Problem, Changed]:
    """The problem that a chain of mutations makes of a seed. Raises Reject."""
    given = seed.begun
    level = AS_IT_IS
    for name in chain.split("+"):
        if name == AS_IT_IS:
            continue
        own_level, change = MUTATIONS[name]
        try:
            given = change(seed, given, draw)
        except Reject as why:
            raise Reject(f"{name}, {why}") from None
        level = "imagine" if "imagine" in (level, own_level) else own_level
    question, program = finished(given.whole, given.program)
    if len(question) > MAX_CHARS:
        raise Reject(f"the text grew over {MAX_CHARS} characters")
    fixed = [leaf.name for leaf in program.leaves if leaf.at and leaf.name not in seed.free]
    data = {"mutation": chain, "level": level, "fixed": fixed}
    return carried.problem(question, program, data, (seed.id,)), given
