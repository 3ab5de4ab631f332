"""Units of measure: which stand for one quantity, and which for nothing but a count."""

from __future__ import annotations

import re
from functools import lru_cache

# Those of one quantity, of which one is no other.
MEASURES = tuple(
    tuple(units.split())
    for units in (
        "dollars cents euros pesos", "seconds minutes hours days weeks months years",
        "grams kilograms milligrams tons pounds ounces",
        "kilometers meters centimeters miles feet inches", "liters milliliters gallons cups",
        "degrees", "calories", "points",
    )
)  # fmt: skip
TIMES = MEASURES[1]
_SHORT = {
    "lbs": "pounds", "lb": "pounds", "oz": "ounces", "kg": "kilograms", "g": "grams", "km": "kilometers",
    "cm": "centimeters", "m": "meters", "ft": "feet", "foot": "feet", "inch": "inches", "ml": "milliliters",
    "hrs": "hours", "mins": "minutes", "mph": "miles per hour",
}  # fmt: skip
_KNOWN = {unit for units in MEASURES for unit in units}
COUNT = "count"
_BEHIND = re.compile(r"[- ]?([A-Za-z]+)(?:(?:/| per | an? | each | every )([A-Za-z]+))?")


@lru_cache(maxsize=1024)
def kind(unit: str) -> str:
    """What numbers of a unit can be held against or put for one another: numbers of equal kind.

    A measure (`hours`) and a rate (`miles per hour`) are kinds of their own; eggs and boxes are counts.
    """
    unit = _SHORT.get(unit, unit)
    for one in (unit, f"{unit}s"):
        if one in _KNOWN:
            return one
    return unit if " per " in unit or unit.startswith(("square ", "cubic ")) else COUNT


def money_or_not(unit: str) -> str:
    """A coarser kind: money, or anything else."""
    return "money" if kind(unit) in MEASURES[0] else "other"


def measure_at(text: str, start: int, end: int) -> str:
    """The measure that a number in a text is told in, "" where that is none: `$5`, `3-hour`, `12 miles an hour`."""
    if text[max(0, start - 1) : start] == "$":
        return "dollars"
    behind = _BEHIND.match(text, end)
    unit = kind(behind[1].lower()) if behind else COUNT
    if behind is None or unit == COUNT:
        return ""
    each = kind(behind[2].lower()) if behind[2] else COUNT
    return unit if each == COUNT else f"{unit} per {each.removesuffix('s')}"


def other_unit(said: str, unit: str) -> str:
    """The measure that a word names in the place of the one asked for, "" if it names none: cents are not dollars."""
    like = next((units for units in MEASURES if unit in units), ())
    return next((one for one in like if one != unit and said in (one, one.removesuffix("s"))), "")
