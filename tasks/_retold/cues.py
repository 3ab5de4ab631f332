"""A table of cues: the words by which a retelling in anybody's prose says one thing or another.

A table is a text file. A line is `kind: phrase | phrase`; `#` in a phrase stands for a number, `=` for an
equation, a space for one or two
of any, a hyphen at its end for any ending of the word. Of two phrases that fit, the one that begins first counts, then
the longer one; the kind `-` is for what looks like a cue and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

NUMBER, EQUATION = "#", "\x01"
NO_CUE = "-"


class Found(NamedTuple):
    kind: str
    start: int
    end: int


class CueTable:
    """The cues of a file. Raises ValueError for a line that is none of a table."""

    def __init__(self, path: Path) -> None:
        kinds: dict[str, str] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("//"):
                continue
            kind, colon, phrases = line.partition(":")
            if not colon:
                raise ValueError(f"{path}, line {number}: no kind stands before a colon")
            for phrase in filter(None, map(str.strip, phrases.split("|"))):
                kinds.setdefault(phrase, kind.strip())
        self.kinds = frozenset(kinds.values())
        ordered = sorted(kinds, key=len, reverse=True)
        # One group a kind would end the longest-first order, so the groups are one a phrase.
        self._kind = [kinds[phrase] for phrase in ordered]
        self._pattern = re.compile("|".join(f"({_pattern(phrase)})" for phrase in ordered))

    def find(self, text: str) -> Iterator[Found]:
        """The cues in a plain text (`marks.plain`) whose numbers are marked, in their order."""
        for match in self._pattern.finditer(text):
            kind = self._kind[(match.lastindex or 1) - 1]
            if kind != NO_CUE:
                yield Found(kind, match.start(), match.end())


def _pattern(phrase: str) -> str:
    stem = phrase.removesuffix("-")
    body = re.escape(stem).replace(r"\ ", r"[ ,]{1,2}").replace(r"\#", NUMBER).replace("=", EQUATION)
    start = r"(?<![a-z'])" if stem[0].isalpha() else ""
    end = r"[a-z]*" if stem != phrase else r"(?![a-z'])" if stem[-1].isalpha() else ""
    return f"{start}{body}{end}"


@cache
def cue_table(path: Path) -> CueTable:
    return CueTable(path)
