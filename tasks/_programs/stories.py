"""Names of quantities say which story of a fused problem they belong to, so that they stay short at any depth.

`n3` and `s2` are a number and a step of the first story, `n3_2` and `s2_2` of the second. What joins stories, or is
done with their results, belongs to none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .program import Program

_NAME = re.compile(r"([a-z]{1,9})[0-9]{1,6}(?:_([0-9]{1,4}))?")
# What fusions and mutations make of results: joints, bounds, conditions, functions.
_OUTSIDE = frozenset("bcfghjkpqt")


def story_of(name: str) -> int:
    """The story of a quantity, from 1; 0 for what belongs to none. Names of other people's making are of the first."""
    found = _NAME.fullmatch(name)
    if found is None:
        return 1
    return 0 if found[1] in _OUTSIDE else int(found[2] or 1)


def beside(name: str, prefix: str, known: Iterable[str]) -> str:
    """A new name of the story of another one."""
    taken, story = set(known), story_of(name)
    end = f"_{story}" if story > 1 else ""
    return next(made for n in range(1, 10_000) if (made := f"{prefix}{n}{end}") not in taken)


def renaming(first: Program, second: Program) -> dict[str, str]:
    """New names for the quantities of a second problem, such that the first has none of them."""
    taken = {leaf.name for leaf in first.leaves} | {step.name for step in first.steps}
    last = max([story_of(name) for name in taken], default=0)
    made: dict[str, str] = {}
    for name in [leaf.name for leaf in second.leaves] + [step.name for step in second.steps]:
        story = story_of(name)
        found = _NAME.fullmatch(name)
        prefix, end = found[1] if found else "n", f"_{story + last}" if story else ""
        new = f"{name.partition('_')[0]}{end}" if found else ""
        if not new or new in taken:
            new = next(one for n in range(1, 10_000) if (one := f"{prefix}{n}{end}") not in taken)
        made[name] = new
        taken.add(new)
    return made
