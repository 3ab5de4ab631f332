"""How one trace is written: its voice, notation, layout, and how much it says beyond its steps."""

from __future__ import annotations

from typing import NamedTuple

from synth.task import Draw

from . import phrases
from .grammar import VOICES, pool
from .instances import MAX_SIZE
from .search import State, Step

CLAIM_OF_OP = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
LAYOUTS = (  # what stands between paragraphs and between sentences, and before every sentence
    (" ", " ", ""), ("\n", " ", ""), ("\n\n", " ", ""), ("\n\n", "\n", ""), ("\n", "\n", ""), ("\n", "\n", "- "),
)  # fmt: skip

PLAIN_LAYOUTS = LAYOUTS[:2]


def _notations(signs: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is written for + - * / and =, with spaces around it and without."""
    tight = dict(zip("+-*/=", signs + "=", strict=True))
    return {sign: f" {written} " for sign, written in tight.items()}, tight


def _lists(left: str, comma: str, last: str, right: str) -> tuple[str, ...]:
    """At place n, the template of a list of n numbers: what opens it, joins it, joins its last, and closes it."""
    pair = "%d and %d" if not left else f"{left}%d{last}%d{right}"
    more = [f"{left}{comma.join(['%d'] * (n - 1))}{last}%d{right}" for n in range(3, MAX_SIZE + 1)]
    return ("", "%d", pair, *more)


# Mostly the signs of the answer: a small model learns each notation anew.
NOTATIONS = tuple(map(_notations, (*["+-*/"] * 8, "+-×÷", "+-×÷", "+−×÷", "+-×/")))
LISTS = (
    _lists("", ", ", ", ", ""), _lists("", ", ", " and ", ""), _lists("", ", ", ", and ", ""),
    _lists("[", ", ", ", ", "]"), _lists("{", ", ", ", ", "}"),
)  # fmt: skip


class Habits(NamedTuple):
    """How often, in percent, a trace says what it could do without: the problem, what is left, a recap, its answer."""

    openers: tuple[int, int]  # the least and the most, drawn once a trace
    opening: int
    rest: int
    recap: int
    closing: int
    early_checks: int


SHORT = Habits((25, 65), 60, 40, 40, 50, 50)
LONG = Habits((5, 35), 30, 15, 15, 20, 15)  # what backtracks has enough to say


class Pools(dict[str, tuple[str, ...]]):
    """Templates by name, each pool made when it is first asked for.

    A name is a kind of phrase, or a kind and a claim ("MISS_TARGET over"): such a pool claims nothing else. Where
    a kind has several tables, the word after it says which one, too.
    """

    def __init__(self, voice: int) -> None:
        super().__init__()
        self.voice = voice

    def __missing__(self, name: str) -> tuple[str, ...]:
        kind, _, detail = name.partition(" ")
        claims = {CLAIM_OF_OP.get(detail, detail)}
        if detail in ("over", "under"):
            claims.add("miss")
        lines = getattr(phrases, kind)
        found = pool(lines[detail] if isinstance(lines, dict) else lines, self.voice)
        told = {p.meaning for p in found if claims.issuperset([slot for slot in p.meaning if slot.islower()])}
        self[name] = tuple([p.template for p in found if p.meaning in told])
        return self[name]


POOLS = tuple(map(Pools, range(len(VOICES))))


class Style:
    """How one trace is written: drawn once, kept to the end."""

    def __init__(self, draw: Draw, habits: Habits = SHORT) -> None:
        self.pools = POOLS[0 if draw.chance(65) else 1]
        loose, tight = draw.choice(NOTATIONS)
        self.signs = tight if draw.chance(25) else loose
        self.lists = draw.choice(LISTS)
        self.paragraph, self.space, self.bullet = draw.choice(LAYOUTS)
        self.openers = draw.between(*habits.openers)

    def in_plain_signs(self, layout: tuple[str, str, str]) -> None:
        """Writes as the answer is written: `12 * 4 = 48`, and lists without brackets."""
        self.signs = NOTATIONS[0][0]
        self.lists = LISTS[1]
        self.paragraph, self.space, self.bullet = layout

    def equation(self, step: Step) -> str:
        a, op, b, result = step
        signs = self.signs
        return f"{a}{signs[op]}{b}{signs['=']}{result}"

    def numbers(self, numbers: State) -> str:
        return self.lists[len(numbers)] % numbers
