"""What every told search is made of: the steps that two numbers allow, pairs in their order, and a budget."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from synth.task import Refuse

from .search import State, Step
from .told import Event
from .ways import cap_of, ways

# The kinds of a first step, in the order in which they are tried.
KINDS = "/-+*"
Derivation = list[Step]


class SearchSteps:
    """A search while it is told: `events` so far, `misses` among them, and the budget that is `left`."""

    def __init__(self, target: int, ops: str, checks: bool, slip: Step | None, budget: int) -> None:
        self.target = target
        self.ops = ops
        self.cap = cap_of(target)
        self.checks = checks
        self.slip = slip
        self.left = budget
        self.events: list[Event] = []
        self.misses = 0
        self.turn = 0  # how many numbers were looked at since the last return

    def _ways(self, a: int, b: int) -> tuple[Step, ...]:
        """The steps of two numbers; the one that is a slip comes to what the slip says."""
        found = ways(a, b, self.ops, self.cap)
        slip = self.slip
        if slip is not None and (a, b) in ((slip[0], slip[2]), (slip[2], slip[0])):
            return tuple([slip if step[:3] == slip[:3] else step for step in found])
        return found

    def _tell(self, event: Event, cost: int = 1) -> None:
        self.left -= cost
        if self.left < 0:
            raise Refuse("the search takes longer than a trace may be")
        self.events.append(event)

    def _first_steps(self, state: State) -> list[tuple[Step, State]]:
        """Every first step of three numbers or more with what it leaves: by kind, and small results first."""
        found = {step: left for pair, left in pairs_of(state) for step in self._ways(*pair)}
        return sorted(found.items(), key=lambda item: (KINDS.index(item[0][1]), item[0][3]))


def aim_of(wanted: Sequence[Step]) -> Step | None:
    """Which need is named as a subgoal: one that is no larger than the target, where there is one."""
    return next((equation for equation in wanted if equation[1] in "/-"), wanted[0] if wanted else None)


def pairs_of(state: State) -> list[tuple[State, State]]:
    """The different pairs in the order of the numbers, each with what is left."""
    found: dict[State, tuple[State, State]] = {}
    for i, j in combinations(range(len(state)), 2):
        left = tuple([state[k] for k in range(len(state)) if k not in (i, j)])
        a, b = state[i], state[j]
        found.setdefault((a, b) if a >= b else (b, a), ((a, b), left))
    return list(found.values())


def kept_of(state: State) -> list[tuple[int, State]]:
    """The different numbers in their order, each with the others."""
    found: dict[int, tuple[int, State]] = {}
    for i, number in enumerate(state):
        found.setdefault(number, (number, (*state[:i], *state[i + 1 :])))
    return list(found.values())


def ordered(a: int, op: str, b: int) -> Step:
    if a < b:
        a, b = b, a
    return a, op, b, a + b if op == "+" else a * b
