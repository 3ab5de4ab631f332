"""Reads a text that anybody may have written: its equations are checked one by one, its behaviours counted by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.task import Steps
from synth.verify.expression import apply

from .detect import detect

MAX_DIGITS = 15
_EQUATION = re.compile(r"([0-9]+)\s?([-+*/×÷·−])\s?([0-9]+)\s?=\s?([0-9]+)")
_SIGNS = tuple("+-*/×÷·−^")
_OPS = str.maketrans("×·÷−", "**/-")


def survey(text: str, numbers: Sequence[int], target: int) -> Steps:
    """Counts the behaviours and the equations `a op b = c`; a part of a longer equation is left out."""
    checked, wrong = 0, []
    for found in _EQUATION.finditer(text):
        before = text[max(0, found.start() - 3) : found.start()]
        behind = text[found.end() : found.end() + 3].lstrip()
        if before.endswith((".", ",")) or before.rstrip().endswith((*_SIGNS, "=")):
            continue
        if behind.startswith(_SIGNS) or behind[:1].isdigit():
            continue
        a, op, b, result = found.groups()
        if max(map(len, (a, b, result))) > MAX_DIGITS:
            continue
        checked += 1
        sign = op.translate(_OPS)
        if (sign == "/" and int(b) == 0) or apply(sign, int(a), int(b)) != int(result):
            wrong.append(found[0])
    first = f"false: {wrong[0]}" if wrong else None
    shown = {str(behavior): count for behavior, count in detect(text, numbers, target).items()}
    return Steps(checked, len(wrong), first, shown)
