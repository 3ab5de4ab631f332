"""Brings two problems together: their people get names of their own, their quantities too."""

from __future__ import annotations

import re

from synth.errors import Reject

from .._programs.changed import Changed
from .._programs.marked import Marked, marked, relabelled
from .._programs.program import Program
from .._programs.seed import Seed
from .._word_problem.people import HERS, HIS

_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_GIVEN = frozenset([*HERS, *HIS])


def changed(seed: Seed) -> Changed:
    """A seed ready to be changed. Raises Reject for one without a program."""
    if seed.program is None:
        raise Reject(seed.why)
    return Changed(marked(seed.question, seed.program), seed.program)


def apart(first: Changed, second: Changed, prefix: str = "b") -> Changed:
    """The second problem with names that the first does not use, of quantities and, where known, of people."""
    names = {name: f"{prefix}{name}" for name in _quantities(second.program)}
    program = Program(
        tuple(leaf._replace(name=names[leaf.name]) for leaf in second.program.leaves),
        tuple(
            step._replace(name=names[step.name], args=tuple(names[arg] for arg in step.args))
            for step in second.program.steps
        ),
        names[second.program.output],
    )
    people = _renamed(first.whole, second.whole)
    text = Marked(*(_put(relabelled(part, names), people) for part in second.text))
    program = program._replace(
        leaves=tuple(leaf._replace(about=_put(leaf.about, people)) for leaf in program.leaves),
        steps=tuple(step._replace(about=_put(step.about, people)) for step in program.steps),
    )
    return Changed(text, program)


def together(first: Program, second: Program, **changes: object) -> Program:
    """Both programs in one, first things first."""
    known = {leaf.about for leaf in first.leaves} | {step.about for step in first.steps}
    leaves = (*first.leaves, *(leaf._replace(about=_told_apart(leaf.about, known)) for leaf in second.leaves))
    steps = (*first.steps, *(step._replace(about=_told_apart(step.about, known)) for step in second.steps))
    return Program(leaves, steps, second.output)._replace(**changes)  # type: ignore[arg-type]


def _told_apart(about: str, known: set[str]) -> str:
    return f"{about} in the second story" if about and about in known else about


def _quantities(program: Program) -> list[str]:
    return [*(leaf.name for leaf in program.leaves), *(step.name for step in program.steps)]


def _renamed(first: str, second: str) -> dict[str, str]:
    """New names for people of the second text who have namesakes in the first."""
    ours, theirs = set(_NAME.findall(first)), set(_NAME.findall(second))
    found: dict[str, str] = {}
    for name in sorted(ours & theirs & _GIVEN):
        among = HERS if name in HERS else HIS
        found[name] = next(other for other in among if other not in ours | theirs and other not in found.values())
    return found


def _put(text: str, people: dict[str, str]) -> str:
    return _NAME.sub(lambda found: people.get(found[0], found[0]), text) if people else text
