"""Numbers of a question that could not be others: hours of the clock, days of a week, legs of a cow, names."""

from __future__ import annotations

import re
from fractions import Fraction

from .listed import is_counted_out, is_of_the_calendar
from .numerals import Mention
from .program import Value

_UNIT = (
    r"(?:week|day|month|year|hour|minute|second|inch|foot|yard|mile|meter|centimeter|kilometer|ounce|pound|ton|gram|"
    r"kilogram|cup|pint|quart|gallon|liter|milliliter|cent|dollar|dozen|kb|mb|gb)"
)
# What follows such a number: 5 PM, 1 to 5 PM, 7-day week, 5 days a week, 16 cups in a gallon, 400-meter relay.
_BEHIND = re.compile(
    r"(?::[0-9]{2})?\s?(?:(?:to|and|until|-)\s?[0-9]{1,2}(?::[0-9]{2})?\s?)?(?:[ap]\.m\b|[ap]m\b|o'clock)"
    r"|[- ](?:day|hour|week|month|minute)s?,?[- ](?:work |school )?(?:(?:a|an|per|each|every) )?"
    r"(?:week|day|month|year|hour)\b"
    rf"|[- ](?:{_UNIT}e?s?|feet) (?:in|make|to) (?:a|an|one|1|each|every|the) {_UNIT}\b"
    r"|[- ](?:legged|wheeled|sided|speed|door)\b"
    r"|[- ]met(?:er|re)s? (?:hurdles|relay|dash|race|freestyle)\b",
    re.IGNORECASE,
)
_BODY = re.compile(r" (?:parents|grandparents|legs|wheels|eyes|ears|hands|arms)\b", re.IGNORECASE)
# What stands before: 1:30, Room 12, grade 4, May 5, 1 Mb has 1000.
_BEFORE = re.compile(
    r"(?:[0-9]:"
    r"|\b(?:room|grade|route|highway|gate|chapter|level|lane|flight|channel|size|number|no\.|type|problem|"
    r"january|february|march|april|may|june|july|august|september|october|november|december) #?"
    r"|#"
    rf"|\b(?:1|one|an?|every|each) {_UNIT} (?:has|is|equals|contains|=) )$",
    re.IGNORECASE,
)
_RATIO = re.compile(r"[0-9]+:$")
# What a constant is made of: a text that speaks of it may mean the constant by a number that it also states.
_SPOKEN = {
    7: r"week|day", 12: r"month|year|dozen|foot|feet|inch", 24: r"hour|day", 52: r"week|year",
    60: r"minute|hour|second", 365: r"day|year", 100: r"percent|%|cent\b|cents", 1000: r"gram|liter|meter|kilo|ml\b",
}  # fmt: skip

_DAY = (
    r"days?|daily|nightly|every (?:morning|night|evening|afternoon)|each (?:morning|night|evening|afternoon)|weekdays?"
)
_YEAR = r"years?|yearly|annual|annually"
# The units whose ratio a constant is; a dozen and percents speak for themselves.
_UNITS: dict[int, tuple[tuple[str, ...], ...]] = {
    7: ((r"weeks?|weekly", _DAY),),
    12: ((_YEAR, r"months?|monthly"), (r"foot|feet|ft", r"inch|inches"), (r"dozens?",)),
    24: ((_DAY, r"hours?|hourly"),),
    52: ((_YEAR, r"weeks?|weekly"),),
    60: ((r"hours?|hourly|hrs?", r"minutes?|mins?"), (r"minutes?|mins?", r"seconds?|secs?")),
    100: ((r"percents?|percentage|percentages|%",), (r"dollars?|\$", r"cents?|pennies|penny"),
          (r"met(?:er|re)s?|m", r"centimet(?:er|re)s?|cm")),
    365: ((_YEAR, _DAY),),
    1000: ((r"kilograms?|kg|kilos?", r"grams?|g"), (r"kilomet(?:er|re)s?|km", r"met(?:er|re)s?|m"),
           (r"lit(?:er|re)s?|l", r"millilit(?:er|re)s?|ml"), (r"grams?|g", r"milligrams?|mg"),
           (r"kilowatts?|kw", r"watts?"), (r"tons?|tonnes?", r"kilograms?|kg|kilos?")),
}  # fmt: skip


def is_spoken_of(question: str, value: Value) -> bool:
    """Whether a question names the units that a constant connects: 60 takes hours and minutes."""
    return any(
        all(re.search(rf"(?<![A-Za-z])(?:{unit})(?![A-Za-z])", question, re.IGNORECASE) for unit in units)
        for units in (_UNITS.get(value, ()) if type(value) is int else ())
    )


def is_fixed(question: str, mention: Mention) -> bool:
    """Whether a number stands in words, or in a text, that would not bear another one."""
    if mention.is_factor or is_counted_out(question, mention) or is_of_the_calendar(question, mention):
        return True
    before = question[max(0, mention.start - 30) : mention.start]
    behind = question[mention.end : mention.end + 40]
    if _BEHIND.match(behind) or (mention.value <= 12 and _BODY.match(behind)):
        return True
    return bool(_BEFORE.search(before)) and not (_RATIO.search(before) and "ratio" in question)


def is_also_constant(question: str, value: Value) -> bool:
    """Whether the text speaks of what a constant of that value is about: 60 downloads, and hours."""
    words = _SPOKEN.get(int(value)) if type(value) is int else None
    return words is not None and re.search(rf"\b(?:{words})", question, re.IGNORECASE) is not None


def is_explained_by(value: Value, other: Mention) -> bool:
    """Whether a value might as well be made of another number: 2 of a half, 1.2 of 20%."""
    share = Fraction(other.value) / 100 if other.is_percent else Fraction(other.value)
    return 0 < share < 1 and value in (1 / share, 1 - share, 1 + share)
