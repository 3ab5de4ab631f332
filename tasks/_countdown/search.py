"""Which numbers can be made of which, by exact steps that never leave the whole numbers from 0 up.

A state is the tuple of numbers still to be used. Measured by its own count: with numbers 1-24 and targets
10-25 these rules make 7,640 solvable three-number instances and 167,060 four-number ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synth.verify.expression import Tree

State = tuple[int, ...]
Step = tuple[int, str, int, int]  # a op b = result


@dataclass(frozen=True)
class Rules:
    """`ops` is a subset of "+-*/"; `subset` says that not every number has to be used."""

    ops: str = "+-*/"
    subset: bool = False


def pair_steps(a: int, b: int, ops: str) -> list[Step]:
    """Every step that two numbers allow, the larger number first."""
    if a < b:
        a, b = b, a
    steps: list[Step] = []
    if "+" in ops:
        steps.append((a, "+", b, a + b))
    if "-" in ops:
        steps.append((a, "-", b, a - b))
    if "*" in ops:
        steps.append((a, "*", b, a * b))
    if "/" in ops and b and a % b == 0:
        steps.append((a, "/", b, a // b))
    if "/" in ops and a and b != a and b % a == 0:
        steps.append((b, "/", a, b // a))  # zero divided by a
    return steps


def after(state: State, step: Step) -> State:
    """The state once a step is done: its two numbers are gone, its result stands last."""
    left = list(state)
    left.remove(step[0])
    left.remove(step[2])
    return (*left, step[3])


def moves(state: State, ops: str) -> Iterator[Step]:
    """Every different step from a state."""
    seen: set[State] = set()
    for i, a in enumerate(state):
        for b in state[i + 1 :]:
            if (pair := (a, b) if a >= b else (b, a)) not in seen:
                seen.add(pair)
                yield from pair_steps(a, b, ops)


def can_reach(state: State, goal: int, rules: Rules, memo: dict[tuple[State, int], bool] | None = None) -> bool:
    """Whether `goal` can be made of `state`: of all its numbers, or of some of them under `rules.subset`."""
    if len(state) == 1:
        return state[0] == goal
    if rules.subset and goal in state:
        return True
    if len(state) == 2:
        a, b = state
        return _pair_makes(a, b, goal, rules.ops)
    if len(state) == 3 and not rules.subset:
        a, b, c = state
        ops = rules.ops
        return _two_steps(a, b, c, goal, ops) or _two_steps(a, c, b, goal, ops) or _two_steps(b, c, a, goal, ops)
    memo = {} if memo is None else memo
    key = (tuple(sorted(state)), goal)
    if key not in memo:
        memo[key] = any(can_reach(after(state, step), goal, rules, memo) for step in moves(state, rules.ops))
    return memo[key]


def _pair_makes(a: int, b: int, goal: int, ops: str) -> bool:
    return (
        ("+" in ops and a + b == goal)
        or ("*" in ops and a * b == goal)
        or ("-" in ops and (a - b == goal or b - a == goal))
        or ("/" in ops and ((b != 0 and a == goal * b) or (a != 0 and b == goal * a)))
    )


def _two_steps(a: int, b: int, c: int, goal: int, ops: str) -> bool:
    """Whether a step from a and b, and another from its result and c, make the goal."""
    if not c or not goal:
        return any(_pair_makes(step[3], c, goal, ops) for step in pair_steps(a, b, ops))
    wanted = set()  # what makes the goal together with c
    if "+" in ops:
        wanted.add(goal - c)
    if "-" in ops:
        wanted.update((goal + c, c - goal))
    if "*" in ops and goal % c == 0:
        wanted.add(goal // c)
    if "/" in ops:
        wanted.add(goal * c)
        if c % goal == 0:
            wanted.add(c // goal)
    if a < b:
        a, b = b, a
    return (
        ("+" in ops and a + b in wanted)
        or ("-" in ops and a - b in wanted)
        or ("*" in ops and a * b in wanted)
        or ("/" in ops and b != 0 and a % b == 0 and a // b in wanted)
        or ("/" in ops and a != 0 and b % a == 0 and b // a in wanted)
    )


class TooLong(Exception):
    """The search was given up before it had an answer."""


def solve(numbers: State, target: int, rules: Rules, budget: int = 400_000) -> Tree | None:
    """An expression for `target`, or None if there is none. Raises TooLong after `budget` different states."""
    return solve_nodes([(number, number) for number in numbers], target, rules, budget)


def solve_nodes(start: list[tuple[int, Tree]], target: int, rules: Rules, budget: int) -> Tree | None:
    """The same for numbers that were made already: each with the tree it comes from."""
    dead: set[State] = set()

    def walk(nodes: list[tuple[int, Tree]]) -> Tree | None:
        values = tuple(sorted(value for value, _ in nodes))
        if len(nodes) == 1 or rules.subset:
            for value, made in nodes:
                if value == target:
                    return made
        if len(nodes) == 1 or values in dead:
            return None
        if len(nodes) == 2 and not _pair_makes(values[0], values[1], target, rules.ops):
            return None
        for i, (a, left) in enumerate(nodes):
            for j in range(i + 1, len(nodes)):
                b, right = nodes[j]
                rest = [node for k, node in enumerate(nodes) if k not in (i, j)]
                for x, op, _, result in pair_steps(a, b, rules.ops):
                    node: Tree = (op, left, right) if x == a else (op, right, left)
                    if (found := walk([*rest, (result, node)])) is not None:
                        return found
        if len(dead) >= budget:
            raise TooLong
        dead.add(values)
        return None

    return walk(start)


def solutions(numbers: State, target: int, rules: Rules) -> Iterator[Tree]:
    """Every expression for the target, in an order of the numbers' own; some that say the same among them."""
    yield from _solutions([(number, number) for number in numbers], target, rules)


def _solutions(nodes: list[tuple[int, Tree]], target: int, rules: Rules) -> Iterator[Tree]:
    if len(nodes) == 1 or rules.subset:
        yield from [tree for value, tree in nodes if value == target]
    if len(nodes) == 2 and not rules.subset and not _pair_makes(nodes[0][0], nodes[1][0], target, rules.ops):
        return
    for i, (a, left) in enumerate(nodes):
        for j in range(i + 1, len(nodes)):
            b, right = nodes[j]
            rest = [node for k, node in enumerate(nodes) if k not in (i, j)]
            for x, op, _, result in pair_steps(a, b, rules.ops):
                node: Tree = (op, left, right) if x == a else (op, right, left)
                yield from _solutions([*rest, (result, node)], target, rules)
