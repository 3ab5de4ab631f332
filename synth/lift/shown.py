"""Values of somebody else's evaluations as shown or not shown: a field's scale is told from all of its values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synth.annotate.evaluation import FIELDS, VISUAL, held, typed

# Behaviours by name: 1 shown, 0 not shown, -1 not known.
Shown = dict[str, npt.NDArray[np.int8]]
_WORDS = {
    **dict.fromkeys(("yes", "y", "true", "t", "present", "shown"), 1.0),
    **dict.fromkeys(("no", "n", "false", "f", "absent", "none", "never", "not present", "missing"), 0.0),
}
# Grades in words, as shares of the highest.
_GRADES = {
    **dict.fromkeys(("minimal", "very low", "poor"), 0.2),
    **dict.fromkeys(("low", "weak", "simple"), 0.4),
    **dict.fromkeys(("partial", "partially", "some", "medium", "moderate", "average", "fair"), 0.6),
    **dict.fromkeys(("high", "good", "strong", "complex"), 0.8),
    **dict.fromkeys(("very high", "excellent"), 1.0),
}
# Grades run to one of these; what reaches more than half of it counts as shown.
SCALES = (5, 10, 100)


def as_shown(values: Sequence[Mapping[str, Any]]) -> Shown:
    """Every behaviour that occurs, over all rows; of a field in words (`reasoning_direction`) one for each word."""
    names = dict.fromkeys(name for row in values for name in row)
    found: Shown = {}
    for name in names:
        column = [held(row.get(name)) for row in values]
        field = {**FIELDS, **VISUAL}.get(name)
        if field is not None and "|" in field.kind:
            words = [typed(field, value) for value in column]
            for word in field.kind.split("|"):
                if word in words:
                    found[f"{name}={word}"] = np.array([-1 if w is None else w == word for w in words], np.int8)
        else:
            found[name] = _at_least_half(column)
    return {name: column for name, column in found.items() if (column >= 0).any()}


def scales(values: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The fields that are graded in numbers, and the highest grade of each."""
    found = {}
    for name in dict.fromkeys(name for row in values for name in row):
        if scale := _scale([_number(held(row.get(name))) for row in values]):
            found[name] = scale
    return found


def _at_least_half(column: Sequence[Any]) -> npt.NDArray[np.int8]:
    numbers = [_number(value) for value in column]
    scale = _scale(numbers)
    shown = []
    for value, number in zip(column, numbers, strict=True):
        word = value.strip().lower() if isinstance(value, str) else ""
        if isinstance(value, bool) or word in _WORDS:
            shown.append(int(_WORDS.get(word, value)))
        elif word in _GRADES:
            shown.append(int(_GRADES[word] > 0.5))
        elif number is None:
            shown.append(-1)
        else:
            shown.append(int(number >= 0.5 if scale is None else number > scale / 2))
    return np.array(shown, np.int8)


def _scale(numbers: Sequence[float | None]) -> int | None:
    """The scale that numbers were given on, None for 0 to 1."""
    highest = max((number for number in numbers if number is not None), default=0.0)
    return None if highest <= 1 else next((scale for scale in SCALES if highest <= scale), None)


def _number(value: Any) -> float | None:
    """A number from 0 to 100, also in the form 4/5; None for anything else, and for true and false."""
    if isinstance(value, str):
        digits = re.fullmatch(r"\s*([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*(?:/\s*(?:5|10|100))?\s*", value)
        value = float(digits[1]) if digits else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100
    return float(value) if is_number else None
