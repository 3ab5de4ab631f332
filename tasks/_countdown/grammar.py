"""Turns a few lines of grammar into a pool of phrases, and a phrase into what a reader looks it up by.

In a line of grammar `[a|b|]` is a choice (choices nest), `{E}` a slot that is filled with text, `{miss}` a
claim that stands there without text of its own. `@I`, `@my` and `@me` are the voice of the trace: I or we.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

VOICES = ({"@I": "I", "@my": "my", "@me": "me"}, {"@I": "we", "@my": "our", "@me": "us"})

# What stands in a skeleton for each kind of text that a slot is filled with.
EQUATION, EQUATIONS, EXPRESSION, NUMBERS = "=", "~", "$", "#"
MARK = {"E": EQUATION, "W": EQUATION, "F": EQUATIONS, "C": EQUATIONS, "X": EXPRESSION}
# What is put together out of other slots, so that nobody fills it in vain.
SPELLED = {"P": "%(Z)s and %(Y)s"}

_SLOT = re.compile(r"\{(\w+)\}")


class Phrase(NamedTuple):
    """`template % slots` is its text, where `slots` maps the name of every slot to what it holds.

    `skeleton` is the text with a mark for every slot; `meaning` lists slots and claims in the order in which a
    reader meets them.
    """

    template: str
    skeleton: str
    meaning: tuple[str, ...]


def expand(line: str) -> list[str]:
    """Every text that a line of grammar stands for."""
    return ["".join(parts) for parts in product(*_choices(line))]


def _choices(line: str) -> list[list[str]]:
    """The line as a sequence of places, each with the texts that can stand there."""
    places: list[list[str]] = []
    at = 0
    while at < len(line):
        start = line.find("[", at)
        if start < 0:
            places.append([line[at:]])
            break
        places.append([line[at:start]])
        depth, options, begin, at = 1, [], start + 1, start + 1
        while depth:
            if line[at] == "[":
                depth += 1
            elif line[at] == "]":
                depth -= 1
            if (line[at] == "|" and depth == 1) or depth == 0:
                options.append(line[begin:at])
                begin = at + 1
            at += 1
        places.append([text for option in options for text in expand(option)])
    return places or [[""]]


def _phrases(line: str) -> Iterator[Phrase]:
    """Every phrase that a line of grammar stands for, put together of the pieces that stand at its places."""
    for pieces in product(*[list(map(_piece, texts)) for texts in _choices(line)]):
        templates, skeletons, meanings = zip(*pieces, strict=True)
        yield Phrase("".join(templates), "".join(skeletons), _shared(sum(meanings, ())))


@cache  # of pieces, slots and meanings there are a few hundred, and tens of thousands of phrases
def _piece(text: str) -> Phrase:
    parts = _SLOT.split(text)  # literal text and names in turn
    names = parts[1::2]
    parts[1::2] = [MARK.get(name, NUMBERS) if name.isupper() else "" for name in names]
    skeleton = "".join(parts)
    parts[::2] = [literal.replace("%", "%%") for literal in parts[::2]]
    parts[1::2] = [(SPELLED.get(name) or f"%({name})s") if name.isupper() else "" for name in names]
    return Phrase("".join(parts), skeleton, tuple(names))


@cache
def _shared(meaning: tuple[str, ...]) -> tuple[str, ...]:
    """One and the same tuple for equal meanings."""
    return meaning


def pool(lines: Iterable[str], voice: int) -> tuple[Phrase, ...]:
    """The different phrases that lines of grammar stand for, in one voice."""
    return _pool(_spoken(lines, voice))


def pools(lines: Sequence[str]) -> list[tuple[Phrase, ...]]:
    """The pools of every voice; one where all say the same."""
    return list(map(_pool, dict.fromkeys(_spoken(lines, voice) for voice in range(len(VOICES)))))


def _spoken(lines: Iterable[str], voice: int) -> tuple[str, ...]:
    spoken = "\0".join(lines)
    for mark, word in VOICES[voice].items():
        spoken = spoken.replace(mark, word)
    return tuple(spoken.split("\0"))


@cache  # as many as there are kinds of phrases
def _pool(lines: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrase for line in lines for phrase in _phrases(line)))
