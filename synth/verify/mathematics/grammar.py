"""The words and signs of the notation, and a place in a list of tokens."""

from __future__ import annotations

from typing import Any

from synth.verify.expression import Unreadable
from synth.verify.mathematics.text import NAMED, SHORT_UNITS, Token

Node = tuple[Any, ...]

MAX_DEPTH = 100
FUNCTIONS = NAMED
LISTED = frozenset(["max", "min", "gcd", "lcm"])
REALS: Node = ("interval", ("neg", ("const", "oo")), ("const", "oo"), "()")
TRIG = frozenset(["sin", "cos", "tan", "cot", "sec", "csc"])
ALIASES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "sign": "sgn",
}  # fmt: skip
BIG = frozenset(["sum", "prod", "int", "lim"])
CONSTANTS = {"pi": "pi", "infty": "oo", "e": "e", "i": "i", "infinity": "oo", "inf": "oo", "oo": "oo"}
GREEK = frozenset(
    (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon "
        "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar"
    ).split()
)
RELATIONS = {"approx": "~", "=": "=", "<": "<", ">": ">", "le": "<=", "ge": ">=", "ne": "!=", "in": "in"}
UNITS = frozenset(
    (
        "cm mm km kg mg ml mL ft in hr hrs min mins sec secs lb lbs oz mph kmh rad deg cents cent usd "
        "USD pct kmph Hz kHz MHz eV kJ kW mol pm am PM AM yd mi gal cups cup pt qt st nd rd th"
    ).split()
)
ACCENTS = ("mathbb", "vec", "hat", "bar", "overline", "overrightarrow", "tilde", "widehat", "dot")
CLOSERS = {"(": ")", "[": "]"}
END = Token("end", "")


# Short words that are units even where no space stands between them and the number.
GLUED = frozenset(
    "day days year hour hours week feet foot inch mile gram cent cents dozen men am pm ksi psi rad".split()
)


def written(node: Any) -> str:
    """A tree as a text that two readings of one notation share."""
    if isinstance(node, (tuple, list)):
        return (
            f"{node[1]}" if len(node) == 2 and node[0] in ("sym", "num") else "[" + " ".join(map(written, node)) + "]"
        )
    return str(node)


def is_run(letters: str) -> bool:
    """Whether letters follow each other in the alphabet, as those of a product do: abc, xyz, zyx."""
    places = sorted(map(ord, letters))
    return 3 <= len(places) <= 5 and places == list(range(places[0], places[0] + len(places)))


def is_word(token: Token) -> bool:
    """Whether letters are words rather than the product of variables."""
    if token.kind == "word":
        return True
    value = token.value
    if is_run(value):
        return False
    return token.kind == "name" and (
        (
            len(value) >= 3
            and value.lower() not in FUNCTIONS | {"sqrt", "infinity", "inf"}
            and bool(set("aeiouyAEIOUY") & set(value))
        )
        or value.lower() in ("or", "and", "no", "to")
    )


class Cursor:
    """A place in a list of tokens. `token` is the next one."""

    def __init__(self, found: list[Token], letters: frozenset[str] = frozenset()) -> None:
        self.tokens = found
        self.at = 0
        self.bars = 0  # open |
        self.integrals = 0  # whose integrand is being read
        self.letters = letters  # that the other text names as units

    @property
    def token(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else END

    def is_op(self, *values: str) -> bool:
        token = self.token
        return token.kind == "op" and token.value in values

    def is_cmd(self, *values: str) -> bool:
        token = self.token
        return token.kind == "cmd" and token.value in values

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def expect(self, value: str, kind: str = "op") -> None:
        if self.token.kind != kind or self.token.value != value:
            raise Unreadable(f"expected {value!r}, found {self.token.value[:20] or 'the end'!r}")
        self.at += 1

    def is_unit(self, token: Token) -> bool:
        if token.kind == "word" and token.value in SHORT_UNITS:
            return True
        if token.kind == "cmd":
            return token.value in self.letters  # \\Omega
        return token.kind in ("name", "word") and (token.value in UNITS or token.value in self.letters)

    def is_product(self, token: Token) -> bool:
        """Whether letters are a product: no word, or so close to a number that they are none."""
        glued = not token.spaced and self.at > 0 and self.tokens[self.at - 1].kind == "num" and len(token.value) <= 4
        return token.kind == "name" and (not is_word(token) or (glued and token.value.lower() not in GLUED | UNITS))

    def noun_in_brackets(self) -> bool:
        """`9 (apples)`"""
        return self.is_op("(") and is_word(self.peek()) and self.peek(2).value == ")" and self.peek(2).kind == "op"

    # What the classes below define, for each other.

    def items(self, depth: int) -> Node:
        raise NotImplementedError

    def sum(self, depth: int) -> Node:
        raise NotImplementedError

    def term(self, depth: int) -> Node:
        raise NotImplementedError

    def signed(self, depth: int) -> Node:
        raise NotImplementedError

    def power(self, depth: int) -> Node:
        raise NotImplementedError

    def postfix(self, depth: int) -> Node:
        raise NotImplementedError

    def primary(self, depth: int) -> Node:
        raise NotImplementedError

    def argument(self, depth: int, signed: bool = False) -> Node:
        raise NotImplementedError

    def starts_factor(self) -> bool:
        raise NotImplementedError

    def subscripted(self, node: Node) -> Node:
        raise NotImplementedError
