"""The way that a trace has come, kept by its reader: what is at hand, what was tried, and where it may return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .expressions import unordered
from .route import Frame, read_backward
from .search import Rules, State, Step, can_reach, pair_steps


class Untrue(Exception):
    """The text says something that is not so."""


class Place(NamedTuple):
    """One frame of the way: the forward step that led there (or that a backward step promises), what was tried."""

    frame: Frame
    step: Step | None
    tried: set[Step]


class Path:
    """Where a trace stands. Every method raises Untrue for a move that the numbers do not allow."""

    def __init__(self, given: State, target: int, rules: Rules) -> None:
        self.given = given
        self.target = target
        self.rules = rules
        self.places = [Place(Frame(given, target), None, set())]
        self.results: list[int] = []  # of the last step, or of the last sweep
        self.swept = False
        self._memo: dict[tuple[State, int], bool] = {}

    @property
    def here(self) -> Frame:
        return self.places[-1].frame

    @property
    def depth(self) -> int:
        return len(self.places) - 1

    @property
    def is_finished(self) -> bool:
        """Nothing is left to do from here."""
        return len(self.here.state) == 1 or self.swept

    def derivation(self) -> list[Step]:
        """The forward steps that the way amounts to."""
        return [place.step for place in self.places if place.step]

    def used(self) -> list[int]:
        """The given numbers that the derivation uses, in the order given."""
        spent = [number for a, _, b, _ in self.derivation() for number in (a, b)]
        results = [result for *_, result in self.derivation()]
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
        self.true(step)
        a, op, b, result = step
        state, goal = self.places[-1].frame
        left = list(state)
        if self.swept or a not in left:
            self._taken(a, b)
        left.remove(a)
        if b not in left:
            self._taken(a, b)
        left.remove(b)
        left.append(result)
        self._untried((b, op, a, result) if a < b and op in "+*" else step)
        self.places.append(Place(Frame(tuple(left), goal), step, set()))
        self.results = [result]

    def sweep(self, steps: Sequence[Step]) -> None:
        state = self.here.state
        for step in steps:
            self.true(step)
        if len(state) != 2 or self.swept or self.places[-1].tried:
            raise Untrue(f"lists all the steps of two numbers, but {listed(state)} are at hand, or were tried before")
        if sorted(map(unordered, steps)) != sorted(map(unordered, pair_steps(*state, self.rules.ops))):
            raise Untrue(f"these are not all the steps that {listed(state)} allow")
        self.results = [step[3] for step in steps]
        self.swept = True

    def backward(self, equation: Step) -> tuple[int, Step]:
        """Takes a step back from the goal; returns the number taken and the forward step that it promises."""
        self._adds_up(equation)
        found = read_backward(equation, self.here.goal)
        if found is None:
            raise Untrue(f"is no step back from {self.here.goal}, the number to make")
        number, forward = found
        self.true(forward)  # its operator has to be an allowed one, that of the equation need not
        left = self._taken(number)
        self._untried(equation)
        self._enter(Frame(tuple(left), equation[3]), forward)
        self.results = []
        return found

    def back(self, state: State) -> int:
        """Returns to an earlier frame; gives the number of steps that were undone."""
        depth = next((i for i, place in enumerate(self.places[:-1]) if place.frame.state == state), None)
        if depth is None:
            raise Untrue(f"returns to {listed(state)}, which was never left")
        if not self.is_finished:
            raise Untrue(f"leaves a path that is not finished: {listed(self.here.state)} are still at hand")
        left = self.places[depth + 1].frame
        if can_reach(left.state, left.goal, self.rules, self._memo):
            raise Untrue(f"leaves {listed(left.state)} as a dead end, but {left.goal} can be made of them")
        undone = self.depth - depth
        del self.places[depth + 1 :]
        self.results, self.swept = [], False
        return undone

    def holds(self, number: int) -> None:
        if number not in self.here.state:
            raise Untrue(f"{number} is not at hand; there are {listed(self.here.state)}")

    def true(self, step: Step) -> None:
        """The step is right, and its operator may be used."""
        self._adds_up(step)
        if step[1] not in self.rules.ops:
            raise Untrue(f"the operator {step[1]} is not allowed")

    def _adds_up(self, step: Step) -> None:
        a, op, b, result = step
        if op == "+":
            holds = a + b == result
        elif op == "-":
            holds = a - b == result
        elif op == "*":
            holds = a * b == result
        else:
            holds = b != 0 and a == b * result
        if not holds:
            raise Untrue(f"false: {a} {op} {b} is not {result}")

    def _taken(self, *numbers: int) -> list[int]:
        """What is left of the numbers at hand without these."""
        if self.swept:
            raise Untrue(f"goes on from {listed(self.here.state)}, of which nothing was left to try")
        left = list(self.here.state)
        for number in numbers:
            if number not in left:
                raise Untrue(f"{number} is not at hand; there are {listed(self.here.state)}")
            left.remove(number)
        return left

    def _untried(self, step: Step) -> None:
        if step in self.places[-1].tried:
            raise Untrue("was tried before from the same numbers")
        self.places[-1].tried.add(step)

    def _enter(self, frame: Frame, step: Step) -> None:
        self.places.append(Place(frame, step, set()))


def listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
