"""A sentence of a trace taken apart: its shape, the quantities it names, its numbers and its equations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from synth.errors import Reject

from .program import Value, apply, parsed, told

# Digits come first, so that all other characters are passed over quickly.
_NUMBER = r"[0-9][0-9]*(?:\.[0-9]+|/[0-9]+)?"
_TOKEN = re.compile(
    rf"({_NUMBER})(?:(\x00)|(?: ([-+*/×÷]) |(?:% of ))({_NUMBER}) = ({_NUMBER})(?![0-9]))?",
)
END = re.compile(r"\n| (?<=[.?!] )")
CONTROL = re.compile(r"[\x00-\x03]")
_SIGNS = {"×": "*", "÷": "/", None: "%"}


class Equation(NamedTuple):
    a: Value
    op: str
    b: Value
    c: Value

    def __str__(self) -> str:
        return f"{told(self.a)} {self.op} {told(self.b)} = {told(self.c)}"


class Wrong(Exception):
    """A claim that does not hold, and why."""


class Sentence(NamedTuple):
    """A sentence taken apart: its shape, the steps that it names, its numbers, its equations."""

    shape: str
    names: list[str]
    numbers: list[Value]
    equations: list[Equation]


def labelled(place: int) -> str:
    """What stands for a label in a text that `taken_apart` reads."""
    return f"{place}\x00"


def taken_apart(text: str, names: list[str], known: Mapping[str, Value]) -> Sentence:
    """A sentence with `labelled` places of `names` in it. `known` are values of texts that need no reading."""
    found = Sentence("", [], [], [])

    def take(match: re.Match[str]) -> str:
        a, label, op, b, c = match.groups()
        if label:
            found.names.append(names[int(a)])
            return "\x01"
        if b is None:
            found.numbers.append(_value(a, known))
            return "\x02"
        found.equations.append(Equation(_value(a, known), _SIGNS.get(op, op), _value(b, known), _value(c, known)))
        return "\x03"

    return found._replace(shape=_TOKEN.sub(take, text))


def _value(text: str, known: Mapping[str, Value]) -> Value:
    value = known.get(text)
    if value is not None:
        return value
    if len(text) > 30:
        raise Wrong(f"a number of {len(text)} digits")
    try:
        return parsed(text)
    except ZeroDivisionError:
        raise Wrong(f"{text} divides by 0") from None


def made_by(equation: Equation) -> Value | None:
    try:
        return apply(equation.op, (equation.a, equation.b))
    except Reject:
        return None


def readable(shape: str) -> str:
    return shape[:80].replace("\x01", "...").replace("\x02", "#").replace("\x03", "(equation)")
