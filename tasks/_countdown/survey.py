"""Checks the equations of a text that anybody may have written: each is true or not, whatever stands around it."""

from __future__ import annotations

import re

from synth.task import Steps
from synth.verify.expression import apply

MAX_DIGITS = 15
_EQUATION = re.compile(r"([0-9]+)\s?([-+*/×÷·−])\s?([0-9]+)\s?=\s?([0-9]+)")
_SIGNS = tuple("+-*/×÷·−^")
_OPS = str.maketrans("×·÷−", "**/-")


def survey(text: str) -> Steps:
    """Counts the equations `a op b = c`; those that are only the end or the start of a longer one are left out."""
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
    return Steps(checked, len(wrong), first, {})
