"""Reads the tokens of an answer into a tree: expressions, and the structures that answers come in.

Expressions are tuples: ("num", Fraction), ("sym", "x_1"), ("const", "pi"), ("+", a, b), ("*", a, b), ("/", a, b),
("^", a, b), ("pm", a, b), ("fn", name, argument, ...). Structures: ("list", items, "or") without brackets and with
the word between them, ("tuple", items), ("set", items), ("interval", lo, hi, "[)"), ("union", parts), ("without",
region, points), ("matrix", rows), ("rel", members, signs), ("ratio", items), ("time", hours and minutes), ("based",
digits, base), ("quantity", node, unit), ("words", text). A name before brackets is ("app", head, argument) until
`resolved` has seen both sides; sums, integrals and limits are in `calculus.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.formula import Formula
from synth.verify.mathematics.grammar import END, RELATIONS, TRIG, UNITS, Node, is_word
from synth.verify.mathematics.text import SHORT_UNITS, Token
from synth.verify.mathematics.units import SCALES, changes_value

__all__ = ["TRIG", "Node", "is_word", "parse"]


def parse(found: list[Token], letters: frozenset[str] = frozenset()) -> Node:
    """The tree of an answer; `letters` are units where they stand bare behind a number. Raises Unreadable."""
    if not found:
        raise Unreadable("an empty answer")
    words = _only_words(found)
    if words is not None:
        return "words", words
    parser = Structure(list(found), letters)
    node = parser.items(0)
    if parser.token is not END:
        raise Unreadable(f"unexpected {parser.token.value[:20]!r}")
    return node


def _only_words(found: list[Token]) -> str | None:
    if not any(map(is_word, found)) or any(token.kind in ("num", "cmd") for token in found):
        return None
    if any(token.kind == "op" and token.value not in "-,.'!?();:" for token in found) or found[0].value == "-":
        return None
    return " ".join(token.value for token in found if token.kind in ("word", "name"))


def _is_known(unit: str) -> bool:
    """Whether a word of one or two letters is a unit: 5 kg, and not 5 xy."""
    return unit in UNITS or unit in SHORT_UNITS or unit.lower() in UNITS or len(unit) < 2


class Structure(Formula):
    def items(self, depth: int) -> Node:
        """One item, or a bare list of several."""
        found, words = [self.relation(depth)], set()
        while separators := self._separators():
            words |= separators
            found.append(self.relation(depth))
            if separators & {"land", "lor"} and any(member[0] != "rel" for member in found[-2:]):
                raise Unreadable("a statement of logic")
        how = "or" if words & {"or", "lor"} else "and" if words & {"and", "land"} else ","
        return found[0] if len(found) == 1 else ("list", found, how)

    def _separators(self) -> set[str]:
        found = set()
        while (
            self.is_op(",", ";", "quad")
            or self.is_cmd("and", "or", "land", "lor")
            or self.token.value.lower() in ("and", "or")
        ):
            found.add(self.take().value.lower())
        return found

    def relation(self, depth: int) -> Node:
        # What begins with an approximation sign has nothing on its left.
        members: list[Node] = [("none",) if self.is_cmd("approx") else self.quantity(depth)]
        signs: list[str] = []
        while self.token.value in RELATIONS and self.token.kind in ("op", "cmd"):
            signs.append(RELATIONS[self.take().value])
            members.append(self.quantity(depth))
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
        if self.at == start and self.noun_in_brackets():
            unit, self.at = [self.peek().value], self.at + 3
        if self.at == start:
            return self._modulo(node)
        words = re.sub(r"[(),]", " ", " ".join(unit).lower()).split()
        scaled = next((place for place, word in enumerate(words) if word not in SCALES), len(words))
        said = [word for place, word in enumerate(words[scaled:]) if place == 0 or word not in ("squared", "cubed")]
        if any(map(changes_value, said)) or (len(said) == 1 and len(said[0]) < 3 and not _is_known(unit[-1])):
            raise Unreadable(f"no unit: {' '.join(unit)[:20]}")
        while words and words[0] in SCALES:
            node = ("*", node, ("num", SCALES[words.pop(0)]))
            unit = words
        if not unit:
            return node
        return "quantity", node, " ".join(unit)

    def _modulo(self, node: Node) -> Node:
        """`3 \\pmod 7`: the modulus is a unit of its own."""
        if not self.is_cmd("pmod"):
            return node
        self.at += 1
        return "quantity", node, f"mod {self.argument(1)}"

    def _is_plain_word(self) -> bool:
        return is_word(self.token) and self.token.value.lower() not in ("and", "or")

    def _unit_goes_on(self) -> bool:
        """Signs and powers behind a unit, and what follows a sign: m * s^{-2}."""
        if self.is_op("/", "^", "*"):
            return True
        before, token = self.tokens[self.at - 1], self.token
        if before.kind != "op" or before.value not in ("/", "^", "*", "{", "-"):
            # The end of a braced power.
            return self.is_op("}") and before.kind == "num" and self._is_in_power()
        if token.kind == "op":
            return token.value in ("{", "-") and before.value in ("^", "{")
        return token.kind in ("num", "name", "word") or (token.kind == "cmd" and token.value in self.letters)

    def _is_in_power(self) -> bool:
        place = self.at - 2
        place -= self.tokens[place].value == "-"
        return self.tokens[place].value == "{" and self.tokens[place - 1].value == "^"

    def ratio(self, depth: int) -> Node:
        clock = self._clock()
        if clock is not None:
            return clock
        found = [self.union(depth)]
        while self.is_op(":") or (self.token.value == "to" and self.tokens[self.at - 1].kind == "num"):
            self.at += 1
            found.append(self.union(depth))
        return found[0] if len(found) == 1 else ("ratio", found)

    def _clock(self) -> Node | None:
        """`7:05`, `12:30:15`: what a clock may show; the other side tells whether it is a ratio after all."""
        ahead = [self.peek(n) for n in range(6)]
        n = 5 if ahead[3].value == ":" else 3
        digits, colons = ahead[0:n:2], ahead[1:n:2]
        if any(t.kind != "num" or len(t.value) > 2 or not t.value.isdigit() for t in digits) or ahead[n].value == ":":
            return None
        if any(t.value != ":" or t.spaced for t in colons) or any(len(t.value) < 2 for t in digits[1:]):
            return None
        if int(digits[0].value) > 24 or any(int(t.value) > 59 or t.spaced for t in digits[1:]):
            return None
        self.at += n
        return "time", [("num", Fraction(t.value)) for t in digits]

    def union(self, depth: int) -> Node:
        found = [self.sum(depth)]
        while self.is_cmd("cup"):
            self.at += 1
            found.append(self.sum(depth))
        node: Node = found[0] if len(found) == 1 else ("union", found)
        if self.is_cmd("setminus"):
            self.at += 1
            return "without", node, self.sum(depth)
        return node
