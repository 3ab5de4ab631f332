"""Which numbers of a question may be others: those of which every use in the solution is certain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from fractions import Fraction

from .fixed import is_also_constant, is_explained_by, is_fixed, is_spoken_of
from .numerals import Mention
from .program import Leaf, Program, Value

_WORD = re.compile(r"[- ]?([A-Za-z]+)")
HALF = Fraction(1, 2)
SMALL = 12  # up to this, two uses need not be of one thing: 2 weeks, and 2 popcorns
FEW = 3  # up to this, a number that nothing uses counts what is listed: the two sisters


def free_leaves(
    question: str, stated: Sequence[Mention], program: Program, results: Sequence[str], doubtful: Container[str]
) -> frozenset[str]:
    """The names of the leaves that may have other values.

    `results` are the steps that annotations end in, `doubtful` the leaves that might be another one, or a result.
    """
    needed, values = program.used(), program.values()
    made = [values[name] for name in results]
    said = Counter(mention.value for mention in stated)
    if len(set(made)) < len(made) or any(value in said for value in made):
        return frozenset()
    if _is_told_twice(question, stated, program, results, values):
        return frozenset()
    return frozenset(
        leaf.name
        for leaf in program.leaves
        if leaf.at
        and leaf.name in needed
        and said[leaf.value] == 1
        and leaf.name not in doubtful
        and not is_fixed(question, stated[leaf.at[0]])
        and not _may_be_other(question, stated, leaf, program)
    )


def _may_be_other(question: str, stated: Sequence[Mention], leaf: Leaf, program: Program) -> bool:
    """Whether one of the uses of a number may be of something else: 2 / 2 bolts, 5 * 5 classes on weekdays."""
    uses = [name for step in program.steps for name in step.args]
    return (
        any(step.args.count(leaf.name) > 1 for step in program.steps)
        or any(is_explained_by(leaf.value, other) for other in stated if other.value != leaf.value)
        or (uses.count(leaf.name) > 1 and (leaf.value <= SMALL or is_also_constant(question, leaf.value)))
    )


def _is_told_twice(
    question: str, stated: Sequence[Mention], program: Program, results: Sequence[str], values: dict[str, Value]
) -> bool:
    """Whether a number may mean something else than what the program takes it for, or what the text says as well.

    A result may be a constant, too (12 games, and 12 months), or made of a share (a third of 12 is 4, and so is
    what a quarter divides by). A number that nothing uses may be what others come to: ten packets, six of one
    kind and four of the other.
    """
    needed = program.used()
    uses = {name for step in program.steps if step.name in needed for name in step.args}
    for name in results:
        value = values[name]
        if name in uses and (is_spoken_of(question, value) or any(is_explained_by(value, other) for other in stated)):
            return True
    places = [leaf.at[0] for leaf in program.leaves if leaf.at and leaf.name in needed]
    return any(
        _counts_something_else(question, mention, [stated[at] for at in places])
        for place, mention in enumerate(stated)
        if place not in places
    )


def _counts_something_else(question: str, mention: Mention, used: list[Mention]) -> bool:
    """Whether a number that nothing uses is no repetition of one that is used: 20 cows, and twenty stalls."""
    same = [other for other in used if other.value == mention.value]
    if mention.is_factor:
        return mention.value < 1 and mention.value != HALF and not same
    behind = word_behind(question, mention)
    return mention.value > FEW and all(word_behind(question, other) != behind for other in same)


def word_behind(question: str, mention: Mention) -> str:
    """What a number counts, as far as the next word tells."""
    found = _WORD.match(question, mention.end)
    return found[1].lower().removesuffix("s") if found else ""
