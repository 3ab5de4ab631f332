"""Sums, multiples, products and powers of matrices, and determinants, as trees of their entries."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from synth.verify.expression import Unreadable
from synth.verify.mathematics.grammar import Node
from synth.verify.mathematics.nodes import exact

MAX_SIDE = 5  # of a determinant or an inverse: 120 products
MAX_ENTRIES = 400
MAX_POWER = 16
MAX_SIZE = 20_000  # of an entry that is no number, in nodes

Rows = list[list[Node]]


def holds_matrix(node: Any) -> bool:
    return isinstance(node, tuple) and (node[0] == "matrix" or any(map(holds_matrix, node)))


def computed(node: Node) -> Node:
    """An expression with matrices in it as one matrix, or as a number. Raises Unreadable."""
    if not holds_matrix(node):
        return node
    kind = node[0]
    if kind == "matrix":
        rows = node[1]
        if len({len(row) for row in rows}) != 1 or len(rows) * len(rows[0]) > MAX_ENTRIES:
            raise Unreadable("no matrix: its rows differ in length, or it is very large")
        return node
    if kind == "fn" and node[1] == "det":
        return determinant(_rows(computed(node[2])))
    if kind == "neg":
        return _scaled(("num", Fraction(-1)), _rows(computed(node[1])))
    if kind == "^":
        return _power(_rows(computed(node[1])), node[2])
    if kind not in ("+", "-", "*", "/"):
        raise Unreadable(f"{kind} of a matrix")
    left, right = computed(node[1]), computed(node[2])
    if kind in ("+", "-"):
        return _sum(kind, _rows(left), _rows(right))
    if left[0] == "matrix" and right[0] == "matrix" and kind == "*":
        return _product(left[1], right[1])
    if left[0] != "matrix" and right[0] != "matrix":
        return kind, left, right
    if kind == "/":
        return _scaled(("/", ("num", Fraction(1)), right), _rows(left))
    return _scaled(left, right[1]) if right[0] == "matrix" else _scaled(right, left[1])


def _rows(node: Node) -> Rows:
    if node[0] != "matrix":
        raise Unreadable("a number where a matrix is due")
    rows: Rows = node[1]
    return rows


def _scaled(factor: Node, rows: Rows) -> Node:
    return "matrix", [[("*", factor, entry) for entry in row] for row in rows]


def _sum(sign: str, some: Rows, others: Rows) -> Node:
    if (len(some), len(some[0])) != (len(others), len(others[0])):
        raise Unreadable("a sum of matrices of two sizes")
    return "matrix", [
        [(sign, a, b) for a, b in zip(row, other, strict=True)] for row, other in zip(some, others, strict=True)
    ]


def _plain(rows: Rows) -> Node:
    """Numbers as numbers, so that products of products stay small. Raises Unreadable."""
    found = [[_number(entry) for entry in row] for row in rows]
    if sum(_size(entry) for row in found for entry in row) > MAX_SIZE:
        raise Unreadable("a matrix of very long entries")
    return "matrix", found


def _number(entry: Node) -> Node:
    value = exact(entry) if _size(entry) <= MAX_SIZE else None
    return entry if value is None else ("num", value)


def _size(node: Node) -> int:
    """The nodes of a tree, up to a little over the bound."""
    n, left = 0, [node]
    while left and n <= MAX_SIZE:
        n += 1
        left += [part for part in left.pop() if isinstance(part, tuple)]
    return n


def _product(some: Rows, others: Rows) -> Node:
    if len(some[0]) != len(others) or len(some) * len(others[0]) * len(others) > MAX_ENTRIES:
        raise Unreadable("a product of matrices that do not fit, or are very large")
    return _plain(
        [
            [_added([("*", a, b) for a, b in zip(row, column, strict=True)]) for column in zip(*others, strict=True)]
            for row in some
        ]
    )


def _power(rows: Rows, exponent: Node) -> Node:
    if exponent in (("sym", "T"), ("sym", "t")):
        return "matrix", [list(column) for column in zip(*rows, strict=True)]
    if exponent == ("neg", ("num", Fraction(1))):
        return _inverse(rows)
    if exponent[0] != "num" or exponent[1] not in range(1, MAX_POWER + 1):
        raise Unreadable("a power of a matrix")
    found: Node = ("matrix", rows)
    for _ in range(int(exponent[1]) - 1):
        found = _product(found[1], rows)
    return found


def determinant(rows: Rows) -> Node:
    """Along the first row."""
    if len(rows) != len(rows[0]) or len(rows) > MAX_SIDE:
        raise Unreadable(f"a determinant of {len(rows)} rows and {len(rows[0])} columns")
    if len(rows) == 1:
        return rows[0][0]
    terms = [
        ("*", ("num", Fraction((-1) ** place)), ("*", entry, determinant(_without(rows, 0, place))))
        for place, entry in enumerate(rows[0])
    ]
    return _added(terms)


def _inverse(rows: Rows) -> Node:
    below = determinant(rows)
    if len(rows) == 1:
        return "matrix", [[("/", ("num", Fraction(1)), below)]]
    places = range(len(rows))
    return _plain(
        [
            [("/", ("*", ("num", Fraction((-1) ** (i + j))), determinant(_without(rows, j, i))), below) for j in places]
            for i in places
        ]
    )


def _without(rows: Rows, row: int, column: int) -> Rows:
    return [[entry for j, entry in enumerate(line) if j != column] for i, line in enumerate(rows) if i != row]


def _added(terms: list[Node]) -> Node:
    found = terms[0]
    for term in terms[1:]:
        found = ("+", found, term)
    return found
