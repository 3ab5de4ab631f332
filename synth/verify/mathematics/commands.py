"""Reads numbers and LaTeX commands: fractions, roots, functions, sets and matrices."""

from __future__ import annotations

from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.calculus import Calculus, differential
from synth.verify.mathematics.grammar import (
    ACCENTS,
    ALIASES,
    BIG,
    CONSTANTS,
    END,
    FUNCTIONS,
    GREEK,
    LISTED,
    REALS,
    TRIG,
    Node,
)
from synth.verify.mathematics.text import Token


class Commands(Calculus):
    def number(self, token: Token) -> Node:
        if self.is_cmd("overline", "dot", "bar") and "." in token.value:
            return self._repeating(token.value)
        if self.is_op("(") and not self.token.spaced and "." in token.value and self._is_period():
            return self._repeating(token.value)
        if self.is_op("_") and token.value.isdigit():
            self.at += 1
            base = self.argument(1)
            if base[0] != "num":
                raise Unreadable("a base that is no number")
            return "based", token.value, str(base[1])
        if len(token.value) > 4_000:
            raise Unreadable("a number of over 4,000 digits")
        value = decimal(token.value)
        if token.value.isdigit() and self.token.kind == "cmd" and self.token.value == "frac":
            return self._mixed(value)
        following = (self.token, self.peek(1), self.peek(2))
        is_mixed = [t.kind for t in following] == ["num", "op", "num"] and following[1].value == "/"
        if token.value.isdigit() and is_mixed and following[0].value.isdigit() and following[2].value.isdigit():
            self.at += 3
            return "num", value + _over(Fraction(following[0].value), Fraction(following[2].value))
        return "num", value

    def _mixed(self, whole: Fraction) -> Node:
        """`2\\frac{1}{2}` is two and a half; with letters in the fraction it is a product."""
        n, rest = 1, ""
        parts: list[str] = []
        for _ in range(2):
            token, inner = self.peek(n), self.peek(n + 1)
            if rest:
                parts, rest = [*parts, rest[0]], rest[1:]
            elif token.value == "{" and inner.value.isdigit() and self.peek(n + 2).value == "}":
                parts.append(inner.value)
                n += 3
            elif token.value.isdigit():
                parts.append(token.value[0])  # TeX takes one digit where there are no braces
                rest = token.value[1:]
                n += 1
            else:
                return "num", whole
        if rest or not int(parts[1]):
            return "num", whole
        self.at += n
        return "num", whole + Fraction(int(parts[0]), int(parts[1]))

    def _is_period(self) -> bool:
        """`0.(3)`"""
        return self.peek().kind == "num" and self.peek().value.isdigit() and self.peek(2).value == ")"

    def _repeating(self, digits: str) -> Node:
        braced = self.is_op("(")
        self.at += not braced
        closing = ")" if braced else "}"
        braced = braced or self.is_op("{")
        self.at += braced
        period = self.take()
        if braced:
            self.expect(closing)
        elif len(period.value) > 1:
            raise Unreadable("a repeating part that is not marked off")
        if period.kind != "num" or not period.value.isdigit():
            raise Unreadable("a repeating part that is no digits")
        if self.token.kind == "num" or self.is_cmd("dot", "overline"):
            raise Unreadable("digits behind a repeating part")
        fixed = len(digits.partition(".")[2])
        part = Fraction(int(period.value), 10 ** len(period.value) - 1) / 10**fixed
        return "num", decimal(digits) + part

    def command(self, value: str, depth: int) -> Node:
        if value in FUNCTIONS or value == "sqrt":
            return self._function(value, depth)
        if value in BIG:
            return self.big(value, depth)
        if value == "frac":
            return self.fraction(depth)
        if value == "binom":
            return "fn", "binom", self._digit_or_argument(depth + 1), self._digit_or_argument(depth + 1)
        if value in CONSTANTS:
            return "const", CONSTANTS[value]
        if value == "Reals":
            return REALS
        if value in ("angle", "measuredangle") and self.token.kind == "name":
            return "sym", "\\angle " + self.take().value
        if value in ACCENTS:
            return self._accented(value)
        if value == "ldots":
            raise Unreadable("what is left out by an ellipsis")
        if value in GREEK:
            return self.subscripted(("sym", value))
        if value == "{":
            return self._set(depth)
        if value == "emptyset":
            return "set", []
        if value == "|":
            inner = self.sum(depth + 1)
            self.expect("|", "cmd")  # \| is a norm
            return "fn", "norm", inner
        if value.startswith("begin") and value.removeprefix("begin").endswith(("matrix", "array")):
            return self._matrix(value.removeprefix("begin"), depth)
        if value in ("lfloor", "lceil"):
            inner = self.sum(depth + 1)
            self.expect("r" + value[1:], "cmd")
            return "fn", "floor" if value == "lfloor" else "ceil", inner
        raise Unreadable(f"unknown command: \\{value[:20]}")

    def _accented(self, value: str) -> Node:
        """`\\vec{v}` is a name."""
        braced = self.is_op("{")
        self.at += braced
        name = self.take()
        if name.kind != "name":
            raise Unreadable(f"an accent over no name: {name.value[:20]}")
        if braced:
            self.expect("}")
        accent = "bar" if value == "overline" and len(name.value) == 1 else value
        return self.subscripted(("sym", f"\\{accent} {name.value}"))

    def _set(self, depth: int) -> Node:
        if self._skip_variable():
            inner = self.items(depth + 1)
            self.expect("}", "cmd")
            return inner
        if self.is_cmd("}"):
            self.at += 1
            return "set", []
        inner = self.items(depth + 1)
        self.expect("}", "cmd")
        return "set", inner[1] if inner[0] == "list" else [inner]

    def _skip_variable(self) -> bool:
        """Whether `x |`, `x :` or `x \\in \\R :` opens a set that conditions describe."""
        ahead = 3 if self.peek(1) == self.peek(1)._replace(kind="cmd", value="in") else 1
        if ahead == 3 and self.peek(2).value != "Reals":
            return False
        if self.token.kind != "name" or self.peek(ahead).value not in ("|", ":"):
            return False
        self.at += ahead + 1
        return True

    def fraction(self, depth: int) -> Node:
        above = self._digit_or_argument(depth + 1)
        found: Node = ("/", above, self._digit_or_argument(depth + 1))
        variable, order = differential(found)
        if variable is not None and self.starts_factor():
            return "big", "diff", variable, ("num", Fraction(order)), ("num", Fraction(0)), self.term(depth + 1)
        return found

    def _digit_or_argument(self, depth: int) -> Node:
        """TeX takes one digit where there are no braces: `\\frac12` is a half."""
        token = self.token
        if token.kind == "num" and len(token.value) > 1 and token.value[0].isdigit():
            # Both stay in the list: what is read twice is read alike.
            self.tokens[self.at : self.at + 1] = [Token("num", token.value[0]), Token("num", token.value[1:])]
            self.at += 1
            return "num", Fraction(int(token.value[0]))
        return self.argument(depth)

    def _function(self, name: str, depth: int) -> Node:
        if name == "sqrt":
            if self.is_op("["):
                self.at += 1
                degree = self.sum(depth + 1)
                self.expect("]")
                return "fn", "root", self.argument(depth + 1), degree
            return "fn", "root", self.argument(depth + 1), ("num", Fraction(2))
        name, base, exponent = ALIASES.get(name, name), None, None
        while self.is_op("_", "^"):
            if self.take().value == "_":
                base = self.argument(depth + 1)
            else:
                exponent = self.argument(depth + 1, signed=True)
        argument = self._function_argument(name, depth + 1)
        if exponent == ("neg", ("num", Fraction(1))) and name in (*TRIG, "sinh", "cosh", "tanh"):
            name, exponent = "a" + name, None
        node: Node = ("fn", name, argument)
        if base is not None:
            node = ("fn", "logb", base, argument)
        elif argument[0] in ("tuple", "set") and argument[1] and name in LISTED:
            node = ("fn", name, *argument[1])
        return ("^", node, exponent) if exponent is not None else node

    def _function_argument(self, name: str, depth: int) -> Node:
        if name == "det" and self.token.value.startswith("begin"):
            return self.primary(depth)
        if self.is_op("(", "{", "["):
            return self.postfix(depth) if not self.is_op("{") else self.primary(depth)
        node = self.signed(depth)
        while self.starts_factor() and not (
            self.token.value in FUNCTIONS or self.is_op("(", "[") or self.starts_differential()
        ):
            node = ("*", node, self.power(depth))
        return node

    def _matrix(self, environment: str, depth: int) -> Node:
        """The bars of vmatrix make a determinant of it, and those of Vmatrix a norm."""
        rows: list[list[Node]] = [[]]
        closing = "end" + environment
        while not self.is_cmd(closing):
            if self.is_cmd("\\"):
                self.at += 1
                rows.append([])
            elif self.is_op("&"):
                if not rows[-1] or self.peek().value in ("&", "\\"):
                    raise Unreadable("an empty cell")
                self.at += 1
            elif self.token is END:
                raise Unreadable("a matrix without an end")
            else:
                rows[-1].append(self.sum(depth + 1))
        self.at += 1
        matrix: Node = ("matrix", [row for row in rows if row])
        function = {"v": "det", "V": "norm"}.get(environment.removesuffix("*").removesuffix("matrix"))
        return ("fn", function, matrix) if function else matrix


def decimal(digits: str) -> Fraction:
    """The value of `12`, `1.50`, `3e8`; exponents are bounded."""
    mantissa, _, exponent = digits.lower().partition("e")
    if exponent and abs(int(exponent)) > 400:
        raise Unreadable("an exponent of over 400")
    return Fraction(mantissa + ("0" if mantissa.endswith(".") else "")) * Fraction(10) ** int(exponent or 0)


def _over(above: Fraction, below: Fraction) -> Fraction:
    if not below:
        raise Unreadable("division by zero")
    return above / below
