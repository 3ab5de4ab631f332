"""Expressions with floors, ceilings and remainders, over the whole numbers.

Polynomials in n and in floors of rational multiples of n repeat themselves: on each residue class of n they are a
polynomial, so that agreeing at one place more than its degree means agreeing for every n.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

WHOLE_NAMES = frozenset("ijklmnpqN")
MAX_PLACES = 4_000
_STEPS = ("floor", "ceil", "mod")


class Other(Exception):
    """An expression of another kind."""


def has_steps(tree: Any) -> bool:
    if not isinstance(tree, list):
        return False
    return (tree[0] == "fn" and tree[1] in (*_STEPS, "gcd", "lcm")) or any(map(has_steps, tree[1:]))


def same_on_whole_numbers(left: Any, right: Any, name: str) -> bool | None:
    """Whether two trees (JSON) in one variable are equal for every whole number; None where that is not shown."""
    try:
        (period, degree), (period2, degree2) = _shape(left), _shape(right)
    except Other:
        return False if _differ(left, right) else None
    n = lcm(period, period2) * (max(degree, degree2) + 2)
    if n > MAX_PLACES:
        return False if _differ(left, right) else None
    try:
        return all(_value(left, place) == _value(right, place) for place in range(1, n + 1))
    except (Other, ZeroDivisionError):
        return None


def _differ(left: Any, right: Any) -> bool:
    for place in (*range(1, 40), 97, 1_001, 12_345):
        try:
            if _value(left, place) != _value(right, place):
                return True
        except (Other, ZeroDivisionError, OverflowError):
            continue
    return False


def _shape(tree: Any) -> tuple[int, int]:
    """The period and the degree of a quasi-polynomial. Raises Other."""
    kind = tree[0]
    if kind == "num":
        return 1, 0
    if kind == "sym":
        return 1, 1
    if kind == "neg":
        return _shape(tree[1])
    if kind in ("+", "-", "*"):
        (a, d), (b, e) = _shape(tree[1]), _shape(tree[2])
        return _bounded(lcm(a, b)), d + e if kind == "*" else max(d, e)
    if kind == "/" and tree[2][0] == "num":
        return _shape(tree[1])
    if kind == "^" and tree[2][0] == "num" and Fraction(tree[2][1]) in range(1, 9):
        period, degree = _shape(tree[1])
        return period, degree * int(Fraction(tree[2][1]))
    if kind == "^" and tree[1] == ["neg", ["num", "1"]]:
        linear = _linear(tree[2])
        if all(part.denominator == 1 for part in linear):
            return 2, 0
    if kind == "fn" and tree[1] in ("floor", "ceil"):
        slope, start = _linear(tree[2])
        return _bounded(lcm(slope.denominator, start.denominator)), 1
    if kind == "fn" and tree[1] == "mod" and tree[3][0] == "num" and Fraction(tree[3][1]).denominator == 1:
        slope, start = _linear(tree[2])
        if slope.denominator == start.denominator == 1 and Fraction(tree[3][1]) > 0:
            return _bounded(int(Fraction(tree[3][1]))), 0
    raise Other(kind)


def _bounded(period: int) -> int:
    if period > MAX_PLACES:
        raise Other("a long period")
    return period


def _linear(tree: Any) -> tuple[Fraction, Fraction]:
    """Slope and start of a linear expression."""
    values = [_value(tree, place) for place in (0, 1, 2)]
    if _degree(tree) > 1 or values[2] - values[1] != values[1] - values[0]:
        raise Other("not linear")
    return values[1] - values[0], values[0]


def _degree(tree: Any) -> int:
    kind = tree[0]
    if kind in ("num", "sym"):
        return int(kind == "sym")
    if kind == "neg" or (kind == "/" and tree[2][0] == "num"):
        return _degree(tree[1])
    if kind in ("+", "-", "*"):
        left, right = _degree(tree[1]), _degree(tree[2])
        return left + right if kind == "*" else max(left, right)
    raise Other(kind)


def _value(tree: Any, n: int) -> Fraction:
    kind = tree[0]
    if kind == "num":
        return Fraction(tree[1])
    if kind == "sym":
        return Fraction(n)
    if kind == "neg":
        return -_value(tree[1], n)
    if kind == "fn" and tree[1] in ("floor", "ceil"):
        inner = _value(tree[2], n)
        return Fraction(inner.__floor__() if tree[1] == "floor" else inner.__ceil__())
    if kind == "fn" and tree[1] == "mod":
        return _value(tree[2], n) % _value(tree[3], n)
    if kind not in ("+", "-", "*", "/", "^"):
        raise Other(kind)
    left, right = _value(tree[1], n), _value(tree[2], n)
    if kind == "^":
        if (
            right.denominator != 1
            or abs(right) * max(left.numerator.bit_length(), left.denominator.bit_length()) > 10**5
        ):
            raise Other("a power")
        return left ** int(right)
    return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "/": lambda: left / right}[
        kind
    ]()
