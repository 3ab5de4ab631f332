"""Reads arithmetic that a model wrote: `+ - * /`, unary signs, brackets, and the few notations people use.

A tokenizer and a parser of bounded depth; no `ast`, no `eval`. What is not listed here is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

MAX_DEPTH = 100
# Python converts no longer text to an int.
MAX_DIGITS = 4_300

Value = int | Fraction
# A number, or (operator, left, right); a sign is ("~", operand, 0).
Tree = int | tuple[str, "Tree", "Tree"]

_LOOKALIKES = str.maketrans(
    {
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("×·⋅∗", "*"),
        **dict.fromkeys("÷∕", "/"),
        **dict.fromkeys("−–", "-"),
        "\u00a0": " ",
    }
)
# What makes a text more than plain numbers, signs and brackets: another character, or a leading zero.
_NOT_PLAIN = re.compile(r"[^-+*/() 0-9]|(?<![0-9])0[0-9]")
_COMMANDS = {"times": "*", "cdot": "*", "div": "/"}
_TOKEN = re.compile(r"[0-9]+|[-+*/()={}]|\\[A-Za-z]+|[^ \t\n\r\f\v]")


class Unreadable(ValueError):
    """The text is not arithmetic as it is read here; the message says at what."""


def tokens(text: str) -> list[str]:
    """Numbers, `+ - * / ( ) =`, and LaTeX's `frac { }`. Raises Unreadable at anything else."""
    found = _TOKEN.findall(text if text.isascii() else text.translate(_LOOKALIKES))
    if _NOT_PLAIN.search(text) is None:
        return found
    out: list[str] = []
    stream = iter(found)
    for token in stream:
        if token[0] == "\\" and len(token) > 1:
            out.append(_command(token[1:], stream))
        elif token[0].isascii() and (token.isdigit() or token in "+-*/()={}"):
            if token[0] == "0" and len(token) > 1:
                raise Unreadable(f"number with a leading zero: {token[:20]}")
            out.append(token)
        else:
            raise Unreadable(f"not arithmetic: {token!r}")
    return out


def _command(name: str, stream: Iterator[str]) -> str:
    if name in _COMMANDS:
        return _COMMANDS[name]
    if name == "frac":
        return "frac"
    bracket = {"left": "(", "right": ")"}.get(name)
    if bracket and next(stream, None) == bracket:
        return bracket
    raise Unreadable(f"unknown command: \\{name[:20]}")


def tree(found: Sequence[str]) -> Tree:
    """Parses tokens with the usual precedence. Raises Unreadable; nesting is bounded by MAX_DEPTH."""
    parser = _Parser(found)
    parsed = parser.sum(0)
    if parser.token:
        raise Unreadable(f"unexpected {parser.token[:20]!r}")
    return parsed


class _Parser:
    """Recursive descent. `token` is the next one, empty at the end."""

    def __init__(self, found: Sequence[str]) -> None:
        self.rest = iter(found)
        self.token = next(self.rest, "")

    def take(self, expected: str) -> None:
        if self.token != expected:
            raise Unreadable(f"expected {expected!r}, found {self.token[:20] or 'the end'!r}")
        self.token = next(self.rest, "")

    def sum(self, depth: int) -> Tree:
        left = self.product(depth)
        while (op := self.token) == "+" or op == "-":
            self.token = next(self.rest, "")
            left = (op, left, self.product(depth))
        return left

    def product(self, depth: int) -> Tree:
        left = self.factor(depth)
        while (op := self.token) == "*" or op == "/":
            self.token = next(self.rest, "")
            left = (op, left, self.factor(depth))
        return left

    def factor(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested over {MAX_DEPTH} deep")
        token, self.token = self.token, next(self.rest, "")
        if token.isdigit():
            if len(token) > MAX_DIGITS:
                raise Unreadable(f"number with over {MAX_DIGITS} digits: {token[:20]}")
            return int(token)
        if token == "(":
            inner = self.sum(depth + 1)
            self.take(")")
            return inner
        if token == "-":
            return ("~", self.factor(depth + 1), 0)
        if token == "+":
            return self.factor(depth + 1)
        if token == "frac":
            return ("/", self._braced(depth), self._braced(depth))
        raise Unreadable(f"expected a number, found {token[:20] or 'the end'!r}")

    def _braced(self, depth: int) -> Tree:
        self.take("{")
        inner = self.sum(depth + 1)
        self.take("}")
        return inner


def value(node: Tree) -> Value:
    """The exact value; an int wherever it is whole. Raises ZeroDivisionError."""
    # Brackets bound the depth to the right only: a long sum is as deep to the left as it has terms.
    pending: list[tuple[str, Tree, Tree]] = []
    while not isinstance(node, int):
        pending.append(node)
        node = node[1]
    made: Value = node
    for op, _, right in reversed(pending):
        made = -made if op == "~" else apply(op, made, right if isinstance(right, int) else value(right))
    return made


def apply(op: str, a: Value, b: Value) -> Value:
    """`a op b`, exactly; an int wherever it is whole. Raises ZeroDivisionError."""
    made: Value
    if op == "+":
        made = a + b
    elif op == "-":
        made = a - b
    elif op == "*":
        made = a * b
    elif isinstance(a, int) and isinstance(b, int) and b and a % b == 0:
        return a // b
    else:
        made = Fraction(a) / Fraction(b)
    return made if isinstance(made, int) or made.denominator != 1 else made.numerator
