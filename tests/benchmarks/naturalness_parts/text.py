"""What a text says beside its numbers: its equations, its wording, its sentences and its frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from synth.card import DIGITS

# Repetitions have bounds, so that no text takes long.
_NUMBER = r"(?<!\d)[$€£]?(?:\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,12})?|\.\d{1,12})(?!\d)%?"
_NOUN = r"[a-z]{1,20}(?:/[a-z]{1,20})?"
_UNIT = rf"(?:[ /-]?{_NOUN}(?: {_NOUN}){{0,2}})?"  # `4 bananas + 6 bananas = 10`, `$6/hour * 2 hours = $12`
_SIGN = r"[-−–+*/×÷·]"
_OPERAND = rf"[(\[]{{0,4}}[-−]?{_NUMBER}[)\]]{{0,4}}"
_WITH = rf"(?:{_UNIT}[ \t]?(?:{_SIGN}|\bx\b)|[ \t]?of\b)[ \t]?{_OPERAND}|[ \t]?\({_OPERAND}\)"
_EXPRESSION = rf"{_OPERAND}(?:{_WITH}){{1,9}}"
# `12 * 15 = 180`, `30% of 380 = $114`, `(3 + 4) * 2 = 7 * 2 = 14`, `3 + 4 is 7`: an expression and what it comes to.
_RESULT = rf"(?:{_UNIT}[ \t]?(?:=|:|->|→|⇒)|,? (?:is|are|gives|makes|equals|leaves))[ \t]?[-−]?{_NUMBER}(?!{_WITH})"
EQUATION = re.compile(rf"{_EXPRESSION}(?:{_UNIT}[ \t]?=[ \t]?{_EXPRESSION}){{0,9}}{_RESULT}")
# Where there is no word to judge: equations, expressions, numbers.
_SYMBOLS = re.compile(rf"{EQUATION.pattern}|{_EXPRESSION}|{_NUMBER}")
_ANNOTATION = re.compile(r"<<.*?>>")
_ANSWER = re.compile(r"<answer>.*?(?:</answer>|\Z)|^\s*####[^\n]*\Z", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"</?\w+>")
_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_BULLET = re.compile(r"^[-*•]\s+")
_LETTER = re.compile(r"[^\W\d_]")


def reasoning(completion: str) -> str:
    """The text between tags, without the answer that stands behind it and without GSM8K's annotations."""
    return _TAG.sub("", _ANSWER.sub("", _ANNOTATION.sub("", completion))).strip()


def question(prompt: str, n: int = 420) -> str:
    """The end of a prompt, without the lines that say which tags an answer has."""
    return "\n".join(line for line in prompt.splitlines() if not _TAG.search(line)).strip()[-n:]


def opening(text: str) -> int:
    """Where a text begins that first states its numbers again, in a paragraph without an equation; else 0."""
    first, sign, _ = text.partition("\n\n")
    return len(first + sign) if sign and len(re.findall(r"\d+", first)) >= 2 and not EQUATION.search(first) else 0


def symbols(text: str) -> list[tuple[int, int]]:
    """The stretches that are equations, expressions or numbers; all else is wording."""
    return [match.span() for match in _SYMBOLS.finditer(text)]


def equations(text: str) -> list[int]:
    """Where each equation of a text ends."""
    return [match.end() for match in EQUATION.finditer(text)]


def wording(text: str) -> list[bool]:
    """For every character whether it is a letter of the text's wording, outside of what `symbols` finds."""
    found = [bool(_LETTER.match(character)) for character in text]
    for start, end in symbols(text):
        found[start:end] = [False] * (end - start)
    return found


def masked(text: str) -> str:
    """The text with a hash for every run of digits."""
    return DIGITS.sub("#", text)


def words(text: str) -> list[str]:
    """Words and marks of a text in small letters, a hash for every number."""
    return _WORD.findall(masked(text).lower())


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, its numbers masked."""
    return [sentence for sentence in _END.split(masked(text)) if _LETTER.search(sentence)]


def frames(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each frame stands, and what it says: a sentence up to and with its next equation, E, numbers masked.

    `so that leaves 3 + 4 = 7, too low.` has two: `so that leaves E` and `, too low.` What has no letter is no frame.
    """
    ends = {match.start(): match.end() for match in _END.finditer(text)}
    cuts = sorted({0, len(text), *ends.values(), *equations(text)})
    for start, end in pairwise(cuts):
        said = _BULLET.sub("", masked(EQUATION.sub("E", text[start:end])).strip())
        if _LETTER.search(said.removesuffix("E")):
            yield start, end, said
