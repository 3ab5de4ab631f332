"""Where an expression breaks: the places at which absolute values, maxima and roots change from one formula to another.

Between two neighbouring breaks an expression is analytic, so that agreeing there at a few points means agreeing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint

_BROKEN = ("abs", "max", "min", "sgn")
MAX_BREAKS = 12
MAX_DEGREE = 60


def is_broken(tree: Any) -> bool:
    """Whether a function that is no formula of its argument stands in the tree."""
    if not isinstance(tree, list):
        return False
    if _is_smooth(tree):
        return is_broken(tree[-1][2])
    return (tree[0] == "fn" and tree[1] in _BROKEN) or any(map(is_broken, tree[1:]))


def _is_smooth(tree: Any) -> bool:
    """`\\ln|u|` is half of the logarithm of u squared: where it agrees on one piece, it does on all."""
    return tree[:2] in (["fn", "ln"], ["fn", "log"]) and tree[2][:2] == ["fn", "abs"]


class Pieces:
    """The breaks of expressions in one variable; `known` says whether they are all of them."""

    def __init__(self, names: list[str], trees: list[Any]) -> None:
        self.names, self.known = names, False
        self._breaks: list[Fraction] = []
        if len(names) != 1:
            return
        places: set[Fraction] = set()
        for tree in trees:
            for argument in _arguments(tree):
                found = _zeros(argument, names[0])
                if found is None:
                    return
                places |= found
        self.known = len(places) <= MAX_BREAKS
        self._breaks = sorted(places) if self.known else []

    def points(self) -> list[dict[str, Fraction]]:
        """Some in every piece, those next to the breaks, and the breaks themselves."""
        if not self._breaks:
            return []
        ends = [self._breaks[0] - 1_000, *self._breaks, self._breaks[-1] + 1_000]
        found = set(self._breaks)
        for low, high in pairwise(ends):
            found |= {low + (high - low) * Fraction(part, 29) for part in (1, 13, 28)}
        found |= {self._breaks[0] - Fraction(3, 7), self._breaks[-1] + Fraction(3, 7)}
        return [{self.names[0]: value} for value in sorted(found)]


def _arguments(tree: Any) -> Iterator[Any]:
    """What has to be zero for an expression to break."""
    if not isinstance(tree, list):
        return
    if tree[0] == "fn" and tree[1] in ("abs", "sgn"):
        yield tree[2]
    elif tree[0] == "fn" and tree[1] in ("max", "min"):
        yield from (["-", one, other] for i, one in enumerate(tree[2:]) for other in tree[2:][i + 1 :])
    elif tree[0] == "fn" and tree[1] == "root":
        yield tree[2]
    elif tree[0] == "^" and (tree[2][0] == "/" or (tree[2][0] == "num" and Fraction(tree[2][1]).denominator > 1)):
        yield tree[1]
    for part in tree[1:]:
        yield from _arguments(part)


def _zeros(tree: Any, name: str) -> set[Fraction] | None:
    """Rational numbers at, or within 1e-9 of, the real zeros and poles of a quotient of polynomials; None for any
    other expression."""
    found = _quotient(tree, name)
    if found is None:
        return None
    places: set[Fraction] = set()
    for poly in found:
        if poly.degree() > MAX_DEGREE:
            return None
        whole = _whole(poly)
        for root, _ in whole.complex_roots() if whole.degree() > 0 else ():
            if root.imag.contains(0):
                middle = Fraction(str(root.real.mid().fmpq())) if root.real.is_exact() else _near(root.real)
                places.add(middle)
    return places


def _near(ball: Any) -> Fraction:
    scaled = (ball * 10**9).mid().floor().unique_fmpz()
    near = Fraction(int(scaled), 10**9).limit_denominator(10**4)
    return near if ball.contains(flint.fmpq(near.numerator, near.denominator)) else Fraction(int(scaled), 10**9)


def _whole(poly: Any) -> Any:
    """Without fractions, and with each zero once."""
    numerator = flint.fmpz_poly(list(poly.numer().coeffs()))
    if numerator.degree() < 1:
        return numerator
    common = numerator.gcd(numerator.derivative())
    return numerator // common if common.degree() > 0 else numerator


def _quotient(tree: Any, name: str, is_factor: bool = True) -> tuple[Any, Any] | None:
    """A tree as numerator and denominator; what is no factor is added to something."""
    poly = flint.fmpq_poly
    kind = tree[0]
    if kind == "num":
        value = Fraction(tree[1])
        return poly([flint.fmpq(value.numerator, value.denominator)]), poly([1])
    if kind == "sym" and tree[1] == name:
        return poly([0, 1]), poly([1])
    if kind == "neg":
        inner = _quotient(tree[1], name)
        return inner and (-inner[0], inner[1])
    if kind == "fn" and tree[1] == "abs" and is_factor:  # zero where its argument is
        return _quotient(tree[2], name)
    if kind == "^" and tree[2][0] == "num" and Fraction(tree[2][1]).denominator == 1:
        inner, power = _quotient(tree[1], name), int(Fraction(tree[2][1]))
        if inner is None or abs(power) * max(part.degree() for part in inner) > MAX_DEGREE or abs(power) > MAX_DEGREE:
            return None
        return (inner[0] ** power, inner[1] ** power) if power >= 0 else (inner[1] ** -power, inner[0] ** -power)
    if kind not in ("+", "-", "*", "/"):
        return None
    is_factor = is_factor and kind in ("*", "/")
    left, right = _quotient(tree[1], name, is_factor), _quotient(tree[2], name, is_factor)
    if left is None or right is None or max(part.degree() for part in (*left, *right)) > MAX_DEGREE:
        return None
    (a, b), (c, d) = left, right
    if kind == "*":
        return a * c, b * d
    if kind == "/":
        return (a * d, b * c) if c.degree() >= 0 else None
    return (a * d + c * b, b * d) if kind == "+" else (a * d - c * b, b * d)
