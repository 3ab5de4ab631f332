"""What stands between `<<` and `>>` in GSM8K's solutions: plain arithmetic on numbers."""

from __future__ import annotations

import re

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
