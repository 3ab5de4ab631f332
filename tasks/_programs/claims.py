"""A sentence of a trace taken apart: its shape, the quantities it names, its numbers and its equations."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from .program import Value, apply, told, whole

_NUMBER = r"[0-9]+(?:\.[0-9]+|/[0-9]+)?"
_TOKEN = re.compile(
    rf"\x00(?P<label>[0-9]+)\x00|(?P<a>{_NUMBER})(?: (?P<op>[-+*/×÷]) |(?P<percent>% of ))(?P<b>{_NUMBER})"
    rf" = (?P<c>{_NUMBER})(?![0-9])|(?P<number>{_NUMBER})"
)
END = re.compile(r"(?<=[.?!]) |(?<=[.?]) ?\n|\n")
_SIGNS = {"×": "*", "÷": "/"}


class Equation(NamedTuple):
    a: Value
    op: str
    b: Value
    c: Value

    def __str__(self) -> str:
        op = "% of " if self.op == "%" else f" {self.op} "
        return f"{told(self.a)}{op}{told(self.b)} = {told(self.c)}"


class Wrong(Exception):
    """A claim that does not hold, and why."""


class Sentence(NamedTuple):
    """A sentence taken apart: its shape, the steps that it names, its numbers, its equations."""

    shape: str
    names: list[str]
    numbers: list[Value]
    equations: list[Equation]


def taken_apart(text: str, names: list[str]) -> Sentence:
    found = Sentence("", [], [], [])

    def take(match: re.Match[str]) -> str:
        if match["label"] is not None:
            found.names.append(names[int(match["label"])])
            return "\x01"
        if match["number"] is not None:
            found.numbers.append(_value(match["number"]))
            return "\x02"
        op = "%" if match["percent"] else _SIGNS.get(match["op"], match["op"])
        found.equations.append(Equation(_value(match["a"]), op, _value(match["b"]), _value(match["c"])))
        return "\x03"

    return found._replace(shape=_TOKEN.sub(take, text))


def _value(text: str) -> Value:
    if len(text) > 30:
        raise Wrong(f"a number of {len(text)} digits")
    if text.isdigit():
        return int(text)
    try:
        return whole(Fraction(text))
    except ZeroDivisionError:
        raise Wrong(f"{text} divides by 0") from None


def made_by(equation: Equation) -> Value | None:
    try:
        return apply(equation.op, (equation.a, equation.b))
    except Reject:
        return None


def readable(shape: str) -> str:
    return shape[:80].replace("\x01", "...").replace("\x02", "#").replace("\x03", "(equation)")
