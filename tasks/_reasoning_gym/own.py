"""Verdicts of our own, where reasoning-gym's scorer would execute a text or takes wrong answers for right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from synth.task import Verdict
from synth.verify import arithmetic
from synth.verify.number import read_number

# What an answer looks like, where the scorer passes over whatever else stands in it: "not 5", "5 or 7", "5x".
_FORMS = {
    name: re.compile(form, re.IGNORECASE)
    for name, form in {
        "advanced_geometry": r"[^°]*°?",
        "kakurasu": r"[01\s]*",
        "knights_knaves": r"(?:\w+ is an? \w+(?:, and |,? | and |\. ?|;? ?|\n))*\w+ is an? \w+\.?",
        "polynomial_equations": r"(?:\s*[-+]?[0-9.]+(?:e[-+]?[0-9]+)?\s*(?:,|\Z))*",
        "quantum_lock": r"[A-C](?:\s?(?:→|->|,)?\s?[A-C])*",
        "rubiks_cube": r"[RLUDFBMESXYZW2'’\s]*",
        "sokoban": r"[UDLR\s,]*",
        "survo": r"[-0-9\s]*",
        "tower_of_hanoi": r"(?:move disk [0-9]+ from peg [0-9]+ to peg [0-9]+\.?\s*)*",
    }.items()
}
_EXPONENT = re.compile(r"[-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?e[-+]?[0-9]{1,3}", re.IGNORECASE)
_NO_NUMBER = re.compile(r"(?<![a-z])(?:nan|inf|infinity)(?![a-z])", re.IGNORECASE)
_FRACTION = re.compile(r"\$*\s*(?:\\d?frac\{\s*(-?[0-9]+)\s*\}\{\s*(-?[0-9]+)\s*\}|(-?[0-9]+)\s*/\s*(-?[0-9]+))\s*\$*")
# Judges (metadata, reference, response, the answer in it).
Own = Callable[[Mapping[str, Any], str, str, str], Verdict]
_WHOLE = re.compile(r"-?(?:0[xX][0-9a-fA-F]{1,60}|0[bB][01]{1,200}|[0-9]{1,60})")


def own_verdict(dataset: str) -> Own | None:
    """What judges the answers of a dataset; None where reasoning-gym's scorer does."""
    return _OWN.get(dataset)


def is_of_form(dataset: str, reference: str, answer: str) -> bool:
    """Whether a text is an answer and nothing else, as far as its dataset's scorer would not see to that itself."""
    form = _FORMS.get(dataset)
    if form is not None and not form.fullmatch(answer.strip()):
        return False
    # What is no number is no further from the reference than any bound.
    return not _NO_NUMBER.search(answer) or bool(_NO_NUMBER.search(reference))


def _countdown(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs evaluates the answer as Python."""
    return arithmetic(response, metadata["numbers"], metadata["target"])


def _twenty_four(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs evaluates the answer as Python, and takes numbers other than the given ones."""
    return arithmetic(response, metadata["numbers"], 24)


def _bits(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs evaluates the problem as Python."""
    if not _WHOLE.fullmatch(answer):
        return Verdict.rejected("format", "not a whole number, such as 0x1f", answer)
    base = 0 if answer.lstrip("-")[:2].lower() in ("0x", "0b") else 10
    return _compared(int(answer, base), int(reference, 0), answer)


def _sorted_numbers(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes numbers that are off by up to 1."""
    found = _listed(answer)
    if found is None:
        return Verdict.rejected("format", "not a list of numbers, such as ['1', '2.5']", answer)
    return _compared(found, _listed(reference), answer)


def _listed(text: str) -> list[Any] | None:
    """The numbers of a list that is written in square brackets, with or without quotes."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return None
    found = [read_number(item.strip().strip("'\"")) for item in text[1:-1].split(",")]
    return None if None in found else found


def _halting(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes any text for either answer."""
    said = answer.strip(" .").casefold()
    if said not in ("true", "false"):
        return Verdict.rejected("format", "neither True nor False", answer)
    return _compared(said, reference.casefold(), answer)


def _number(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes the first number in the text, or any that is near."""
    return _near(answer, reference, Fraction(0))


def _formatted(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes what is off by 0.01; the reference itself is off by what floating point makes of it."""
    return _near(answer, reference, Fraction(1, 10**5))


def _probability(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes what is off by 0.0001, as 0 is for 0.00003; the reference has ten digits."""
    return _near(answer, reference, abs(Fraction(reference)) / 10**6)


def _near(answer: str, reference: str, slack: Fraction) -> Verdict:
    found, wanted = read_number(answer), read_number(reference)
    if wanted is None and "e" in reference.lower():
        wanted = Fraction(reference)
    if found is None and _EXPONENT.fullmatch(answer.strip()):
        found = Fraction(answer.strip())
    if found is None or wanted is None:
        return Verdict.rejected("format", f"not a number alone: {answer[:60]}", answer)
    return _compared(abs(found - wanted) <= slack, True, answer)


def _fraction(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes the first fraction that it finds in the text."""
    found = _FRACTION.fullmatch(answer.strip())
    if found is None:
        return Verdict.rejected("format", f"not a fraction alone: {answer[:60]}", answer)
    parts = [int(part) for part in found.groups() if part is not None]
    return _compared(parts, [metadata["simplified_numerator"], metadata["simplified_denominator"]], answer)


def _pooled(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs takes numbers that are off by a hundredth of themselves; means are rounded to two decimals."""
    found, wanted = _table(answer), _table(reference)
    if found is None or wanted is None:
        return Verdict.rejected("format", "not rows of numbers", answer)
    is_right = [len(row) for row in found] == [len(row) for row in wanted]
    pairs = zip((n for row in found for n in row), (n for row in wanted for n in row), strict=False)
    return _compared(is_right and all(abs(a - b) <= Fraction(5, 1000) for a, b in pairs), True, answer)


def _table(text: str) -> list[list[Fraction]] | None:
    rows = [[read_number(n) for n in row.split()] for row in text.splitlines()]
    whole = [[n for n in row if n is not None] for row in rows]
    return whole if whole == rows else None


def _words(metadata: Mapping[str, Any], reference: str, response: str, answer: str) -> Verdict:
    """Theirs passes over what stands behind the answer."""
    return _compared(answer.casefold().split(), reference.casefold().split(), answer)


def _compared(made: object, wanted: object, answer: str) -> Verdict:
    if made != wanted:
        return Verdict.rejected("exact", f"wrong: {answer[:60]}", answer)
    return Verdict.verified("exact", answer)


_OWN: dict[str, Own] = {
    "bitwise_arithmetic": _bits,
    "coin_flip": _probability,
    "countdown": _countdown,
    "decimal_arithmetic": _number,
    "fraction_simplification": _fraction,
    "game_of_life_halting": _halting,
    "gsm_symbolic": _number,
    "letter_jumble": _words,
    "number_format": _formatted,
    "number_sorting": _sorted_numbers,
    "pool_matrix": _pooled,
    "puzzle24": _twenty_four,
}
