"""Reads a text that anybody may have written: its equations are checked one by one, its behaviours counted by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.task import Steps

_SIGNS = r"[-+*/×÷·−^=]"
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE)  # no sign of an equation
# An equation of its own: not the end or the start of a longer one, and of numbers of at most 15 digits.
# Every look back stands behind the first digit, so that the search can skip to digits.
_EQUATION = re.compile(
    rf"([0-9](?<![0-9.,][0-9])(?<!{_SIGNS}[0-9])(?<!{_SIGNS}\s[0-9])(?<!{_SIGNS}\s\s[0-9])[0-9]{{0,14}})"
    rf"\s?([-+*/×÷·−])\s?([0-9]{{1,15}})\s?=\s?([0-9]{{1,15}})(?![0-9])(?![ \t]{{0,3}}(?:[-+*/×÷·−^]|[0-9]))"
)


def survey(text: str, numbers: Sequence[int], target: int) -> Steps:
    """Counts the behaviours and the equations `a op b = c`; a part of a longer equation is left out."""
    from .detect import detect  # its patterns take a while, and no trace of the solver needs them

    checked, wrong = 0, []
    for found in _EQUATION.finditer(_BULLET.sub("", text)):
        a, op, b, result = found.groups()
        checked += 1
        if not _holds(int(a), op, int(b), int(result)):
            wrong.append(found[0])
    first = f"false: {wrong[0]}" if wrong else None
    shown = {str(behavior): count for behavior, count in detect(text, numbers, target).items()}
    return Steps(checked, len(wrong), first, shown)


def _holds(a: int, op: str, b: int, result: int) -> bool:
    if op == "+":
        return a + b == result
    if op in "-−":
        return a - b == result
    if op in "*×·":
        return a * b == result
    return b != 0 and a == b * result
