"""What a model's answers are worth: solved by the task's verifier, true equations, false claims of success."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from synth.rewards import reward

from .sets import Puzzle, Space

_EQUATION = re.compile(
    r"(?<![0-9])(?<![-+*/×÷·−] )(?<![-+*/×÷·−])([0-9]{1,9})\s*([-+*/×÷·−])\s*([0-9]{1,9})\s*=\s*([0-9]{1,9})(?!\s*[-+*/×÷·−])"
)
_BULLET = re.compile(r"^\s*[-*]\s+", re.MULTILINE)  # no sign of an equation
_SIGNS = {"×": "*", "·": "*", "÷": "/", "−": "-"}
_STOPS = ("</think>", "<answer>")
Equation = tuple[int, str, int, int]


class Judged(NamedTuple):
    """Counts over `n` answers."""

    n: int
    solved: int
    stopped: int  # answers that ended their reasoning
    false_claims: int
    equations: int
    true_equations: int


def judge(space: Space, puzzles: Sequence[Puzzle], texts: Sequence[str]) -> Judged:
    rewards = reward("countdown", **space.options)(
        completions=list(texts),
        numbers=[list(puzzle.numbers) for puzzle in puzzles],
        target=[puzzle.target for puzzle in puzzles],
    )
    told = [equations(text) for text in texts]
    flat = [equation for one in told for equation in one]
    return Judged(
        len(texts),
        sum(score == 1.0 for score in rewards),
        sum(map(stops, texts)),
        sum(claims_falsely(text, puzzle) for text, puzzle in zip(texts, puzzles, strict=True)),
        len(flat),
        sum(map(holds, flat)),
    )


def equations(text: str) -> list[Equation]:
    """The equations `a op b = c` of a text, in its order; a part of a longer one is none."""
    return [(int(a), _SIGNS.get(op, op), int(b), int(c)) for a, op, b, c in _EQUATION.findall(_BULLET.sub("", text))]


def holds(equation: Equation) -> bool:
    a, op, b, c = equation
    if op == "/":
        return b != 0 and a == b * c
    return c == {"+": a + b, "-": a - b, "*": a * b}[op]


def stops(text: str) -> bool:
    return any(sign in text for sign in _STOPS)


def claims_falsely(text: str, puzzle: Puzzle) -> bool:
    """Whether a text ends its reasoning as if the target were made, though by its own equations it is not.

    To stop is to claim success. It is a true claim where the last equation makes, out of numbers that are there, the
    target or a number that was named as needed for it; or names as needed what was made before. What an equation about
    the target, or about a needed number, comes to is needed. Whether equations are true is counted apart: a slip in a
    calculation is no false claim.
    """
    ends = [text.find(sign) for sign in _STOPS if sign in text]
    if not ends:
        return False
    given, wanted, is_hit = set(puzzle.numbers), {puzzle.target}, False
    made = set(given)
    for a, _, b, c in equations(text[: min(ends)]):
        goes_forward, is_about_a_goal = a in made and b in made, a in wanted or b in wanted
        is_hit = c in wanted if goes_forward else is_about_a_goal and c in made
        if is_about_a_goal:
            wanted.add(c)
        elif c in wanted and not goes_forward:
            wanted |= {a, b} - given
        if goes_forward:
            made.add(c)
    return not is_hit


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95% interval of a share (1927), in [0, 1]; the whole of it for n = 0."""
    if not n:
        return 0.0, 1.0
    share, spread = k / n, z * z / n
    middle, half = share + spread / 2, z * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
