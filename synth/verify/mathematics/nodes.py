"""Questions that can be asked of the tree of an expression."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from synth.verify.mathematics.canonical import canonical, rational
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.grammar import TRIG, Node
from synth.verify.mathematics.poly import TooBig


def has(node: Node, *kinds: Any) -> bool:
    """Whether a constant, a function or a kind of node stands anywhere in an expression."""
    if node[0] in kinds or (len(node) > 1 and node[0] in ("const", "fn") and node[1] in kinds):
        return True
    return any(isinstance(part, tuple) and has(part, *kinds) for part in node[1:])


def symbols(node: Node) -> set[str]:
    """The names of the variables of an expression."""
    if node[0] == "sym":
        return {node[1]}
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
    if node[0] == "fn" and node[1] == "prime":
        return name_of(node[2]) + "'" if name_of(node[2]) else ""
    if node[0] == "*" and node[2][0] == "sym":
        inverse = node[1][0] == "^" and node[1][2] == ("neg", ("num", Fraction(1)))
        name = name_of(node[1][1]) if inverse else name_of(node[1]) if node[1][0] in ("sym", "fn") else ""
        return f"{name}{'^-1' * inverse}({node[2][1]})" if name else ""
    if node[0] == "/" and all(part[0] == "*" and part[1] == ("sym", "d") for part in node[1:]):
        names = [name_of(part[2]) for part in node[1:]]
        return "d{}/d{}".format(*names) if all(names) else ""
    if node[0] == "tuple":
        names = [name_of(part) for part in node[1]]
        return f"({','.join(names)})" if all(names) else ""
    return ""


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
