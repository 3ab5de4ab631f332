"""What stands between `<<` and `>>` in GSM8K's solutions: plain arithmetic on numbers."""

from __future__ import annotations

import re
from fractions import Fraction

from synth.errors import Reject

NOTE = re.compile(r"<<([^<>]{1,300})>>")
_TOKEN = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(%?)|([-+*/()])")
MAX_TOKENS = 60


def postfix(expression: str) -> list[str]:
    """The numbers and operations of an annotation, every operation behind its two operands. Raises Reject."""
    found = _tokens(expression)
    made: list[str] = []
    if _sum(found, 0, made) != len(found):
        raise Reject(f"no program, since an annotation is not plain arithmetic: {expression[:40]!r}")
    return made


def value_of(expression: str) -> Fraction:
    """What an annotation comes to. Raises Reject where it is none, or divides by 0."""
    made: list[Fraction] = []
    for token in postfix(expression):
        if token not in "+-*/":
            made.append(Fraction(token.rstrip("%")) / (100 if token.endswith("%") else 1))
            continue
        b, a = made.pop(), made.pop()
        if token == "/" and not b:
            raise Reject("no program, since an annotation divides by 0")
        made.append(a + b if token == "+" else a - b if token == "-" else a * b if token == "*" else a / b)
    return made.pop()


def _tokens(expression: str) -> list[str]:
    plain = (
        re.sub(r"(?<=[0-9]),(?=[0-9]{3})|[\s$]", "", expression).replace("x", "*").replace("×", "*").replace("÷", "/")
    )
    found = [match[0] for match in _TOKEN.finditer(plain)]
    if "".join(found) != plain or len(found) > MAX_TOKENS:
        raise Reject(f"no program, since an annotation is not plain arithmetic: {expression[:40]!r}")
    return found


# A descent over the tokens; every call gives the place behind what it has read.


def _sum(tokens: list[str], at: int, made: list[str]) -> int:
    at = _product(tokens, at, made)
    while at < len(tokens) and tokens[at] in "+-":
        op, at = tokens[at], _product(tokens, at + 1, made)
        made.append(op)
    return at


def _product(tokens: list[str], at: int, made: list[str]) -> int:
    at = _atom(tokens, at, made)
    while at < len(tokens) and tokens[at] in "*/":
        op, at = tokens[at], _atom(tokens, at + 1, made)
        made.append(op)
    return at


def _atom(tokens: list[str], at: int, made: list[str]) -> int:
    if at >= len(tokens) or tokens[at] in "+-*/)":
        raise Reject("no program, since an annotation is not plain arithmetic: a number is missing in it")
    if tokens[at] != "(":
        made.append(tokens[at])
        return at + 1
    at = _sum(tokens, at + 1, made)
    if at >= len(tokens) or tokens[at] != ")":
        raise Reject("no program, since an annotation is not plain arithmetic: a bracket is left open")
    return at + 1
