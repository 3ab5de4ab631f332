"""Reads expressions: sums, products (written or not), powers, names, brackets."""

from __future__ import annotations

from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.commands import decimal
from synth.verify.mathematics.grammar import (
    ACCENTS,
    BIG,
    CLOSERS,
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    MAX_DEPTH,
    Node,
    is_word,
)
from synth.verify.mathematics.names import Names
from synth.verify.mathematics.text import Token


class Formula(Names):
    def sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested over {MAX_DEPTH} deep")
        left = self.term(depth)
        while self.is_op("+", "-") or self.is_cmd("pm", "mp"):
            op = self.take().value
            right = self.term(depth)
            if op == "-" and right[0] == "set" and left[0] in ("interval", "union", "without"):
                left = ("without", left, right)
            else:
                left = (op, left, right)
        return left

    def term(self, depth: int) -> Node:
        left = self.signed(depth)
        while True:
            if self.is_op("*", "/"):
                op = self.take().value
                right = self.signed(depth)
                if _is_vector(left) and _is_vector(right):
                    raise Unreadable("a product of vectors, which may be either")
                left = (op, left, right)
            elif self.starts_factor() and not self.starts_differential():
                left = ("*", left, self.power(depth))
            elif self.is_cmd("mod"):
                self.at += 1
                left = ("fn", "mod", left, self.signed(depth))
            else:
                return left

    def signed(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested over {MAX_DEPTH} deep")
        if self.is_op("-"):
            self.at += 1
            return ("neg", self.signed(depth + 1))
        if self.is_op("+"):
            self.at += 1
            return self.signed(depth + 1)
        if self.is_cmd("pm", "mp"):
            return (self.take().value, ("num", Fraction(0)), self.signed(depth + 1))
        return self.power(depth)

    def starts_factor(self) -> bool:
        """Whether what follows is multiplied without a sign. Two numbers side by side never are."""
        token = self.token
        if token.kind == "num":
            return self.tokens[self.at - 1].kind in ("name", "cmd") or self.tokens[self.at - 1].value in ")]}!"
        if token.kind == "name":
            return self.is_product(token) and not (self._behind_a_number() and self.is_unit(token))
        if token.kind == "cmd":
            if self._behind_a_number() and self.is_unit(token):
                return False
            return token.value in FUNCTIONS or token.value in CONSTANTS or token.value in GREEK or token.value in (
                "frac", "sqrt", "binom", "angle", "lfloor", "lceil", *BIG, *ACCENTS
            ) or token.value.startswith("begin")  # fmt: skip
        if self.noun_in_brackets():
            return False
        return token.kind == "op" and (token.value in "({[" or (token.value == "|" and not self.bars))

    def _behind_a_number(self) -> bool:
        """Whether a unit may follow: the number is no exponent and no index."""
        return self.tokens[self.at - 1].kind == "num" and (self.at < 2 or self.tokens[self.at - 2].value not in "^_")

    def power(self, depth: int) -> Node:
        base = self.postfix(depth)
        while self.is_op("^"):
            self.at += 1
            if self.degree():
                base = ("fn", "deg", base)
            elif primes := self.primes():
                for _ in range(primes):
                    base = ("fn", "prime", base)
                base = self.applied(base, depth)
            else:
                raised = ("^", base, self._exponent(depth + 1))
                if self.is_op("_") and base[0] == "sym":  # v^2_0 is v_0^2
                    raised = ("^", self.subscripted(base), raised[2])
                base = self._after(self.applied(raised, depth), depth)
        return base

    def _exponent(self, depth: int) -> Node:
        """What stands behind `^`; a tower is read from its top."""
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested over {MAX_DEPTH} deep")
        node = self.argument(depth, signed=True)
        if self.is_op("^"):
            self.at += 1
            return "^", node, self._exponent(depth + 1)
        return node

    def postfix(self, depth: int) -> Node:
        return self._after(self.primary(depth), depth)

    def _after(self, node: Node, depth: int) -> Node:
        while True:
            if self.is_op("!"):
                self.at += 1
                twice = self.is_op("!") and not self.token.spaced
                self.at += twice
                node = ("fn", "fact2" if twice else "fact", node)
            elif self.is_op("%"):
                self.at += 1
                node = ("*", node, ("num", Fraction(1, 100)))
            elif self.is_cmd("circ"):
                if self.peek().kind == "name" or self.peek().value == "(":
                    raise Unreadable("a composition of functions")
                self.at += 1
                node = ("fn", "deg", node)
            elif self.is_op("'"):
                self.at += 1
                node = ("fn", "prime", node)
            elif (applied := self.applied(node, depth)) is not node:
                node = applied
            else:
                return node

    def argument(self, depth: int, signed: bool = False) -> Node:
        """What a command or `^` takes: a group, or one primary (after `^` with a sign)."""
        if signed and self.is_op("-", "+"):
            sign = self.take().value
            node = self.argument(depth)
            return ("neg", node) if sign == "-" else node
        token = self.token
        if (
            token.kind == "name"
            and len(token.value) > 1
            and token.value not in CONSTANTS
            and token.value not in FUNCTIONS
        ):
            # TeX takes one letter where there are no braces: 2^nx is 2^n x.
            rest = Token("name", token.value[1:])
            self.tokens[self.at : self.at + 1] = [Token("name", token.value[0], token.spaced), rest]
        if self.token.kind == "num" and (self.peek().value == "frac" or (signed and self.peek().value == "_")):
            return "num", decimal(self.take().value)  # no mixed number: \log_3 \frac19; no base: v^2_0
        return self.primary(depth)

    def primary(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested over {MAX_DEPTH} deep")
        token = self.take()
        if token.kind == "num":
            return self.number(token)
        if is_word(token) and (self.is_op("=") or token.value.startswith("const")):
            return "sym", token.value
        if token.kind == "name":
            return self._name(token, depth)
        if token.kind == "cmd":
            return self.command(token.value, depth)
        if token.kind == "op" and token.value in "([{|":
            return self._bracketed(token.value, depth)
        raise Unreadable(f"expected a number or a name, found {token.value[:20] or 'the end'!r}")

    def _bracketed(self, opened: str, depth: int) -> Node:
        # The dx of an integral stands behind what is bracketed, or within it for good: \frac{dx}{x}.
        integrals, self.integrals = self.integrals, 0
        found = self._group(opened, depth)
        self.integrals = integrals
        return found

    def _group(self, opened: str, depth: int) -> Node:
        if opened == "|":
            self.bars += 1
            inner = self.sum(depth + 1)
            self.expect("|")
            self.bars -= 1
            return ("fn", "det", inner) if inner[0] == "matrix" else ("fn", "abs", inner)
        if opened == "{":
            if self.is_op("}"):
                raise Unreadable("an empty group")
            inner = self.items(depth + 1)
            if self.is_cmd("over", "choose"):
                named = self.take().value
                below = self.sum(depth + 1)
                inner = ("/", inner, below) if named == "over" else ("fn", "binom", inner, below)
            self.expect("}")
            return ("set", inner[1]) if inner[0] == "list" else inner
        outer, self.bars = self.bars, 0
        inner = self.items(depth + 1)
        self.bars = outer
        closed = self.take()
        if closed.kind != "op" or closed.value not in ")]":
            raise Unreadable(f"expected {CLOSERS[opened]!r}, found {closed.value[:20] or 'the end'!r}")
        return _grouped(inner, opened + closed.value)

    def _name(self, token: Token, depth: int) -> Node:
        value = token.value
        if value.lower() in FUNCTIONS or value == "sqrt":
            return self._function(value.lower(), depth)
        if value in CONSTANTS:
            return self.subscripted(("const", CONSTANTS[value]))
        node = self._letter(value[0]) if len(value) > 1 else self.subscripted(self._letter(value))
        for place, letter in enumerate(value[1:], 2):
            factor = self._letter(letter)
            last = place == len(value)
            # A power or a subscript belongs to the last letter alone.
            factor = self._powered(self.subscripted(factor), depth) if last else factor
            node = ("*", node, self.applied(factor, depth) if last else factor)
        return node

    def _powered(self, node: Node, depth: int) -> Node:
        if self.is_op("^"):
            self.at += 1
            return "^", node, self.argument(depth + 1, signed=True)
        return node

    def _letter(self, letter: str) -> Node:
        return ("const", letter) if letter in ("e", "i") else ("sym", letter)


def _is_vector(node: Node) -> bool:
    return bool(node[0] == "sym" and str(node[1]).startswith(("\\vec", "\\overrightarrow")))


def _grouped(inner: Node, brackets: str) -> Node:
    if inner[0] == "list":
        items = inner[1]
        if len(items) == 2 and brackets != "()":
            return "interval", items[0], items[1], brackets
        return "tuple", items
    if brackets not in ("()", "[]"):
        raise Unreadable("brackets that do not match")
    return inner
