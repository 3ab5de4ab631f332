"""Solutions as trees: their text, and the steps that they are made of."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from synth.verify.expression import Tree, apply, value
from synth.verify.number_puzzle import derivation

from .search import Step


def text_of(node: Tree) -> str:
    """`(3 + 5) * 7`: every inner operation in brackets, ASCII operators."""
    if isinstance(node, int):
        return str(node)
    op, left, right = node
    before = left if isinstance(left, int) else f"({text_of(left)})"
    behind = right if isinstance(right, int) else f"({text_of(right)})"
    return f"{before} {op} {behind}"


def whole(node: Tree, slip: Step | None = None) -> int:
    """The value of a node whose steps are all whole."""
    return int(value(node)) if slip is None else _walk(node, [], slip)


def steps_of(node: Tree, slip: Step | None = None) -> list[Step]:
    """The steps of a tree whose values are all whole, each after those that it needs.

    With a slip, its operands come to what it claims, and later steps go on from there.
    """
    steps: list[Step] = []
    _walk(node, steps, slip)
    return steps


def _walk(node: Tree, steps: list[Step], slip: Step | None) -> int:
    """Adds the steps of a node; returns its value."""
    if isinstance(node, int):
        return node
    op, left, right = node
    a = left if isinstance(left, int) else _walk(left, steps, slip)
    b = right if isinstance(right, int) else _walk(right, steps, slip)
    result = int(apply(op, a, b)) if slip is None or (a, op, b) != slip[:3] else slip[3]
    steps.append((a, op, b, result))
    return result


class Solution(NamedTuple):
    """What is asked of a solution again and again; `slip` is the one of its steps that is false, where one is."""

    tree: Tree
    text: str
    steps: list[Step]
    slip: Step | None = None


def solution_of(tree: Tree) -> Solution:
    return Solution(tree, text_of(tree), steps_of(tree))


@lru_cache(maxsize=1024)
def read_solution(answer: str) -> Solution:
    """The solution that an answer states. Raises Unreadable or ZeroDivisionError."""
    tree = derivation(answer)
    return Solution(tree, answer, steps_of(tree))


def leaves(node: Tree) -> list[int]:
    if isinstance(node, int):
        return [node]
    _, left, right = node
    return ([left] if isinstance(left, int) else leaves(left)) + ([right] if isinstance(right, int) else leaves(right))


def same(some: list[Step], others: list[Step]) -> bool:
    """Whether these are the same steps, in any order; `a + b` is `b + a`."""
    # Mostly they stand in one order, too.
    return some == others or sorted(map(unordered, some)) == sorted(map(unordered, others))


def unordered(step: Step) -> Step:
    """A step with the operands of + and * in one order."""
    a, op, b, result = step
    return (b, op, a, result) if op in "+*" and a < b else step


def is_tidy(tree: Tree) -> bool:
    """Whether every step of an expression does something, and nothing that another one undoes.

    There is no 0 and no factor or divisor of 1, and no number that is added and taken away again (7 + 5 - 5).
    """
    if isinstance(tree, int):
        return True
    for a, op, b, made in steps_of(tree):
        if not made or (op in "*/" and 1 in (a, b)) or (op == "/" and a == b):
            return False
    return _undoes_nothing(tree)


def _undoes_nothing(node: Tree) -> bool:
    if isinstance(node, int):
        return True
    terms: list[tuple[int, Tree]] = []
    _flatten(node, "+-" if node[0] in "+-" else "*/", 1, terms)
    kept = {whole(term) for sign, term in terms if sign > 0}
    return kept.isdisjoint(whole(term) for sign, term in terms if sign < 0) and all(
        _undoes_nothing(term) for _, term in terms
    )


def _flatten(node: Tree, ops: str, sign: int, terms: list[tuple[int, Tree]]) -> None:
    """The terms of a sum (or the factors of a product) with their signs, brackets of the same kind opened."""
    if isinstance(node, int) or node[0] not in ops:
        terms.append((sign, node))
        return
    op, left, right = node
    _flatten(left, ops, sign, terms)
    _flatten(right, ops, sign if op == ops[0] else -sign, terms)


def depth_of(node: Tree) -> int:
    """How many operations stand one inside the other."""
    if isinstance(node, int):
        return 0
    _, left, right = node
    return 1 + max(0 if isinstance(left, int) else depth_of(left), 0 if isinstance(right, int) else depth_of(right))
