"""The words and signs of the notation, and a place in a list of tokens."""

from __future__ import annotations

from typing import Any

from synth.verify.expression import Unreadable
from synth.verify.mathematics.text import SHORT_UNITS, Token

Node = tuple[Any, ...]

MAX_DEPTH = 100
FUNCTIONS = frozenset(
    (
        "sin cos tan cot sec csc asin acos atan sinh cosh tanh coth ln log exp arcsin arccos arctan max min gcd lcm"
    ).split()
)
LISTED = frozenset(["max", "min", "gcd", "lcm"])
REALS: Node = ("interval", ("neg", ("const", "oo")), ("const", "oo"), "()")
TRIG = frozenset(["sin", "cos", "tan", "cot", "sec", "csc"])
ALIASES = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}
CONSTANTS = {"pi": "pi", "infty": "oo", "e": "e", "i": "i", "infinity": "oo", "inf": "oo", "oo": "oo"}
GREEK = frozenset(
    (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon "
        "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar"
    ).split()
)
RELATIONS = {"=": "=", "<": "<", ">": ">", "le": "<=", "ge": ">=", "ne": "!=", "in": "in"}
UNITS = frozenset(
    (
        "cm mm km kg mg ml mL ft in hr hrs min mins sec secs lb lbs oz mph kmh rad deg cents cent usd "
        "USD kmph Hz kHz MHz eV kJ kW mol pm am yd mi gal cups cup pt qt st nd rd th"
    ).split()
)
# Behind a number these say more than a unit: what they make of it is not read.
NO_UNITS = frozenset(
    (
        "not squared cubed factorial plus minus times over divided than or and is of if wrong to by root square-root "
        "negative about approximately roughly nearly almost"
    ).split()
) - {"of", "times"}
SCALES = {"dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ACCENTS = ("vec", "hat", "bar", "overline", "overrightarrow", "tilde", "widehat", "dot")
CLOSERS = {"(": ")", "[": "]"}
END = Token("end", "")


# Short words that are units even where no space stands between them and the number.
GLUED = frozenset(
    "day days year hour hours week feet foot inch mile gram cent cents dozen men am pm ksi psi rad".split()
)


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

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.bars = 0  # open |

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
        return token.kind in ("name", "word") and (
            token.value in UNITS or (token.value in SHORT_UNITS and token.spaced)
        )

    def is_product(self, token: Token) -> bool:
        """Whether letters are a product: no word, or so close to a number that they are none."""
        glued = not token.spaced and self.at > 0 and self.tokens[self.at - 1].kind == "num" and len(token.value) <= 4
        return token.kind == "name" and (not is_word(token) or (glued and token.value.lower() not in GLUED | UNITS))

    # What the classes below define, for each other.

    def items(self, depth: int) -> Node:
        raise NotImplementedError

    def sum(self, depth: int) -> Node:
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
