"""Worked solutions that go wrong in one place: one result is false, close to the true one, and the rest follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
NEAR = 15  # percent that a slip is off at most


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
    for name in draw.shuffled([name for name, op, _ in right.steps if op in ARITHMETIC]):
        op, args = right.made[name]
        operands = [right.values[arg] for arg in args]
        for claimed in draw.shuffled(believable(op, operands, right.values[name])):
            try:
                found = View(program, (name, claimed))
            except Reject:
                continue
            follows = all(can_become(right.values[step], found.values[step]) for step, _, _ in right.steps)
            if follows and found.answer != right.answer:
                yield name, found
                break


def believable(op: str, operands: Sequence[Value], value: Value) -> list[Value]:
    """Results that people get wrong: a carry, a neighbour in the times table, digits exchanged, off by one.

    Of a value that is no whole number, as many tenths or hundredths as it has. None is off by more than 15%, but by 1.
    """
    unit = Fraction(1, 1 if type(value) is int else value.denominator)
    steps: list[Value] = [unit, 10 * unit]
    if op in "+-*":
        steps += [100 * unit, 10, 100]
    if op in "*%":
        steps += [operand for operand in operands if operand > 1]
    found = [whole(Fraction(value + sign * by)) for by in steps for sign in (1, -1)]
    if type(value) is int and value > 9:
        tens, ones = divmod(value % 100, 10)
        found.append(value - value % 100 + 10 * ones + tens)
    bound: Fraction = max(Fraction(value) * NEAR / 100, unit)
    near = [one for one in found if 0 < one != value and -bound <= Fraction(one - value) <= bound]
    return list(dict.fromkeys(near))


def _record(program: Mapping[str, Any], found: View, name: str, text: str) -> dict[str, Any]:
    op, args = found.made[name]
    a, b = (found.values[arg] for arg in args)
    claim = Equation(a, op, b, found.values[name])
    at = next(place for place, one in enumerate(equations(text), 1) if one == claim)
    return {"step": at, "claim": str(claim), "value": told(view(program).values[name])}
