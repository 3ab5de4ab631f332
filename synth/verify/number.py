"""Judges an answer that has to be one number. Exact: 0.5 is 1/2, and 0.33 is not 1/3."""

from __future__ import annotations

import re
from fractions import Fraction

from synth.parse import MAX_ANSWER, after_think, tagged_answer, unwrap
from synth.types import Verdict

MAX_DIGITS = 60
_CURRENCY = "$€£¥"
# A sign, digits with or without thousands commas, decimals, a denominator; then a percent sign or words as a unit.
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?) ?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?P<decimals>\.[0-9]+)?"
    r"(?: ?/ ?(?P<below>[0-9]+))?(?P<unit> ?[%°]| [A-Za-z][A-Za-z ./^²³]{0,60})?"
)
_WORD = re.compile(r"\b[A-Za-z]")
# Words behind a number that make another number of it: 16 thousand, 5 and a half, 2 thirds, 5 or six, 3 squared.
_GOES_ON = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|[mbtr]+illions?|half|halves|or|minus|plus|not|pi|"
    r"sqrt|factorial)\b(?!-)"
    r"|(?:thirds?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?|thousandths?|squared|cubed|k)$",
    re.IGNORECASE,
)


def number(response: str | None, expected: str | int | None) -> Verdict:
    """Verified if the answer in `response` is the number `expected`; unverified where that is None or no number.

    A currency sign before the number and a unit behind it are read over; nothing else is. Never raises on a text.
    """
    answer = tagged_answer(after_think(response or ""))
    if answer is None:
        return Verdict.rejected("format", "no complete <answer>...</answer> after the reasoning")
    if len(answer) > MAX_ANSWER:
        return Verdict.rejected("format", f"the answer has over {MAX_ANSWER} characters", answer[:100])
    made = read_number(answer)
    if made is None:
        return Verdict.rejected("format", f"not one number: {answer[:60]!r}", answer)
    wanted = read_number(str(expected)) if expected is not None else None
    if wanted is None:
        return Verdict("unverified", "none", "no reference answer that is a number", answer)
    if made != wanted:
        return Verdict.rejected("exact", f"wrong value: {answer[:60]} is not {expected}", answer)
    return Verdict.verified("exact", answer)


def read_number(text: str) -> Fraction | None:
    """The number that a text states, None where it states none or several."""
    text = unwrap(text.strip()).strip().rstrip(".").strip()
    if text.startswith("\\boxed{") and text.endswith("}"):
        text = text[7:-1].strip()
    sign = text[:1] if text[:1] in "-−+" and text[1:2] in _CURRENCY and text[1:2] else ""
    text = sign + text[len(sign) :].lstrip(_CURRENCY)
    found = _NUMBER.fullmatch(text) if len(text) <= 2 * MAX_DIGITS + 70 else None
    if found is None or not (found["whole"] or found["decimals"]):
        return None
    if any(_GOES_ON.match(found["unit"], place.start()) for place in _WORD.finditer(found["unit"] or "")):
        return None
    whole, decimals = (found["whole"] or "0").replace(",", ""), found["decimals"] or ""
    below = int(found["below"] or 1) if len(found["below"] or "") <= MAX_DIGITS else 0
    if below == 0 or len(whole) + len(decimals) > MAX_DIGITS:
        return None
    value = Fraction(whole + decimals) / below
    return -value if found["sign"] in ("-", "−") and found["sign"] else value
