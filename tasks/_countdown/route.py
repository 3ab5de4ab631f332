"""The way along a solution: steps forwards from the numbers, or backwards from the target, or both."""

from __future__ import annotations

from typing import NamedTuple

from synth.task import Draw

from .expressions import Solution, steps_of, whole
from .search import State, Step, after


class Frame(NamedTuple):
    """Where a story stands: the numbers at hand, and the number to make of them."""

    state: State
    goal: int


class Backward(NamedTuple):
    """A step back from a goal: `equation` tells what the other numbers must make so that `forward` makes the goal."""

    equation: Step
    number: int  # taken from those at hand
    forward: Step
    frame: Frame  # after the step


Move = Step | Backward


def route(start: Frame, solution: Solution, draw: Draw, backward: bool) -> list[Move]:
    """The moves of a solution; with `backward`, at least one of them goes backwards if that can be told."""
    if not backward:
        return list(solution.steps)
    moves: list[Move] = []
    frame, node, slip = start, solution.tree, solution.slip
    while not isinstance(node, int) and (not moves or draw.chance(35)):
        op, left, right = node
        if isinstance(left, int) and isinstance(right, int) and node is not solution.tree:
            break
        given_left = isinstance(left, int) and (not isinstance(right, int) or draw.chance(50))
        if not isinstance(left, int) and not isinstance(right, int):
            given_left = draw.chance(50)
        given, other = (left, right) if given_left else (right, left)
        number, need = whole(given, slip), whole(other, slip)
        forward = (number, op, need, frame.goal) if given_left else (need, op, number, frame.goal)
        equation = _undo(forward, need_first=not given_left)
        if equation is None:
            break
        state = frame.state
        for step in steps_of(given, slip):
            moves.append(step)
            state = after(state, step)
        frame = Frame(_without(state, number), need)
        moves.append(Backward(equation, number, forward, frame))
        node = other
    return [*moves, *steps_of(node, slip)]


def inverses(here: Frame, draw: Draw, ops: str) -> list[Backward]:
    """All the steps back from a goal, in a random order, that keep to numbers of a sensible size."""
    found = []
    goal = here.goal
    for number in set(here.state):
        rest = _without(here.state, number)
        for need, op, first in (
            (goal - number, "+", True), (goal + number, "-", True), (number - goal, "-", False),
            (goal // number if number and goal % number == 0 else 0, "*", True), (goal * number, "/", True),
            (number // goal if goal and number % goal == 0 else 0, "/", False),
        ):  # fmt: skip
            forward = (need, op, number, goal) if first else (number, op, need, goal)
            equation = _undo(forward, first)
            if op in ops and need > 1 and need <= 4 * goal + 100 and equation and number > 1:
                found.append(Backward(equation, number, forward, Frame(rest, need)))
    return draw.shuffled(found)


def _undo(forward: Step, need_first: bool) -> Step | None:
    """The equation that gives the needed operand of `forward`; None where it would read ambiguously."""
    a, op, b, goal = forward
    need, number = (a, b) if need_first else (b, a)
    if number in (0, goal) or goal == 0 or need == 0:
        return None
    if op == "+":
        return goal, "-", number, need
    if op == "*":
        return goal, "/", number, need
    if op == "-":
        return (goal, "+", number, need) if need_first else (number, "-", goal, need)
    return (goal, "*", number, need) if need_first else (number, "/", goal, need)


def read_backward(equation: Step, goal: int) -> tuple[int, Step] | None:
    """The number taken and the forward step that an equation about a goal means; None if it is not about it."""
    a, op, b, need = equation
    if a == goal:
        return b, (need, {"-": "+", "+": "-", "/": "*", "*": "/"}[op], b, goal)
    if b == goal and op in "-/":
        return a, (a, op, need, goal)
    return None


def _without(state: State, number: int) -> State:
    left = list(state)
    left.remove(number)
    return tuple(left)
