"""The sentences of the table by what they begin with, so that a reader makes only those that a text may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import table

_SLOT = re.compile(r"\{[A-Za-z]+\}")


class Frame(NamedTuple):
    """A sentence with its slots; `passes` tells a verdict that holds from one that does not."""

    role: str
    text: str
    passes: bool
    pattern: re.Pattern[str]


def _frame(role: str, text: str, passes: bool = True) -> Frame:
    pieces = [re.escape(piece) for piece in _SLOT.split(text)]
    return Frame(role, text, passes, re.compile(".+".join(pieces), re.IGNORECASE if text.startswith("{R}") else 0))


def _all() -> Iterator[Frame]:
    for role, phrases in (
        ("opening", table.OPENING), ("aim", table.AIM_ASK), ("aim", table.AIM_NAME), ("wanted", table.WANTED_ASK),
        ("wanted", table.WANTED_NAME), ("plan", table.PLAN_ASK), ("plan", table.PLAN_NAME), ("plan", table.PLAN_ANSWER),
        ("need", table.NEED), ("need", table.NEED_NAME), ("wrong need", table.WRONG_NEED), ("grounded", table.GROUNDED),
        ("candidate", table.CANDIDATE), ("back to", table.BACK_TO), ("redo", table.REDO),
        ("redo plain", table.REDO_PLAIN),
        ("closing", table.CLOSING),
    ):  # fmt: skip
        for text in phrases:
            yield _frame(role, text)
    for role, (stems, holds, fails) in table.CHECKS.items():
        for stem in stems:
            for verdict in holds:
                yield _frame(role, stem + verdict)
            for verdict in fails:
                yield _frame(role, stem + verdict, False)


_BY_START: dict[str, list[Frame]] = {}
for _one in _all():
    _first = _one.text.partition(" ")[0]
    _BY_START.setdefault("" if "{" in _first else _first, []).append(_one)


def frames(sentence: str) -> Iterator[Frame]:
    """The frames that a sentence may be of."""
    for found in (_BY_START.get(sentence.partition(" ")[0], ()), _BY_START.get("", ())):
        for frame in found:
            if frame.pattern.fullmatch(sentence):
                yield frame
