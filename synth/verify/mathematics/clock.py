"""Times of day: 7:05 PM is neither 7:05 AM nor 1:2, unless the other side shows that a ratio is meant."""

from __future__ import annotations

from dataclasses import replace

from synth.verify.mathematics.nodes import exact
from synth.verify.mathematics.shape import Shape

_HALVES = ("am", "pm")


def same_time(answer: Shape, reference: Shape) -> bool | None:
    """Whether two shapes are one time; None where one of them is no time."""
    left, right = _minutes(answer), _minutes(reference)
    if left is None or right is None:
        return None
    units = {answer.unit.lower(), reference.unit.lower()}
    if len(units - {"", *_HALVES}) and len(units) > 1 and "" not in units:
        return False
    (some, is_known), (others, is_known2) = left, right
    # An answer without "PM" is right; 7:00 for 19:00 is not.
    return some % 720 == others % 720 if units & set(_HALVES) and is_known != is_known2 else some == others


def as_ratio(shape: Shape) -> Shape:
    return replace(shape, kind="ratio") if shape.kind == "time" else shape


def _minutes(shape: Shape) -> tuple[float, bool] | None:
    """Minutes since midnight, and whether the half of the day is known. `7 PM` is a time, too."""
    half = shape.unit.lower()
    if shape.kind == "time":
        hours, minutes, *seconds = (float(exact(part) or 0) for part in shape.items)
        minutes += seconds[0] / 60 if seconds else 0
    else:
        value = exact(shape.node) if shape.kind == "expr" and half in _HALVES else None
        if value is None:
            return None
        hours, minutes = float(value), 0.0
    if half in _HALVES and 1 <= hours <= 12:
        return hours % 12 * 60 + minutes + (720 if half == "pm" else 0), True
    return hours * 60 + minutes, hours > 12 or hours == 0
