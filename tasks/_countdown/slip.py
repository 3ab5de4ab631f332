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
# By how much a result may be wrong: more is noticed.
MOST = 15  # percent
Nodes = list[tuple[int, Tree]]


def slipped(numbers: State, target: int, rules: Rules, draw: Draw, not_last: bool) -> Solution:
    """A solution as it claims to be one: a step is false, and the last one claims the target. Raises Refuse."""
    for _ in range(TRIES):
        nodes: Nodes = [(number, number) for number in numbers]
        for _ in range(draw.below(len(numbers) - 1)):
            nodes = _combined(nodes, target, rules, draw)
        for step in _slips(tuple(made for made, _ in nodes), target, rules, draw):
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


def _slips(state: State, target: int, rules: Rules, draw: Draw) -> Iterator[Step]:
    """False steps from which the target seems within reach, in a random order."""
    nodes: Nodes = [(number, number) for number in state]
    is_last = len(state) == 2
    for a, op, b, result in draw.shuffled(_steps(nodes, rules)):
        left = list(state)
        left.remove(a)
        left.remove(b)
        wrong = believable(a, op, b, result)
        for claimed in [target] if is_last else draw.shuffled(sorted(wrong)):
            if claimed in wrong and can_reach((*left, claimed), target, rules):
                yield a, op, b, claimed


def believable(a: int, op: str, b: int, result: int) -> set[int]:
    """The results that people get who get a step wrong.

    A carry lost or taken twice, the neighbour in the times table, two digits exchanged, one off in a sum or a
    difference; never more than 15% off, or 1.
    """
    found: set[int] = set()
    if op in "+-":
        found |= {result - 1, result + 1}
        carries, place = _carries(result, b) if op == "-" else _carries(a, b), 1
        for carry in carries:
            place *= 10
            if carry:
                found |= {result - place, result + place}
    elif op == "*":
        found |= {result - a, result + a, result - b, result + b}
    else:
        found |= {result - 1, result + 1}
    digits = str(result)
    for at in range(len(digits) - 1):
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if swapped[0] != "0":
            found.add(int(swapped))
    most = max(1, result * MOST // 100)
    return {claimed for claimed in found if 0 < abs(claimed - result) <= most and claimed > 0}


def _carries(a: int, b: int) -> list[bool]:
    """Whether each place of a sum has a carry, the units first."""
    found, carry = [], 0
    while a or b:
        carry = (a % 10 + b % 10 + carry) // 10
        found.append(bool(carry))
        a, b = a // 10, b // 10
    return found


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
