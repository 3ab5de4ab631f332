"""Polynomials in atoms with rational coefficients, their size and the work on them bounded.

A polynomial maps monomials to coefficients; a monomial lists atoms with their exponents, sorted.
"""

from __future__ import annotations

import threading
from fractions import Fraction
from time import monotonic

MAX_TERMS = 200
MAX_BITS = 100_000  # of a number: some 30,000 digits
MAX_PRODUCTS = 20_000  # of terms, for one expression

Atom = tuple[str, str]
Monomial = tuple[tuple[Atom, Fraction], ...]
Poly = dict[Monomial, Fraction]
ONE: Poly = {(): Fraction(1)}


class TooBig(Exception):
    """The exact form is beyond the bounds; nothing is said about the value."""


class TooLong(Exception):
    """The comparison takes more time than it has."""


class _Work(threading.local):
    left = MAX_PRODUCTS
    until = float("inf")


_work = _Work()


def mentions(atom: Atom, name: str) -> bool:
    """Whether a variable is the atom or stands within it."""
    return atom[1] == name if atom[0] == "s" else atom[0] == "~" and name in atom[1].split(" ")[1:]


def begin() -> None:
    """Another expression: its work is counted anew."""
    in_time()
    _work.left = MAX_PRODUCTS


def limit(until: float) -> None:
    """This thread's work on expressions ends with TooLong at this time, by `monotonic`."""
    _work.until = until


def in_time() -> None:
    if monotonic() > _work.until:
        raise TooLong("over its time")


def plus(left: Poly, right: Poly) -> Poly:
    in_time()
    found = dict(left)
    for monomial, value in right.items():
        total = found.get(monomial, Fraction(0)) + value
        if total:
            found[monomial] = total
        else:
            found.pop(monomial, None)
    return within(found)


def minus(left: Poly, right: Poly) -> Poly:
    return plus(left, scaled(right, Fraction(-1)))


def scaled(poly: Poly, by: Fraction) -> Poly:
    return {monomial: value * by for monomial, value in poly.items()}


def times(left: Poly, right: Poly) -> Poly:
    if left == ONE:
        return right
    if right == ONE:
        return left
    _work.left -= len(left) * len(right)
    if _work.left < 0:
        raise TooBig("too many terms")
    found: Poly = {}
    for some, a in left.items():
        in_time()
        for others, b in right.items():
            exponents = dict(some)
            for atom, exponent in others:
                exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
            monomial = tuple(sorted(((x, e) for x, e in exponents.items() if e)))
            for key, value in reduced({monomial: a * b}).items():
                found[key] = found.get(key, Fraction(0)) + value
    return within({monomial: value for monomial, value in found.items() if value})


def reduced(poly: Poly) -> Poly:
    """With i^2 = -1, and whole powers of primes as numbers."""
    found: Poly = {}
    for monomial, value in poly.items():
        rest = []
        for atom, exponent in monomial:
            if atom == ("c", "i") and exponent.denominator == 1:
                turns = int(exponent) % 4
                value = -value if turns >= 2 else value
                exponent = Fraction(turns % 2)
            elif atom[0] == "p":
                whole = exponent.__floor__()
                if abs(whole) * int(atom[1]).bit_length() > MAX_BITS:
                    raise TooBig("a large power")
                value *= Fraction(int(atom[1])) ** whole
                exponent -= whole
            if exponent:
                rest.append((atom, exponent))
        key = tuple(sorted(rest))
        found[key] = found.get(key, Fraction(0)) + value
    return found


def within(poly: Poly) -> Poly:
    if len(poly) > MAX_TERMS:
        raise TooBig("too many terms")
    for value in poly.values():
        bounded(value)
    return poly


def bounded(value: Fraction) -> None:
    if value.numerator.bit_length() > 8 * MAX_BITS or value.denominator.bit_length() > 8 * MAX_BITS:
        raise TooBig("a very long number")
