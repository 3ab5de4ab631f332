"""Words behind a number: units in one form (kmh is kilometers per hour, m s^{-2} is m/s^2), and words that make another
number of it (5 halves, 3 dozen, 12 base 6)."""

from __future__ import annotations

import re
from fractions import Fraction

from synth.verify.mathematics.text import NAMED

_NAMES = {
    "centimeter": "cm", "centimetre": "cm", "millimeter": "mm", "millimetre": "mm", "meter": "m", "metre": "m",
    "kilometer": "km", "kilometre": "km", "kilogram": "kg", "gram": "g", "milligram": "mg", "second": "s", "sec": "s",
    "minute": "min", "hour": "h", "hr": "h", "rads": "rad", "inches": "in", "inch": "in", "lbs": "lb",
    "hrs": "h", "mins": "min", "secs": "s",
    "feet": "ft", "foot": "ft", "yard": "yd",
    "pound": "lb", "ounce": "oz", "liter": "L", "litre": "L", "milliliter": "mL", "millilitre": "mL", "ml": "mL",
    "mile": "mi", "euro": "euro", "usd": "dollar", "radian": "rad", "unit": "",
    "newton": "N", "joule": "J", "watt": "W", "volt": "V", "ampere": "A", "amp": "A", "kelvin": "K", "hertz": "Hz",
    "pascal": "Pa", "coulomb": "C", "ohm": "Omega", "mole": "mol", "mph": "mi/h", "kmh": "km/h", "kmph": "km/h",
    "kph": "km/h", "omega": "Omega", "percentage": "percent",
}  # fmt: skip
_PIECE = re.compile(r"\s*([*/.]?)\s*([^\s*/^.{}]+)(?:\s*\^\s*\{?\s*(-?\s?[0-9]+)\s*\}?)?")
_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cubed": 3}
# Behind a number these say more than a unit: what they make of it is not read.
NO_UNITS = frozenset(
    (
        "not squared cubed factorial plus minus over divided than or and is if wrong wrongly incorrect false "
        "rejected ruled impossible to by root square-root negative about approximately roughly nearly almost ish "
        "below under zero remainder too doubled halved tripled inverse reciprocal conjugate infinity pi choose "
        "power radical base binary octal hexadecimal point bang googol gross mil bn thou double triple xy one two "
        "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    ).split()
) | (NAMED - {"min", "sec"})
# fifteenths, thousandths, quintillions, tenfold
_ORDINAL = re.compile(
    r"(?:(?:thir|four|fif|six|seven|eigh|nine)teenths?|(?:twen|thir|for|fif|six|seven|eigh|nine)tieths?|halve?s?|"
    r"(?:hundred|thousand)ths?|[a-z]+illion(?:s|ths?)?|[a-z]+fold|thirds?|"
    r"(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)ths?)"
)
_TENS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "sixteenth": 16, "twentieth": 20,
}  # fmt: skip
# What these words make of the number before them.
SCALES = {
    "dozen": Fraction(12), "dozens": Fraction(12), "tens": Fraction(10), "lakh": Fraction(10**5),
    "lakhs": Fraction(10**5), "crore": Fraction(10**7), "crores": Fraction(10**7),
    **{word + end: Fraction(10**n) for word, n in _TENS.items() for end in ("", "s")},
    **{word + end: Fraction(1, 10**n) for word, n in _TENS.items() for end in ("th", "ths")},
    **{word + "s" * plural: Fraction(1, n) for word, n in _PARTS.items() for plural in (0, 1)},
    "halves": Fraction(1, 2),
}  # fmt: skip


def changes_value(word: str) -> bool:
    """Whether a word behind a number makes another number of it, in a way that is not read."""
    if word in NO_UNITS:
        return True
    return word not in SCALES and any(part in NO_UNITS or _ORDINAL.fullmatch(part) for part in word.split("-"))


def normal_unit(unit: str) -> str:
    """A unit as powers of its parts, in an order of their own: "m*s^-2"."""
    if unit.startswith("mod "):
        return unit
    text = re.sub(r"\bper\b", "/", unit).replace("·", "*")
    parts: dict[str, int] = {}
    below, power = 1, 1
    for sign, name, exponent in _PIECE.findall(text):
        if sign == "/":
            below = -1
        if name.lower() in _POWERS:
            power = _POWERS[name.lower()]
            if parts and name.lower().endswith("ed"):
                last = next(reversed(parts))
                parts[last] *= power
                power = 1
            continue
        for place, single in enumerate(_single(name).split("/")):
            if single:
                sense = -below if place else below
                parts[single] = parts.get(single, 0) + sense * power * int(exponent.replace(" ", "") or 1)
        power = 1
    return "*".join(f"{name}^{n}" if n != 1 else name for name, n in sorted(parts.items()) if n)


def _single(name: str) -> str:
    """The short form of a name, without its plural."""
    plural = len(name) > 3 and name.endswith("s") and not name.endswith("ss") and name.lower() not in _NAMES
    bare = name[:-1] if plural else name
    if bare in _NAMES or len(bare) > 2:
        return _NAMES.get(bare, _NAMES.get(bare.lower(), bare if len(bare) <= 3 else bare.lower()))
    return bare  # mL is not ML
