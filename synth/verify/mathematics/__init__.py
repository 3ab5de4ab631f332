"""Judges mathematical answers: response against reference, exact wherever it can be."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from fractions import Fraction
from time import monotonic
from typing import Any

from synth.parse import MAX_ANSWER
from synth.types import Verdict
from synth.verify.expression import Unreadable
from synth.verify.mathematics import choice
from synth.verify.mathematics.extract import find_answer, last_box, reference_in
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.match import Matcher
from synth.verify.mathematics.poly import TooLong, limit
from synth.verify.mathematics.reading import Reading, read, shapes
from synth.verify.mathematics.text import clean
from synth.verify.mathematics.tree import Node
from synth.verify.workers import Failed, Killed, shared

__all__ = ["find_answer", "last_box", "math", "reference_text"]

FRAMES = 3_000  # what is nested a hundred deep takes up to 15 calls a level
SECONDS = 0.8  # for everything that a verdict takes
_NUMERIC = "synth.verify.mathematics.numeric:agree"
_CLOSED = "synth.verify.mathematics.closed:closed"
_WORKED_OUT = re.compile(r"\\(?:sum|prod|int|lim)(?![a-z])|\\d?frac\s?\{?\s?d|[∑∏∫]")
MAX_ANSWERS = 100  # of a reference that is a list


def math(response: str | None, answer: str | int | Sequence[str | int], *, seconds: float = SECONDS) -> Verdict:
    """Verified if the answer in `response` equals `answer`, the reference. Takes `seconds`; never raises on a text.

    A list as reference asks for all that it holds. Methods: `choice`, `exact`, `numeric` (equal or different in a
    precision that covers every number met), `text`, `format` (no answer could be read), `undecided` (with status
    unverified: neither right nor wrong could be shown in time).
    """
    found = find_answer(response or "")
    if found is None:
        return Verdict.rejected("format", "no \\boxed{}, no <answer> and no 'answer is'")
    return compare(found, answer, seconds)


def reference_text(answer: object) -> str:
    """A reference as one text: of a list, or the JSON of one, its members with semicolons between them."""
    if isinstance(answer, str) and answer.lstrip().startswith('["'):
        try:
            answer = json.loads(answer)
        except ValueError:
            return str(answer)
    if isinstance(answer, Sequence) and not isinstance(answer, (str, bytes)):
        return "; ".join(reference_text(part) for part in answer[:MAX_ANSWERS])
    return str(answer)


def compare(found: str, answer: str | int | Sequence[str | int], seconds: float = SECONDS) -> Verdict:
    """As `math`, for an answer that is already extracted."""
    if len(found) > MAX_ANSWER:
        return Verdict.rejected("format", f"the answer has over {MAX_ANSWER} characters", found[:100])
    if not found.strip():
        return Verdict.rejected("format", "an empty answer", found)
    reference = reference_in(reference_text(answer))
    wanted = choice.letter_of_reference(reference)
    if wanted:
        return choice.judged(found, wanted)
    if sys.getrecursionlimit() < FRAMES:
        sys.setrecursionlimit(FRAMES)
    if _WORKED_OUT.search(found) or _WORKED_OUT.search(reference):
        shared(_CLOSED).ready()  # sympy takes seconds to start, once
    deadline = monotonic() + seconds
    limit(deadline)
    both = choice.lettered(reference)
    if both is not None:
        return _lettered(found, *both, deadline)
    return _in_time(found, reference, deadline)


def _in_time(found: str, reference: str, deadline: float) -> Verdict:
    try:
        return _compared(found, reference, deadline)
    except (Killed, Failed, TooLong, RecursionError, ValueError) as why:
        if same_text(found, reference):
            return Verdict.verified("text", found)
        said = "no decision: it took too long" if isinstance(why, (Killed, TooLong)) else "no decision"
        return Verdict("unverified", "undecided", said, found)


def _lettered(found: str, letter: str, value: str, deadline: float) -> Verdict:
    """Against a letter and its value: either will do, and where both are given, both have to be right."""
    own = choice.lettered(found)
    if own is not None:
        if own[0] != letter:
            return Verdict.rejected("choice", f"wrong: {own[0]} is not {letter}", found)
        return _in_time(own[1], value, deadline)
    if choice.letter_of_reference(found):
        return choice.judged(found, letter)
    marked = choice.MARKED.search(found)
    if marked and marked[1] != letter:
        return Verdict.rejected("choice", f"wrong: {marked[1]} is not {letter}", found)
    return _in_time(found, value, deadline)


def _compared(found: str, reference: str, deadline: float) -> Verdict:
    try:
        given = read(found)
    except Undefined as why:
        return Verdict.rejected("exact", f"undefined: {why}", found)
    except (Unreadable, RecursionError) as why:
        return _as_text(found, reference, str(why))
    try:
        expected = read(reference[: 2 * MAX_ANSWER])
    except Undefined as why:
        return Verdict.rejected("exact", f"the reference is undefined: {why}", found)
    except (Unreadable, RecursionError) as why:
        return _as_text(found, reference, f"the reference: {why}")
    try:
        return _decided(given, expected, found, reference, deadline)
    except (Unreadable, RecursionError) as why:
        return _as_text(found, reference, str(why))
    except Undefined as why:
        return Verdict.rejected("exact", f"undefined: {why}", found)


def _decided(given: Reading, expected: Reading, found: str, reference: str, deadline: float) -> Verdict:
    digits = len(found) + len(reference)
    matcher = Matcher(
        lambda a, b, loose: _in_a_worker(_NUMERIC, deadline, _json(a), _json(b), digits, loose),
        lambda tree: _tree(_in_a_worker(_CLOSED, deadline, _json(tree))),
    )
    answer, wanted = shapes(given, expected)
    same = matcher.match(answer, wanted)
    if not same and not matcher.met_undefined and found.split() == reference.split():
        return Verdict.verified("text", found)  # what is not understood is equal to itself
    method = "numeric" if matcher.used_numeric else "text" if wanted.kind == "words" else "exact"
    if same:
        return Verdict.verified(method, found)
    if same is None:
        return Verdict("unverified", "undecided", "neither equal nor different could be shown", found)
    return Verdict.rejected(method, f"wrong: {found[:60]} is not {reference[:60]}", found)


def _as_text(found: str, reference: str, why: str) -> Verdict:
    """For what is no mathematics that is read here: equal texts are equal."""
    if same_text(found, reference):
        return Verdict.verified("text", found)
    return Verdict.rejected("format", f"not read: {why[:200]}", found)


def same_text(found: str, reference: str) -> bool:
    """Whether two texts are one but for white space and braces, and do not divide by zero."""
    try:
        same = _written(found) == _written(reference) != ""
    except Unreadable:
        return False
    return same and not re.search(r"/\s*0(?![.0-9])", found)


def _written(text: str) -> str:
    """A text without what makes no difference: white space but between digits, braces around one sign."""
    text = clean(text)
    if "\\" not in text:  # words are words however they are written, names are not
        text = re.sub(r"[A-Za-z]{3,}", lambda word: word[0].casefold(), text)
    text = re.sub(r"\.{3}|\\[cl]?dots", r"\\ldots", text)
    text = re.sub(r"(?<=[0-9A-Za-z])\s+(?=[0-9A-Za-z])", "\0", text)
    return re.sub(r"\{(\w)\}", r"\1", "".join(text.split()))


def _in_a_worker(function: str, deadline: float, *arguments: Any) -> Any:
    return shared(function).call(*arguments, seconds=max(0.01, deadline - monotonic()))


def _json(node: Any) -> Any:
    if isinstance(node, tuple):
        return [_json(part) for part in node]
    return str(node) if isinstance(node, Fraction) else node


def _tree(found: Any) -> Node | None:
    """The tree that a worker sent."""
    if not isinstance(found, list):
        return None
    if found[0] == "num":
        return "num", Fraction(found[1])
    return tuple(_tree(part) if isinstance(part, list) else part for part in found)
