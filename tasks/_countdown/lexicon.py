"""What the sentences of a trace mean: every skeleton that the phrases can make, found by its parts."""

from __future__ import annotations

from functools import cached_property, lru_cache

from . import phrases
from .grammar import EQUATION, EQUATIONS, pools

MAX_SENTENCE = 600
# What no sentence says that tells of success.
_SAD = frozenset({"unfortunately", "sadly", "alas"})
_SUCCESS = frozenset({"hit", "met", "got"})
_RETURN = frozenset({"A", "B"})
# What the words of a kind claim beyond their slots: that the target is what is to be made here (of every kind that
# ends so), that nothing is told yet, that something is still to be made.
_MORE = {"NOT_YET": ("towards",), "OPEN": ("opening",), "BACKWARD_NEED": ("unmade",)}

Meaning = tuple[str, ...]


class _Lexicon:
    """Skeletons of every phrase, by the place it can take in a sentence; in lists of steps the marks are left out."""

    def __init__(self) -> None:
        self.openers = {text.removesuffix(", ") for kind in phrases.OPENERS for text in _skeletons("OPENERS", kind)}
        self.failing = {text.removesuffix(", ") for text in _skeletons("OPENERS", "fail")}
        heads = [_skeletons("HEAD"), _skeletons("DIRECT")] + [_skeletons("HEAD_OP", op) for op in phrases.HEAD_OP]
        self.heads = _before(EQUATION, _merged(*heads))
        self.connects = _before(EQUATION, _skeletons("CONNECT"))
        tails = ("REST", "MISS_TARGET", "MISS_NEED", "NOT_YET", "GOT", "MEET", "HIT")
        self.tails = _merged({"": ()}, *map(_skeletons, tails))
        self.list_heads = _before(EQUATIONS, _merged(*map(_skeletons, ("SWEEP", "RECAP"))))
        self.list_tails = _merged({"": ()}, *map(_skeletons, ("SWEEP_MISS_TARGET", "SWEEP_MISS_NEED", "RECAP_END")))
        self.leaves = _skeletons("LEAVE")
        self.places = _merged(*map(_skeletons, ("PLACE_START", "PLACE_MID")))
        self.returns = _merged(*map(_skeletons, ("RESTART", "UNDO")))
        self.return_goals = _merged(*map(_skeletons, ("BACK_GOAL_TARGET", "BACK_GOAL_NEED")))
        whole = ("OPEN", "CHECK_TARGET", "CHECK_NEED", "DONE", "CLOSE")
        self.whole = _merged(self.returns, *map(_skeletons, whole))

    # What not every trace holds is made when it is first asked for.

    @cached_property
    def backward(self) -> tuple[dict[str, Meaning], dict[str, Meaning]]:
        """Heads and tails of steps backwards."""
        heads = map(_skeletons, ("BACKWARD_FIRST", "BACKWARD_NEXT", "BACKWARD_OP"))
        return _before(EQUATION, _merged(*heads)), _merged(*map(_skeletons, ("BACKWARD_NEED", "BACKWARD_THERE")))

    @cached_property
    def aims(self) -> tuple[dict[str, Meaning], dict[str, Meaning]]:
        """What subgoals are named by, and why they are."""
        whys = [_skeletons(kind, why) for kind in ("AIM_TARGET", "AIM_NEED") for why in phrases.AIM_TARGET]
        return _skeletons("AIM"), _merged(*whys)

    def meaning(self, said: str) -> Meaning | None:
        """The meaning of a plain sentence, None for one that no phrase accounts for."""
        if len(said) > MAX_SENTENCE:
            return None
        text = said.removesuffix(".")  # a line of its own may go without the full stop
        opener, _, rest = text.partition(", ")
        if opener not in self.openers or (meaning := self._body(rest)) is None:
            return self._body(text)
        if opener in self.failing and _RETURN.isdisjoint(meaning):
            return None
        return None if opener in _SAD and not _SUCCESS.isdisjoint(meaning) else meaning

    def _body(self, text: str) -> Meaning | None:
        """The meaning of a sentence without its opener and its full stop."""
        head, mark, tail = text.partition(EQUATION)
        if mark:
            return self._steps(head, tail) or self._backward(head, tail)
        head, mark, tail = text.partition(EQUATIONS)
        if mark:
            return _joined(self.list_heads.get(head), self.list_tails.get(tail))
        return self.whole.get(text) or self._return(text) or self._aim(text)

    def _steps(self, head: str, tail: str) -> Meaning | None:
        """What a step means with those that follow in the same sentence, and with the end of it."""
        meaning = self.heads.get(head)
        while meaning is not None:
            if (ending := self.tails.get(tail)) is not None:
                return meaning + ending
            connect, mark, tail = tail.partition(EQUATION)
            meaning = _joined(meaning, self.connects.get(connect)) if mark else None
        return None

    def _backward(self, head: str, tail: str) -> Meaning | None:
        heads, tails = self.backward
        return _joined(heads.get(head), tails.get(tail))

    def _return(self, text: str) -> Meaning | None:
        """`LEAVE PLACE` or a whole return, and perhaps what is then to be made."""
        place = self._place(text)
        cut = len(text)
        while place is None and (cut := text.rfind(", ", 0, cut)) >= 0:
            if goal := self.return_goals.get(text[cut:]):
                place = _joined(self.returns.get(text[:cut]) or self._place(text[:cut]), goal)
        return place

    def _place(self, text: str) -> Meaning | None:
        at = text.rfind(" to ") + 3  # every way to leave ends so
        return self.places.get(text[at:]) if text[:at] in self.leaves else None

    def _aim(self, text: str) -> Meaning | None:
        aim, comma, reason = text.partition(", ")
        aims, reasons = self.aims
        return _joined(aims.get(aim), reasons.get(comma + reason))


def plain(text: str) -> str:
    """A text without what makes no difference to its meaning: capitals, and a semicolon where a comma would do."""
    return text.lower().replace("; ", ", ")


def _joined(*meanings: Meaning | None) -> Meaning | None:
    whole: Meaning = ()
    for meaning in meanings:
        if meaning is None:
            return None
        whole += meaning
    return whole


def _before(mark: str, table: dict[str, Meaning]) -> dict[str, Meaning]:
    """The same table without the mark that ends every skeleton."""
    return {skeleton.removesuffix(mark): meaning for skeleton, meaning in table.items()}


def _skeletons(kind: str, key: str = "") -> dict[str, Meaning]:
    lines = getattr(phrases, kind)
    more = _MORE.get(kind, ("towards",) if kind.endswith("_TARGET") else ())
    table: dict[str, Meaning] = {}
    for found in pools(lines[key] if key else lines):
        for _, skeleton, meaning in found:
            _add(table, plain(skeleton), more + meaning)
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
        if _general(known) != _general(meaning):
            raise ValueError(f"two meanings of {skeleton!r}: {known} and {meaning}")
        table[skeleton] = _general(known)


def _general(meaning: Meaning) -> Meaning:
    return tuple(["Q" if name == "T" else name for name in meaning if name != "towards"])


@lru_cache(maxsize=1)
def lexicon() -> _Lexicon:
    """Built at the first trace that is read: about 100 ms."""
    return _Lexicon()
