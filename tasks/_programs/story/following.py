"""What a sentence of steps may tell next in a line of thought: right steps of it, or the first of a wrong start."""

from __future__ import annotations

from collections.abc import Iterator

from ..program import ARITHMETIC
from . import table
from .steps import compared, equation, lines, plain, worded
from .thought import Thought
from .words import Words
from .wrong import variants


def following(words: Words, now: Thought, sentence: str) -> Thought | None:
    """The line of thought behind a sentence that goes on with it, None where that tells none of its steps."""
    for name in now.due():
        if now.view.made[name][0] not in ARITHMETIC and sentence in compared(words, now, name):
            return _told(now, (name,))
    if not sentence.endswith("."):
        return None
    body = sentence[:-1]
    opener = next((one for one in table.OPENERS if body.startswith(one)), "")
    for text in (body, body[len(opener) :]) if opener else (body,):
        names = _names(words, now, text, True)
        if names is not None:
            return _told(now, names)
    return None


def mistaken(words: Words, now: Thought, sentence: str) -> Iterator[Thought]:
    """Wrong starts that a sentence may be the first of."""
    for name in now.due():
        if now.view.made[name][0] not in ARITHMETIC:
            continue
        for variant in variants(words, now, name):
            found = now.wrong(variant)
            if found is None or (variant.op and equation(words, found, variant.step) not in sentence):
                continue
            after = following(words, found, sentence)
            if after is not None:
                yield after


def _told(now: Thought, names: tuple[str, ...]) -> Thought:
    after = now.copy()
    after.tell(names)
    return after


def _names(words: Words, now: Thought, text: str, begins: bool) -> tuple[str, ...] | None:
    """The steps that a clause tells, or two of them; None where it tells none."""
    for name in now.due():
        if now.view.made[name][0] not in ARITHMETIC or equation(words, now, name) not in text:
            continue
        for clause in (*lines(words, now, name), *plain(words, name)):
            rest = _rest(worded(words, now, clause), text)
            if rest == "":
                return clause.names
            joint = next((one for one in table.JOINTS if rest.startswith(one)), "") if rest and begins else ""
            if rest and joint:
                more = _names(words, _told(now, clause.names), rest[len(joint) :], False)
                if more is not None:
                    return (*clause.names, *more)
    return None


def _rest(clause: str, text: str) -> str | None:
    """What a text says behind a clause, None where it does not begin with it; a first letter may be small."""
    n = len(clause)
    if text[1:n] != clause[1:] or text[:1].lower() != clause[:1].lower():
        return None
    return text[n:]
