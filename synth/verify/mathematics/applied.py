"""Tells functions from products: `f(2)` is a value of f, `a(b + c)` a product, as both answers together say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from synth.verify.mathematics.grammar import Node

FUNCTIONS = {"Gamma": "gamma", "zeta": "zeta"}  # letters that always mean one function


def resolved(tree: Node, other: Node) -> Node:
    """The tree with its applications as products wherever a product is meant.

    A letter before brackets is a function, unless it stands bare in either answer or within the brackets. A single
    number or letter in the brackets is an argument all the same, but where the letter stands bare in this very answer.
    """
    own, all_ = set(bare(tree)), {*bare(tree), *bare(other)}

    def resolve(node: Node) -> Node:
        if node[0] != "app":
            return node
        head, argument = node[1], node[2]
        if head[0] in ("*", "/"):  # x(x + 1)(x + 2)
            return "*", head, argument
        letter = _letter(head)
        if argument[0] in ("list", "rel", "raw", "ratio", "union", "words", "quantity", "time") or not letter:
            return _function(head, argument)
        is_atom = argument[0] in ("num", "sym", "const") or (argument[0] == "neg" and argument[1][0] == "num")
        if letter in set(bare(argument)) or letter in (own if is_atom else all_):
            return "*", head, argument
        return _function(head, argument)

    found: Node = mapped(tree, resolve)
    return found


def _function(head: Node, argument: Node) -> Node:
    name = FUNCTIONS.get(head[1]) if head[0] == "sym" else None
    return ("fn", name, argument) if name else ("app", head, argument)


def _letter(head: Node) -> str:
    """The letter of f, f', f^{-1}; "" for f(x)(y)."""
    while head[0] in ("^", "fn"):
        head = head[1] if head[0] == "^" else head[2]
    return str(head[1]) if head[0] == "sym" else ""


def bare(node: Any) -> Iterator[str]:
    """The letters of a tree but for those that stand before brackets."""
    if isinstance(node, list):
        for part in node:
            yield from bare(part)
    elif isinstance(node, tuple):
        if node and node[0] == "sym":
            yield node[1]
        elif node and node[0] == "app":
            yield from bare(node[2])
        else:
            for part in node:
                yield from bare(part)


def mapped(node: Any, change: Callable[[Node], Node]) -> Any:
    """The tree with every node changed, those within first."""
    if isinstance(node, list):
        return [mapped(part, change) for part in node]
    if not isinstance(node, tuple):
        return node
    return change(tuple(mapped(part, change) for part in node))
