"""Verdicts of our own, where reasoning-gym's scorer would execute a text or takes wrong answers for right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from synth.task import Verdict
from synth.verify import arithmetic
from synth.verify.number import read_number

# Judges (metadata, reference, response, the answer in it).
Own = Callable[[Mapping[str, Any], str, str, str], Verdict]
_WHOLE = re.compile(r"-?(?:0[xX][0-9a-fA-F]{1,60}|0[bB][01]{1,200}|[0-9]{1,60})")


def own_verdict(dataset: str) -> Own | None:
    """What judges the answers of a dataset; None where reasoning-gym's scorer does."""
    return _OWN.get(dataset)


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


def _compared(made: object, wanted: object, answer: str) -> Verdict:
    if made != wanted:
        return Verdict.rejected("exact", f"wrong: {answer[:60]}", answer)
    return Verdict.verified("exact", answer)


_OWN: dict[str, Own] = {
    "bitwise_arithmetic": _bits,
    "countdown": _countdown,
    "game_of_life_halting": _halting,
    "number_sorting": _sorted_numbers,
    "puzzle24": _twenty_four,
}
