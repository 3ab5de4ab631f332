"""Brings two problems together: their people get names of their own, their quantities too."""

from __future__ import annotations

from synth.task import Problem

from .._programs import carried
from .._programs.marked import CAPITALISED, Changed, Marked, relabelled
from .._programs.program import Leaf, Program, Step
from .._programs.seed import Seed
from .._word_problem.people import HERS, HIS

_GIVEN = frozenset([*HERS, *HIS])


def apart(first: Changed, second: Changed, prefix: str = "b") -> Changed:
    """The second problem with names that the first does not use, of quantities and, where known, of people."""
    people = _renamed(first.capitalised, second.capitalised)
    program = Program(
        tuple(
            [
                Leaf(prefix + name, value, unit, at, _put(about, people))
                for name, value, unit, at, about in second.program.leaves
            ]
        ),
        tuple(
            [
                Step(prefix + name, op, tuple([prefix + arg for arg in args]), unit, _put(about, people))
                for name, op, args, unit, about in second.program.steps
            ]
        ),
        prefix + second.program.output,
    )
    return Changed(Marked(*(_put(relabelled(part, prefix), people) for part in second.text)), program)


def together(first: Program, second: Program) -> Program:
    """Both programs in one, first things first."""
    known = {leaf.about for leaf in first.leaves} | {step.about for step in first.steps}
    leaves = [leaf._replace(about=_again(leaf.about)) if leaf.about in known else leaf for leaf in second.leaves]
    steps = [step._replace(about=_again(step.about)) if step.about in known else step for step in second.steps]
    return Program((*first.leaves, *leaves), (*first.steps, *steps), second.output)


def certified(mode: str, first: Seed, second: Seed, question: str, program: Program) -> Problem:
    """The fusion of two seeds, whose answer its program gives. Raises Reject where text and program do not agree."""
    free = first.free | {f"b{name}" for name in second.free}
    fixed = [leaf.name for leaf in program.leaves if leaf.at and leaf.name not in free]
    data = {"mode": mode, "fixed": fixed, "certificate": "program"}
    return carried.problem(question, program, data, (first.id, second.id))


def _again(about: str) -> str:
    return f"{about} in the second story" if about else ""


def _renamed(ours: frozenset[str], theirs: frozenset[str]) -> dict[str, str]:
    """New names for people of the second text who have namesakes in the first."""
    found: dict[str, str] = {}
    for name in sorted(ours & theirs & _GIVEN):
        among = HERS if name in HERS else HIS
        found[name] = next(other for other in among if other not in ours | theirs and other not in found.values())
    return found


def _put(text: str, people: dict[str, str]) -> str:
    return CAPITALISED.sub(lambda found: people.get(found[0], found[0]), text) if people else text
