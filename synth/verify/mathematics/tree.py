"""Reads the tokens of an answer into a tree: expressions, and the structures that answers come in.

Expressions are tuples: ("num", Fraction), ("sym", "x_1"), ("const", "pi"), ("+", a, b), ("*", a, b), ("/", a, b),
("^", a, b), ("pm", a, b), ("fn", name, argument, ...). Structures: ("list", items) without brackets, ("tuple", items),
("set", items), ("interval", lo, hi, "[)"), ("union", parts), ("matrix", rows), ("rel", members, signs),
("ratio", items), ("based", digits, base), ("quantity", node, unit), ("words", text).
"""

from __future__ import annotations

from synth.verify.expression import Unreadable
from synth.verify.mathematics.formula import Formula
from synth.verify.mathematics.grammar import END, RELATIONS, TRIG, Node, is_word
from synth.verify.mathematics.text import Token

__all__ = ["TRIG", "Node", "is_word", "parse"]


def parse(found: list[Token]) -> Node:
    """The tree of an answer. Raises Unreadable."""
    if not found:
        raise Unreadable("an empty answer")
    words = _only_words(found)
    if words is not None:
        return "words", words
    parser = Structure(found)
    node = parser.items(0)
    if parser.token is not END:
        raise Unreadable(f"unexpected {parser.token.value[:20]!r}")
    return node


def _only_words(found: list[Token]) -> str | None:
    if not any(map(is_word, found)) or any(token.kind in ("num", "cmd") for token in found):
        return None
    if any(token.kind == "op" and token.value not in "-,.'!?();:" for token in found):
        return None
    return " ".join(token.value for token in found if token.kind in ("word", "name"))


class Structure(Formula):
    def items(self, depth: int) -> Node:
        """One item, or a bare list of several."""
        found = [self.relation(depth)]
        while self._separator():
            found.append(self.relation(depth))
        return found[0] if len(found) == 1 else ("list", found)

    def _separator(self) -> bool:
        start = self.at
        while self.is_op(",", ";") or self.is_cmd("and", "or") or self.token.value.lower() in ("and", "or"):
            self.at += 1
        return self.at > start

    def relation(self, depth: int) -> Node:
        members, signs = [self.quantity(depth)], []
        while self.token.value in RELATIONS and self.token.kind in ("op", "cmd"):
            signs.append(RELATIONS[self.take().value])
            members.append(self.quantity(depth))
        if self.is_cmd("approx"):  # what is nearly so is not the answer
            self.at += 1
            self.quantity(depth)
        return ("rel", members, signs) if signs else members[0]

    def quantity(self, depth: int) -> Node:
        """An expression with the unit behind it, if there is one."""
        node = self.ratio(depth)
        start = self.at
        unit: list[str] = []
        while self._is_plain_word() or (unit and self._unit_goes_on()):
            unit.append(self.take().value)
        if not unit and self.is_unit(self.token):
            while self.is_unit(self.token) or (unit and self._unit_goes_on()):
                unit.append(self.take().value)
        if self.at == start:
            return node
        return "quantity", node, "".join(unit) if len(unit) > 1 and unit[1] in "/^" else " ".join(unit)

    def _is_plain_word(self) -> bool:
        return is_word(self.token) and self.token.value.lower() not in ("and", "or")

    def _unit_goes_on(self) -> bool:
        if self.is_op("/", "^", "*"):
            return True
        before = self.tokens[self.at - 1]
        return before.kind == "op" and before.value in "/^*{" and self.token.kind in ("num", "name", "word")

    def ratio(self, depth: int) -> Node:
        found = [self.union(depth)]
        while self.is_op(":"):
            self.at += 1
            found.append(self.union(depth))
        return found[0] if len(found) == 1 else ("ratio", found)

    def union(self, depth: int) -> Node:
        found = [self.sum(depth)]
        while self.is_cmd("cup"):
            self.at += 1
            found.append(self.sum(depth))
        return found[0] if len(found) == 1 else ("union", found)
