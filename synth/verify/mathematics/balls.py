"""Values of expressions as balls: a middle and a radius that provably hold the value, in any precision (FLINT's Arb).

Two balls that part are two numbers. Two that do not are taken for one number only where the precision covers whatever
the expressions met on the way, many times over (`covered`); else the question stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import flint

Tree = Any  # as JSON has it: ["+", left, right]
Ball = flint.acb

MAX_BITS = 300_000  # of precision, for numbers
MAX_BITS_AT_A_POINT = 4_000
# A factorial of more is not multiplied out, and gcd and mod of more are not taken.
_MAX_WHOLE = 10**15


class Open(Exception):
    """In this precision the value, or whether there is one, cannot be told."""


class Complex(Exception):
    """A part of an expression without i is no real number."""


class NoValue(Exception):
    """The expression divides by zero, or takes a logarithm of zero."""


class Evaluation:
    """One walk over a tree. `bits` is how far from 1, in binary digits, the values lay that it met."""

    def __init__(self, where: Mapping[str, Ball], covered: bool, is_real: bool) -> None:
        self.where, self.covered, self.is_real, self.bits = where, covered, is_real, 0

    def value(self, tree: Tree) -> Ball:
        """Raises Open and NoValue."""
        found = self._value(tree)
        if not found.is_finite():
            raise Open("no bound")
        if self.is_real and not _is_real(found):
            raise Complex("where a part of it leaves the real numbers, an expression says nothing about them")
        if not _is_near_zero(found):
            middle, exponent = abs(found).mid().man_exp()
            self.bits = max(self.bits, abs(int(exponent) + int(middle).bit_length()))
        return found

    def _value(self, tree: Tree) -> Ball:
        kind = tree[0]
        if kind == "num":
            return rational(Fraction(tree[1]))
        if kind == "sym":
            return self.where[tree[1]]
        if kind == "const":
            return _constant(tree[1])
        if kind == "fn":
            return self._function(tree[1], tree[2:])
        values = [self.value(part) for part in tree[1:]]
        if kind == "neg":
            return -values[0]
        if kind == "^":
            return self._power(values[0], values[1], plain_fraction(tree[2]))
        left, right = values
        if kind == "/":
            return left / self._not_zero(right)
        return {"+": left + right, "-": left - right, "*": left * right}[kind]

    def _not_zero(self, ball: Ball) -> Ball:
        if _is_near_zero(ball):
            if self.covered or ball.is_zero():
                raise NoValue("division by zero")
            raise Open("perhaps zero")
        return ball

    def _power(self, base: Ball, power: Ball, exponent: Fraction | None) -> Ball:
        if _is_near_zero(base):
            if not (self.covered or base.is_zero()):
                if exponent is not None and exponent.denominator == 1 and exponent > 0:
                    return base ** int(exponent)
                raise Open("perhaps a power of zero")
            if _is_near_zero(power) or not power.real > 0:
                raise NoValue("a power of zero")
            return flint.acb(0)
        if exponent is not None and exponent.denominator == 1:
            return base ** int(exponent)
        if exponent is not None and exponent.denominator % 2 and base.imag.is_zero() and base.real < 0:
            found = (-base) ** rational(exponent)  # odd roots of negative reals are real
            return -found if exponent.numerator % 2 else found
        return base**power

    def _function(self, name: str, arguments: list[Tree]) -> Ball:
        values = [self.value(argument) for argument in arguments]
        first = values[0]
        if name == "root":
            degree = plain_fraction(arguments[1])
            return self._power(first, 1 / self._not_zero(values[1]), 1 / degree if degree else None)
        self._expect(name, first)
        self._not_a_pole(name, first)
        if name in _PLAIN:
            return _PLAIN[name](first)
        if name in _REAL:
            return flint.acb(_REAL[name](*map(_real, values)))
        if name in ("ln", "log"):
            found = self._not_zero(first).log()
            return found if name == "ln" else found / flint.acb(10).log()
        if name == "logb":
            return self._not_zero(values[1]).log() / self._not_zero(self._not_zero(first).log())
        if name in ("floor", "ceil"):
            return self._floor(_real(first)) if name == "floor" else -self._floor(-_real(first))
        if name == "sgn":
            return flint.acb(0) if _is_near_zero(first) and self._snap(first) else first.real_sgn()
        return self._of_whole(name, values)

    def _expect(self, name: str, argument: Ball) -> None:
        """How near to its limit a function comes at an argument: tanh(200) is 1 but for its 174th digit."""
        most = abs(argument).upper()
        size = float(most) if most < 1e9 else 1e9
        is_complex = name in ("tan", "cot", "sec", "csc") and not argument.imag.is_zero()
        if name in _GROWING or is_complex:
            self.bits = max(self.bits, int(3 * size))
        elif name == "erf":
            self.bits = max(self.bits, int(3 * min(size, 1e6) ** 2))

    def _not_a_pole(self, name: str, argument: Ball) -> None:
        if name in ("coth", "csch"):
            self._not_zero(argument)
        elif name == "zeta":
            self._not_zero(argument - 1)
        elif name == "atanh":
            self._not_zero(1 - argument * argument)
        elif name in ("gamma", "fact"):
            whole = argument.real.unique_fmpz() if argument.imag.is_zero() else None
            if whole is not None and whole < (1 if name == "gamma" else 0):
                self._not_zero(argument - whole)

    def _floor(self, ball: Any) -> Ball:
        whole = ball.floor().unique_fmpz()
        if whole is None:
            nearest = ball.mid().floor() + (1 if ball.mid() - ball.mid().floor() > 0.5 else 0)
            if not (ball.contains(nearest) and self._snap(ball - nearest)):
                raise Open("perhaps whole")
            whole = nearest.unique_fmpz()
        return flint.acb(whole)

    def _snap(self, ball: Any) -> bool:
        """Whether what may be zero is taken for zero."""
        if self.covered or ball.is_zero():
            return True
        raise Open("perhaps zero")

    def _of_whole(self, name: str, values: list[Ball]) -> Ball:
        if name in ("fact", "gamma"):
            return (values[0] + 1 if name == "fact" else values[0]).gamma()
        if name == "binom":
            above, below = values
            return (above + 1).gamma() * (below + 1).rgamma() * (above - below + 1).rgamma()
        whole = [int(n) for value in values if (n := _real(value).unique_fmpz()) is not None]
        if len(whole) < len(values) or max(map(abs, whole)) > _MAX_WHOLE:
            raise Open(f"{name} of what is not whole")
        if name == "mod" and whole[1]:
            return flint.acb(whole[0] % whole[1])
        if name == "fact2" and 0 <= whole[0] <= 10_000:
            found = flint.fmpz(1)
            for factor in range(whole[0], 1, -2):
                found *= factor
            return flint.acb(found)
        if name in ("gcd", "lcm"):
            found = flint.fmpz(whole[0])
            for other in whole[1:]:
                found = found.gcd(other) if name == "gcd" else found.lcm(other)
            return flint.acb(abs(found))
        raise Open(f"{name} is not computed")


_PLAIN: dict[str, Callable[[Ball], Ball]] = {
    "rad": lambda x: x,
    "deg": lambda x: x * flint.acb.pi() / 180,
    "abs": lambda x: flint.acb(abs(x)),
    "Re": lambda x: flint.acb(x.real),
    "Im": lambda x: flint.acb(x.imag),
    "conj": lambda x: x.conjugate(),
    **{
        name: getattr(flint.acb, name)
        for name in (
            "exp erf zeta sin cos tan cot sec csc asin acos atan sinh cosh tanh coth sech csch asinh acosh atanh"
        ).split()
    },
}
_GROWING = frozenset("exp tanh coth sech csch sinh cosh zeta fact gamma".split())
_REAL = {
    "max": lambda *balls: _fold(balls, "max"),
    "min": lambda *balls: _fold(balls, "min"),
}


def _fold(balls: tuple[Any, ...], method: str) -> Any:
    found = balls[0]
    for ball in balls[1:]:
        found = getattr(found, method)(ball)
    return found


def _real(ball: Ball) -> Any:
    if not ball.imag.is_zero():
        raise Open("perhaps no real number")
    return ball.real


def _is_near_zero(ball: Any) -> bool:
    return bool(ball.contains(0))


def _constant(name: str) -> Ball:
    if name == "i":
        return flint.acb(0, 1)
    if name == "pi":
        return flint.acb.pi()
    if name == "e":
        return flint.acb(flint.arb.const_e())
    raise Open(f"no number: {name}")


def rational(value: Fraction) -> Ball:
    return flint.acb(flint.arb(flint.fmpq(value.numerator, value.denominator)))


def plain_fraction(tree: Tree) -> Fraction | None:
    """The fraction that an exponent plainly is."""
    if tree[0] == "num":
        return Fraction(tree[1])
    if tree[0] == "neg":
        inner = plain_fraction(tree[1])
        return -inner if inner is not None else None
    if tree[0] == "/":
        above, below = plain_fraction(tree[1]), plain_fraction(tree[2])
        return above / below if above is not None and below else None
    return None


def sides(trees: list[Tree], where: Mapping[str, Fraction], digits: int) -> tuple[Ball, Ball, Ball] | None:
    """Two values and their difference: a ball without zero in it, or exactly zero where the values agree in a
    precision that covers all that was met. None where one is complex though no i stands in it.

    `digits` is how long the texts are: a reference may hold many more digits than whatever is computed from it. Raises
    Open and NoValue.
    """
    most = MAX_BITS_AT_A_POINT if where else MAX_BITS
    is_real = bool(where) and not any(map(has_i, trees))
    bits, needed = 128, most + 1
    while True:
        with flint.ctx.workprec(bits):
            walk = Evaluation({name: rational(value) for name, value in where.items()}, bits >= needed, is_real)
            try:
                left, right = (walk.value(tree) for tree in trees)
            except Complex:
                return None
            except Open:
                if bits >= needed:
                    raise
                needed = max(_needed(walk, digits), 2 * bits)  # of what was met so far
            else:
                apart = left - right
                if not _is_near_zero(apart):
                    return left, right, apart
                needed = _needed(walk, digits)
                if bits >= needed and walk.covered:
                    return left, right, flint.acb(0)
        if bits >= most or (where and needed > most):
            raise Open("more digits than are computed")
        bits = min(max(2 * bits, min(needed, 64 * bits)), most)


def _needed(walk: Evaluation, digits: int) -> int:
    """Squares, cubes and quotients of what was met may lie several times further from 1."""
    return 8 * walk.bits + 7 * digits + 256


def difference(left: Tree, right: Tree, where: Mapping[str, Fraction], digits: int) -> Ball | None:
    """As the last of `sides`."""
    found = sides([left, right], where, digits)
    return None if found is None else found[2]


def has_i(tree: Tree) -> bool:
    return tree == ["const", "i"] or (isinstance(tree, list) and any(has_i(part) for part in tree[1:]))


def _is_real(ball: Ball) -> bool:
    return bool(ball.imag.is_zero() or (ball.imag.contains(0) and ball.imag.rad() < 1e-30 * (1 + abs(ball.real))))
