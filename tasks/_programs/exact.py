"""Exact values and the texts that state them: `12`, `2.5`, `2/3`."""

from __future__ import annotations

from fractions import Fraction

from synth.errors import Reject

Value = int | Fraction
MAX_DIGITS = 30


def ratio(a: Value, b: Value) -> Value:
    if not b:
        raise Reject("program: division by 0")
    if type(a) is int and type(b) is int:
        return Fraction(a, b) if a % b else a // b
    return whole(Fraction(a) / b)


def whole(value: Value) -> Value:
    """An int where it is one: quicker, and equal."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


def told(value: Value) -> str:
    """`12`, `2.5`, or `2/3` where no decimal is exact."""
    if type(value) is int:
        return str(value)
    if not 100 % value.denominator:
        # Most parts are cents.
        cents = value.numerator * (100 // value.denominator)
        text = f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
        return f"{'-' if cents < 0 else ''}{text.removesuffix('0')}"
    below = value.denominator
    for factor in (2, 5):
        while below % factor == 0:
            below //= factor
    if below != 1 or value.denominator > 10**6:
        return f"{value.numerator}/{value.denominator}"
    digits = max(1, len(str(value.denominator)) - 1)
    while (scaled := value * 10**digits).denominator != 1:
        digits += 1
    text = f"{abs(scaled.numerator):0{digits + 1}d}"
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def read_value(text: object) -> Value:
    """The value of a text that `told` wrote. Raises Reject."""
    if not isinstance(text, str) or len(text) > MAX_DIGITS or not text.isascii():
        raise Reject(f"program: {str(text)[:40]!r} is not a number in a text")
    try:
        return parsed(text)
    except (ValueError, ZeroDivisionError):
        raise Reject(f"program: {text!r} is not a number such as 12, 2.5 or 2/3") from None


def parsed(text: str) -> Value:
    """The value of `12`, `2.5` or `2/3`. Raises ValueError or ZeroDivisionError for what is no number."""
    if text.isdigit():
        return int(text)
    above, point, decimals = text.partition(".")
    # Fraction reads texts, too, in several times the time.
    if point and above.isdigit() and decimals.isdigit():
        return whole(Fraction(int(above + decimals), 10 ** len(decimals)))
    return whole(Fraction(text))
