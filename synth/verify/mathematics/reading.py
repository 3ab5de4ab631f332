"""Reads an answer and its reference together: what a letter means in one, the other one tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.verify.expression import Unreadable
from synth.verify.mathematics.applied import resolved
from synth.verify.mathematics.clock import as_ratio
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.shape import Shape, shape_of
from synth.verify.mathematics.text import SHORT_UNITS, Token, clean, tokens
from synth.verify.mathematics.tree import Node, is_word, parse

_LEADING = re.compile(
    r"(?:the|final|correct|answer|result|value|is|are|option|choice|so|therefore|thus|hence|ratio)$", re.IGNORECASE
)
_STATING = frozenset(["is", "are", "was", "were", "equals", "becomes", "has", "have"])
# A sentence with one of these does not say that its value is the answer.
_DENYING = frozenset(
    (
        "not no never neither isn't aren't wasn't cannot can't without wrong false incorrect if unless that be been to "
        "doubt doubts nobody impossible unlikely used would could might may should except than but supposing suppose"
    ).split()
)
_UNDEFINED = re.compile(r"(?<![A-Za-z])(?:nan|NaN|NAN)(?![A-Za-z])")
_THEREFORE = frozenset(["therefore", "Rightarrow", "implies", "Longrightarrow"])
_MONEY = {"\\$": "dollar", "£": "lb", "€": "euro", "¥": "yen"}
_RATIO = re.compile(r"\bratios?\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass
class Reading:
    """An answer as it was written, its tokens and its tree."""

    text: str
    tokens: list[Token]
    tree: Node


def read(text: str, letters: frozenset[str] = frozenset()) -> Reading:
    """Reads one side by itself; `letters` are units. Raises Unreadable and Undefined."""
    if _UNDEFINED.search(text):
        raise Undefined("not a number")
    found = _without_lead(tokens(clean(text)))
    return Reading(text, found, parse(found, letters))


def shapes(answer: Reading, reference: Reading) -> tuple[Shape, Shape]:
    """What the two sides are. Raises Unreadable."""
    one, two = _with_units(answer, reference), _with_units(reference, answer)
    found = []
    for side, other in ((one, two.tree), (two, one.tree)):
        shape = shape_of(_point(resolved(side.tree, other), other))
        if not shape.unit:
            shape.unit = next((unit for sign, unit in _MONEY.items() if sign in side.text), "")
            if side.text.count("$") % 2 and "\\$" not in side.text:  # one alone opens no formula
                shape.unit = shape.unit or "dollar"
        found.append(shape)
    if any(_RATIO.search(side.text) for side in (one, two)):
        found = [as_ratio(shape) for shape in found]
    return found[0], found[1]


def _with_units(side: Reading, other: Reading) -> Reading:
    """A bare letter behind a number is a unit only where the other side names it as one."""
    named = frozenset(letter for unit in _units(other.tree) for letter in _LETTERS.findall(unit)) & {
        *SHORT_UNITS,
        "Omega",
    }
    if not named & {token.value for token in side.tokens}:
        return side
    return Reading(side.text, side.tokens, parse(side.tokens, named))


def _units(node: object) -> list[str]:
    """The units that a tree names, in the short form where there is one."""
    if isinstance(node, list):
        return [unit for part in node for unit in _units(part)]
    if not isinstance(node, tuple):
        return []
    if node[0] == "quantity":
        unit = shape_of(("quantity", ("num", 1), node[2])).unit if isinstance(node[2], str) else ""
        return [str(node[2]), unit, *_units(node[1])]
    return [unit for part in node for unit in _units(part)]


def _point(tree: Node, other: Node) -> Node:
    """`A(3, 4)` is the point (3, 4) where the other side is one."""
    if (
        tree[0] == "app"
        and tree[2][0] == "list"
        and other[0] == "tuple"
        and tree[1][0] == "sym"
        and tree[1][1].isupper()
    ):
        return "tuple", tree[2][1]
    return tree


def _without_lead(found: list[Token]) -> list[Token]:
    """Without what only leads to the answer: "The answer is", "The volume is", "therefore"."""
    while len(found) > 1 and _leads(found[0]):
        found = found[1:]
        if found and found[0].kind == "op" and found[0].value == ":":
            found = found[1:]
    led = [place for place, token in enumerate(found) if token.kind == "cmd" and token.value in _THEREFORE]
    found = found[led[-1] + 1 :] if led else found
    if len(found) > 1 and found[0].kind == "op" and found[0].value == "=":
        return found[1:]
    said = _stated(found)
    rest = found[said:]
    # "Paris is the capital" is all words, and stays whole.
    if said and any(token.kind in ("num", "cmd") for token in rest):
        return rest
    return found


def _stated(found: list[Token]) -> int:
    """Where a sentence has come to its value: "The volume of the box is 120". 0 where it has not."""
    words: list[str] = []
    place = 0
    for at, token in enumerate(found):
        if token.kind not in ("word", "name"):
            break
        words += token.value.casefold().split()
        if words and words[-1] in _STATING and len(words) > 1 and any(len(word) > 1 for word in words[:-1]):
            place = at + 1
    following = " ".join(token.value for token in found[place:]).casefold().split()
    if _DENYING & {*words, *following[:3]}:
        return 0
    return place


def _leads(token: Token) -> bool:
    """Whether words only lead to the answer: "The answer is"."""
    words = token.value.strip(" :,").split()
    return (is_word(token) and bool(words) and all(_LEADING.match(word) for word in words)) or (
        token.kind == "name" and token.value == "is"
    )


__all__ = ["Reading", "Unreadable", "read", "shapes"]
