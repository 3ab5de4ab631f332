"""Works out sums, products, integrals, limits and derivatives with sympy. Runs in a worker that can be killed.

sympy is given expressions that are built from our own trees, never a text; what it finds comes back as a tree, and a
number that it finds is held against a second computation where there is one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

MAX_NODES = 2_000
MAX_TERMS = 2_000  # of a sum that is added up one by one

_FUNCTIONS = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "cot": sympy.cot, "sec": sympy.sec, "csc": sympy.csc,
    "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan, "sinh": sympy.sinh, "cosh": sympy.cosh,
    "tanh": sympy.tanh, "coth": sympy.coth, "sech": sympy.sech, "csch": sympy.csch, "asinh": sympy.asinh,
    "acosh": sympy.acosh, "atanh": sympy.atanh, "ln": sympy.log, "exp": sympy.exp, "abs": sympy.Abs,
    "floor": sympy.floor, "ceil": sympy.ceiling, "fact": sympy.factorial, "binom": sympy.binomial, "erf": sympy.erf,
    "gamma": sympy.gamma, "zeta": sympy.zeta, "sgn": sympy.sign, "max": sympy.Max, "min": sympy.Min,
}  # fmt: skip
_NAMES = {function: name for name, function in _FUNCTIONS.items()}
# Letters that may stand for functions of the variable.
_DEPENDENT = frozenset("xyzuvwst")
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}


class Other(Exception):
    """What cannot be said in the other notation."""


def closed(tree: Any) -> Any:
    """The tree (JSON) without sums, products, integrals, limits and derivatives; None where that is not found."""
    try:
        found = _sympy(tree)
        return _tree(found, [MAX_NODES])
    except (Other, NotImplementedError, ValueError, TypeError, ZeroDivisionError, RecursionError):
        return None  # sympy raises these for what it cannot do


def _sympy(tree: Any) -> Any:
    kind = tree[0]
    if kind == "num":
        value = Fraction(tree[1])
        return sympy.Rational(value.numerator, value.denominator)
    if kind == "sym":
        return sympy.Symbol(tree[1], real=True)
    if kind == "const":
        return _CONSTANTS[tree[1]]
    if kind == "big":
        return _worked_out(tree)
    if kind == "fn":
        arguments = [_sympy(part) for part in tree[2:]]
        if tree[1] == "root":
            return sympy.real_root(*arguments) if arguments[1].is_odd else arguments[0] ** (1 / arguments[1])
        if tree[1] == "log":
            return sympy.log(arguments[0], 10)
        if tree[1] == "logb":
            return sympy.log(arguments[1], arguments[0])
        if tree[1] not in _FUNCTIONS:
            raise Other(tree[1])
        return _FUNCTIONS[tree[1]](*arguments)
    if kind not in ("+", "-", "*", "/", "^", "neg"):
        raise Other(kind)
    left, *right = (_sympy(part) for part in tree[1:])
    if kind == "neg":
        return -left
    return {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
            "^": lambda a, b: a**b}[kind](left, right[0])  # fmt: skip


def _worked_out(tree: Any) -> Any:
    _, name, variable, start, end, body = tree
    if name in ("sum", "prod"):
        # An index is a whole number: what holds for whole numbers alone helps.
        index = sympy.Symbol("index", integer=True)
        body = _sympy(_renamed(body, variable, "index")).subs(sympy.Symbol("index", real=True), index)
        low, high = _sympy(start), _sympy(end)
        made = (sympy.Sum if name == "sum" else sympy.Product)(body, (index, low, high))
        if low.is_Integer and high.is_Integer:
            if high - low > MAX_TERMS:
                return _found(made.doit())
            terms = [body.subs(index, place) for place in range(int(low), int(high) + 1)]
            return sympy.Add(*terms) if name == "sum" else sympy.Mul(*terms)
        if name == "sum" and high is sympy.oo and made.is_convergent() is not sympy.true:
            raise Other("a series that may not converge")
        return _checked(_found(made.doit()), made)
    x = sympy.Symbol(variable[1], real=True)
    inside = _sympy(body)
    others = {symbol.name for symbol in inside.free_symbols} - {variable[1]}
    if name == "diff" and others & _DEPENDENT:
        raise Other("what else changes with the variable is not said")
    if (
        name == "lim"
        and others | set(map(str, _sympy(start).free_symbols))
        and inside.has(sympy.floor, sympy.ceiling, sympy.sign, sympy.Abs)
    ):
        raise Other("a limit that hangs on where it is taken")
    if name == "diff":
        return sympy.diff(inside, x, int(Fraction(start[1])))
    if name == "lim":
        side = {"1": "+", "-1": "-", "0": "+-"}[str(end[1])]
        place = _sympy(start)
        return _found(sympy.limit(inside, x, place, "-" if place is sympy.oo else side))
    if start == ["none"]:
        return _found(sympy.integrate(inside, x))
    made = sympy.Integral(inside, (x, _sympy(start), _sympy(end)))
    if made.free_symbols and inside.as_numer_denom()[1].has(x):
        raise Other("there may be a pole between the bounds")
    return _checked(_found(made.doit()), made)


def _renamed(tree: Any, old: Any, new: str) -> Any:
    if tree == old:
        return ["sym", new]
    return [_renamed(part, old, new) if isinstance(part, list) else part for part in tree]


def _found(expression: Any) -> Any:
    """What sympy found, if it found anything."""
    if expression.has(sympy.Sum, sympy.Product, sympy.Integral, sympy.Limit, sympy.Derivative, sympy.nan, sympy.zoo):
        raise Other("not worked out")
    if expression.has(sympy.AccumBounds, sympy.Piecewise):
        raise Other("no single value")
    return expression


def _checked(expression: Any, made: Any) -> Any:
    """Held against sympy's numerical value, which takes another way, where it is a number."""
    if expression.is_number and not expression.has(sympy.oo):
        near, value = made.evalf(12), expression.evalf(12)
        if near.is_number and value.is_number and near.is_finite and abs(near - value) > 1e-6 * (1 + abs(value)):
            raise Other("two ways to compute it disagree")
    return expression


def _tree(expression: Any, left: list[int]) -> Any:
    """A sympy expression as a tree (JSON)."""
    left[0] -= 1
    if left[0] < 0:
        raise Other("a long result")
    if expression.is_Rational:
        return ["num", f"{expression.p}/{expression.q}"]
    for name, constant in _CONSTANTS.items():
        if expression == constant:
            return ["const", name]
    if expression is sympy.S.NegativeInfinity:
        return ["neg", ["const", "oo"]]
    if expression.is_Symbol:
        return ["sym", expression.name]
    arguments = [_tree(part, left) for part in expression.args]
    if expression.is_Add or expression.is_Mul:
        made = arguments[0]
        for argument in arguments[1:]:
            made = ["+" if expression.is_Add else "*", made, argument]
        return made
    if expression.is_Pow:
        return ["^", arguments[0], arguments[1]]
    if expression.func in _NAMES and not (expression.func == sympy.log and len(arguments) > 1):
        return ["fn", _NAMES[expression.func], *arguments]
    raise Other(str(expression.func)[:40])


# The first of a kind takes sympy a second and more, which is start-up and no item's time.
closed(["big", "sum", ["sym", "n"], ["num", "0"], ["const", "oo"], ["^", ["num", "1/3"], ["sym", "n"]]])
closed(
    [
        "big",
        "int",
        ["sym", "x"],
        ["num", "0"],
        ["const", "oo"],
        ["^", ["const", "e"], ["neg", ["^", ["sym", "x"], ["num", "2"]]]],
    ]
)
