"""What the text of a fusion has to look like, whoever wrote it (the checks that MathFusion lacks)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .._programs.numerals import mentions
from .._programs.program import Leaf, Program, Value, told

MARKS = re.compile(r"#\s*problem|\bproblem\s*(?:#|no\.?|number)?\s*(?:[12ab]\b|one\b|two\b)|<[a-z/]|```", re.IGNORECASE)
MAX_CHARS = 6000


def fault(text: str, program: Program, hidden: Iterable[Value] = ()) -> str:
    """What is wrong with a text for a program, "" if nothing is.

    `hidden` are values that must not be told: what was replaced, and the answers in between.
    """
    if not text:
        return "there is no text between <problem> and </problem>"
    if len(text) > MAX_CHARS:
        return f"the text has over {MAX_CHARS} characters"
    if found := MARKS.search(text):
        return f"it still speaks of the problems it is made of: {found[0]!r}"
    if text.count("?") != 1:
        return f"it asks {text.count('?')} questions; it has to ask one, with one question mark"
    wanted = {leaf.value for leaf in program.leaves if leaf.at}
    stated = Counter(mention.value for mention in mentions(text))
    for value in hidden:
        if value in stated and value not in wanted:
            return f"it tells {told(value)}, which has to be worked out"
    if missing := sorted(value for value in wanted if value not in stated):
        return f"it lacks the number {told(missing[0])}"
    known = wanted | {leaf.value for leaf in program.leaves}
    if foreign := sorted(value for value in stated if value not in known):
        return f"it states {told(foreign[0])}, which neither of the problems does"
    return ""


def placed(text: str, program: Program) -> Program:
    """The program with its leaves at the numbers of a text that passed: equal values in their order."""
    places: dict[str, list[int]] = {}
    stated = [leaf for leaf in program.leaves if leaf.at] + [leaf for leaf in program.leaves if not leaf.at]
    for place, mention in enumerate(mentions(text)):
        same = [leaf for leaf in stated if leaf.value == mention.value]
        leaf = next((leaf for leaf in same if leaf.name not in places), same[-1])
        places.setdefault(leaf.name, []).append(place)
    leaves = [leaf._replace(at=tuple(places.get(leaf.name, ()))) for leaf in program.leaves]
    return program._replace(leaves=tuple(sorted(leaves, key=_order)))


def _order(leaf: Leaf) -> tuple[int, ...]:
    return leaf.at or (10**6,)
