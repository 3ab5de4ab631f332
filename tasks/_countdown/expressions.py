"""Solutions as trees: their text, and the steps that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from synth.verify.expression import Tree, apply, value

from .search import Step


def text_of(node: Tree, outermost: bool = True) -> str:
    """`(3 + 5) * 7`: every inner operation in brackets, ASCII operators."""
    if isinstance(node, int):
        return str(node)
    op, left, right = node
    inner = f"{text_of(left, False)} {op} {text_of(right, False)}"
    return inner if outermost else f"({inner})"


def whole(node: Tree) -> int:
    """The value of a node whose steps are all whole."""
    return int(value(node))


@lru_cache(maxsize=1024)
def steps_of(node: Tree) -> tuple[Step, ...]:
    """The steps of a tree whose values are all whole, each after those that it needs."""
    steps: list[Step] = []

    def walk(node: Tree) -> int:
        if isinstance(node, int):
            return node
        op, left, right = node
        a, b = walk(left), walk(right)
        steps.append((a, op, b, int(apply(op, a, b))))
        return steps[-1][3]

    walk(node)
    return tuple(steps)


def leaves(node: Tree) -> list[int]:
    if isinstance(node, int):
        return [node]
    return leaves(node[1]) + leaves(node[2])


def same(some: Sequence[Step], others: Sequence[Step]) -> bool:
    """Whether these are the same steps, in any order; `a + b` is `b + a`."""
    return sorted(map(unordered, some)) == sorted(map(unordered, others))


def unordered(step: Step) -> Step:
    """A step with the operands of + and * in one order."""
    a, op, b, result = step
    return (b, op, a, result) if op in "+*" and a < b else step
