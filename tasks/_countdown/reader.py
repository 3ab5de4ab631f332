"""Reads a trace: which numbers, equations and claims its sentences hold, in the order of the text.

A sentence is known by its skeleton, the text with a mark for every number, list and equation. What no phrase
accounts for is not read: there is no half-understood prose. Every pass goes over the whole trace at once, since a
look at each sentence or number alone would cost several times as much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .grammar import EQUATION, EQUATIONS, EXPRESSION, NUMBERS
from .lexicon import lexicon, plain
from .search import Step

MAX_ATOM = 400

_SIGNS = (("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"))
_OPERATORS = frozenset("+-*/")

# Every pattern starts with one character that is looked for quickly.
_EQUATION = re.compile(r"([0-9][0-9]{0,14}) ?([-+*/]) ?([0-9]{1,15}) ?= ?([0-9]{1,15})")
_LEADING_ZERO = re.compile(r"0(?<![0-9]0)[0-9]")
# In a text without equations: numbers; where it has operators, an expression, too.
_LISTS = r"(?<=[0-9])[0-9]*(?:, [0-9]+)*(?:,? and [0-9]+)?|(?<=\[)[0-9]+(?:, [0-9]+)*\]|(?<=\{)[0-9]+(?:, [0-9]+)*\}"
_ATOM = re.compile(rf"([0-9\[{{](?:{_LISTS}))")
_ANY_ATOM = re.compile(rf"([0-9(\[{{](?:(?<=[0-9(])[0-9(]*\)*(?: [-+*/] \(*[0-9]+\)*)+|{_LISTS}))")
_NUMERAL = re.compile(r"[0-9]+")
# In a text whose equations are marks.
_EQUATIONS = re.compile(r"(=(?:(?:, and |, |; | and )=)+)")


class Reading(NamedTuple):
    """What a trace says: the meaning of every sentence (None: not read), and the rest in the order of the text."""

    meanings: list[Any]
    equations: Iterator[Step] = iter(())
    series: Iterator[str] = iter(())  # of equations, by their shape: "=, ="
    atoms: Iterator[str] = iter(())  # a number, a list of numbers ("5, 7 and 9"), or an expression


def read(text: str, meaning: Callable[[str], Any] | None = None, joint: re.Pattern[str] | None = None) -> Reading:
    """Reads a text by a lexicon's `meaning`, by that of the oracle's stories where none is given.

    What a `joint` matches parts sentences, too; it sees the marks of what stands in the slots.
    """
    for written, sign in _SIGNS if not text.isascii() else ():
        text = text.replace(written, sign)
    if _LEADING_ZERO.search(text):
        return Reading([None])
    parts = _EQUATION.split(text)
    equations = zip(map(int, parts[1::5]), parts[2::5], map(int, parts[3::5]), map(int, parts[4::5]), strict=True)
    prose = parts[::5]
    skeleton = EQUATION.join(prose)
    if NUMBERS in skeleton or EXPRESSION in skeleton or EQUATIONS in skeleton or skeleton.count(EQUATION) >= len(prose):
        return Reading([None])  # the prose holds a mark of its own
    if " + " in skeleton or " - " in skeleton or " * " in skeleton or " / " in skeleton:
        parts = _ANY_ATOM.split(skeleton)
        atoms = parts[1::2]
        parts[1::2] = [NUMBERS if _OPERATORS.isdisjoint(atom) else EXPRESSION for atom in atoms]
        skeleton = "".join(parts)
    else:
        parts = _ATOM.split(skeleton)
        atoms = parts[1::2]
        skeleton = NUMBERS.join(parts[::2])
    if atoms and max(map(len, atoms)) > MAX_ATOM:
        return Reading([None])
    parts = _EQUATIONS.split(skeleton)
    told = EQUATIONS.join(parts[::2])
    told = plain(joint.sub(".\n", told) if joint else told).replace("\n- ", "\n").removeprefix("- ")
    meanings = list(map(meaning or lexicon().meaning, _sentences(told)))
    return Reading(meanings, equations, iter(parts[1::2]), iter(atoms))


def sentence(text: str, place: int) -> str:
    """The sentence at a place of a trace, for a message."""
    said = _sentences(text)
    return said[place] if place < len(said) else text


def _sentences(text: str) -> list[str]:
    return list(filter(None, text.replace(". ", ".\n").replace("? ", "?\n").split("\n")))


def numerals(atom: str) -> list[str]:
    """The numbers of a list as they are written, in its order."""
    return _NUMERAL.findall(atom)


def numbers(atom: str) -> tuple[int, ...]:
    """The numbers of a list, in its order."""
    return tuple(map(int, _NUMERAL.findall(atom)))
