"""Reads sums, products, integrals, limits and derivatives.

Their node is ("big", name, variable, from, to, body): name is sum, prod, int, lim or diff; `from` is None for an
indefinite integral, what the variable goes to for a limit, whose `to` is the side (-1, 0, 1), and the order of a
derivative.
"""

from __future__ import annotations

from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.grammar import END, GREEK, Cursor, Node

NOTHING: Node = ("none",)
_ZERO: Node = ("num", Fraction(0))
_ONE: Node = ("num", Fraction(1))


class Calculus(Cursor):
    def big(self, name: str, depth: int) -> Node:
        if name == "lim":
            return self._limit(depth)
        below = above = None
        variable: Node | None = None
        while self.is_op("_", "^"):
            if self.take().value == "^":
                above = self.argument(depth + 1, signed=True)
            elif name == "int":
                below = self.argument(depth + 1, signed=True)
            else:
                variable, below = self._index(depth)
        if name == "int":
            if (below is None) != (above is None):
                raise Unreadable("an integral with one limit")
            return self._integral(below or NOTHING, above or NOTHING, depth)
        if variable is None or below is None or above is None:
            raise Unreadable(f"a {name} without its range")
        body = self.term(depth + 1)
        if variable[1] in ("e", "i"):  # an index, whatever else the letter means
            body = _with_index(body, ("const", variable[1]), variable)
        return "big", name, variable, below, above, body

    def _index(self, depth: int) -> tuple[Node, Node]:
        """`{k=1}`."""
        self.expect("{")
        variable = self._variable()
        self.expect("=")
        start = self.sum(depth + 1)
        self.expect("}")
        return variable, start

    def _variable(self) -> Node:
        token = self.take()
        if (token.kind == "name" and len(token.value) == 1) or (token.kind == "cmd" and token.value in GREEK):
            return "sym", token.value
        raise Unreadable(f"no variable: {token.value[:20]!r}")

    def _limit(self, depth: int) -> Node:
        self.expect("_")
        self.expect("{")
        variable = self._variable()
        self.expect("to", "cmd")
        side = self._side()
        place = self.signed(depth + 1)
        self.expect("}")
        return "big", "lim", variable, place, ("num", Fraction(side)), self.term(depth + 1)

    def _side(self) -> int:
        """The side that a limit comes from: `0^+` is read without its sign."""
        end = next((at for at in range(self.at, len(self.tokens)) if self.tokens[at].value == "}"), 0)
        for braced in (0, 1):
            sign = self.tokens[end - 1] if end - 2 > self.at else END
            if sign.value in ("+", "-") and self.tokens[end - 2 - braced].value == "^":
                del self.tokens[end - 2 - braced : end + braced]
                return 1 if sign.value == "+" else -1
        return 0

    def _integral(self, below: Node, above: Node, depth: int) -> Node:
        """The integrand goes to its differential: `x^2 + 1 \\, dx`."""
        body: Node | None = None
        sign = "+"
        while True:
            self.integrals += 1
            rest = _ONE if self.starts_differential() else self.term(depth + 1)
            variable = self._differential()
            self.integrals -= 1
            if variable is None:
                rest, variable = without_differential(rest)
            body = rest if body is None else (sign, body, rest)
            if variable is not None:
                return "big", "int", variable, below, above, body
            if not self.is_op("+", "-"):
                raise Unreadable("an integral without its differential")
            sign = self.take().value

    def _differential(self) -> Node | None:
        """The variable of the `dx` that comes next."""
        if not self.starts_differential():
            return None
        token = self.take()
        return ("sym", token.value[1]) if len(token.value) > 1 else self._variable()

    def starts_differential(self) -> bool:
        """Whether `dx` comes next, which is no part of an argument: `\\int \\sin x \\, dx`."""
        value = self.token.value
        return bool(self.integrals) and self.token.kind == "name" and value[0] == "d" and len(value) <= 2


def _with_index(node: Node, constant: Node, index: Node) -> Node:
    if node == constant:
        return index
    return tuple(_with_index(part, constant, index) if isinstance(part, tuple) else part for part in node)


def without_differential(node: Node) -> tuple[Node, Node | None]:
    """A product without the `d x` in it, and the x; None where there is none."""
    if node == ("sym", "d"):
        return node, None
    if node[0] == "/":
        rest, variable = without_differential(node[1])
        return ("/", rest, node[2]), variable
    if node[0] != "*":
        return node, None
    left, right = node[1], node[2]
    if right[0] == "sym":
        if left == ("sym", "d"):
            return _ONE, right
        if left[0] == "*" and left[2] == ("sym", "d"):
            return left[1], right
    if right[0] in ("*", "/"):
        rest, variable = without_differential(right)
        if variable is not None:
            return ("*", left, rest), variable
    rest, variable = without_differential(left)
    return (("*", rest, right), variable) if variable is not None else (node, None)


def differential(node: Node) -> tuple[Node | None, int]:
    """The variable and the order of `d/dx` and `d^2/dx^2`; None for any other fraction."""
    above, below = node[1], node[2]
    order = 1
    if above[0] == "^" and above[1] == ("sym", "d") and above[2][0] == "num" and above[2][1] in range(2, 10):
        above, order = above[1], int(above[2][1])
    if above != ("sym", "d") or below[0] != "*" or below[1] != ("sym", "d"):
        return None, 0
    variable = below[2]
    if order > 1:
        if variable[0] != "^" or variable[2] != ("num", Fraction(order)):
            return None, 0
        variable = variable[1]
    return (variable, order) if variable[0] == "sym" else (None, 0)
