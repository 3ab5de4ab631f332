"""Finds the four reasoning behaviours in a text on any subject, by what it says in so many words.

The rules are precise rather than complete: what a text only implies they miss, and words in quotation marks, in code or
in somebody else's mouth are not the author's reasoning. Tasks that know their problems have rules of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from synth.behaviors.cues import CUES
from synth.types import Behavior, Cues, Span

MAX_CHARS = 400_000
_WORD = re.compile(r"[a-z](?:[a-z]|['-](?=[a-z])){0,20}")
_END = re.compile(r"[.!?]+(?=[\s\"')\]]|$)|\n")
# What a clause begins behind: punctuation, or a word that only leads into it.
_CLAUSE = re.compile(
    r"(?:^|[.!?:;,\n(\[—–>#|]|[-] |\b(?:so|and|then|but|now|hmm|ok|okay|well|yes|no|wait|great)\b,?)[ #>0-9.)-]{0,8}$"
)
# A quotation stays on its line; its marks stand where a word may begin and end.
_QUOTED = re.compile(
    r"```[^`]{0,20000}```|`[^`\n]{1,300}`|(?<![\w\"])\"[^\"\n]{1,300}\"(?!\w)|“[^”\n]{1,300}”|«[^»\n]{1,300}»"
    r"|(?<![\w'])'(?=[a-z])[^'\n]{1,80}'(?!\w)"
)
_PLAIN = str.maketrans("’‘\t*_\u00a0", "''    ")
_SPACES = {" ": " {1,4}", " ?": " {0,4}"}
_Rules = dict[str, list[tuple[Behavior, bool, "re.Pattern[str]"]]]


@lru_cache(maxsize=64)
def _compiled(more: Cues) -> _Rules:
    rules: _Rules = {}
    for behavior, words, rest in (*CUES, *more):
        # Between words there may be several spaces: those of a class, "[ ,]", are left alone.
        spaced = re.sub(r"\[[^]]*\]| \??", lambda found: _SPACES.get(found[0], found[0]), rest)
        pattern = re.compile(spaced)
        for word in dict.fromkeys(words.split()):
            rules.setdefault(word.strip("^,"), []).append((behavior, word[0] == "^", pattern))
    return rules


def find(text: str, more: Cues = ()) -> list[Span]:
    """The pieces of a text that show a behaviour, in their order, by these rules and those that a task adds.

    Never raises; the time grows with the length.
    """
    rules = _compiled(more)
    plain = _plain(text[:MAX_CHARS])
    ends = [found.end() for found in _END.finditer(plain)]
    spans: list[Span] = []
    last: dict[str, int] = {}
    for word in _WORD.finditer(plain):
        for behavior, opens, pattern in rules.get(word[0], ()):
            found = pattern.match(plain, word.end())
            if found is None or (opens and not _CLAUSE.search(plain, max(0, word.start() - 20), word.start())):
                continue
            sentence = bisect_right(ends, word.start())
            # A step ahead or backwards counts once a sentence; a check or a return is often told in two on end.
            if sentence - last.get(behavior, -9) > (behavior in ("verify", "backtrack")):
                spans.append(
                    Span(behavior, word.start(), word.start() + len(plain[word.start() : found.end()].rstrip(" ,.:;")))
                )
            last[behavior] = sentence
    return spans


def _plain(text: str) -> str:
    """The text in small letters, its quotations blank; every character stays where it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := c.lower()) == 1 else c for c in text)
    return _QUOTED.sub(_blank, lower.translate(_PLAIN))


def _blank(quoted: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", quoted[0])
