"""Reads a text that anybody may have written, about anything: its equations one by one, its behaviours by rules."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from synth.behaviors.rules import find
from synth.types import Cues, Steps

MAX_CHARS = 400_000
_NUMBER = r"\$?[0-9]{1,15}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,12})?%?"
_SIGN = r"[-+*/×÷·−]"
# A sum or product of numbers and what it comes to: not a part of a longer one, of a formula, or of a date.
_EQUATION = re.compile(
    rf"([0-9](?<![\w.,^)][0-9])(?<![-+*/×÷·−^=][0-9])(?<![-+*/×÷·−^=$(]\s[0-9])[0-9,]{{0,19}}(?:\.[0-9]{{1,12}})?%?"
    rf"(?:\s?(?:{_SIGN}|x)\s?{_NUMBER}){{1,8}})\s?=\s?({_NUMBER})(?![\w^(]|[.,][0-9]|\s?{_SIGN}\s?[\w(]|\s?\()"
)
_PIECE = re.compile(rf"{_NUMBER}|{_SIGN}|x")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE)  # no sign of an equation
_OPS = {"×": "*", "·": "*", "x": "*", "÷": "/", "−": "-"}


def survey(text: str, more: Cues = ()) -> Steps:
    """Counts the equations of numbers that a text states, those that are false, and the behaviours it shows.

    A result with decimals may be rounded to them; a whole one has to be exact. `more` are a task's own cues.
    """
    plain = _BULLET.sub("", text[:MAX_CHARS])
    checked, wrong = 0, []
    for found in _EQUATION.finditer(plain):
        made = _value(found[1])
        if made is None:
            continue
        checked += 1
        if not _is_told(made, found[2]):
            wrong.append(found[0])
    shown = Counter(span.behavior for span in find(text, more))
    behaviors = {behavior: shown[behavior] for behavior in ("backtrack", "verify", "subgoal", "backward")}
    return Steps(checked, len(wrong), f"false: {wrong[0]}" if wrong else None, behaviors)


def _value(expression: str) -> Fraction | None:
    """What a chain of numbers and signs comes to, products first; None where it divides by 0."""
    pieces = _PIECE.findall(expression)
    total, product, sign = Fraction(0), _number(pieces[0]), 1
    for op, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        op, value = _OPS.get(op, op), _number(piece)
        if op == "*":
            product *= value
        elif op == "/":
            if not value:
                return None
            product /= value
        else:
            total, product, sign = total + sign * product, value, 1 if op == "+" else -1
    return total + sign * product


def _number(text: str) -> Fraction:
    value = Fraction(text.strip("$%").replace(",", ""))
    return value / 100 if text.endswith("%") else value


def _is_told(value: Fraction, text: str) -> bool:
    """Whether a text states the value, rounded to the decimals it has, as a number or in percent."""
    decimals = len(text.strip("$%").partition(".")[2])
    stated = _number(text)
    slack = Fraction(1, 2 * 10**decimals) if decimals else Fraction(0)
    if text.endswith("%"):
        return abs(value - stated) <= slack / 100 or abs(value - 100 * stated) <= slack
    return abs(value - stated) <= slack
