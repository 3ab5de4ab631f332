"""What a told search may try: the ways of two numbers, and the numbers that are needed beside a third.

Teller and reader share these rules and nothing else. All results are whole and positive, and no step is idle: no
difference of 0, no product or quotient by 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .search import Step

# No product above this is tried, nor above so many times the target: nobody looks there.
MAX_PRODUCT = 400
TIMES_TARGET = 4


def cap_of(target: int) -> int:
    """The largest product that is tried for a target."""
    return max(MAX_PRODUCT, TIMES_TARGET * target)


@lru_cache(maxsize=200_000)
def ways(a: int, b: int, ops: str, cap: int) -> tuple[Step, ...]:
    """The steps that two numbers allow, the largest result first: product, sum, difference, quotient.

    A result that two of them share is there once.
    """
    if a < b:
        a, b = b, a
    found: list[Step] = []
    if "*" in ops and b > 1 and a * b <= cap:
        found.append((a, "*", b, a * b))
    if "+" in ops and not (found and a * b == a + b):
        found.append((a, "+", b, a + b))
    if "-" in ops and a > b:
        found.append((a, "-", b, a - b))
    if "/" in ops and b > 1 and a % b == 0 and not (found and found[-1][3] == a // b):
        found.append((a, "/", b, a // b))
    return tuple(found)


@lru_cache(maxsize=200_000)
def needs(goal: int, number: int, ops: str, cap: int) -> tuple[Step, ...]:
    """The equations that say what makes a goal together with a number, the number taken last.

    In this order: the need less the number, times it, plus it, divided by it; then what the number is to be less by,
    and what it is to be divided by. Where the sum comes first, few searches end at their first look.
    """
    found: list[Step] = []
    if "-" in ops:
        found.append((goal, "+", number, goal + number))
    if "*" in ops and number > 1 and goal % number == 0 and goal != number:
        found.append((goal, "/", number, goal // number))
    if "+" in ops and goal > number:
        found.append((goal, "-", number, goal - number))
    if "/" in ops and number > 1 and goal * number <= cap:
        found.append((goal, "*", number, goal * number))
    if number > goal:
        if "-" in ops:
            found.append((number, "-", goal, number - goal))
        if "/" in ops and goal > 1 and number % goal == 0:
            found.append((number, "/", goal, number // goal))
    return tuple(found)


def within(wanted: Sequence[Step], largest: int) -> list[Step]:
    """The needs that are worth a look beside a list: of those above its largest number only a sum or a difference."""
    return [need for need in wanted if need[3] <= largest or need[1] in "+-"]


def forward_of(need: Step, goal: int) -> Step:
    """The step that makes the goal of what is needed: 36 + 14 = 50 for 50 - 14 = 36."""
    a, op, b, made = need
    if a == goal:
        return made, _TURNED[op], b, goal
    return a, op, made, goal


def with_instead(forward: Step, need: int, other: int) -> Step | None:
    """The step with another number in the place of the one that is needed; None where it is no whole, positive one."""
    a, op, b, _ = forward
    a, b = (other, b) if a == need else (a, other)
    if op in "+*":
        return (a, op, b, a + b if op == "+" else a * b) if a >= b else (b, op, a, a + b if op == "+" else a * b)
    if op == "-":
        return (a, op, b, a - b) if a > b else None
    return (a, op, b, a // b) if b > 1 and a % b == 0 else None


def nearest(value: int, numbers: Sequence[int]) -> int:
    """The number of a list that is nearest to a value; of two that are as near the larger one."""
    best, far = numbers[0], abs(numbers[0] - value)
    for number in numbers:
        distance = abs(number - value)
        if distance < far or (distance == far and number > best):
            best, far = number, distance
    return best


_TURNED = {"+": "-", "-": "+", "*": "/", "/": "*"}
