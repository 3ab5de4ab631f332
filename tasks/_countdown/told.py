"""What a told search consists of, in the order in which it is told. `told_search.py` finds it, `saying.py` words it."""

from __future__ import annotations

from typing import NamedTuple

from .search import State, Step


class Pick(NamedTuple):
    """The first two numbers to try together, and what is left beside them."""

    pair: State
    left: State


class Work(NamedTuple):
    """A step that opens a line of tries, or takes one number off; `n` counts those told from one place, from 0."""

    step: Step
    n: int


class Try(NamedTuple):
    """A step that uses the last number: its result is below (-1), above (1) or at the target (0)."""

    step: Step
    side: int


class Keep(NamedTuple):
    """One number is kept for the last step."""

    number: int
    rest: State


class Want(NamedTuple):
    """What is needed beside the number kept for last; `forward` is the step that it would make the goal by.

    `n` counts the needs of one number, from 0: every other one takes the place of the one before. `is_aim` says that it
    is a subgoal, where those are told.
    """

    equation: Step
    forward: Step
    is_aim: bool
    n: int


class Reach(NamedTuple):
    """A step for what is needed: its result is below (-1), above (1) or at it (0)."""

    step: Step
    need: int
    side: int


class Need(NamedTuple):
    """What is needed, against what is there: the nearest number, below (-1), above (1) or at the need (0).

    `forward` is the step that it would make the goal by; `is_aim` says that it is a subgoal, where those are told, and
    `is_tried` that the step is then made with the nearest number, to see what comes of it; `n` counts the needs of one
    number, from 0: every other one takes the place of the one before.
    """

    equation: Step
    forward: Step
    nearest: int
    side: int
    is_aim: bool
    is_tried: bool
    n: int


class Made(NamedTuple):
    """Everything that two numbers make, as bare results."""

    pair: State
    results: State


class Over(NamedTuple):
    """A number is so far above the target that nothing at hand takes it down."""

    number: int


class Distance(NamedTuple):
    """A number lies below (-) or above (+) the target by so much, or is the target with numbers left over (0).

    `n` counts the numbers looked at since the last return, from 0: every other one takes the place of the one before.
    """

    number: int
    by: int
    left: State
    n: int


class Goals(NamedTuple):
    """All that would do beside the number kept for last: the needs, and the steps that they would make the goal by."""

    number: int
    equations: tuple[Step, ...]
    forwards: tuple[Step, ...]


class Way(NamedTuple):
    """A step of the numbers before the last, against the goals: the nearest of them, below (-1) or above (1) it."""

    step: Step
    nearest: int
    side: int


class Far(NamedTuple):
    """A step of the numbers before the last, and by how much its result lies below (-) or above (+) the target."""

    step: Step
    by: int


class Back(NamedTuple):
    """All ways from here are told: back to what was at hand before."""

    state: State


class Recap(NamedTuple):
    """The steps that were found, once more, forwards."""

    steps: tuple[Step, ...]


Event = Pick | Work | Try | Keep | Want | Reach | Need | Made | Over | Distance | Goals | Way | Far | Back | Recap
