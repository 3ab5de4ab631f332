"""Units in one form: km/h, kmh and kilometers per hour are one unit, and m s^{-2} is m/s^2."""

from __future__ import annotations

import re

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
_PIECE = re.compile(r"\s*([*/.]?)\s*([^\s*/^.{}]+)(?:\s*\^\s*\{?\s*\s*(-?\s?[0-9]+)\s*\}?)?")
_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cubed": 3}


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
        elif sign:
            below = below if sign == "." else 1 if below > 0 else below
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
