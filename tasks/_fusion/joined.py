"""Brings two problems together: the same person or different ones, and names of their own for all quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Problem

from .._programs import carried
from .._programs.marked import CAPITALISED, MARK, Changed, Marked, relabelled, sentences
from .._programs.persons import GENDER, can_be_hers, hers, people
from .._programs.program import Leaf, Program, Step, renamed
from .._programs.seed import Seed
from .._programs.stories import renaming, story_of
from .._programs.view import ORDINALS
from .._word_problem.people import HERS, HIS

_STORY = re.compile(rf" in the (?:{'|'.join(ORDINALS)}) story$")
_LETTER = re.compile(r"\b[B-HJ-Z]\b")
# What ties stories together, which says nothing of what they tell.
TIES = ("friend", "neighbor", "cousin", "colleague")
TIED = re.compile(
    rf"\b[A-Z][a-z]+'s (?:{'|'.join(TIES)}) |\bThen "
    r"|\b(?:On the same day|Meanwhile|Later|After that|On Saturday|On Sunday), "
)
Words = Callable[[str], str]


class NoPartner(Reject):
    """The second problem itself cannot be fused: no other partner helps."""


class Apart(NamedTuple):
    """Two problems that share no name of a quantity; `names` are the second's."""

    first: Changed
    second: Changed
    names: dict[str, str]


def apart(first: Changed, second: Changed) -> Apart:
    """Both with people and quantities of their own. Raises Reject."""
    return _with_names(first, second, _put(_renamed(first, second)))


def with_one_person(first: Changed, second: Changed) -> Apart:
    """Both told of the person that the first is about. Raises Reject where that changes who is meant."""
    ours, theirs = people(first.whole), people(second.whole)
    if not ours or not theirs:
        return apart(first, second)
    one, other = ours[0], theirs[0]
    new: dict[str, str] = _renamed(first, second, but=other)
    if GENDER[one] == GENDER[other]:
        return _with_names(first, second, _put({**new, other: one}))
    if GENDER[other] == "he" and can_be_hers(second.whole):
        put = _put({**new, other: one})
        return _with_names(first, second, lambda text: put(hers(text)))
    if GENDER[one] == "he" and can_be_hers(first.whole):
        mine, put = _put({one: other}), _put(new)
        first = _reworded(first, {name: name for name in _names(first.program)}, lambda text: mine(hers(text)))
        return _with_names(first, second, put)
    raise Reject("the two stories have nobody in common")


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
    entries = (*first.entries, *second.entries)
    return Program((*first.leaves, *leaves), (*first.steps, *steps), second.output, second.ref, entries)


def certified(mode: str, first: Seed, second: Seed, question: str, program: Program) -> Problem:
    """The fusion of two seeds, whose answer its program gives. Raises Reject where text and program do not agree."""
    names = renaming(first.begun.program, second.begun.program)
    free = first.free | {names[name] for name in second.free}
    fixed = [leaf.name for leaf in program.leaves if leaf.at and leaf.name not in free]
    data = {"mode": mode, "fixed": fixed, "certificate": "program"}
    return carried.problem(question, program, data, (first.id, second.id))


def is_same_story(first: Seed, second: Seed) -> bool:
    """Whether both hold a sentence with the same numbers, names aside: what two fusions share, told once more."""
    return not _told(first.begun).isdisjoint(_told(second.begun))


def _told(given: Changed) -> set[str]:
    stating = [one for one in sentences(given.text.body) if len(MARK.findall(one)) > 1]
    plain = [CAPITALISED.sub("", MARK.sub(lambda found: found[2], TIED.sub("", one))) for one in stating]
    return {" ".join(re.findall(r"[a-z0-9.,]+", one.casefold())) for one in plain}


def _names(program: Program) -> list[str]:
    return [leaf.name for leaf in program.leaves] + [step.name for step in program.steps]


def _with_names(first: Changed, second: Changed, worded: Words) -> Apart:
    names = renaming(first.program, second.program)
    second = _reworded(second, names, worded)
    if shared := set(_LETTER.findall(first.whole)) & set(_LETTER.findall(second.whole)):
        raise Reject(f"both texts use the letter {min(shared)}")
    return Apart(first, second, names)


def _reworded(given: Changed, names: Mapping[str, str], worded: Words) -> Changed:
    text = Marked(*(worded(relabelled(part, names)) for part in given.text))
    return Changed(text, renamed(given.program, names, worded))


def _again(one: Leaf | Step, known: Container[str]) -> str:
    """What a quantity of the second problem is called: by its story, which has another number now, if need be."""
    plain = _STORY.sub("", one.about)
    story = story_of(one.name)
    if not plain or not story or (plain == one.about and plain not in known):
        return one.about
    made = f"{plain} in the {ORDINALS[story - 1]} story" if story <= len(ORDINALS) else ""
    return "" if made in known else made


def _renamed(first: Changed, second: Changed, but: str = "") -> dict[str, str]:
    """New names for people of the second text who have namesakes in the first. Raises Reject."""
    ours, theirs = first.capitalised, second.capitalised
    found: dict[str, str] = {}
    for name in sorted(ours & theirs & GENDER.keys()):
        if name == but:
            continue
        among = HERS if GENDER[name] == "she" else HIS
        other = next((one for one in among if one not in ours | theirs and one not in found.values()), None)
        if other is None:
            raise Reject("there are more people in it than names")
        found[name] = other
    return found


def _put(people: Mapping[str, str]) -> Words:
    """Texts with other names for some people."""
    if not people:
        return lambda text: text
    return lambda text: CAPITALISED.sub(lambda found: people.get(found[0], found[0]), text)
