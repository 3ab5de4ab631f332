"""Questions that can be asked of the tree of an expression."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from synth.verify.mathematics.canonical import canonical
from synth.verify.mathematics.forms import rational
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.grammar import TRIG, Node, written
from synth.verify.mathematics.poly import TooBig


def has(node: Node, *kinds: Any) -> bool:
    """Whether a constant, a function or a kind of node stands anywhere in an expression."""
    if node[0] in kinds or (len(node) > 1 and node[0] in ("const", "fn") and node[1] in kinds):
        return True
    if node[0] == "big" and kinds == ("oo",):  # it may run to infinity and have a value
        return False
    return any(isinstance(part, tuple) and has(part, *kinds) for part in node[1:])


def symbols(node: Node) -> set[str]:
    """The names of the variables of an expression: neither functions' names nor those that a sum runs over."""
    if node[0] == "sym":
        return {node[1]}
    if node[0] == "app":
        return symbols(node[2]) if node[2][0] != "raw" else set()
    if node[0] == "big" and (node[1] != "int" or node[3][0] != "none") and node[1] != "diff":
        return (symbols(node[5]) - {node[2][1]}) | symbols(node[3]) | symbols(node[4])
    return set().union(*(symbols(part) for part in node[1:] if isinstance(part, tuple)))


def is_angle(node: Node) -> bool:
    """Whether degrees have to be converted beside this expression."""
    return has(node, "pi", "rad", *TRIG)


def exact(node: Node) -> Fraction | None:
    """The value of an expression that is a rational number."""
    try:
        return rational(canonical(node))
    except (TooBig, Undefined, ValueError):
        return None


def name_of(node: Node) -> str:
    """The name that an expression is: `x`, `x_1`, `f(x)`, `dy/dx`, `(x,y)`; "" for any other."""
    if node[0] == "sym":
        return str(node[1])
    if node[0] == "app":
        inner = name_of(node[2]) or written(node[2])
        return f"{written(node[1])}{inner if inner.startswith('(') else f'({inner})'}"
    if node[0] == "*" and node[1] in (("sym", "Delta"), ("sym", "delta")) and node[2][0] == "sym":
        return f"{node[1][1]} {node[2][1]}"
    if node[0] == "fn" and node[1] == "prime":
        return name_of(node[2]) + "'" if name_of(node[2]) else ""
    if node[0] == "/" and all(part[0] == "*" and part[1] == ("sym", "d") for part in node[1:]):
        names = [name_of(part[2]) for part in node[1:]]
        return "d{}/d{}".format(*names) if all(names) else ""
    if node[0] == "tuple":
        names = [name_of(part) for part in node[1]]
        return f"({','.join(names)})" if all(names) else ""
    return ""


def label_of(node: Node) -> str:
    """What a left side that is no plain name states the value of: |AB|, f(2), cos(A), AB/CD; "" for any other.

    Not a sum and not a multiple: `2x = 6` does not state what x is.
    """
    if node[0] == "app":
        return name_of(node)
    is_length = node[0] == "*" and all(name.isupper() and len(name) == 1 for name in _factors(node))
    is_angle_of = node[0] == "*" and node[1] == ("sym", "m") and str(node[2][1]).startswith("\\angle")
    is_ratio = node[0] == "/" and all(label_of(part) and part[0] == "*" for part in node[1:])
    if is_length or is_angle_of or is_ratio or (node[0] == "fn" and node[1] != "fact" and symbols(node)):
        return written(node)
    return ""


def _factors(node: Node) -> list[str]:
    if node[0] == "*":
        return _factors(node[1]) + _factors(node[2])
    return [str(node[1])] if node[0] == "sym" else [""]


def sign_of_infinity(node: Node) -> int:
    if node[0] == "neg":
        return -sign_of_infinity(node[1])
    return int(node == ("const", "oo"))


_FLOATS = {"pi": math.pi, "e": math.e}


def approximate(node: Node) -> float | None:
    """About the value of an expression, for putting it in order; None for any that is not plainly a real number."""
    try:
        return _float(node)
    except (ValueError, ArithmeticError, TypeError, KeyError):
        return None


def _float(node: Node) -> float:
    kind = node[0]
    if kind == "num":
        return float(node[1])
    if kind == "const":
        return _FLOATS[node[1]]
    if kind == "fn" and node[1] not in ("root", "ln"):
        raise ValueError("not plainly a number")
    values = [_float(part) for part in node[1 if kind != "fn" else 2 :]]
    if kind == "fn":
        return math.log(values[0]) if node[1] == "ln" else float(values[0] ** (1 / values[1]))
    if kind == "neg":
        return -values[0]
    left, right = values
    if kind == "^":
        return float(math.pow(left, right))
    if kind == "/":
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[kind]
