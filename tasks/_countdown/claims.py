"""What a sentence may say besides its steps: numbers, results, distances and claims, each held against the way."""

from __future__ import annotations

from collections.abc import Callable

from synth.task import BEHAVIORS, Strategy

from .grammar import EQUATION
from .path import Path, Untrue, listed
from .reader import Reading, numbers, numerals
from .search import State, Step
from .story import is_near

STEP_OPS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
LAST_OPS = {"ladd": "+", "lsub": "-", "lmul": "*", "ldiv": "/", "lfrom": "-", "linto": "/"}


class Claims:
    """Where the reading of a trace stands, and what may be said of that; each method takes its words from the text."""

    def __init__(self, said: Reading, path: Path, strategy: Strategy) -> None:
        self.said = said
        # What stands next in the text.
        self.atom, self.equation, self.series = said.atoms.__next__, said.equations.__next__, said.series.__next__
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
        self.opened = False  # the problem was told
        self.answered = False
        self.proved = ""  # an expression that is what was derived
        self.announced: dict[str, object] = {}  # what the sentence says of the step to come, until it comes

    def listed_equations(self) -> list[Step]:
        return [self.equation() for _ in range(self.series().count(EQUATION))]

    def result(self) -> int:
        """The result that is spoken of."""
        if self.recapped is not None:
            return self.recapped
        if len(self.path.results) != 1:
            raise Untrue("speaks of a result, but there is none")
        return self.path.results[0]

    def number(self) -> int:
        """The one number that is told next."""
        atom = self.atom()
        if not atom.isdigit():
            raise Untrue(f"lists {atom[:30]} where one number is meant")
        return int(atom)

    def target(self) -> None:
        self.same(self.path.target, "the target")

    def needed(self) -> None:
        self.same(self.path.goal, "the number to make")

    def last_result(self) -> None:
        self.same(self.result(), "the last result")

    def distance(self) -> None:
        self.same(abs(self.result() - self.path.goal), "the distance")

    def subgoal_distance(self) -> None:
        self.same(abs(self.subgoal - self.path.goal), "the distance")

    def same(self, expected: int, what: str) -> None:
        if (atom := self.atom()) != str(expected):
            raise Untrue(f"{what} is {expected}, not {atom[:30]}")

    def at_hand(self) -> None:
        self.same_list(self.path.state, "the numbers at hand")

    def used(self) -> None:
        self.same_list(tuple(self.path.used()), "the numbers used")

    def same_list(self, expected: State, what: str) -> None:
        if numerals(self.atom()) != list(map(str, expected)):
            raise Untrue(f"{what} are {listed(expected)}, in this order")

    # What the sentence says of the step to come.

    def operands(self) -> None:
        self.announced["operands"] = numbers(self.atom())

    def first_operand(self) -> None:
        self.announced["a"] = self.number()

    def second_operand(self) -> None:
        self.announced["b"] = self.number()

    def number_taken(self) -> None:
        self.announced["number"] = self.number()

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

    def opening(self) -> None:
        so(not (self.opened or self.path.n_told or self.subgoal), "opening")
        self.opened = True

    def towards(self) -> None:
        so(self.path.goal == self.path.target, "the target")

    def unmade(self) -> None:
        so(len(self.path.state) > 1, "still to be made")

    def finished(self) -> None:
        so(self.path.is_finished, "finished")

    def got(self) -> None:
        so(self.reached > 0, "got")

    def there(self) -> None:
        so(self.path.goal in self.path.state, "there")

    def miss(self) -> None:
        so(bool(self.path.results) and self.path.goal not in self.path.results, "miss")

    def over(self) -> None:
        so(self.result() > self.path.goal, "over")

    def under(self) -> None:
        so(self.result() < self.path.goal, "under")

    def met(self) -> None:
        so(self.result() == self.path.goal, "met")

    def hit(self) -> None:
        so(self.result() == self.path.target and self.path.is_finished, "hit")


def so(holds: bool, claim: str) -> None:
    if not holds:
        raise Untrue(f"claims what is not so ({claim})")


SUBGOAL_CLAIMS: dict[str, Callable[[int, int], bool]] = {
    "factor": lambda subgoal, goal: goal % subgoal == 0,
    "multiple": lambda subgoal, goal: goal > 0 and subgoal % goal == 0,
    "near": is_near,
}
