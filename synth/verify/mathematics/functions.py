"""Exact values of functions: factorials, logarithms that are none, sines of the usual angles, prime factors."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, gcd, lcm, log2, prod

from synth.verify.mathematics.poly import Poly, TooBig

MAX_FACTORIAL = 5_000


class Undefined(Exception):
    """The expression has no value: it divides by zero."""


def sine(turn: Fraction) -> Poly | None:
    """The sine of `turn` times pi, for multiples of pi/12; None for others."""
    turn %= 2
    if turn >= 1:
        found = sine(turn - 1)
        return None if found is None else {monomial: -value for monomial, value in found.items()}
    place = min(turn, 1 - turn) * 12
    return _SINES.get(int(place)) if place.denominator == 1 else None


def _root(*primes: int) -> tuple[tuple[tuple[str, str], Fraction], ...]:
    return tuple((("p", str(prime)), Fraction(1, 2)) for prime in primes)


_SINES: dict[int, Poly] = {
    0: {},
    1: {_root(2, 3): Fraction(1, 4), _root(2): Fraction(-1, 4)},
    2: {(): Fraction(1, 2)},
    3: {_root(2): Fraction(1, 2)},
    4: {_root(3): Fraction(1, 2)},
    5: {_root(2, 3): Fraction(1, 4), _root(2): Fraction(1, 4)},
    6: {(): Fraction(1)},
}


def factors(number: int) -> dict[int, int]:
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


def exact_function(name: str, values: list[Fraction]) -> Fraction | None:
    first = values[0]
    if name == "abs":
        return abs(first)
    if name == "floor":
        return Fraction(first.__floor__())
    if name == "ceil":
        return Fraction(first.__ceil__())
    if name in ("ln", "log") and not first:
        raise Undefined("the logarithm of 0")
    if name == "sgn":
        return Fraction((first > 0) - (first < 0))
    if name == "gamma":
        return exact_function("fact", [first - 1])
    if name == "log":
        return _logarithm(Fraction(10), first)
    if name == "logb" and (first in (0, 1) or not values[1]):
        raise Undefined("a logarithm to the base of 0 or 1, or of 0")
    if name == "logb":
        return _logarithm(first, values[1])
    if name == "fact" and first < 0 and first.denominator == 1:
        raise Undefined("the factorial of a negative number")
    if name in ("max", "min"):
        return max(values) if name == "max" else min(values)
    whole = all(v.denominator == 1 for v in values)
    if name in ("gcd", "lcm") and whole:
        return Fraction((gcd if name == "gcd" else lcm)(*map(int, values)))
    if name == "mod" and whole and values[1]:
        return first % values[1]
    if name == "fact2" and whole and 0 <= first <= MAX_FACTORIAL:
        return Fraction(prod(range(int(first), 0, -2)))
    if name in ("fact", "binom") and all(v.denominator == 1 and v >= 0 for v in values):
        if first > MAX_FACTORIAL:
            raise TooBig("a factorial")
        return Fraction(factorial(int(first)) if name == "fact" else comb(int(first), int(values[1])))
    return None


def _logarithm(base: Fraction, value: Fraction) -> Fraction | None:
    """The logarithm where it is a whole number."""
    if base <= 1 or base.denominator != 1 or value <= 0:
        return None
    sign, rest = 1, value
    if value < 1:
        sign, rest = -1, 1 / value
    if rest.denominator != 1:
        return None
    # From the lengths of the two numbers, and tried: no division by division.
    power = round((rest.numerator.bit_length() - 1) / log2(int(base)))
    for near in range(max(power - 1, 0), power + 3):
        if int(base) ** near == rest:
            return Fraction(sign * near)
    return None
