"""Worked solutions that go wrong in one place: one result is false, close to the true one, and the rest follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from synth.task import Completion, Draw, Refuse, Reject, Strategy

from .claims import Equation, equations
from .program import ARITHMETIC, Value, told, whole
from .story.telling import teach
from .story.words import Words
from .values import can_become
from .view import View, view

TRIES = 12
# By how much results are wrong that people get wrong.
OFFSETS = (1, 2, 3, 10)


def wrong_solution(program: Mapping[str, Any], strategy: Strategy, draw: Draw, dead_ends: int) -> Completion:
    """A trace with a slip that ends in a wrong answer. Raises Refuse."""
    refusal = Refuse("no step can be wrong so that the story still makes sense and the answer is another")
    for _, (name, found) in zip(range(TRIES), _slips(program, draw), strict=False):
        try:
            written = teach(Words(found, program), strategy, draw, dead_ends, name)
        except Refuse as why:  # no room for a behaviour beside this slip
            refusal = why
            continue
        text = f"<think>\n{written.text}\n</think>\n<answer>{found.answer}</answer>"
        record = {"dead_ends": written.dead_ends, "slip": _record(program, found, name, written.text)}
        return Completion(text, record=record)
    raise refusal


def _slips(program: Mapping[str, Any], draw: Draw) -> Iterator[tuple[str, View]]:
    """Steps that may be wrong, in a random order, and what the program then comes to."""
    right = view(program)
    offsets: list[int] = [*OFFSETS, *(-n for n in OFFSETS)]
    for name in draw.shuffled([name for name, op, _ in right.steps if op in ARITHMETIC]):
        for offset in draw.shuffled(offsets):
            by, value = _scaled(offset, right.values[name]), right.values[name]
            claimed = whole(value + by)
            if 2 * abs(Fraction(by)) > max(value, 4):  # that is no slip any more
                continue
            try:
                found = View(program, (name, claimed))
            except Reject:
                continue
            follows = all(can_become(right.values[step], found.values[step]) for step, _, _ in right.steps)
            if follows and found.answer != right.answer:
                yield name, found
                break


def _scaled(offset: int, value: Value) -> Value:
    """Of a value that is no whole number, as many tenths or thirds as it has."""
    return offset if type(value) is int else Fraction(offset, value.denominator)


def _record(program: Mapping[str, Any], found: View, name: str, text: str) -> dict[str, Any]:
    op, args = found.made[name]
    a, b = (found.values[arg] for arg in args)
    claim = Equation(a, op, b, found.values[name])
    at = next(place for place, one in enumerate(equations(text), 1) if one == claim)
    return {"step": at, "claim": str(claim), "value": told(view(program).values[name])}
