"""Reads the sentences of a trace: which numbers, equations and claims stand in them, in the order of the text.

A sentence is known by its skeleton, the text with a mark for every number, list and equation. What no phrase
accounts for is not read: there is no half-understood prose.
"""

from __future__ import annotations

import re
from functools import lru_cache

from . import phrases
from .grammar import EQUATION, EQUATIONS, EXPRESSION, NUMBERS, VOICES, pool
from .search import Step

MAX_SENTENCE = 600
MAX_ATOM = 400

_OPS = {"+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "·": "*", "/": "/", "÷": "/"}
# A number of a list is not the beginning of an equation.
_ITEM = r"[0-9]+(?![0-9]| ?[-+*/×÷·−=])"
_EQ_TAIL = r" ?[-+*/×÷·−] ?[0-9]+ ?= ?[0-9]+"
# Every alternative starts behind one character that is looked for quickly.
_ATOM = re.compile(
    r"([0-9(\[{](?:"
    rf"(?<=[0-9])[0-9]*{_EQ_TAIL}(?:(?:, and |, |; | and )[0-9]+{_EQ_TAIL})*"
    r"|(?:(?<=[0-9])[0-9]*|(?<=\()\(*[0-9]+)\)*(?: [-+*/] \(*[0-9]+\)*)+"
    rf"|(?<=\[){_ITEM}(?:, {_ITEM})*\]|(?<=\{{){_ITEM}(?:, {_ITEM})*\}}"
    rf"|(?<=[0-9])[0-9]*(?:, {_ITEM})*(?:,? and {_ITEM})?))"
)
_EQUATION = re.compile(r"([0-9]+) ?([-+*/×÷·−]) ?([0-9]+) ?= ?([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")
_SIGNS = frozenset("+-*/")

_MARKS = (EQUATION, EQUATIONS, EXPRESSION, NUMBERS)

Meaning = tuple[str, ...]


def read(text: str) -> tuple[list[Meaning | None], list[str]]:
    """The meaning of every sentence of a trace (None: not read), and all the atoms in the order of the text."""
    parts = _ATOM.split(text)
    atoms = parts[1::2]
    parts[1::2] = [NUMBERS if atom.isdigit() else _mark(atom) for atom in atoms]
    skeleton = "".join(parts)
    if sum(map(skeleton.count, _MARKS)) != len(atoms) or max(map(len, atoms), default=0) > MAX_ATOM:
        return [None], []  # the prose holds a mark of its own
    return list(map(lexicon().meaning, _sentences(skeleton))), atoms


def sentence(text: str, place: int) -> str:
    """The sentence at a place of a trace, for a message."""
    said = _sentences(text)
    return said[place] if place < len(said) else text


def _sentences(text: str) -> list[str]:
    return [said for said in text.replace(". ", ".\n").replace("? ", "?\n").split("\n") if said]


def _mark(atom: str) -> str:
    if "=" in atom:
        return EQUATION if atom.count("=") == 1 else EQUATIONS
    return NUMBERS if _SIGNS.isdisjoint(atom) else EXPRESSION


def equations(atom: str) -> list[Step]:
    """The equations of an atom; nothing is checked here."""
    parts = atom.split(" ")
    if len(parts) == 5 and parts[3] == "=":
        return [(int(parts[0]), _OPS[parts[1]], int(parts[2]), int(parts[4]))]
    return [(int(a), _OPS[op], int(b), int(r)) for a, op, b, r in _EQUATION.findall(atom)]


def numbers(atom: str) -> tuple[int, ...]:
    """The numbers of an atom, in its order."""
    return (int(atom),) if atom.isdigit() else tuple(map(int, _NUMBER.findall(atom)))


class _Lexicon:
    """Skeletons of every phrase, by the place it can take in a sentence."""

    def __init__(self) -> None:
        self.openers = {text for kind in phrases.OPENERS for text in _skeletons("OPENERS", kind)}
        heads = [_skeletons("HEAD")] + [_skeletons("HEAD_OP", op) for op in phrases.HEAD_OP]
        self.heads = _merged(*heads, _skeletons("DIRECT"))
        self.first_heads = {_capital(head[:-1]): meaning for head, meaning in self.heads.items()}
        self.first_openers = set(map(_capital, self.openers))
        self.connects = _skeletons("CONNECT")
        tails = ("REST", "MISS_TARGET", "MISS_NEED", "NOT_YET", "GOT", "MEET", "HIT")
        self.tails = _merged({"": ()}, *map(_skeletons, tails))
        self.backward_heads = _merged(*map(_skeletons, ("BACKWARD_FIRST", "BACKWARD_NEXT", "BACKWARD_OP")))
        self.backward_tails = _merged(*map(_skeletons, ("BACKWARD_NEED", "BACKWARD_THERE")))
        self.list_heads = _merged(*map(_skeletons, ("SWEEP", "RECAP")))
        self.list_tails = _merged({"": ()}, *map(_skeletons, ("SWEEP_MISS_TARGET", "SWEEP_MISS_NEED", "RECAP_END")))
        self.aims = _skeletons("AIM")
        aims = ("AIM_TARGET", "AIM_NEED")
        self.reasons = _merged(*(_skeletons(kind, why) for kind in aims for why in phrases.AIM_TARGET))
        self.leaves = _skeletons("LEAVE")
        self.places = _merged(*map(_skeletons, ("PLACE_START", "PLACE_MID")))
        self.returns = _merged(*map(_skeletons, ("RESTART", "UNDO")))
        self.return_goals = _merged({"": ()}, *map(_skeletons, ("BACK_GOAL_TARGET", "BACK_GOAL_NEED")))
        self.whole = _merged(*map(_skeletons, ("OPEN", "CHECK_TARGET", "CHECK_NEED", "DONE", "CLOSE")))
        self.first_whole = {_capital(text): meaning for text, meaning in self.whole.items()}

    def meaning(self, skeleton: str) -> Meaning | None:
        """The meaning of a sentence, None for one that no phrase accounts for."""
        said = skeleton.removeprefix("- ")
        # The usual sentence about a step: one look for what stands up to its equation, one for the rest.
        head, mark, tail = said.partition(EQUATION)
        if not mark:
            meaning = self.first_whole.get(head[:-1])
            return meaning if meaning is not None and head[-1:] == "." else self._any(said)
        ending = self.tails.get(tail[:-1])
        if ending is not None and tail[-1:] == ".":
            beginning = self.first_heads.get(head)
            if beginning is None:
                opener, comma, rest = head.partition(", ")
                if opener + comma in self.first_openers:
                    beginning = self.heads.get(rest + mark)
            if beginning is not None:
                return beginning + ending
        return self._any(said)

    def _any(self, said: str) -> Meaning | None:
        if len(said) > MAX_SENTENCE:
            return None
        text = said.removesuffix(".")  # a line of its own may go without the full stop
        if text[:2] not in ("I ", "OK"):
            text = text[:1].lower() + text[1:]
        for cut in (text.find("; ") + 2, text.find(", ") + 2):
            if text[:cut] in self.openers and (meaning := self.body(text[cut:])) is not None:
                return meaning
        return self.body(text)

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
        at = text.rfind(" to ") + 3  # every way to leave ends so
        return self.places.get(text[at:]) if text[:at] in self.leaves else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(*meanings: Meaning | None) -> Meaning | None:
    whole: Meaning = ()
    for meaning in meanings:
        if meaning is None:
            return None
        whole += meaning
    return whole


def _skeletons(kind: str, key: str = "") -> dict[str, Meaning]:
    lines = getattr(phrases, kind)
    table: dict[str, Meaning] = {}
    for voice in range(len(VOICES)):
        for found in pool(lines[key] if key else lines, voice):
            _add(table, found.skeleton, found.meaning)
    return table


def _merged(*tables: dict[str, Meaning]) -> dict[str, Meaning]:
    """One table of several."""
    merged: dict[str, Meaning] = {}
    for table in tables:
        for skeleton, meaning in table.items():
            _add(merged, skeleton, meaning)
    return merged


def _add(table: dict[str, Meaning], skeleton: str, meaning: Meaning) -> None:
    """Adds a meaning. "Not 24" may name the target or what is needed: what is needed, then, is meant."""
    known = table.setdefault(skeleton, meaning)
    if known != meaning:
        general = tuple("Q" if name == "T" else name for name in known)
        if general != tuple("Q" if name == "T" else name for name in meaning):
            raise ValueError(f"two meanings of {skeleton!r}: {known} and {meaning}")
        table[skeleton] = general


@lru_cache(maxsize=1)
def lexicon() -> _Lexicon:
    """Built at the first trace that is read: about 100 ms."""
    return _Lexicon()
