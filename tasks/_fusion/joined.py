"""Brings two problems together: their people get names of their own, their quantities too."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Problem

from .._programs import carried
from .._programs.marked import CAPITALISED, Changed, Marked, relabelled
from .._programs.program import Leaf, Program, Step, renamed
from .._programs.seed import Seed
from .._programs.stories import renaming, story_of
from .._programs.view import ORDINALS
from .._word_problem.people import HERS, HIS
from .labels import told_apart

_STORY = re.compile(rf" in the (?:{'|'.join(ORDINALS)}) story$")
_GIVEN = frozenset([*HERS, *HIS])


class Apart(NamedTuple):
    """Two problems that share no name of a quantity or a person, no letter and no label; `names` are the second's."""

    first: Changed
    second: Changed
    names: dict[str, str]


def apart(first: Changed, second: Changed) -> Apart:
    """Both with names of their own. Raises Reject where letters do not suffice."""
    first, second = told_apart(first, second)
    people = _renamed(first.capitalised, second.capitalised)
    names = renaming(first.program, second.program)
    program = renamed(second.program, names, lambda said: _put(said, people))
    text = Marked(*(_put(relabelled(part, names), people) for part in second.text))
    return Apart(first, Changed(text, program), names)


def together(first: Program, second: Program) -> Program:
    """Both programs in one, first things first."""
    known = {leaf.about for leaf in first.leaves} | {step.about for step in first.steps}
    leaves, steps = [], []
    for leaf in second.leaves:
        leaves.append(leaf._replace(about=_again(leaf, known)))
        known.add(leaves[-1].about)
    for step in second.steps:
        steps.append(step._replace(about=_again(step, known)))
        known.add(steps[-1].about)
    return Program((*first.leaves, *leaves), (*first.steps, *steps), second.output)


def certified(mode: str, first: Seed, second: Seed, question: str, program: Program) -> Problem:
    """The fusion of two seeds, whose answer its program gives. Raises Reject where text and program do not agree."""
    names = renaming(first.begun.program, second.begun.program)
    free = first.free | {names[name] for name in second.free}
    fixed = [leaf.name for leaf in program.leaves if leaf.at and leaf.name not in free]
    data = {"mode": mode, "fixed": fixed, "certificate": "program"}
    return carried.problem(question, program, data, (first.id, second.id))


def _again(one: Leaf | Step, known: Container[str]) -> str:
    """What a quantity of the second problem is called: by its story, which has another number now, if need be."""
    plain = _STORY.sub("", one.about)
    story = story_of(one.name)
    if not plain or not story or (plain == one.about and plain not in known):
        return one.about
    made = f"{plain} in the {ORDINALS[story - 1]} story" if story <= len(ORDINALS) else ""
    return "" if made in known else made


def _renamed(ours: frozenset[str], theirs: frozenset[str]) -> dict[str, str]:
    """New names for people of the second text who have namesakes in the first."""
    found: dict[str, str] = {}
    for name in sorted(ours & theirs & _GIVEN):
        among = HERS if name in HERS else HIS
        other = next((one for one in among if one not in ours | theirs and one not in found.values()), None)
        if other is None:
            raise Reject("there are more people in it than names")
        found[name] = other
    return found


def _put(text: str, people: dict[str, str]) -> str:
    return CAPITALISED.sub(lambda found: people.get(found[0], found[0]), text) if people else text
