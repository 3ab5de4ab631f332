"""Brings expressions into one exact form, without sympy: quotients of polynomials in atoms with rational coefficients.

Atoms are variables, pi, e, i (with i^2 = -1), fractional powers of primes (sqrt 6 is 2^(1/2) 3^(1/2)), and, opaque,
whatever else there is. Two forms without opaque atoms are equal or they are not; with them, equal forms are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from synth.verify.mathematics.functions import Undefined, exact_function, factors, sine
from synth.verify.mathematics.grammar import TRIG, Node, written
from synth.verify.mathematics.poly import (
    MAX_BITS,
    ONE,
    Atom,
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

_PI = ((("c", "pi"), Fraction(1)),)
MAX_POWER = 64
MAX_FACTORED = 10**12

Form = tuple[Poly, Poly]  # above and below the line


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
            return _atom(("c", node[1])) if node[1] != "oo" else _opaque("oo", [])
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
            return self._power(self.form(node[1]), self.form(node[2]))
        if kind == "fn":
            return self._function(node)
        if kind == "app":
            return _opaque(f"app {written(node[1])}", [self.form(node[2])] if is_expression(node[2]) else [], node[2])
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
        return _opaque(f"{name} {variable[1]} {start == ('const', 'oo')} {end == ('const', 'oo')}", parts)

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
        return _opaque("^", [base, exponent])

    def _function(self, node: Node) -> Form:
        name = node[1]
        # Every argument once: what is nested deep would be gone through again at each level.
        parts = [self.form(argument) for argument in node[2:]]
        if name == "root":
            degree = rational(parts[1])
            if degree == 0:
                raise Undefined("a root of degree 0")
            return self._power(parts[0], _constant(1 / degree)) if degree else _opaque("root", parts)
        if name == "deg":
            above, below = parts[0]
            return (times(above, {_PI: Fraction(1, 180)}), below) if self.in_radians else (above, below)
        if name == "rad":
            return parts[0]
        values = [value for value in map(rational, parts) if value is not None]
        if len(values) == len(parts):
            exact = exact_function(name, values)
            if exact is not None:
                return _constant(exact)
        if name in ("floor", "ceil"):
            return _stepped(name, parts[0])
        if name in ("max", "min"):
            parts.sort(key=lambda part: repr(_frozen(part)))
        if name == "abs" and (found := _absolute(parts[0])):
            return found
        if name in TRIG and self.in_radians and (found := self._trigonometric(name, parts[0])):
            return found
        if name == "exp":
            return self._power(_atom(("c", "e")), parts[0])
        return _opaque(name, parts)

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
        return _divided(*((part, one) for part in over.get(name, (one, sin))))


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


def _absolute(form: Form) -> Form | None:
    """|-2ab| as 2|a||b|, and |a - b| as |b - a|; None for what is neither."""
    above, below = form
    if any(atom == ("c", "i") for part in form for monomial in part for atom, _ in monomial) or not above:
        return None
    if len(above) > 1 or len(below) > 1:
        scale = above[min(above)] / below[min(below)]
        if scale == 1:
            return None
        inner = _opaque("abs", [(scaled(above, 1 / scale), below)])
        return scaled(inner[0], abs(scale)), inner[1]
    found = dict(ONE), dict(ONE)
    for place, part in enumerate(form):
        ((monomial, value),) = part.items()
        one: Poly = {(): abs(value)}
        for atom, exponent in monomial:
            if atom[0] == "p" or (atom[0] == "c" and atom[1] in ("pi", "e")) or exponent % 2 == 0:
                one = times(one, {((atom, exponent),): Fraction(1)})
            elif exponent.denominator != 1:
                return None
            else:
                alone = _opaque("abs", [({((atom, Fraction(1)),): Fraction(1)}, dict(ONE))])[0]
                one = times(one, _raised(alone, int(exponent)))
        found = (found[0], one) if place else (one, found[1])
    return found


def _stepped(name: str, form: Form) -> Form:
    """A floor without the whole number that is added within; a ceiling is a floor from below."""
    if name == "ceil":
        inner = _stepped("floor", (scaled(form[0], Fraction(-1)), form[1]))
        return scaled(inner[0], Fraction(-1)), inner[1]
    above, below = form
    whole = Fraction(0)
    if set(below) == {()}:
        above, below = scaled(above, 1 / below[()]), dict(ONE)
        whole = Fraction(above.get((), Fraction(0)).__floor__())
    rest = plus(above, {(): -whole} if whole else {})
    opaque = _opaque("floor", [(rest, below)])
    return plus(opaque[0], {(): whole} if whole else {}), opaque[1]


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


def _opaque(name: str, parts: list[Form], other: Any = ()) -> Form:
    """An atom that is known by its canonical parts, or else by a tree; its text ends in the variables within it."""
    key = repr((name, [_frozen(part) for part in parts], () if parts else written(other)))
    inside = sorted({names for part in parts for names in _variables(part)})
    text = blake2b(key.encode(), digest_size=16).hexdigest() + "".join(f" {variable}" for variable in inside)
    return {((("~", text), Fraction(1)),): Fraction(1)}, dict(ONE)


def _variables(form: Form) -> Iterator[str]:
    """The variables of a form, those within opaque atoms too."""
    for atom in {atom for part in form for monomial in part for atom, _ in monomial}:
        if atom[0] == "s":
            yield atom[1]
        elif atom[0] == "~":
            yield from atom[1].split(" ")[1:]


def _is_positive(atom: Atom) -> bool:
    """Whether a fractional power of an atom can be taken by its exponent: a bare variable, pi or e."""
    return atom[0] in "sc" and atom != ("c", "i")


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
            return _opaque(f"{value}^{power}", [])
    if abs(value.numerator) > MAX_FACTORED or value.denominator > MAX_FACTORED:
        raise TooBig("a root of a large number")
    if abs(power) * max(abs(value.numerator).bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise TooBig("a large power")
    exponents = {p: k * power for p, k in factors(abs(value.numerator)).items()}
    for prime, k in factors(value.denominator).items():
        exponents[prime] = exponents.get(prime, Fraction(0)) - k * power
    monomial = tuple(sorted(((("p", str(p)), e) for p, e in exponents.items() if e)))
    return times(reduced({monomial: Fraction(1)}), sign), dict(ONE)
