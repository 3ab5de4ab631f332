"""A question in which every number is marked with the leaf it belongs to, so that its text can be changed safely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from .numerals import WORDS, mentions
from .program import Leaf, Program, Value, told

_MARK = re.compile("\x01([^\x01\x02\x03]*)\x02([^\x01\x02\x03]*)\x03")
_SPELLED = {n: word for word, n in WORDS.items()}
# The end of a sentence: not of an abbreviation such as "Mr." and not within a number.
_END = re.compile(r"(?<=[.!?])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)\s+")


class Marked(NamedTuple):
    """`body` are the sentences of the story, `ask` is the last one, which asks."""

    body: str
    ask: str


def marked(question: str, program: Program) -> Marked:
    """The question with its numbers marked, taken apart. Raises Reject where it asks nothing."""
    owner = {place: leaf.name for leaf in program.leaves for place in leaf.at}
    text, behind = "", 0
    for place, mention in enumerate(mentions(question)):
        name = owner.get(place)
        if name is not None:
            text += question[behind : mention.start] + mark(name, question[mention.start : mention.end])
            behind = mention.end
    text += question[behind:]
    sentences = _END.split(text.strip())
    if len(sentences) == 1:
        raise Reject("the question is a single sentence: nothing can be put before what it asks")
    return Marked(" ".join(sentences[:-1]), sentences[-1])


def mark(name: str, literal: str) -> str:
    return f"\x01{name}\x02{literal}\x03"


def sentences(text: str) -> list[str]:
    return _END.split(text)


def relabelled(text: str, names: Mapping[str, str]) -> str:
    """The text with its marks moved to other leaves."""
    return _MARK.sub(lambda found: mark(names.get(found[1], found[1]), found[2]), text)


def replaced(text: str, name: str, by: str) -> str:
    """The text with every mention of a leaf replaced."""
    return _MARK.sub(lambda found: by if found[1] == name else found[0], text)


def literal(text: str, name: str) -> str | None:
    """How the text states a leaf, where it first does."""
    return next((found[2] for found in _MARK.finditer(text) if found[1] == name), None)


def restated(text: str, name: str, value: Value) -> str:
    """The text with every mention of a leaf stating another value, in words where it was in words."""
    return _MARK.sub(lambda found: mark(name, like(found[2], value)) if found[1] == name else found[0], text)


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
    plain, starts, behind = "", {}, 0
    for found in _MARK.finditer(text):
        plain += text[behind : found.start()]
        starts[len(plain)] = found[1]
        plain += found[2]
        behind = found.end()
    plain += text[behind:]
    places: dict[str, list[int]] = {}
    for place, mention in enumerate(mentions(plain)):
        name = starts.pop(mention.start, None)
        if name is None:
            raise Reject(f"the text states {plain[mention.start : mention.end]}, which the program does not know")
        places.setdefault(name, []).append(place)
    if starts:
        raise Reject("a number of the program runs into other words")
    leaves = [leaf._replace(at=tuple(places.get(leaf.name, ()))) for leaf in program.leaves]
    used = {program.output, *(name for step in program.steps for name in step.args)}
    kept = [leaf for leaf in leaves if leaf.at or leaf.name in used]
    if lost := [
        leaf for leaf, old in zip(leaves, program.leaves, strict=True) if old.at and not leaf.at and leaf.name in used
    ]:
        raise Reject(f"the text no longer states {told(lost[0].value)}, which the program needs")
    return plain, program._replace(leaves=tuple(sorted(kept, key=_order)))


def _order(leaf: Leaf) -> tuple[int, ...]:
    return leaf.at or (10**6,)
