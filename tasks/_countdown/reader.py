"""Reads the sentences of a trace: which numbers, equations and claims stand in them, in the order of the text.

A sentence is known by its skeleton, the text with a mark for every number, list and equation. What no phrase
accounts for is not read: there is no half-understood prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from . import phrases
from .grammar import EQUATION, EQUATIONS, EXPRESSION, NUMBERS, VOICES, pool
from .search import Step

MAX_SENTENCE = 600

_OPS = str.maketrans("×·÷−", "**/-")
_EQ = r"[0-9]+ ?[-+*/×÷·−] ?[0-9]+ ?= ?[0-9]+"
# A number of a list is not the beginning of an equation.
_ITEM = r"[0-9]+(?![0-9]| ?[-+*/×÷·−=])"
_ATOM = re.compile(
    rf"({_EQ}(?:(?:, and |, |; | and ){_EQ})*"
    r"|\(*[0-9]+\)*(?: [-+*/] \(*[0-9]+\)*)+"
    rf"|\[{_ITEM}(?:, {_ITEM})*\]|[0-9]+(?:, {_ITEM})*(?:,? and {_ITEM})?)"
)
_EQUATION = re.compile(r"([0-9]+) ?([-+*/×÷·−]) ?([0-9]+) ?= ?([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")
_SENTENCE_END = re.compile(r"(?<=[.?])\s+|\n+")

Meaning = tuple[str, ...]


class Sentence(NamedTuple):
    """What a sentence means: slots and claims in order, and the texts that fill the slots in the same order."""

    text: str
    meaning: Meaning | None  # None: not read
    atoms: list[str]


def sentences(text: str) -> list[Sentence]:
    """The sentences of a trace."""
    return [_read(found) for found in _SENTENCE_END.split(text.strip())]


def _read(text: str) -> Sentence:
    said = text.removeprefix("- ")
    if len(said) > MAX_SENTENCE or any(mark in said for mark in "~$#"):
        return Sentence(text, None, [])
    parts = _ATOM.split(said)
    atoms = parts[1::2]
    parts[1::2] = map(_mark, atoms)
    return Sentence(text, _meaning("".join(parts)), atoms)


def _mark(atom: str) -> str:
    equals = atom.count("=")
    if equals:
        return EQUATION if equals == 1 else EQUATIONS
    return EXPRESSION if atom[0] == "(" or any(op in atom for op in "+-*/") else NUMBERS


def equations(atom: str) -> list[Step]:
    """The equations of an atom; nothing is checked here."""
    return [(int(a), op.translate(_OPS), int(b), int(r)) for a, op, b, r in _EQUATION.findall(atom)]


def numbers(atom: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBER.findall(atom)))


class _Lexicon:
    """Skeletons of every phrase, by the place it can take in a sentence."""

    def __init__(self) -> None:
        self.openers = {text for kind in phrases.OPENERS for text in _skeletons("OPENERS", kind)}
        self.openers |= _skeletons("BACKWARD_OPENERS").keys()
        heads = [_skeletons("HEAD")] + [_skeletons("HEAD_OP", op) for op in phrases.HEAD_OP]
        self.heads = _merged(*heads, _skeletons("DIRECT"))
        self.connects = _skeletons("CONNECT")
        self.tails = _merged({"": ()}, *map(_skeletons, ("REST", "MISS_TARGET", "MISS_NEED", "NOT_YET", "GOT", "MEET", "HIT")))
        self.backward_heads = _merged(*map(_skeletons, ("BACKWARD_FIRST", "BACKWARD_NEXT", "BACKWARD_OP")))
        self.backward_tails = _merged(*map(_skeletons, ("BACKWARD_NEED", "BACKWARD_THERE")))
        self.list_heads = _merged(*map(_skeletons, ("SWEEP", "RECAP")))
        self.list_tails = _merged({"": ()}, *map(_skeletons, ("SWEEP_MISS_TARGET", "SWEEP_MISS_NEED", "RECAP_END")))
        self.aims = _skeletons("AIM")
        self.reasons = _merged(*map(_skeletons, ("AIM_TARGET", "AIM_NEED")))
        self.leaves = _skeletons("LEAVE")
        self.places = _merged(*map(_skeletons, ("PLACE_START", "PLACE_MID")))
        self.returns = _merged(*map(_skeletons, ("RESTART", "UNDO")))
        self.return_goals = _merged({"": ()}, *map(_skeletons, ("BACK_GOAL_TARGET", "BACK_GOAL_NEED")))
        self.whole = _merged(*map(_skeletons, ("OPEN", "CHECK_TARGET", "CHECK_NEED", "DONE", "CLOSE")))

    def body(self, text: str) -> Meaning | None:
        """The meaning of a sentence without its opener and its full stop."""
        if EQUATION in text:
            return self._steps(text)
        if EQUATIONS in text:
            head, mark, tail = text.partition(EQUATIONS)
            return _joined(self.list_heads.get(head + mark), self.list_tails.get(tail))
        if text in self.whole:
            return self.whole[text]
        aim, comma, reason = text.partition(", ")
        if aim in self.aims:
            return _joined(self.aims[aim], self.reasons.get(comma + reason))
        return self._return(text)

    def _steps(self, text: str) -> Meaning | None:
        parts = text.split(EQUATION)
        head, tail = parts[0] + EQUATION, parts[-1]
        if len(parts) == 2 and tail in self.backward_tails:
            return _joined(self.backward_heads.get(head), self.backward_tails[tail])
        connects = [self.connects.get(part + EQUATION) for part in parts[1:-1]]
        return _joined(self.heads.get(head), *connects, self.tails.get(tail))

    def _return(self, text: str) -> Meaning | None:
        cut = len(text)
        while cut >= 0:
            goal = self.return_goals.get(text[cut:])
            if goal is not None and (place := self._place(text[:cut])) is not None:
                return place + goal
            cut = max(text.rfind(", ", 0, cut), text.rfind("; ", 0, cut))
        return None

    def _place(self, text: str) -> Meaning | None:
        if text in self.returns:
            return self.returns[text]
        at = text.find(" ")
        while at >= 0:
            if text[:at] in self.leaves and text[at:] in self.places:
                return self.places[text[at:]]
            at = text.find(" ", at + 1)
        return None


def _joined(*meanings: Meaning | None) -> Meaning | None:
    whole: Meaning = ()
    for meaning in meanings:
        if meaning is None:
            return None
        whole += meaning
    return whole


def _skeletons(kind: str, key: str = "") -> dict[str, Meaning]:
    lines = getattr(phrases, kind)
    return _merged(*({p.skeleton: p.meaning} for voice in range(len(VOICES)) for p in pool(lines[key] if key else lines, voice)))


def _merged(*tables: dict[str, Meaning]) -> dict[str, Meaning]:
    """One table of several. "Not 24" may name the target or what is needed: what is needed, then, is meant."""
    merged: dict[str, Meaning] = {}
    for table in tables:
        for skeleton, meaning in table.items():
            known = merged.setdefault(skeleton, meaning)
            if known != meaning:
                general = tuple("Q" if name == "T" else name for name in known)
                if general != tuple("Q" if name == "T" else name for name in meaning):
                    raise ValueError(f"two meanings of {skeleton!r}: {known} and {meaning}")
                merged[skeleton] = general
    return merged


@lru_cache(maxsize=1)
def lexicon() -> _Lexicon:
    """Built at the first trace that is read: about 100 ms."""
    return _Lexicon()


@lru_cache(maxsize=16_384)
def _meaning(skeleton: str) -> Meaning | None:
    known = lexicon()
    if not skeleton.endswith("?"):
        if not skeleton.endswith("."):
            skeleton += "."  # a line of its own may go without
        skeleton = skeleton[:-1]
    for text in (skeleton[:1].lower() + skeleton[1:], skeleton):
        comma = text.find(", ")
        for cut in (0, comma + 2, comma + 5):
            if cut == 0 or text[:cut] in known.openers:
                meaning = known.body(text[cut:])
                if meaning is not None:
                    return meaning
    return None
