"""The prose around GSM8K's annotations: a solution that computes there, too, is not what its annotations compute.

Whoever wrote the solutions put most of their arithmetic between `<<` and `>>`, not all of it. What is worked out in
the prose is missing from the program, and its result is then taken for a number of the question that happens to be
equal: other values make such a problem wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from synth.errors import Reject

from .numerals import mentions
from .program import Program, Value

_NOTE = re.compile(r"<<([^<>\n]*)>>(\s?\$?\s?([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)?)")
# The sign before an annotation that says what it comes to: `48/2 = $<<48/2=24>>`.
_LEADS_IN = re.compile(r"=[\s$(-]*(?=<<)")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")
_CLAUSE = re.compile(r"\n|[.,;:](?=\s)")
_SPACE = re.compile(r"[\s$]+")
_SIGNS = str.maketrans("x×÷–−", "**/--")
# Signs between numbers, with nothing but brackets around them: 2/5 * 5. A fraction alone is a number.
_SUM = re.compile(rf"\(*(?:{_NUMBER.pattern})%?\)*(?:[-+*/]\(*(?:{_NUMBER.pattern})%?\)*)+")
_FRACTION = re.compile(r"\(*[0-9]+/[0-9]+\)*")
# Counts of what a text lists ("the two months") explain themselves; 1 is a word more than a number.
_COUNTED = 4


def check_prose(question: str, solution: str, program: Program) -> None:
    """Raises Reject where the prose of a solution computes anything, or states a number that nothing explains."""
    prose, notes = _apart(solution)
    if "=" in prose:
        raise Reject(f"no program, since the solution computes outside of its annotations: {_around(prose, '=')!r}")
    written = [_signs(note) for note in notes]
    for line in map(_squeezed, _CLAUSE.split(prose)):
        for found in _SUM.finditer(line):
            if not _FRACTION.fullmatch(found[0]) and not any(_signs(found[0]) <= note for note in written):
                raise Reject(f"no program, since the solution computes outside of its annotations: {found[0][:40]!r}")
    known = {mention.value for mention in mentions(question)} | set(program.values().values()) | _numbers(notes)
    for mention in mentions(prose):
        is_count = mention.value == 1 or (mention.is_spelled and not mention.is_factor and mention.value <= _COUNTED)
        if mention.value not in known and not is_count:
            said = prose[mention.start : mention.end]
            raise Reject(f"no program, since the solution uses a number that nothing explains: {said!r}")


def _apart(solution: str) -> tuple[str, list[str]]:
    """The prose without annotations and the results they state, and what the annotations hold. Raises Reject."""
    notes = []
    for note, _, said in _NOTE.findall(solution):
        result = note.rpartition("=")[2].strip().strip("$%").replace(",", "")
        if said and _value(said) != _value(result):
            raise Reject(f"no program, since the solution goes on with {said} where its annotation ends in {result}")
        notes.append(note)
    story = solution.rpartition("####")[0]
    return _NOTE.sub(" \x01 ", _LEADS_IN.sub(" ", story)), notes


def _squeezed(clause: str) -> str:
    return _SPACE.sub("", clause.translate(_SIGNS))


def _signs(text: str) -> Counter[str]:
    """The numbers and operators of an expression, without regard to their order: 8 * 5 is 5*8."""
    plain = text.translate(_SIGNS)
    found = Counter(str(_value(number)) for number in _NUMBER.findall(plain))
    return found + Counter(sign for sign in plain if sign in "+-*/")


def _numbers(notes: Iterable[str]) -> set[Value]:
    found: set[Value] = set()
    for note in notes:
        found.update(mention.value for mention in mentions(note))
        found.update(value for number in _NUMBER.findall(note) if (value := _value(number)) is not None)
    return found


def _value(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _around(text: str, sign: str) -> str:
    at = text.index(sign)
    return " ".join(text[max(0, at - 20) : at + 20].replace("\x01", "...").split())
