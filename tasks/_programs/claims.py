"""The equations of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from synth.errors import Reject

from .exact import MAX_DIGITS, Value, parsed, told
from .program import apply

_NUMBER = r"[0-9]{1,30}(?:\.[0-9]{1,20}|/[0-9]{1,20})?"
_EQUATION = re.compile(rf"(?<![0-9./])({_NUMBER})(?: ([-+*/×÷]) |(?:% of ))({_NUMBER}) = ({_NUMBER})(?![0-9])")
CONTROL = re.compile(r"[\x00-\x03]")
_SIGNS = {"×": "*", "÷": "/", None: "%"}


class Equation(NamedTuple):
    a: Value
    op: str
    b: Value
    c: Value

    def __str__(self) -> str:
        op = "% of " if self.op == "%" else f" {self.op} "
        return f"{told(self.a)}{op}{told(self.b)} = {told(self.c)}"

    def is_false(self) -> bool:
        try:
            return apply(self.op, (self.a, self.b)) != self.c
        except Reject:
            return True


class Wrong(Exception):
    """A claim that does not hold, and why."""


def equations(text: str) -> Iterator[Equation]:
    """Every equation of a text, in its order. Raises Wrong for a number that is none."""
    for a, op, b, c in _EQUATION.findall(text):
        yield Equation(_value(a), _SIGNS.get(op or None, op), _value(b), _value(c))


def _value(text: str) -> Value:
    if len(text) > MAX_DIGITS:
        raise Wrong(f"a number of {len(text)} digits")
    try:
        return parsed(text)
    except ZeroDivisionError:
        raise Wrong(f"{text} divides by 0") from None
