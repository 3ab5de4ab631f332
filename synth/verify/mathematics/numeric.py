"""Compares expressions that no exact form decides. Runs in a worker that can be killed.

Numbers are compared as balls (`balls.py`). Expressions with variables are compared at points of every sign and scale:
one that differs is a proof; points that agree stand for the rest only where the expressions are analytic between
break points that are all known (`pieces.py`), or are decided over the whole numbers (`whole.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import blake2b
from math import isqrt
from random import Random
from typing import Any

from synth.verify.mathematics.balls import NoValue, Open, difference, plain_fraction, sides
from synth.verify.mathematics.pieces import Pieces, is_broken
from synth.verify.mathematics.whole import WHOLE_NAMES, has_steps, same_on_whole_numbers

MAX_POINTS = 48
MIN_POINTS = 6  # that have to agree
ENOUGH = 24
_MAX_SIZES = 24
_HUGE = 10**60
_PRIMES = (7, 11, 13, 17, 19, 23, 29, 31, 37)


def agree(left: Any, right: Any, digits: int, up_to_a_constant: bool) -> bool | str | None:
    """Whether two trees (JSON) have equal values wherever both are real; None where nothing can be told, and
    "undefined" where one divides by zero."""
    names = sorted(_symbols(left) | _symbols(right))
    if not names:
        try:
            found = difference(left, right, {}, digits)
        except NoValue:
            return "undefined"
        except Open:
            return None
        return None if found is None else bool(found.is_zero()) or up_to_a_constant
    if has_steps(left) or has_steps(right):
        if len(names) == 1 and names[0] in WHOLE_NAMES and not up_to_a_constant:
            return same_on_whole_numbers(left, right, names[0])
        return False if _differ(left, right, names, digits) else None
    pieces = Pieces(names, [left, right])
    if not pieces.known and (is_broken(left) or is_broken(right)):
        return False if not up_to_a_constant and _differ(left, right, names, digits) else None
    return _at_points(left, right, digits, up_to_a_constant, pieces)


def _differ(left: Any, right: Any, names: list[str], digits: int) -> bool:
    """Whether a point shows that two expressions are not the same."""
    return any(
        found is False
        for found in _compared(left, right, digits, [*_apart(names, [left, right]), *points(names, left, right)])
    )


def _at_points(left: Any, right: Any, digits: int, up_to_a_constant: bool, pieces: Pieces) -> bool | None:
    where = [*pieces.points(), *_apart(pieces.names, [left, right]), *points(pieces.names, left, right)]
    if up_to_a_constant:
        return _constant_apart(left, right, where, digits)
    agreed = 0
    for place, found in enumerate(_compared(left, right, digits, where)):
        if found is False:
            return False
        agreed += bool(found)
        if agreed >= ENOUGH and place >= len(where) - MAX_POINTS + ENOUGH:
            break
    return True if agreed >= MIN_POINTS else None


def _compared(left: Any, right: Any, digits: int, where: list[dict[str, Fraction]]) -> Iterator[bool | None]:
    for point in where:
        try:
            found = difference(left, right, point, digits)
        except (Open, NoValue):
            yield None
        else:
            yield None if found is None else bool(found.is_zero())


def _constant_apart(left: Any, right: Any, where: list[dict[str, Fraction]], digits: int) -> bool | None:
    """Whether the difference is one number everywhere."""
    agreed = 0
    first: dict[str, Fraction] | None = None
    for point in where:
        try:
            if sides([left, right], point, digits) is None:
                continue
            if first is None:
                first = point
                continue
            moved = [_placed(tree, point) for tree in (left, right)] + [_placed(tree, first) for tree in (left, right)]
            apart = difference(["-", moved[0], moved[1]], ["-", moved[2], moved[3]], {}, digits)
        except (Open, NoValue):
            continue
        if apart is not None and not apart.is_zero():
            return False
        agreed += apart is not None
    return True if agreed >= MIN_POINTS - 1 else None


def _placed(tree: Any, point: dict[str, Fraction]) -> Any:
    if tree[0] == "sym":
        return ["num", str(point[tree[1]])]
    return [_placed(part, point) if isinstance(part, list) else part for part in tree]


def points(names: list[str], *trees: Any) -> list[dict[str, Fraction]]:
    """Points of every sign and scale, whole ones among them. They hang on the expressions: none can be made to agree
    at points that are known beforehand."""
    chance = Random(blake2b(repr(trees).encode(), digest_size=8).digest())
    found = []
    for place in range(MAX_POINTS):
        positive = place % 3 == 0  # logarithms and roots want all of them so
        point = {}
        for name in names:
            value = _drawn(chance, chance.randrange(6) if place >= 12 else place // 3)
            point[name] = abs(value) if positive else value
        found.append(point)
    return found


def _apart(names: list[str], trees: list[Any]) -> list[dict[str, Fraction]]:
    """Points on both sides of whatever the numbers in the expressions set apart: all variables far above and far below
    each of them, its inverse, and the roots of both."""
    found: set[Fraction] = set()
    left = list(trees)
    while left and len(found) < _MAX_SIZES:
        tree = left.pop()
        power = plain_fraction(tree[2]) if tree[0] == "^" else None
        base = plain_fraction(tree[1]) if power is not None else None
        value = abs(Fraction(tree[1])) if tree[0] == "num" else None
        if power is not None and base and power.denominator == 1 and abs(power) < 60 and abs(base) < 1_000:
            value = abs(base) ** int(power)
        if value and not Fraction(1, 3) < value < 3 and max(value, 1 / value) < _HUGE:
            large = max(value, 1 / value)
            root = Fraction(isqrt(int(large)) + 1)
            found |= {large, 1 / large, root, 1 / root}
        left += [part for part in tree[1:] if isinstance(part, list)]
    # A little off, and each variable a little more: no accident of equal values.
    return [
        {name: sign * 3 * size * (1 + Fraction(place + 1, 97)) for place, name in enumerate(names)}
        for size in sorted(found)
        for sign in (1, -1)
    ] + [{name: size / 3 * (1 + Fraction(place + 1, 97)) for place, name in enumerate(names)} for size in sorted(found)]


def _drawn(chance: Random, scale: int) -> Fraction:
    sign = chance.choice((1, -1))
    prime = chance.choice(_PRIMES)
    if scale == 0:
        return sign * Fraction(chance.randrange(1, 4 * prime), prime)
    if scale == 1:
        return Fraction(sign * chance.randrange(1, 13))
    if scale == 2:
        return sign * Fraction(chance.randrange(20 * prime, 500 * prime), prime)
    if scale == 3:
        return sign * Fraction(1, chance.randrange(50, 5_000))
    if scale == 4:
        return Fraction(sign * chance.randrange(1_000, 1_000_000))
    return sign * Fraction(chance.randrange(1, 10 * prime), prime)


def _symbols(tree: Any) -> set[str]:
    if not isinstance(tree, list):
        return set()
    if tree[0] == "sym":
        return {tree[1]}
    return set().union(*(_symbols(part) for part in tree[1:]))
