"""A sentence of a trace taken apart: its shape, the quantities it names, its numbers and its equations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from synth.errors import Reject

from .program import Value, apply, parsed, told

# Digits come first, so that all other characters are passed over quickly.
_NUMBER = r"[0-9][0-9]*(?:\.[0-9]+|/[0-9]+)?"
_TOKEN = re.compile(
    rf"({_NUMBER})(?:(\x00)|(?: ([-+*/×÷]) |(?:% of ))({_NUMBER}) = ({_NUMBER})(?![0-9]))?",
)
END = re.compile(r"\n| (?<=[.?!] )")
_MARK = re.compile(r"[\x01-\x03]")
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


class Wrong(Exception):
    """A claim that does not hold, and why."""


class Sentence(NamedTuple):
    """What a sentence says: the steps that it names, its numbers, its equations."""

    names: list[str]
    numbers: list[Value]
    equations: list[Equation]


def labelled(place: int) -> str:
    """What stands for a label in a text that is to be taken apart."""
    return f"{place}\x00"


class TakenApart:
    """A text with `labelled` places of `names` in it: the shapes of its sentences, and what fills them in order.

    `known` are values of texts that need no reading.
    """

    def __init__(self, text: str, names: Sequence[str], known: Mapping[str, Value]) -> None:
        pieces = _TOKEN.split(text)
        labels: list[str] = []
        numbers: list[str] = []
        equations: list[tuple[str, str, str, str]] = []
        shape = pieces[:1]
        # A text between two tokens, then the five groups of a token.
        groups = (pieces[place :: _TOKEN.groups + 1] for place in range(1, _TOKEN.groups + 2))
        for a, label, op, b, c, between in zip(*groups, strict=True):
            if label:
                labels.append(names[int(a)])
                shape.append("\x01")
            elif b is None:
                numbers.append(a)
                shape.append("\x02")
            else:
                equations.append((a, _SIGNS.get(op, op), b, c))
                shape.append("\x03")
            shape.append(between)
        self.shapes = END.split("".join(shape))
        self._fillers: dict[str, Iterator[Any]] = {"\x01": iter(labels), "\x02": iter(numbers), "\x03": iter(equations)}
        self._known = known

    def sentence(self, shape: str) -> Sentence:
        """What fills the next sentence. Raises Wrong for what cannot be read."""
        found = Sentence([], [], [])
        known, fillers = self._known, self._fillers
        for mark in _MARK.findall(shape):
            filler = next(fillers[mark])
            if mark == "\x01":
                found.names.append(filler)
            elif mark == "\x02":
                found.numbers.append(_value(filler, known))
            else:
                a, op, b, c = filler
                found.equations.append(Equation(_value(a, known), op, _value(b, known), _value(c, known)))
        return found


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
