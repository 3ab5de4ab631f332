"""Finds the answer in a response about mathematics. Linear in the text, whatever the text is."""

from __future__ import annotations

import re

from synth.parse import after_think, tagged_answer

# A box is known by its opening; every other command is passed over with the character it escapes.
_BRACE = re.compile(r"\\(?:boxed|fbox)\s{0,9}\{|\\.|[{}]", re.DOTALL)
_ANCHOR = re.compile(r"final answer(?: is)?\s{0,3}[:=]|answer is:?|answer\s{0,3}:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\n|,?\s(?:because|since)\s")
_DISPLAY = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))


def find_answer(response: str) -> str | None:
    """The last box; else the last `<answer>`; else what follows the last "answer is", "Answer:". None without any."""
    said = after_think(response)
    found = last_box(said)
    if found is None:
        found = tagged_answer(said)
    if found is None:
        found = _anchored(said)
    return None if found is None else found.strip()


def last_box(text: str) -> str | None:
    """What the last complete `\\boxed{}` or `\\fbox{}` holds; of nested ones the innermost."""
    open_braces: list[tuple[int, bool]] = []
    last = (-1, -1)
    for found in _BRACE.finditer(text):
        mark = found[0]
        if mark[-1] == "{" and (mark == "{" or len(mark) > 2):
            open_braces.append((found.end(), mark != "{"))
        elif mark == "}" and open_braces:
            start, is_box = open_braces.pop()
            if is_box and start > last[0]:
                last = (start, found.start())
    return text[last[0] : last[1]] if last[0] >= 0 else None


def _anchored(text: str) -> str | None:
    plain = text.replace("**", "").replace("__", "")
    end = -1
    for found in _ANCHOR.finditer(plain):
        end = found.end()
    if end < 0:
        return None
    rest = plain[end : end + 20_000].lstrip(" \t:=").lstrip()
    for left, right in _DISPLAY:
        close = rest.find(right, len(left)) if rest.startswith(left) else -1
        if close > 0:
            behind = rest[close + len(right) :].split("\n", 1)[0].strip()
            # "$3$ or $4$" is more than its first part.
            return rest[: close + len(right)] if not behind or behind[0] in ".,;" else _sentence(rest)
    return _sentence(rest)


def _sentence(rest: str) -> str:
    stop = _SENTENCE_END.search(rest)
    return rest[: stop.start()] if stop else rest
