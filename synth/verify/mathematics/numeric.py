"""Compares expressions by their values in high precision. Runs in a worker that can be killed.

The precision is beyond what the texts could hide: values that agree in it agree in over twice as many digits as
either text has. Variables get rational values, above and below zero.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

MAX_DIGITS = 3000
POINTS = 8
_VALUES = ("7/5", "-11/7", "13/9", "-3/11", "17/13", "5/19", "-23/17", "29/23", "31/37", "-37/41", "43/31", "-41/59")


def agree(left: Any, right: Any, digits: int, up_to_a_constant: bool) -> bool | None:
    """Whether two trees (JSON) have equal values wherever both are real; None where nothing can be told."""
    import mpmath

    mpmath.mp.dps = min(MAX_DIGITS, 60 + 2 * digits)
    close = mpmath.mpf(10) ** -(mpmath.mp.dps - 20)
    names = sorted(_symbols(left) | _symbols(right))
    differences: list[Any] = []
    seen = 0
    for point in range(POINTS if names or up_to_a_constant else 1):
        where = {
            name: _rational(_VALUES[(point + 3 * place) % len(_VALUES)], mpmath) for place, name in enumerate(names)
        }
        values = [_value(tree, where, mpmath) for tree in (left, right)]
        if names and not _comparable(values, left, right):
            continue
        if any(value is None for value in values):
            return False if not names else None
        seen += 1
        a, b = values
        if up_to_a_constant:
            differences.append(a - b)
            if abs(differences[-1] - differences[0]) > close * (1 + abs(a) + abs(b)):
                return False
        elif abs(a - b) > close * max(abs(a), abs(b), mpmath.mpf(10) ** -mpmath.mp.dps):
            return False
    return True if seen >= (2 if names else 1) else None


def _comparable(values: list[Any], left: Any, right: Any) -> bool:
    """Where an expression without i leaves the real numbers, its value there is nobody's answer."""
    if any(value is None for value in values):
        return False
    if _has_i(left) or _has_i(right):
        return True
    return all(abs(value.imag) < 1e-30 * (1 + abs(value.real)) for value in values)


def _has_i(tree: Any) -> bool:
    return tree == ["const", "i"] or (isinstance(tree, list) and any(_has_i(part) for part in tree[1:]))


def _symbols(tree: Any) -> set[str]:
    if not isinstance(tree, list):
        return set()
    if tree[0] == "sym":
        return {tree[1]}
    return set().union(*(_symbols(part) for part in tree[1:]))


def _rational(text: str, mp: Any) -> Any:
    value = Fraction(text)
    return mp.mpf(value.numerator) / value.denominator


def _value(tree: Any, where: dict[str, Any], mp: Any) -> Any:
    """The value of a tree as an mpmath number; None where it has none."""
    try:
        found = _evaluate(tree, where, mp)
        found = mp.mpmathify(found)
        return found if mp.isfinite(found) else None
    except (ZeroDivisionError, ValueError, OverflowError, TypeError, mp.libmp.ComplexResult):
        return None


def _evaluate(tree: Any, where: dict[str, Any], mp: Any) -> Any:
    kind = tree[0]
    if kind == "num":
        return _rational(tree[1], mp)
    if kind == "sym":
        return where[tree[1]]
    if kind == "const":
        return {"pi": mp.pi, "e": mp.e, "i": mp.mpc(0, 1)}[tree[1]] + 0
    if kind == "fn":
        return _function(tree[1], tree[2:], where, mp)
    values = [_evaluate(part, where, mp) for part in tree[1:]]
    if kind == "neg":
        return -values[0]
    a, b = values
    if kind == "+":
        return a + b
    if kind == "-":
        return a - b
    if kind == "*":
        return a * b
    if kind == "/":
        # What vanishes in this precision is zero.
        return a / b if abs(b) > mp.mpf(10) ** (20 - mp.mp.dps) else None
    return _power(a, b, _exponent(tree[2]), mp)


def _exponent(tree: Any) -> Fraction | None:
    """The exponent as a fraction where it is plainly one."""
    if tree[0] == "num":
        return Fraction(tree[1])
    if tree[0] == "neg":
        inner = _exponent(tree[1])
        return -inner if inner is not None else None
    if tree[0] == "/":
        above, below = _exponent(tree[1]), _exponent(tree[2])
        return above / below if above is not None and below else None
    return None


def _power(a: Any, b: Any, exponent: Fraction | None, mp: Any) -> Any:
    if (
        exponent is not None
        and exponent.denominator % 2
        and exponent.denominator > 1
        and mp.im(a) == 0
        and mp.re(a) < 0
    ):
        found = mp.power(-mp.re(a), b)  # odd roots of negative reals are real
        return -found if exponent.numerator % 2 else found
    return mp.power(a, b)


def _function(name: str, arguments: list[Any], where: dict[str, Any], mp: Any) -> Any:
    values = [_evaluate(argument, where, mp) for argument in arguments]
    first = values[0]
    if name == "root":
        degree = _exponent(arguments[1])
        return _power(first, 1 / values[1], 1 / degree if degree else None, mp)
    if name == "rad":
        return first
    if name == "deg":
        return first * mp.pi / 180
    if name == "log":
        return mp.log(first) / mp.log(10)
    if name == "logb":
        return mp.log(values[1]) / mp.log(first)
    plain = {
        "ln": mp.log, "exp": mp.exp, "abs": abs, "fact": mp.factorial, "binom": mp.binomial, "floor": mp.floor,
        "ceil": mp.ceil, "max": max, "min": min,
    }  # fmt: skip
    if name in plain:
        return plain[name](*values)
    return getattr(mp, name)(first)
