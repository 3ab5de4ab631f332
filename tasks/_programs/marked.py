"""A question in which every number is marked with the leaf it belongs to, so that its text can be changed safely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from synth.errors import Reject

from .numerals import WORDS, mentions
from .program import Leaf, Program, Value, told

MARK = re.compile("\x01([^\x01\x02\x03]*)\x02([^\x01\x02\x03]*)\x03")
_RUNNING_ON = re.compile("\x01([^\x01\x02\x03]*)\x02[^\x01\x02\x03]*\x03[-A-Za-z]")
# What may not stand before the capital is looked up behind it, so that other characters are passed over quickly.
CAPITALISED = re.compile(r"[A-Z](?<!\w.)[a-z]+\b")
_CONTROL = re.compile("[\x01-\x03]")
_SPELLED = {n: word for word, n in WORDS.items()}
# The end of a sentence: not of an abbreviation such as "Mr." or "11 a.m. and", and not within a number.
_END = re.compile(r"(?<=[.!?])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)\s+(?![\sa-z])")


class Marked(NamedTuple):
    """`body` are the sentences of the story, `ask` is the last one, which asks."""

    body: str
    ask: str


@dataclass(frozen=True)
class Changed:
    """A problem in the making: its marked text and its program."""

    text: Marked
    program: Program

    @cached_property
    def whole(self) -> str:
        return f"{self.text.body} {self.text.ask}"

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every quantity of the program."""
        return self.program.values()

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """The words that begin with a capital: names, among others."""
        return frozenset(CAPITALISED.findall(self.whole))

    @cached_property
    def running_on(self) -> frozenset[str]:
        """The leaves whose number runs on into a word: a three-day trip, 40g."""
        return frozenset(_RUNNING_ON.findall(self.whole))


def marked(question: str, program: Program) -> Marked:
    """The question with its numbers marked, taken apart. Raises Reject where it asks nothing."""
    if _CONTROL.search(question):
        raise Reject("the question holds control characters")
    owner = {place: leaf.name for leaf in program.leaves for place in leaf.at}
    parts, behind = [], 0
    for place, mention in enumerate(mentions(question)):
        name = owner.get(place)
        if name is not None:
            parts += [question[behind : mention.start], mark(name, question[mention.start : mention.end])]
            behind = mention.end
    parts.append(question[behind:])
    sentences = _END.split("".join(parts).strip())
    if len(sentences) == 1:
        raise Reject("the question is a single sentence: nothing can be put before what it asks")
    return Marked(" ".join(sentences[:-1]), sentences[-1])


def mark(name: str, literal: str) -> str:
    return f"\x01{name}\x02{literal}\x03"


def sentences(text: str) -> list[str]:
    return _END.split(text)


def relabelled(text: str, names: Mapping[str, str]) -> str:
    """The text with other names for the leaves that it marks."""
    return MARK.sub(lambda found: mark(names[found[1]], found[2]), text)


def replaced(text: str, name: str, by: str) -> str:
    """The text with every mention of a leaf replaced."""
    return MARK.sub(lambda found: by if found[1] == name else found[0], text)


def literal(text: str, name: str) -> str | None:
    """How the text states a leaf, where it first does."""
    return next((found[2] for found in MARK.finditer(text) if found[1] == name), None)


def restated(text: str, values: Mapping[str, Value]) -> str:
    """The text with every mention of some leaves stating another value, in words where it was in words."""

    def other(found: re.Match[str]) -> str:
        name, said = found.groups()
        return mark(name, like(said, values[name])) if name in values else found[0]

    return MARK.sub(other, text)


def like(said: str, value: Value) -> str:
    """A value as a text states it that said another so."""
    if said[:1].isalpha() and type(value) is int and value in _SPELLED:
        word = _SPELLED[value]
        return word.capitalize() if said[0].isupper() else word
    if type(value) is int:
        return f"{value:,}" if "," in said or value >= 10_000 else str(value)
    if isinstance(value, Fraction) and "." in said and 100 % value.denominator == 0:
        return f"{float(value):.2f}" if len(said.partition(".")[2]) == 2 else told(value)
    return told(value)


def finished(text: str, program: Program) -> tuple[str, Program]:
    """The plain question, and the program with the places of its leaves. Raises Reject for a mark that is no number."""
    pieces = MARK.split(text)
    starts, length = {}, len(pieces[0])
    for name, said, between in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        starts[length] = name
        length += len(said) + len(between)
    del pieces[1::3]
    plain = "".join(pieces)
    places: dict[str, tuple[int, ...]] = {}
    stated = mentions(plain)
    for place, mention in enumerate(stated):
        name = starts.get(mention.start)
        if name is None:
            raise Reject(f"the text states {plain[mention.start : mention.end]}, which the program does not know")
        places[name] = (*places[name], place) if name in places else (place,)
    if len(stated) < len(starts):
        raise Reject("a number of the program runs into other words")
    used = {program.output}.union(*[step.args for step in program.steps])
    kept = []
    for leaf in program.leaves:
        name, value, before = leaf.name, leaf.value, leaf.at
        at = places.get(name, ())
        if before and not at and name in used:
            raise Reject(f"the text no longer states {told(value)}, which the program needs")
        if at or name in used:
            kept.append(leaf._replace(at=at))
    return plain, program._replace(leaves=tuple(sorted(kept, key=_order)))


def _order(leaf: Leaf) -> tuple[int, ...]:
    return leaf.at or (10**6,)
