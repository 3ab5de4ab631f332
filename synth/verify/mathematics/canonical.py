"""Brings expressions into one exact form, without sympy: quotients of polynomials in atoms with rational coefficients.

Atoms are variables, pi, e, i (with i^2 = -1), fractional powers of primes (sqrt 6 is 2^(1/2) 3^(1/2)), and, opaque,
whatever else there is. Two forms without opaque atoms are equal or they are not; with them, equal forms are equal.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from synth.verify.mathematics.forms import (
    Form,
    absolute,
    atom_form,
    constant,
    divided,
    frozen,
    opaque,
    raised,
    rational,
    stepped,
)
from synth.verify.mathematics.functions import Undefined, exact_function, factors, sine
from synth.verify.mathematics.grammar import TRIG, Node, written
from synth.verify.mathematics.poly import (
    MAX_BITS,
    ONE,
    Atom,
    Poly,
    TooBig,
    begin,
    plus,
    reduced,
    scaled,
    times,
)

_PI = ((("c", "pi"), Fraction(1)),)
MAX_POWER = 64
MAX_FACTORED = 10**12


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


class _Canon:
    def __init__(self, in_radians: bool) -> None:
        self.in_radians = in_radians

    def form(self, node: Node) -> Form:
        kind = node[0]
        if kind == "num":
            return constant(node[1])
        if kind == "sym":
            return atom_form(("s", node[1]))
        if kind == "const":
            return atom_form(("c", node[1])) if node[1] != "oo" else opaque("oo", [])
        if kind in ("+", "-"):
            return self._sum(node)
        if kind == "neg":
            above, below = self.form(node[1])
            return scaled(above, Fraction(-1)), below
        if kind == "*":
            left, right = self.form(node[1]), self.form(node[2])
            return times(left[0], right[0]), times(left[1], right[1])
        if kind == "/":
            return divided(self.form(node[1]), self.form(node[2]))
        if kind == "^":
            return self._power(self.form(node[1]), self.form(node[2]))
        if kind == "fn":
            return self._function(node)
        if kind == "app":
            return opaque(f"app {written(node[1])}", [self.form(node[2])] if is_expression(node[2]) else [], node[2])
        if kind == "big":
            return self._big(node)
        raise ValueError(f"no expression: {kind}")

    def _big(self, node: Node) -> Form:
        """A sum is known by what it adds up, whatever its index is called."""
        _, name, variable, start, end, body = node
        if name != "diff" and start != ("none",):
            body = renamed(body, variable, ("sym", "#"))
            variable = ("sym", "#")
        parts = [self.form(part) for part in (start, end, body) if part not in (("none",), ("const", "oo"))]
        return opaque(f"{name} {variable[1]} {start == ('const', 'oo')} {end == ('const', 'oo')}", parts)

    def _sum(self, node: Node) -> Form:
        left, right = self.form(node[1]), self.form(node[2])
        if node[0] == "-":
            right = scaled(right[0], Fraction(-1)), right[1]
        if left[1] == right[1]:
            return plus(left[0], right[0]), left[1]
        return plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])

    def _power(self, base: Form, exponent: Form) -> Form:
        power, value = rational(exponent), rational(base)
        if power is not None and power.denominator == 1:
            return _integer_power(base, int(power))
        if power is not None and value is not None:
            return _rational_power(value, power)
        above, below = base
        if power is not None and below == ONE and len(above) == 1:
            ((monomial, factor),) = above.items()
            if factor == 1 and len(monomial) == 1 and monomial[0][1] == 1 and _is_positive(monomial[0][0]):
                return {((monomial[0][0], power),): Fraction(1)}, dict(ONE)
        return opaque("^", [base, exponent])

    def _function(self, node: Node) -> Form:
        name = node[1]
        # Every argument once: what is nested deep would be gone through again at each level.
        parts = [self.form(argument) for argument in node[2:]]
        if name == "root":
            degree = rational(parts[1])
            if degree == 0:
                raise Undefined("a root of degree 0")
            return self._power(parts[0], constant(1 / degree)) if degree else opaque("root", parts)
        if name == "deg":
            above, below = parts[0]
            return (times(above, {_PI: Fraction(1, 180)}), below) if self.in_radians else (above, below)
        if name == "rad":
            return parts[0]
        values = [value for value in map(rational, parts) if value is not None]
        if len(values) == len(parts):
            exact = exact_function(name, values)
            if exact is not None:
                return constant(exact)
        if name in ("floor", "ceil"):
            return stepped(name, parts[0])
        if name in ("max", "min"):
            parts.sort(key=lambda part: repr(frozen(part)))
        if name == "abs" and (found := absolute(parts[0])):
            return found
        if name in TRIG and self.in_radians and (found := self._trigonometric(name, parts[0])):
            return found
        if name == "exp":
            return self._power(atom_form(("c", "e")), parts[0])
        return opaque(name, parts)

    def _trigonometric(self, name: str, angle: Form) -> Form | None:
        """The value at a multiple of pi/12; None elsewhere."""
        above, below = angle
        if not set(above) <= {_PI} or set(below) != {()}:
            return None
        turn = above.get(_PI, Fraction(0)) / below[()]
        sin, cos = sine(turn), sine(turn + Fraction(1, 2))
        if sin is None or cos is None:
            return None
        one = dict(ONE)
        over = {"sin": (sin, one), "cos": (cos, one), "tan": (sin, cos), "cot": (cos, sin), "sec": (one, cos)}
        return divided(*((part, one) for part in over.get(name, (one, sin))))


def is_expression(node: Node) -> bool:
    """Whether a tree has a value: no list, no relation, no text."""
    return node[0] in ("num", "sym", "const", "+", "-", "*", "/", "^", "neg", "fn", "app", "big")


def renamed(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    return tuple(renamed(part, old, new) if isinstance(part, tuple) else part for part in node)


def atom_of(node: Node, in_radians: bool) -> str:
    """The name of the atom that an application is in every expression."""
    ((monomial, _),) = canonical(node, in_radians)[0].items()
    return monomial[0][0][1]


def _is_positive(atom: Atom) -> bool:
    """Whether a fractional power of an atom can be taken by its exponent: a bare variable, pi or e."""
    return atom[0] in "sc" and atom != ("c", "i")


def _integer_power(base: Form, power: int) -> Form:
    if power == 0:
        if not base[0]:
            raise Undefined("0 to the power of 0")
        return constant(Fraction(1))
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
    return raised(above, n), raised(below, n)


def _rational_power(value: Fraction, power: Fraction) -> Form:
    """A number to a fractional power: prime factors, with i for an even root of a negative number."""
    if not value:
        if power < 0:
            raise Undefined("division by zero")
        return constant(Fraction(0))
    sign: Poly = dict(ONE)
    if value < 0:
        if power.denominator % 2:  # odd roots of negative reals are real
            sign = {(): Fraction(-1 if power.numerator % 2 else 1)}
        elif power.denominator == 2:
            sign = raised({((("c", "i"), Fraction(1)),): Fraction(1)}, power.numerator % 4)
        else:
            return opaque(f"{value}^{power}", [])
    if abs(value.numerator) > MAX_FACTORED or value.denominator > MAX_FACTORED:
        raise TooBig("a root of a large number")
    if abs(power) * max(abs(value.numerator).bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise TooBig("a large power")
    exponents = {p: k * power for p, k in factors(abs(value.numerator)).items()}
    for prime, k in factors(value.denominator).items():
        exponents[prime] = exponents.get(prime, Fraction(0)) - k * power
    monomial = tuple(sorted(((("p", str(p)), e) for p, e in exponents.items() if e)))
    return times(reduced({monomial: Fraction(1)}), sign), dict(ONE)
