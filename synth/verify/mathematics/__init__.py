"""Judges mathematical answers: response against reference, exact wherever it can be."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from time import monotonic
from typing import Any

from synth.parse import MAX_ANSWER
from synth.types import Verdict
from synth.verify.expression import Unreadable
from synth.verify.mathematics.extract import find_answer, last_box
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.match import Matcher
from synth.verify.mathematics.poly import TooLong, limit
from synth.verify.mathematics.shape import Shape, shape_of
from synth.verify.mathematics.text import Token, clean, tokens
from synth.verify.mathematics.tree import Node, is_word, parse
from synth.verify.workers import Failed, Killed, shared

__all__ = ["find_answer", "last_box", "math"]

FRAMES = 3_000  # what is nested a hundred deep takes up to 15 calls a level
SECONDS = 0.8  # for everything that a verdict takes
_CHOICE = re.compile(r"[\[({ ]*([A-Ea-e])(?:[\])} .:,]*$|[\])}.:,]|(?<=[A-E])\s)")
_OTHERS = re.compile(r"[\])} .:,;/&+]*(?:(?:and|or)\b)?[\[({ ]*[A-Ea-e][\])} .]*(?:$|[,;/&]|and\b|or\b)")
_LED = re.compile(r"(?:(?:the|final|correct|answer|option|choice|is)\b[: ]*)+", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:the|final|correct|answer|result|value|is|are|option|choice|so|therefore|thus|hence)$", re.IGNORECASE
)


def math(response: str | None, answer: str | int, *, seconds: float = SECONDS) -> Verdict:
    """Verified if the answer in `response` equals `answer`, the reference. Takes `seconds`; never raises on a text.

    Methods: `choice`, `exact`, `numeric` (equal or different in high precision), `text`, `format` (no answer could be
    read), `undecided` (with status unverified: neither right nor wrong could be shown in time).
    """
    found = find_answer(response or "")
    if found is None:
        return Verdict.rejected("format", "no \\boxed{}, no <answer> and no 'answer is'")
    return compare(found, str(answer), seconds)


def compare(found: str, reference: str, seconds: float = SECONDS) -> Verdict:
    """As `math`, for an answer that is already extracted."""
    if len(found) > MAX_ANSWER:
        return Verdict.rejected("format", f"the answer has over {MAX_ANSWER} characters", found[:100])
    if not found.strip():
        return Verdict.rejected("format", "an empty answer", found)
    wanted = _choice_of_reference(reference)
    if wanted:
        return _choices(found, wanted)
    reference = last_box(reference) or reference
    if sys.getrecursionlimit() < FRAMES:
        sys.setrecursionlimit(FRAMES)
    deadline = monotonic() + seconds
    limit(deadline)
    try:
        return _compared(found, reference, deadline)
    except (Killed, Failed, TooLong, RecursionError, ValueError) as why:
        return Verdict("unverified", "undecided", f"no decision: {str(why)[:200]}", found)


def _compared(found: str, reference: str, deadline: float) -> Verdict:
    try:
        given = _read(found)
    except Undefined as why:
        return Verdict.rejected("exact", f"undefined: {why}", found)
    except (Unreadable, RecursionError) as why:
        return _as_text(found, reference, str(why))
    try:
        expected = _read(reference[: 2 * MAX_ANSWER])
    except Undefined as why:
        return Verdict.rejected("exact", f"the reference is undefined: {why}", found)
    except (Unreadable, RecursionError) as why:
        return _as_text(found, reference, f"the reference: {why}")
    return _decided(given, expected, found, reference, deadline)


def _decided(given: Shape, expected: Shape, found: str, reference: str, deadline: float) -> Verdict:
    digits = len(found) + len(reference)
    matcher = Matcher(lambda a, b, loose: _in_a_worker(a, b, digits, loose, deadline))
    same = matcher.match(given, expected)
    method = "numeric" if matcher.used_numeric else "text" if expected.kind == "words" else "exact"
    if same:
        return Verdict.verified(method, found)
    if same is None:
        return Verdict("unverified", "undecided", "neither equal nor different could be shown", found)
    return Verdict.rejected(method, f"wrong: {found[:60]} is not {reference[:60]}", found)


_UNDEFINED = re.compile(r"(?<![A-Za-z])(?:nan|NaN|NAN)(?![A-Za-z])")
_THEREFORE = frozenset(["therefore", "Rightarrow", "implies", "Longrightarrow"])
_MONEY = {"\\$": "dollar", "£": "lb", "€": "euro", "¥": "yen"}


def _read(text: str) -> Shape:
    """The shape of an answer. Raises Unreadable."""
    if _UNDEFINED.search(text):
        raise Undefined("not a number")
    found = tokens(clean(text))
    while len(found) > 1 and _leads(found[0]):
        found = found[1:]
        if found and found[0].kind == "op" and found[0].value == ":":
            found = found[1:]
    led = [place for place, token in enumerate(found) if token.kind == "cmd" and token.value in _THEREFORE]
    shape = shape_of(parse(found[led[-1] + 1 :] if led else found))
    money = [unit for sign, unit in _MONEY.items() if sign in text]
    if text.count("$") % 2 and "\\$" not in text:  # one alone opens no formula
        money.append("dollar")
    if money and not shape.unit:
        shape.unit = money[0]
    return shape


def _leads(token: Token) -> bool:
    """Whether words only lead to the answer: "The answer is"."""
    words = token.value.strip(" :,").split()
    return (is_word(token) and bool(words) and all(_LEADING.match(word) for word in words)) or (
        token.kind == "name" and token.value == "is"
    )


def _as_text(found: str, reference: str, why: str) -> Verdict:
    """For what is no mathematics that is read here: equal texts are equal."""
    try:
        same = _written(found) == _written(reference) != ""
    except Unreadable:
        same = False
    if same and not re.search(r"/\s*0(?![.0-9])", found):
        return Verdict.verified("text", found)
    return Verdict.rejected("format", f"not read: {why[:200]}", found)


def _written(text: str) -> str:
    """A text without what makes no difference: white space but between digits, braces around one sign."""
    text = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "\0", clean(text).casefold())
    return re.sub(r"\{(\w)\}", r"\1", "".join(text.split()))


def _choice_of_reference(reference: str) -> str:
    """The letter of a multiple choice: one capital A to E, perhaps wrapped."""
    bare = re.sub(r"\\(?:text|textbf|mathrm|mathbf|boxed)\s?\{([^{}]{0,9})\}", r"\1", reference.strip()).strip(" $().")
    return bare if len(bare) == 1 and bare in "ABCDE" else ""


def _choices(found: str, wanted: str) -> Verdict:
    bare = (
        re.sub(r"\\(?:text|textbf|mathrm|mathbf)\s?\{([^{}]{0,200})\}", r"\1", found).replace("$", "").replace("**", "")
    )
    bare = _LED.sub("", re.sub(r"[\\~\s]+", " ", bare).strip())
    given = _CHOICE.match(bare)
    if given is None or _OTHERS.match(bare[given.end(1) :]):
        return Verdict.rejected("format", f"no letter of a choice: {found[:60]!r}", found)
    if given[1].upper() == wanted:
        return Verdict.verified("choice", found)
    return Verdict.rejected("choice", f"wrong: {given[1].upper()} is not {wanted}", found)


def _in_a_worker(left: Node, right: Node, digits: int, up_to_a_constant: bool, deadline: float) -> bool | None:
    workers = shared("synth.verify.mathematics.numeric:agree")
    left_over = max(0.01, deadline - monotonic())
    found = workers.call(_json(left), _json(right), digits, up_to_a_constant, seconds=left_over)
    return found if isinstance(found, bool) else None


def _json(node: Any) -> Any:
    if isinstance(node, tuple):
        return [_json(part) for part in node]
    return str(node) if isinstance(node, Fraction) else node
