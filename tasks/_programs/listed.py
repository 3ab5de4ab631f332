"""Counts that a text fixes: of what it lists by name, of what it takes up one by one, of what its calendar knows."""

from __future__ import annotations

import re
from collections.abc import Callable

from .numerals import Mention
from .program import Value
from .units import TIMES, measure_at

# Above this nobody lists things one by one.
MOST_LISTED = 12
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split(), 2
    )
}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}|[0-9]{{1,2}}(?=(?:nd|rd|th)\b))", re.IGNORECASE)
# A list: "Mark, Susan and Bob", "a hat, a scarf, mittens, and socks", "red, blue or green".
_LIST = re.compile(r"(?:[\w'’$.-]+ ){0,4}[\w'’$.-]+(?:, (?:[\w'’$.-]+ ){0,5}[\w'’$.-]+)+,? (?:and|or) [\w'’$]+")
# Words that take things of a counted set one by one, or tell its size a second time.
_ONE_BY_ONE = re.compile(
    r"\b(?:of them|of these|of those|of which|of whom|of the(?:se|m)?|of (?:his|her|their|its|my|our)|the others?|"
    r"another|the last|the latter|the former|the rest|remaining|both|either|neither|each other|all of|"
    r"old(?:er|est)|young(?:er|est)|eldest|tall(?:er|est)|short(?:er|est)|small(?:er|est)|larg(?:er|est)|bigg(?:er|est)|"
    r"one (?:is|has|was|of|for|to|in|on)|on one|the first)\b",
    re.IGNORECASE,
)
_SETS = {
    2: r"twins?|couples?|pair|duo|halves", 3: r"triplets?|trio|thirds", 4: r"quadruplets?|quartet|quarters",
    5: r"quintet|quintuplets?",
}  # fmt: skip
# What a number belongs to that no list counts: money, shares, factors, differences.
_NO_COUNT = re.compile(r"\s?(?:%|percent\b|times\b|more\b|less\b|fewer\b|cents?\b|dollars?\b)", re.IGNORECASE)
_WORD = re.compile(r"[- ]([A-Za-z]+)")
# What a number of a unit is when the text speaks of another one: a part of a week, whole weeks, a month.
_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_CALENDAR: dict[str, tuple[tuple[str, Callable[[Value], bool]], ...]] = {
    "day": (
        (r"weeks?|weekly|weekdays?|weekends?", lambda n: n <= 7 or n % 7 == 0),
        (rf"months?|monthly|{_MONTHS}", lambda n: 28 <= n <= 31),
        (r"years?|yearly", lambda n: n % 365 == 0),
    ),
    "week": (
        (rf"months?|monthly|{_MONTHS}", lambda n: n in (4, 5)),
        (r"years?|yearly|annual(?:ly)?", lambda n: n in (48, 50, 52)),
    ),
    "month": ((r"years?|yearly|annual(?:ly)?|months", lambda n: n % 12 == 0 or n == 6),),
    "hour": ((r"days?|daily", lambda n: n % 24 == 0),),
    "minute": ((r"hours?|hourly", lambda n: n % 60 == 0),),
    "second": ((r"minutes?", lambda n: n % 60 == 0),),
}
_BILL = re.compile(r"[- ]?(?:dollars?|cents?|pesos?)?[- ]?(?:bills?|coins?|notes?|stamps?)\b", re.IGNORECASE)
# The lesser part of a measure told in two: 1 hour and 30 minutes, 5 feet 3 inches.
_GREATER = re.compile(
    r"\b(?:hours?|minutes?|feet|foot|pounds?|days?|weeks?|years?|months?),?(?: and)? $", re.IGNORECASE
)
_LESSER = re.compile(r" ?(?:minutes?|seconds?|inch(?:es)?|ounces?|hours?|days?|months?|weeks?)\b", re.IGNORECASE)
_A_DAY = re.compile(
    r"[- ]hours? (?:of \w+ )?(?:a|an|per|each|every|in a) (?:week)?day\b|[- ]hours?,? (?:daily|shift|day)\b",
    re.IGNORECASE,
)
_RANGE_BEHIND = re.compile(r" ?[-–—] ?[0-9]| to [0-9]", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"[0-9] ?[-–—] ?$|[0-9] to $", re.IGNORECASE)


def is_counted_out(question: str, mention: Mention) -> bool:
    """Whether the text itself says how many these are: by a list, by an ordinal, or one by one."""
    n = mention.value
    if type(n) is not int or n > MOST_LISTED or mention.is_percent:
        return False
    before, behind = question[max(0, mention.start - 1) : mention.start], question[mention.end : mention.end + 40]
    if n == 1 or ((words := _SETS.get(n)) and re.search(rf"\b(?:{words})\b", question, re.IGNORECASE)):
        return True
    measure = measure_at(question, mention.start, mention.end)
    if before in ("€", "£") or (measure and measure not in TIMES) or _NO_COUNT.match(behind):
        return False
    # Two of anything are told one by one without a list: "one of them", "John and Jack".
    if n == 2 or _ONE_BY_ONE.search(question):
        return True
    ordinals = {_ORDINALS.get(word.lower()) or int(word) for word in _ORDINAL.findall(question)}
    # Who counts may be one of the list, or not: John and his three friends.
    return bool({n - 1, n, n + 1} & (ordinals | {_length(found[0]) for found in _LIST.finditer(question)}))


def _length(listed: str) -> int:
    """How many things a list names: as many as its commas, and the last one or two."""
    return listed.count(",") + (1 if re.search(r", (?:and|or) [^,]*$", listed) else 2)


def is_of_the_calendar(question: str, mention: Mention) -> bool:
    """Whether a number is one that a clock, a calendar or a currency has: two weeks of 14 days, a $20 bill."""
    before, behind = question[max(0, mention.start - 30) : mention.start], question[mention.end : mention.end + 40]
    if _BILL.match(behind) or _A_DAY.match(behind) or _RANGE_BEHIND.match(behind) or _RANGE_BEFORE.search(before):
        return True
    if _GREATER.search(before) and _LESSER.match(behind):
        return True
    word = _WORD.match(behind)
    unit = word[1].lower().removesuffix("s") if word else ""
    return any(
        is_usual(mention.value) and re.search(rf"\b(?:{greater})\b", question, re.IGNORECASE)
        for greater, is_usual in _CALENDAR.get(unit, ())
    )
