"""Reads a formula in Python's notation into sympy, and executes nothing: in the place of `sympy.parse_expr`.

`sympy.parse_expr` hands the text to `eval`; here Python's parser makes a tree of it, of which only numbers, names,
+ - * / **, brackets and a dozen functions are taken.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from typing import Any

MAX_CHARS = 4_000
MAX_EXPONENT = 200
MAX_DIGITS = 300
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc asin acos atan sinh cosh tanh asinh acosh atanh exp log ln sqrt Abs sign erf".split()
)
_OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_SIGNS: dict[type[ast.unaryop], Any] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def read(text: str, local_dict: Mapping[str, Any] | None = None, **_: Any) -> Any:
    """The sympy expression that a text says; `local_dict` names what is not a symbol of its own name.

    Raises ValueError for a text that says none.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(f"a formula of over {MAX_CHARS} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"not a formula: {type(error).__name__}") from None
    return _value(tree.body, dict(local_dict or {}))


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return _number(node.value)
    if isinstance(node, ast.Name):
        return _named(node.id, names)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.operand, names))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, names), _value(node.right, names)
        if isinstance(node.op, ast.Pow):
            _check_power(left, right)
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return _function(node.func)(_value(node.args[0], names))
    raise ValueError(f"{type(node).__name__} is no part of a formula")


def _number(value: object) -> Any:
    import sympy

    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{type(value).__name__} is no number")
    if isinstance(value, float):
        return sympy.Float(value)
    if value >= 10**MAX_DIGITS:
        raise ValueError(f"a number of over {MAX_DIGITS} digits")
    return sympy.Integer(value)


def _named(name: str, names: Mapping[str, Any]) -> Any:
    import sympy

    constants = {"pi": sympy.pi, "E": sympy.E, "I": sympy.I}
    if name in names:
        return names[name]
    return constants[name] if name in constants else sympy.Symbol(name)


def _function(node: ast.expr) -> Any:
    import sympy

    if not (isinstance(node, ast.Name) and node.id in FUNCTIONS):
        raise ValueError("a function that is not known")
    return getattr(sympy, node.id)


def _check_power(base: Any, exponent: Any) -> None:
    """Numbers only grow so far: 9**9**9 would fill the memory."""
    if exponent.is_number and not (exponent.is_real and abs(exponent) <= MAX_EXPONENT):
        raise ValueError(f"an exponent over {MAX_EXPONENT}")
    if base.is_Integer and len(str(base)) * abs(int(exponent) if exponent.is_Integer else 1) > 10 * MAX_DIGITS:
        raise ValueError("a power of too many digits")
