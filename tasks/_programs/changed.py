"""A problem while it is changed: its marked text and its program, and what every change needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.errors import Reject
from synth.task import Draw

from .marked import Changed, Marked, like, literal, restated
from .program import Leaf, Program, Value
from .seed import Seed
from .stories import beside
from .values import moved, resampled, with_values

TERMS = "TUVXYZ"
_MORE = "NKMRWCDEFGHJLPQS"
# What a result at the end is called: another one where a text has one at its end already.
ENDS = ("final", "overall", "closing", "ultimate")
_LETTER = re.compile(r"[A-Z]\b")  # the last one of a word, too
_QUESTION_WORDS = frozenset("How What If Calculate Find Determine In After At By When Which Who Where".split())


def varied(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """The problem with other values for the seed's free quantities. Raises Reject."""
    values = resampled(given.program, given.values, seed.free, draw)
    text = Marked(restated(given.text.body, values), restated(given.text.ask, values))
    return Changed(text, with_values(given.program, values))


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


def pointed(given: Changed, name: str, said: str) -> str:
    """What stands for a number without a label."""
    return f"the number {said} in {'this story' if literal(given.text.body, name) else 'the question'}"


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


def named(given: Changed, draw: Draw) -> tuple[str, str]:
    """A letter for the answer, and the sentence that introduces it."""
    letter = letter_of(given, TERMS, draw)
    opening = draw.choice(
        [
            f"Let {letter} be the answer to this question: {clause(given.text.ask)}.",
            f"Let {letter} stand for the answer to the following: {clause(given.text.ask)}.",
            f"Call the answer to this question {letter}: {clause(given.text.ask)}.",
        ]
    )
    return letter, opening


def clause(ask: str) -> str:
    """A question without its mark, to stand behind a colon."""
    text = ask.rstrip(" ?.!")
    first = text.split(" ", 1)[0].removesuffix("'s")
    return text[0].lower() + text[1:] if first in _QUESTION_WORDS else text


def letter_of(given: Changed, letters: str, draw: Draw) -> str:
    """A letter that does not stand in the text yet."""
    known = set(_LETTER.findall(given.whole))
    fitting = [letter for letter in letters if letter not in known]
    fitting = fitting or [letter for letter in TERMS[::-1] + _MORE if letter not in known][-1:]
    if not fitting:
        raise Reject("every letter is in use already")
    return fitting[0] if letters == TERMS else draw.choice(fitting)


def unused(text: str, nouns: Sequence[str]) -> str:
    """The first noun that a text does not use. Raises Reject."""
    found = next((noun for noun in nouns if f" {noun} " not in text and not text.endswith(f" {noun}")), None)
    if found is None:
        raise Reject("every name for what comes out at the end is in use already")
    return found


def fresh(program: Program, prefix: str) -> str:
    known = {leaf.name for leaf in program.leaves} | {step.name for step in program.steps}
    return next(name for n in range(1, 1000) if (name := f"{prefix}{n}") not in known)
