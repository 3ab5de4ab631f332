"""Brings expressions into one exact form, without sympy: quotients of polynomials in atoms with rational coefficients.

Atoms are variables, pi, e, i (with i^2 = -1), fractional powers of primes (sqrt 6 is 2^(1/2) 3^(1/2)), and, opaque,
whatever else there is. Two forms without opaque atoms are equal or they are not; with them, equal forms are equal.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, factorial
from typing import Any

from synth.verify.mathematics.poly import (
    MAX_BITS,
    ONE,
    Poly,
    TooBig,
    begin,
    bounded,
    minus,
    plus,
    reduced,
    scaled,
    times,
)
from synth.verify.mathematics.tree import Node

MAX_POWER = 64
MAX_FACTORIAL = 300
MAX_FACTORED = 10**12

Form = tuple[Poly, Poly]  # above and below the line


class Undefined(Exception):
    """The expression has no value: it divides by zero."""


def canonical(node: Node, in_radians: bool = False) -> Form:
    """The exact form of an expression. Raises TooBig, Undefined, or ValueError for what is no expression."""
    try:
        hash(node)
    except TypeError:  # a list stands in it
        raise ValueError("no expression") from None
    return _canonical(node, in_radians)


@lru_cache(maxsize=512)  # a set is compared each with each
def _canonical(node: Node, in_radians: bool) -> Form:
    begin()
    return _Canon(in_radians).form(node)


def equal(left: Form, right: Form) -> bool | None:
    """Whether two forms are equal; None where opaque atoms leave it open."""
    difference = minus(times(left[0], right[1]), times(right[0], left[1]))
    if not difference:
        return True
    return None if is_opaque(left) or is_opaque(right) else False


def is_opaque(form: Form) -> bool:
    return any(atom[0] == "~" for part in form for monomial in part for atom, _ in monomial)


def rational(form: Form) -> Fraction | None:
    """The value of a form that is a rational number."""
    above, below = form
    if set(above) <= {()} and set(below) == {()}:
        return above.get((), Fraction(0)) / below[()]
    return None


def atoms(form: Form) -> set[str]:
    """The variables of a form; those within opaque atoms are not seen."""
    return {atom[1] for part in form for monomial in part for atom, _ in monomial if atom[0] == "s"}


class _Canon:
    def __init__(self, in_radians: bool) -> None:
        self.in_radians = in_radians

    def form(self, node: Node) -> Form:
        kind = node[0]
        if kind == "num":
            return _constant(node[1])
        if kind == "sym":
            return _atom(("s", node[1]))
        if kind == "const":
            return _atom(("c", node[1])) if node[1] != "oo" else _opaque(("oo",))
        if kind in ("+", "-"):
            return self._sum(node)
        if kind == "neg":
            above, below = self.form(node[1])
            return scaled(above, Fraction(-1)), below
        if kind == "*":
            left, right = self.form(node[1]), self.form(node[2])
            return times(left[0], right[0]), times(left[1], right[1])
        if kind == "/":
            return _divided(self.form(node[1]), self.form(node[2]))
        if kind == "^":
            return self._power(self.form(node[1]), self.form(node[2]), node)
        if kind == "fn":
            return self._function(node)
        raise ValueError(f"no expression: {kind}")

    def _sum(self, node: Node) -> Form:
        left, right = self.form(node[1]), self.form(node[2])
        if node[0] == "-":
            right = scaled(right[0], Fraction(-1)), right[1]
        if left[1] == right[1]:
            return plus(left[0], right[0]), left[1]
        return plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])

    def _power(self, base: Form, exponent: Form, node: Node) -> Form:
        power = rational(exponent)
        if power is None:
            return self._opaque_node(node)
        value = rational(base)
        if power.denominator == 1:
            return _integer_power(base, int(power))
        if value is not None:
            return _rational_power(value, power)
        above, below = base
        if below == ONE and len(above) == 1 and (only := next(iter(above.items())))[1] == 1:
            monomial = only[0]
            if (
                len(monomial) == 1
                and monomial[0][1] == 1
                and monomial[0][0][0] in "sc"
                and monomial[0][0] != ("c", "i")
            ):
                return {((monomial[0][0], power),): Fraction(1)}, dict(ONE)
        return self._opaque_node(node)

    def _function(self, node: Node) -> Form:
        name = node[1]
        if name == "root":
            degree = rational(self.form(node[3]))
            if not degree:
                raise Undefined("a root of degree 0")
            return self._power(self.form(node[2]), _constant(1 / degree), ("^", node[2], ("num", 1 / degree)))
        if name == "deg":
            above, below = self.form(node[2])
            return (
                (times(above, {((("c", "pi"), Fraction(1)),): Fraction(1, 180)}), below)
                if self.in_radians
                else (above, below)
            )
        values = [rational(self.form(argument)) for argument in node[2:]]
        if all(value is not None for value in values):
            exact = _exact_function(name, [value for value in values if value is not None])
            if exact is not None:
                return _constant(exact)
        if name == "exp":
            return self._power(_atom(("c", "e")), self.form(node[2]), ("^", ("const", "e"), node[2]))
        return self._opaque_node(node)

    def _opaque_node(self, node: Node) -> Form:
        """An atom that is known by its own canonical parts."""
        return _opaque(self._key(node))

    def _key(self, node: Node) -> Any:
        if node[0] == "fn":
            return ("fn", node[1], *(_frozen(self.form(part)) for part in node[2:]))
        return ("^", _frozen(self.form(node[1])), _frozen(self.form(node[2])))


def _frozen(form: Form) -> Any:
    """A form as a key: scaled so that equal quotients of one shape meet."""
    above, below = form
    scale = below[min(below)]
    return tuple(tuple(sorted((k, v / scale) for k, v in part.items())) for part in (above, below))


def _constant(value: Fraction) -> Form:
    bounded(value)
    return ({(): value} if value else {}), dict(ONE)


def _atom(atom: tuple[str, str]) -> Form:
    return {((atom, Fraction(1)),): Fraction(1)}, dict(ONE)


def _opaque(key: Any) -> Form:
    return {((("~", repr(key)), Fraction(1)),): Fraction(1)}, dict(ONE)


def _divided(left: Form, right: Form) -> Form:
    if not right[0]:
        raise Undefined("division by zero")
    return times(left[0], right[1]), times(left[1], right[0])


def _integer_power(base: Form, power: int) -> Form:
    if power == 0:
        if not base[0]:
            raise Undefined("0 to the power of 0")
        return _constant(Fraction(1))
    above, below = base if power > 0 else (base[1], base[0])
    if not below:
        raise Undefined("division by zero")
    n = abs(power)
    simple = len(above) <= 1 and len(below) <= 1
    size = max(
        (abs(c.numerator).bit_length() + c.denominator.bit_length() for p in (above, below) for c in p.values()),
        default=1,
    )
    if (n > MAX_POWER and not simple) or n * size > MAX_BITS:
        raise TooBig(f"a power of {n}")
    return _raised(above, n), _raised(below, n)


def _raised(poly: Poly, n: int) -> Poly:
    if len(poly) == 1:
        ((monomial, value),) = poly.items()
        return reduced({tuple((atom, exponent * n) for atom, exponent in monomial): value**n})
    found = dict(ONE)
    while n:
        if n & 1:
            found = times(found, poly)
        n >>= 1
        if n:
            poly = times(poly, poly)
    return found


def _rational_power(value: Fraction, power: Fraction) -> Form:
    """A number to a fractional power: prime factors, with i for an even root of a negative number."""
    if not value:
        if power < 0:
            raise Undefined("division by zero")
        return _constant(Fraction(0))
    sign: Poly = dict(ONE)
    if value < 0:
        if power.denominator % 2:  # odd roots of negative reals are real
            sign = {(): Fraction(-1 if power.numerator % 2 else 1)}
        elif power.denominator == 2:
            sign = _raised({((("c", "i"), Fraction(1)),): Fraction(1)}, power.numerator % 4)
        else:
            return _opaque(("^", str(value), str(power)))
    if abs(value.numerator) > MAX_FACTORED or value.denominator > MAX_FACTORED:
        raise TooBig("a root of a large number")
    if abs(power) * max(abs(value.numerator).bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise TooBig("a large power")
    exponents = {p: k * power for p, k in _factors(abs(value.numerator)).items()}
    for prime, k in _factors(value.denominator).items():
        exponents[prime] = exponents.get(prime, Fraction(0)) - k * power
    monomial = tuple(sorted(((("p", str(p)), e) for p, e in exponents.items() if e)))
    return times(reduced({monomial: Fraction(1)}), sign), dict(ONE)


def _factors(number: int) -> dict[int, int]:
    found: dict[int, int] = {}
    prime = 2
    while prime * prime <= number:
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
        prime += 1 if prime == 2 else 2
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


def _exact_function(name: str, values: list[Fraction]) -> Fraction | None:
    first = values[0]
    if name == "abs":
        return abs(first)
    if name == "floor":
        return Fraction(first.__floor__())
    if name == "ceil":
        return Fraction(first.__ceil__())
    if name in ("fact", "binom") and all(v.denominator == 1 and v >= 0 for v in values):
        if first > MAX_FACTORIAL:
            raise TooBig("a factorial")
        return Fraction(factorial(int(first)) if name == "fact" else comb(int(first), int(values[1])))
    return None
