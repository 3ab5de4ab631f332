"""Finds the answer in a response about mathematics. Linear in the text, whatever the text is."""

from __future__ import annotations

import re
from itertools import pairwise

from synth.parse import after_think, tagged_answer

# A box is known by its opening; every other command is passed over with the character it escapes.
_BRACE = re.compile(r"\\(?:boxed|fbox)\s{0,9}\{|\\.|[{}]", re.DOTALL)
_JOINING = re.compile(
    r"(?:\\(?:boxed|fbox)\s{0,9}\{|\}|\\[()\[\],; ]|\\q?quad|\\text\{|and|or|[\s$,;.&])*", re.IGNORECASE
)
_ANCHOR = re.compile(r"final answer(?: is)?\s{0,3}[:=]|answer is:?|answer\s{0,3}:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\n|,?\s(?:because|since)\s")
_DISPLAY = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))


def find_answer(response: str) -> str | None:
    """The last box; else the last `<answer>`; else `#### 42` as the last line; else what follows the last "answer is"
    or "Answer:". None without any."""
    said = after_think(response)
    found = last_box(said)
    if found is None:
        found = tagged_answer(said)
    if found is None:
        found = _marked(said)
    if found is None:
        found = _anchored(said)
    return None if found is None else found.strip()


def last_box(text: str) -> str | None:
    """What the last complete `\\boxed{}` or `\\fbox{}` holds; of nested ones the innermost."""
    last = max(_boxes(text), default=None)
    return text[last[0] : last[1]] if last else None


def reference_in(text: str) -> str:
    """What a reference says: of several boxes with nothing but "and" and signs between them all, else the last."""
    boxes = sorted(_boxes(text))
    if len(boxes) < 2 or any(start < end for (_, end), (start, _) in pairwise(boxes)):
        return last_box(text) or text
    outside = text[: boxes[0][0]] + "".join(text[end:start] for (_, end), (start, _) in pairwise(boxes))
    if _JOINING.fullmatch(outside + text[boxes[-1][1] :]) is None:
        return last_box(text) or text
    return "; ".join(text[start:end] for start, end in boxes)


def _boxes(text: str) -> list[tuple[int, int]]:
    """Where the contents of the complete boxes lie."""
    open_braces: list[tuple[int, bool]] = []
    boxes = []
    for found in _BRACE.finditer(text):
        mark = found[0]
        if mark[-1] == "{" and (mark == "{" or len(mark) > 2):
            open_braces.append((found.end(), mark != "{"))
        elif mark == "}" and open_braces:
            start, is_box = open_braces.pop()
            if is_box:
                boxes.append((start, found.start()))
    return boxes


def _marked(text: str) -> str | None:
    """What GSM8K's mark in the last line leads to: `#### 42`."""
    last = text.rstrip()[-20_000:].rpartition("\n")[2].strip()
    return last[4:] if last.startswith("####") else None


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
            is_all = not behind or behind[0] == "." or (behind[0] in ",;" and not _goes_on(behind))
            return rest[: close + len(right)] if is_all else _sentence(rest)
    return _sentence(rest)


def _goes_on(behind: str) -> bool:
    """Whether another formula or another thought follows in the sentence: "$3$, $4$", "$3$; no, $4$"."""
    said = _sentence(behind)
    return any(left in said for left, _ in _DISPLAY) or re.search(r"\b(?:or|no|not|maybe)\b", said) is not None


def _sentence(rest: str) -> str:
    stop = _SENTENCE_END.search(rest)
    return rest[: stop.start()] if stop else rest
