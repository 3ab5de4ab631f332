"""Solutions that go wrong in one place: a step with a false result, close to the true one, that leads to the target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from synth.task import Draw, Refuse
from synth.verify.expression import Tree, apply, value

from .expressions import Solution, steps_of, text_of, unordered
from .search import Rules, State, Step, TooLong, can_reach, pair_steps, solve_nodes

TRIES = 24
BUDGET = 5_000  # states that are looked at for the way on
# By how much results are wrong that people get wrong. Where that leads nowhere, any small number, or another digit;
# in the last tries as much as the result itself.
CLOSE = frozenset({1, 2, 3, 10})
WIDE = 12
DIGITS = frozenset({20, 30, 40, 50, 100, 200})
Nodes = list[tuple[int, Tree]]


def slipped(numbers: State, target: int, rules: Rules, draw: Draw, not_last: bool) -> Solution:
    """A solution as it claims to be one: a step is false, and the last one claims the target. Raises Refuse."""
    for attempt in range(TRIES):
        nodes: Nodes = [(number, number) for number in numbers]
        for _ in range(draw.below(len(numbers) - 1)):
            nodes = _combined(nodes, target, rules, draw)
        width = attempt * 3 // TRIES
        for step in _slips(tuple(made for made, _ in nodes), target, rules, width, draw):
            found = _finished(nodes, step, target, rules)
            if found is not None and not (not_last and found.steps[-1] == step):
                return found
    raise Refuse("no slip that looks like one leads to the target")


def slip_record(step: Step, at: int) -> dict[str, Any]:
    """What `meta` tells of a slip: which of the equations of the trace it is, from 1, and what it should have been."""
    a, op, b, claimed = step
    return {"step": at, "claim": f"{a} {op} {b} = {claimed}", "value": str(apply(op, a, b))}


def _combined(nodes: Nodes, target: int, rules: Rules, draw: Draw) -> Nodes:
    """The numbers after a true step that somebody might take."""
    steps = [step for step in _steps(nodes, rules) if step[3] <= 10 * target + 100]
    return _after(nodes, draw.choice(steps)) if steps else nodes


def _slips(state: State, target: int, rules: Rules, width: int, draw: Draw) -> Iterator[Step]:
    """False steps from which the target seems within reach, in a random order."""
    nodes: Nodes = [(number, number) for number in state]
    is_last = len(state) == 2
    for step in draw.shuffled(_steps(nodes, rules)):
        a, op, b, result = step
        offsets = _offsets(step, width)
        left = list(state)
        left.remove(a)
        left.remove(b)
        for offset in [target - result] if is_last else draw.shuffled(sorted(offsets)):
            if offset in offsets and can_reach((*left, result + offset), target, rules):
                yield a, op, b, result + offset


def _offsets(step: Step, width: int) -> set[int]:
    """By how much the result of a step may be wrong: first 6 * 12 may be 70, 73 or 84, in the end 40."""
    a, op, b, result = step
    sizes = set(CLOSE)
    if op == "*":
        sizes |= {a, b}  # the neighbour in the table
    if width:
        sizes |= DIGITS | set(range(1, max(WIDE, result // (5 if width == 1 else 1)) + 1))
    most = max(result // 2, 2) if width < 2 else max(result, WIDE)
    return {sign * n for n in sizes for sign in (1, -1) if n <= most and result + sign * n > 0}


def _finished(nodes: Nodes, slip: Step, target: int, rules: Rules) -> Solution | None:
    """The whole solution, None where it does not need the slip, tells it twice, or comes out right by luck."""
    try:
        tree = solve_nodes(_after(nodes, slip), target, rules, BUDGET)
    except TooLong:
        return None
    if tree is None or isinstance(tree, int):
        return None
    steps = steps_of(tree, slip)
    alike = [step for step in steps if unordered(step)[:3] == unordered(slip)[:3]]
    try:
        is_wrong = value(tree) != target
    except ZeroDivisionError:
        return None
    return Solution(tree, text_of(tree), steps, slip) if is_wrong and alike == [slip] else None


def _steps(nodes: Nodes, rules: Rules) -> list[Step]:
    """The different steps that are worth trying."""
    state = sorted((made for made, _ in nodes), reverse=True)
    found = {step: None for i, a in enumerate(state) for b in state[i + 1 :] for step in pair_steps(a, b, rules.ops)}
    return [step for step in found if step[3] and not (step[1] in "*/" and 1 in (step[0], step[2]))]


def _after(nodes: Nodes, step: Step) -> Nodes:
    """The numbers once a step is done, each with the tree that it comes from."""
    a, op, b, result = step
    left = list(nodes)
    taken = []
    for wanted in (a, b):
        place = next(place for place, (made, _) in enumerate(left) if made == wanted)
        taken.append(left.pop(place)[1])
    return [*left, (result, (op, taken[0], taken[1]))]
