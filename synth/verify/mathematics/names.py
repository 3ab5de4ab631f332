"""Reads what stands around a name: its subscript, primes, a degree sign, and the brackets of what it is applied to."""

from __future__ import annotations

from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.commands import Commands
from synth.verify.mathematics.grammar import CLOSERS, END, Node


class Names(Commands):
    def primes(self) -> int:
        """How many `\\prime` stand in an exponent that holds nothing else."""
        start, n = self.at, 0
        braced = self.is_op("{")
        self.at += braced
        while self.is_cmd("prime") or self.is_op("'"):
            self.at += 1
            n += 1
        if n and (not braced or self.is_op("}")):
            self.at += braced
            return n
        self.at = start
        return 0

    def applied(self, head: Node, depth: int) -> Node:
        """A name before brackets is a function there; `resolved` knows which are products after all."""
        if not self.is_op("(", "[") or not _is_head(head):
            return head
        start, opened, bars = self.at, self.take().value, self.bars
        try:
            self.bars = 0
            inner = self.items(depth + 1)
            self.expect(CLOSERS[opened])
        except Unreadable:  # P(A|B), p(x;\theta)
            self.at = start
            inner = ("raw", self._raw())
        finally:
            self.bars = bars
        return self.applied(("app", head, inner), depth)

    def _raw(self) -> str:
        """The tokens within brackets, as they are."""
        start, level = self.at, 0
        while self.token is not END:
            level += self.is_op("(", "[") - self.is_op(")", "]")
            self.at += 1
            if not level:
                return " ".join(token.value for token in self.tokens[start + 1 : self.at - 1])
        raise Unreadable("brackets that are not closed")

    def degree(self) -> bool:
        start = self.at
        braced = self.is_op("{")
        self.at += braced
        if self.is_cmd("circ"):
            self.at += 1
            if not braced or self.is_op("}"):
                self.at += braced
                return True
        self.at = start
        return False

    def subscripted(self, node: Node) -> Node:
        if not self.is_op("_"):
            return node
        self.at += 1
        start, level = self.at, 0
        while True:  # a label, whatever it says: v_{\max}, x_{i,j}
            level += self.is_op("{") - self.is_op("}")
            if self.take() is END:
                raise Unreadable("a subscript without an end")
            if level <= 0:
                break
        return "sym", node[1] + "_" + "".join(t.value for t in self.tokens[start : self.at] if t.value not in "{}")


def _is_head(node: Node) -> bool:
    """Whether a node can be the name of a function: f, f', f_1, f^{-1}, f^2."""
    if node[0] == "^":
        return bool(node[1][0] == "sym" and node[2] in (("neg", ("num", Fraction(1))), ("num", Fraction(2))))
    return bool(node[0] == "sym" or (node[0] == "fn" and node[1] == "prime") or node[0] == "app")
