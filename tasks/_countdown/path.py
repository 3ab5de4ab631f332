"""The way that a trace has come, kept by its reader: what is at hand, what was tried, and where it may return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .expressions import unordered
from .route import read_backward
from .search import Rules, State, Step, can_reach, pair_steps


class Untrue(Exception):
    """The text says something that is not so."""


class Path:
    """Where a trace stands. Every method raises Untrue for a move that the numbers do not allow.

    `states`, `goals`, `steps` and `tried` are the way from the start to here: at one place, the numbers at hand,
    what is to be made of them, the forward step that led there (or that a backward step promises; None at the
    start), and what was tried from there. One step may be false where there `may_be_slip`: `slip` is it, and `slip_at`
    its place among the `n_told` equations.
    """

    def __init__(self, given: State, target: int, rules: Rules, may_be_slip: bool = False) -> None:
        self.given = self.state = given
        self.target = self.goal = target
        self.rules = rules
        self.states = [given]
        self.goals = [target]
        self.steps: list[Step | None] = [None]
        self.tried: list[list[Step]] = [[]]
        self.results: list[int] = []  # of the last step, or of the last sweep
        self.swept = False
        self.n_told = 0
        self.may_be_slip = may_be_slip
        self.slip: Step | None = None
        self.slip_at = 0
        self._memo: dict[tuple[State, int], bool] = {}

    @property
    def depth(self) -> int:
        return len(self.states) - 1

    @property
    def is_finished(self) -> bool:
        """Whether what was to be made is there, and no number is left that has to be used."""
        return self.goal in self.state and (len(self.state) == 1 or self.rules.subset)

    def derivation(self) -> list[Step]:
        """The forward steps that the way amounts to."""
        return [step for step in self.steps if step]

    def used(self) -> list[int]:
        """The given numbers that the derivation uses, in the order given."""
        spent, results = [], []
        for a, _, b, result in self.derivation():
            spent += [a, b]
            results.append(result)
        if self.target in results:
            results.remove(self.target)  # made, and not used again
        for result in results:
            spent.remove(result)
        found = []
        for number in self.given:
            if number in spent:
                spent.remove(number)
                found.append(number)
        return found

    def step(self, step: Step) -> None:
        a, op, b, result = step
        self.n_told += 1
        if not _adds_up(a, op, b, result) or op not in self.rules.ops:
            self._slip(step)
        left = list(self.state)
        try:
            left.remove(a)
            left.remove(b)
        except ValueError:
            self._taken(a, b)
        if self.swept:
            self._taken(a, b)
        left.append(result)
        self._enter((b, op, a, result) if a < b and op in "+*" else step, tuple(left), self.goal, step)
        self.results = [result]

    def _slip(self, step: Step) -> None:
        """Takes a step that is not right for the slip, if there may be one and was none."""
        _, op, b, _ = step
        if not self.may_be_slip or self.slip is not None or op not in self.rules.ops or (op == "/" and not b):
            self.true(step)
        self.slip, self.slip_at = step, self.n_told

    def sweep(self, steps: Sequence[Step]) -> None:
        state = self.state
        if len(state) != 2 or self.swept or self.tried[-1]:
            raise Untrue(f"lists all the steps of two numbers, but {listed(state)} are at hand, or were tried before")
        allowed = pair_steps(*state, self.rules.ops)
        if len(steps) != len(allowed) or sorted(map(unordered, steps)) != sorted(allowed):
            for step in steps:
                self.true(step)
            raise Untrue(f"these are not all the steps that {listed(state)} allow")
        self.results = [step[3] for step in steps]
        self.n_told += len(steps)
        self.swept = True

    def backward(self, equation: Step) -> tuple[int, Step]:
        """Takes a step back from the goal; returns the number taken and the forward step that it promises."""
        _true(equation)
        self.n_told += 1
        found = read_backward(equation, self.goal)
        if found is None:
            raise Untrue(f"is no step back from {self.goal}, the number to make")
        number, forward = found
        self.true(forward)  # its operator has to be an allowed one, that of the equation need not
        left = self._taken(number)
        self._enter(equation, tuple(left), equation[3], forward)
        self.results = []
        return found

    def back(self, state: State) -> int:
        """Returns to an earlier frame; gives the number of steps that were undone."""
        depth, here = self.states.index(state) if state in self.states else -1, self.depth
        if depth in (-1, here):
            raise Untrue(f"returns to {listed(state)}, which was never left")
        if len(self.state) > 1 and not self.swept:
            raise Untrue(f"leaves a path that is not finished: {listed(self.state)} are still at hand")
        left, goal = self.states[depth + 1], self.goals[depth + 1]
        if can_reach(left, goal, self.rules, self._memo):
            raise Untrue(f"leaves {listed(left)} as a dead end, but {goal} can be made of them")
        del self.states[depth + 1 :], self.goals[depth + 1 :], self.steps[depth + 1 :], self.tried[depth + 1 :]
        self.state, self.goal = state, self.goals[depth]
        self.results, self.swept = [], False
        return here - depth

    def holds(self, number: int) -> None:
        if number not in self.state:
            raise Untrue(f"{number} is not at hand; there are {listed(self.state)}")

    def true(self, step: Step) -> None:
        """The step is right, and its operator may be used."""
        _true(step)
        if step[1] not in self.rules.ops:
            raise Untrue(f"the operator {step[1]} is not allowed")

    def _taken(self, *numbers: int) -> list[int]:
        """What is left of the numbers at hand without these."""
        if self.swept:
            raise Untrue(f"goes on from {listed(self.state)}, of which nothing was left to try")
        left = list(self.state)
        for number in numbers:
            if number not in left:
                raise Untrue(f"{number} is not at hand; there are {listed(self.state)}")
            left.remove(number)
        return left

    def _enter(self, told: Step, state: State, goal: int, step: Step) -> None:
        """Goes on to a state; `told` is what was tried, in the one order that it is known by."""
        if told in self.tried[-1]:
            raise Untrue("was tried before from the same numbers")
        self.tried[-1].append(told)
        self.state, self.goal = state, goal
        self.states.append(state)
        self.goals.append(goal)
        self.steps.append(step)
        self.tried.append([])


def done_in_order(steps: Iterable[Step], given: State) -> bool:
    """Whether the numbers of every step are there when its turn comes."""
    left = list(given)
    try:
        for a, _, b, result in steps:
            left.remove(a)
            left.remove(b)
            left.append(result)
    except ValueError:
        return False
    return True


def _true(step: Step) -> None:
    if not _adds_up(*step):
        a, op, b, result = step
        raise Untrue(f"false: {a} {op} {b} is not {result}")


def _adds_up(a: int, op: str, b: int, result: int) -> bool:
    if op == "+":
        return a + b == result
    if op == "-":
        return a - b == result
    if op == "*":
        return a * b == result
    return b != 0 and a == b * result


def listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
