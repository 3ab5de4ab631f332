"""A problem while it is changed: its marked text and its program, and what every change needs."""

from __future__ import annotations

from synth.errors import Reject
from synth.task import Draw

from .entering import with_entries
from .marked import Changed, Marked, like, literal, restated
from .program import Leaf, Program, Value
from .seed import Seed
from .stories import beside
from .values import moved, resampled, with_values

_QUESTION_WORDS = frozenset("How What If Calculate Find Determine In After At By When Which Who Where".split())


def varied(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """The problem with other values for the seed's free quantities. Raises Reject."""
    values = resampled(given.program, given.values, seed.free, draw)
    text = Marked(restated(given.text.body, values), restated(given.text.ask, values))
    program = with_values(given.program, values)
    return Changed(text, program._replace(entries=with_entries(given, values)) if program.entries else program)


def moved_leaf(seed: Seed, given: Changed, draw: Draw) -> tuple[Leaf, Value, str, str]:
    """A leaf, another value for it, and how the text states both."""
    leaf, value = moved(given.program, seed.free, draw)
    old = literal(given.whole, leaf.name)
    if old is None:
        raise Reject("the text no longer states that number")
    if not leaf.about and not is_only_one(given, leaf):
        raise Reject(f"the text states {old} more than once")
    return leaf, value, old, like(old, value)


def is_only_one(given: Changed, leaf: Leaf) -> bool:
    """Whether a text that says a number's value can mean no other number of the problem."""
    same = [one.name for one in given.program.leaves if one.value == leaf.value and one.name != leaf.name]
    return not any(literal(given.whole, name) for name in same)


def instead(program: Program, leaf: Leaf, value: Value) -> tuple[Program, str]:
    """The program that uses another quantity in the place of a leaf, which is still stated."""
    name = beside(leaf.name, "o", program.values())
    changed = using(program, leaf.name, name)
    other = Leaf(name, value, leaf.unit, (), leaf.about)
    return changed._replace(
        leaves=(*(one._replace(about="") if one.name == leaf.name else one for one in program.leaves), other)
    ), name


def using(program: Program, old: str, new: str) -> Program:
    steps = [
        # What was said of the old quantity need not be so of the new one.
        step._replace(args=tuple(new if arg == old else arg for arg in step.args), told=(), relation="")
        if old in step.args
        else step
        for step in program.steps
    ]
    return program._replace(steps=tuple(steps))


def clause(ask: str) -> str:
    """A question without its mark, to stand behind a colon."""
    text = ask.rstrip(" ?.!")
    first = text.split(" ", 1)[0].removesuffix("'s")
    return text[0].lower() + text[1:] if first in _QUESTION_WORDS else text


def fresh(program: Program, prefix: str) -> str:
    known = {leaf.name for leaf in program.leaves} | {step.name for step in program.steps}
    return next(name for n in range(1, 1000) if (name := f"{prefix}{n}") not in known)
