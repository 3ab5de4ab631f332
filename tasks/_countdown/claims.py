"""What a sentence may say besides its steps: numbers, results, distances and claims, each held against the way."""

from __future__ import annotations

from collections.abc import Callable

from synth.task import BEHAVIORS, Strategy

from .path import Path, Untrue, listed
from .reader import numbers
from .search import State
from .story import is_near

STEP_OPS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
LAST_OPS = {"ladd": "+", "lsub": "-", "lmul": "*", "ldiv": "/", "lfrom": "-", "linto": "/"}


class Claims:
    """Where the reading of a trace stands, and what may be said of that. Each method is given an atom or a claim."""

    def __init__(self, path: Path, strategy: Strategy) -> None:
        self.path = path
        self.strategy = strategy
        self.behaviors: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        self.checked = 0
        self.unchecked = False  # a dead end was reached and not yet held against the target
        self.subgoal = 0  # the open one; 0 for none
        self.aimed_at = 0  # the depth at which it was named
        self.reached = 0  # the subgoal that the last step made
        self.line = 0
        self.recapped: int | None = None
        self.proved = ""  # an expression that is what was derived
        self.announced: dict[str, object] = {}  # what the sentence says of the step to come, until it comes

    def result(self) -> int:
        """The result that is spoken of."""
        if self.recapped is not None:
            return self.recapped
        if len(self.path.results) != 1:
            raise Untrue("speaks of a result, but there is none")
        return self.path.results[0]

    def target(self, atom: str) -> None:
        same_number(atom, self.path.target, "the target")

    def needed(self, atom: str) -> None:
        same_number(atom, self.path.goal, "the number to make")

    def last_result(self, atom: str) -> None:
        same_number(atom, self.result(), "the last result")

    def distance(self, atom: str) -> None:
        same_number(atom, abs(self.result() - self.path.goal), "the distance")

    def subgoal_distance(self, atom: str) -> None:
        same_number(atom, abs(self.subgoal - self.path.goal), "the distance")

    def at_hand(self, atom: str) -> None:
        if numbers(atom) != self.path.state:
            same_list(atom, self.path.state, "the numbers at hand")

    def used(self, atom: str) -> None:
        same_list(atom, tuple(self.path.used()), "the numbers used")

    # What the sentence says of the step to come.

    def operands(self, atom: str) -> None:
        self.announced["operands"] = numbers(atom)

    def first_operand(self, atom: str) -> None:
        self.announced["a"] = numbers(atom)[0]

    def second_operand(self, atom: str) -> None:
        self.announced["b"] = numbers(atom)[0]

    def number_taken(self, atom: str) -> None:
        self.announced["number"] = numbers(atom)[0]

    def operator(self, claim: str) -> None:
        self.announced["op"] = STEP_OPS[claim]

    def last_operator(self, claim: str) -> None:
        self.announced["op"] = LAST_OPS[claim]
        self.announced["number_first"] = claim in ("lfrom", "linto")

    def undone(self, claim: str) -> None:
        self.announced["undone"] = int(claim[-1])

    # What is claimed.

    def subgoal_claim(self, claim: str) -> None:
        so(self.subgoal > 0 and SUBGOAL_CLAIMS[claim](self.subgoal, self.path.goal), claim)

    def got(self, claim: str) -> None:
        so(self.reached > 0, claim)

    def there(self, claim: str) -> None:
        so(self.path.goal in self.path.state, claim)

    def miss(self, claim: str) -> None:
        so(bool(self.path.results) and self.path.goal not in self.path.results, claim)

    def over(self, claim: str) -> None:
        so(self.result() > self.path.goal, claim)

    def under(self, claim: str) -> None:
        so(self.result() < self.path.goal, claim)

    def met(self, claim: str) -> None:
        so(self.result() == self.path.goal, claim)

    def hit(self, claim: str) -> None:
        so(self.result() == self.path.target, claim)


def so(holds: bool, claim: str) -> None:
    if not holds:
        raise Untrue(f"claims what is not so ({claim})")


def same_number(atom: str, expected: int, what: str) -> None:
    if atom != str(expected):
        raise Untrue(f"{what} is {expected}, not {atom[:30]}")


def same_list(atom: str, expected: State, what: str) -> None:
    if numbers(atom) != expected:
        raise Untrue(f"{what} are {listed(expected)}, in this order")


SUBGOAL_CLAIMS: dict[str, Callable[[int, int], bool]] = {
    "factor": lambda subgoal, goal: goal % subgoal == 0,
    "multiple": lambda subgoal, goal: goal > 0 and subgoal % goal == 0,
    "near": is_near,
}
