"""Decides what a trace tells: real dead ends, subgoals and backward steps on the way to a solution.

A story is a list of events. Words are somebody else's business, and so is the proof: the reader of the finished
text never sees a story.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import chain
from typing import NamedTuple

from synth.task import Behavior, Draw, Refuse

from .expressions import Solution, unordered
from .route import Backward, Frame, inverses, route
from .search import Rules, State, Step, after, can_reach, moves, pair_steps

NEAR = 10  # a subgoal within so many percent of the goal, or within 3, is near it
GUESSES = 5
# Beyond so many numbers it takes too long to prove that a first step leads nowhere.
MAX_PROVABLE = 5


class Do(NamedTuple):
    """A step; `end` says what it comes to: "", "miss", "subgoal", "meet" (a backward chain) or "hit"."""

    step: Step
    frame: Frame  # after the step
    end: str = ""


class Sweep(NamedTuple):
    """Every step that the last two numbers allow; none makes what is needed."""

    steps: list[Step]
    frame: Frame


class Aim(NamedTuple):
    """A subgoal is named on the way to `goal`; `why` is factor, multiple, near or partner."""

    subgoal: int
    why: str
    partner: int
    goal: int


class Back(NamedTuple):
    """A return from `was` to an earlier frame; `undone` steps are taken back, 0 where that is not to be told."""

    frame: Frame
    was: Frame
    undone: int
    to_start: bool


Event = Do | Sweep | Backward | Aim | Back


class Story:
    """One problem told under a set of behaviours: `events`, and how many `dead_ends` they hold."""

    def __init__(
        self, numbers: State, target: int, solution: Solution, shows: Collection[Behavior], rules: Rules, draw: Draw
    ) -> None:
        self.start = Frame(numbers, target)
        self.shows = shows
        self.rules = rules
        self.draw = draw
        self.events: list[Event] = []
        self.dead_ends = 0
        self._path = [self.start]
        self._aims = 0
        self._open = False
        self._moves = route(self.start, solution, draw, "backward" in shows)
        self._memo: dict[tuple[State, int], bool] = {}

    def tell(self, dead_ends: int) -> None:
        """Raises Refuse where a behaviour that is asked for has no place in this problem."""
        if "backward" in self.shows and not any(isinstance(move, Backward) for move in self._moves):
            raise Refuse("the last step cannot be told backwards")
        if {"backward", "verify"} <= set(self.shows) and len(self._moves) == 1:
            raise Refuse("one step back solves it: nothing is left to check")
        places = len(self._moves)
        allotted = [0] * places
        for _ in range(dead_ends if "backtrack" in self.shows else 0):
            allotted[self.draw.below(places)] += 1
        for place, move in enumerate(self._moves):
            left = self._stray(allotted[place], move)
            if place + 1 < places:
                allotted[place + 1] += left
            self._advance(place, move)
        if "backtrack" in self.shows and not self.dead_ends:
            raise Refuse("nothing that could be tried is a dead end")
        if "subgoal" in self.shows and not self._aims:
            raise Refuse("no step on the way can be named as a subgoal")

    def place_of(self, slip: Step) -> int:
        """The place of the slip among the equations told, from 1. Raises Refuse where its truth is told, too."""
        told: list[Step] = []
        for event in self.events:
            if isinstance(event, Do):
                told.append(event.step)
            elif isinstance(event, Sweep):
                told += event.steps
            elif isinstance(event, Backward):
                told.append(event.equation)
        alike = [step for step in told if unordered(step)[:3] == unordered(slip)[:3]]
        if alike != [slip] or not any(isinstance(event, Do) and event.step == slip for event in self.events):
            raise Refuse("the slip is not told, or what it hides is told elsewhere")
        return told.index(slip) + 1

    def _enter(self, event: Do | Backward) -> None:
        self.events.append(event)
        self._path.append(event.frame)

    # The way to the solution.

    def _advance(self, place: int, move: Step | Backward) -> None:
        here, is_last = self._path[-1], place + 1 == len(self._moves)
        if isinstance(move, Backward):
            # Where one step is left to make what is needed, that can be a subgoal: it stays open until then.
            if place + 2 == len(self._moves) and self._aim(move.frame.goal, here):
                self._open = True
            self._enter(move)
            return
        end = ""
        if is_last:
            end = "hit" if here.goal == self.start.goal else "subgoal" if self._open else "meet"
        elif self._aim(move[3], here):
            end = "subgoal"
        self._enter(Do(move, Frame(after(here.state, move), here.goal), end))

    def _aim(self, subgoal: int, here: Frame, only: tuple[str, ...] = ()) -> bool:
        """Names a subgoal if there is a reason for it: always the first one, after that now and then."""
        if "subgoal" not in self.shows or self._open or (self._aims and not self.draw.chance(60)):
            return False
        why, partner = why_aim(subgoal, here, self.rules)
        if not why or subgoal == self.start.goal or (only and why not in only):
            return False
        self.events.append(Aim(subgoal, why, partner, here.goal))
        self._aims += 1
        return True

    # Dead ends.

    def _stray(self, dead_ends: int, move: Step | Backward) -> int:
        """Tells so many dead ends from where the story stands; returns how many found no place here.

        The move that is taken in the end is none of them, though it would be one where the way holds a slip.
        """
        here, tried = self._path[-1], {move.equation if isinstance(move, Backward) else unordered(move)}
        while dead_ends > 0 and len(here.state) <= MAX_PROVABLE and self._leave(here, tried):
            told = self._explore(dead_ends) if len(self._path[-1].state) > 1 else 1
            self.dead_ends += told
            dead_ends -= told
            self._return_to(here)
        return dead_ends

    def _leave(self, here: Frame, tried: set[Step]) -> bool:
        """Takes a step from which the goal is out of reach. False if there is none."""
        if len(here.state) > 2 and "backward" in self.shows and self.draw.chance(45):
            for move in inverses(here, self.draw, self.rules.ops):
                state, goal = move.frame
                if move.equation not in tried and not can_reach(state, goal, self.rules, self._memo):
                    tried.add(move.equation)
                    self._enter(move)
                    return True
        state, goal = here
        for step in chain(self._likely(here), moves(state, self.rules.ops)):
            plain = unordered(step)
            if plain in tried or _idle(step):
                continue
            left = after(state, step)
            if not can_reach(left, goal, self.rules, self._memo):
                tried.add(plain)
                self._try(step, here, Frame(left, goal))
                return True
        return False

    def _try(self, step: Step, here: Frame, frame: Frame) -> None:
        end = "miss" if len(frame.state) == 1 else ""
        if not end and self._aim(step[3], here, ("factor", "multiple", "near")):
            end = "subgoal"
        self._enter(Do(step, frame, end))

    def _explore(self, dead_ends: int) -> int:
        """Tells one or two ways on from a frame that is known to be dead; returns how many dead ends that was."""
        here = self._path[-1]
        if len(here.state) == 2:
            steps = self.draw.shuffled(pair_steps(here.state[0], here.state[1], self.rules.ops))
            if len(steps) > 1 and self.draw.chance(55):
                self.events.append(Sweep(steps, here))
            else:
                step = min(steps, key=lambda s: _unlikely(s[3], here.goal))
                self._enter(Do(step, Frame(after(here.state, step), here.goal), "miss"))
            return 1
        tried, told = set[Step](), 0
        ways = 2 if dead_ends > 1 and self.draw.chance(60) else 1
        for step in chain(self._likely(here), moves(here.state, self.rules.ops)):
            if unordered(step) in tried or _idle(step):
                continue
            if told:
                self._return_to(here)
            tried.add(unordered(step))
            self._try(step, here, Frame(after(here.state, step), here.goal))
            told += self._explore(1)
            if len(tried) == ways:
                break
        return told

    def _likely(self, here: Frame) -> list[Step]:
        """A few different steps that a person might try here, the most promising first."""
        state, goal = here
        ways, below = _ways(len(state), self.rules.ops), self.draw.below
        n, most = len(ways), 10 * goal + 100
        found: dict[Step, int] = {}
        for _ in range(GUESSES):
            i, op, j = ways[below(n)]
            step = _step(state[i], op, state[j])
            if step and step[3] <= most and step not in found:
                found[step] = _unlikely(step[3], goal)
        return sorted(found, key=found.__getitem__) if len(found) > 1 else list(found)

    def _return_to(self, frame: Frame) -> None:
        swept = isinstance(self.events[-1], Sweep)
        depth = self._path.index(frame)
        was, undone = self._path[-1], len(self._path) - 1 - depth
        del self._path[depth + 1 :]
        self.events.append(Back(frame, was, 0 if swept else undone, depth == 0))


def why_aim(subgoal: int, here: Frame, rules: Rules) -> tuple[str, int]:
    """Why a number is worth reaching from a frame ("" if it is not), and the partner that completes it, or 0."""
    goal = here.goal
    if subgoal < 2 or goal < 2 or subgoal == goal or subgoal in here.state:
        return "", 0
    if goal % subgoal == 0:
        return "factor", 0
    if subgoal % goal == 0:
        return "multiple", 0
    for number in here.state:
        if can_reach((number, subgoal), goal, Rules(rules.ops)):
            return "partner", number
    return ("near", 0) if is_near(subgoal, goal) else ("", 0)


def is_near(subgoal: int, goal: int) -> bool:
    return abs(subgoal - goal) <= max(3, goal * NEAR // 100)


@cache  # as many as there are sizes of a state and sets of operators
def _ways(n: int, ops: str) -> list[tuple[int, str, int]]:
    """Every choice of two places of a state, in either order, and an operator."""
    return [(i, op, j if j < i else j + 1) for op in ops for j in range(n - 1) for i in range(n)]


def _step(a: int, op: str, b: int) -> Step | None:
    """The step of two numbers, in whichever order it is a whole one; None if no order is, or if it is idle."""
    if op == "+":
        return (a, op, b, a + b) if a or b else None
    if op == "*":
        return (a, op, b, a * b) if a != 1 != b and a and b else None
    if a < b:
        a, b = b, a
    if op == "-":
        return (a, op, b, a - b) if a != b else None
    return (a, op, b, a // b) if b > 1 and a % b == 0 else None


def _idle(step: Step) -> bool:
    """A step that nobody would try: it changes nothing, or throws both numbers away."""
    a, op, b, result = step
    return result == 0 or (op in "*/" and (b == 1 or a == 1))


def _unlikely(result: int, goal: int) -> int:
    """How far a result is from being promising, in whole points: factors and near numbers first."""
    if result and (goal % result == 0 or result % goal == 0) and result > 1:
        return 0
    distance = abs(result - goal)
    return 1 if distance * 4 <= goal else 2 if result <= 2 * goal else 3 if result <= 5 * goal else 6
