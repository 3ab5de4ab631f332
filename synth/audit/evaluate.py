"""A second, independent reading of answers: values in 50 digits, by a stack instead of a grammar.

It shares no code with the verifiers, so that one fault is not in both. What it cannot read it leaves alone.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping, Sequence
from typing import Any

DIGITS = 50
MAX_CHARS = 500
MAX_EXPONENT = 1000
# Where the variables of an answer are held against those of another.
POINTS = ("1.37", "2.71", "0.43")
_TOKEN = re.compile(r"\s*(?:(\d+\.\d+|\.\d+|\d+)|(\\[a-z]+|[a-zA-Z])|(.))", re.DOTALL)
_PRIORITY = {"+": 1, "-": 1, "*": 2, "/": 2, "~": 3, "^": 4, "sqrt": 5}
_SPELLED = (
    ("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("\\cdot", "*"), ("\\times", "*"), ("\\left", ""), ("\\right", ""),
    ("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\%", "%"), ("**", "^"),
)  # fmt: skip
_PLAIN_SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_NONE: Mapping[str, int] = {}
# A constant of integration: a capital letter that is added at the end.
_CONSTANT = re.compile(r"[+-]\s*([CKD])[\s)$.]*\Z")
_WRAPPERS = (("$", "$"), ("`", "`"))


def value(text: str, point: str = POINTS[0], fixed: Mapping[str, int] = _NONE) -> Any:
    """The value of an expression (mpmath), with variables at a point; None for what is not read or undefined.

    `fixed` holds letters that have the same value at every point.
    """
    import mpmath

    if len(text) > MAX_CHARS:
        return None
    with mpmath.workdps(DIGITS):
        try:
            found = _run(_plain(text), point, fixed, mpmath)
        except (ValueError, ZeroDivisionError, IndexError, OverflowError, TypeError):
            return None
        return found if mpmath.isfinite(found) else None


def same(left: str, right: str) -> bool | None:
    """Whether two expressions have the same values, or differ by a constant of integration that `right` ends with.

    None where one is not read.
    """
    if constant := _CONSTANT.search(right):
        return _same_up_to(left, right, constant[1])
    return _equal([(value(left, point), value(right, point)) for point in POINTS])


def _same_up_to(left: str, right: str, constant: str) -> bool | None:
    """Whether `left` has a constant of its own, by any name, and differs from `right` by constants alone."""
    variables = _letters(right) - {constant}
    own = _letters(left) - variables
    if not variables:  # then the letter is all there is
        return _equal([(value(left, point), value(right, point)) for point in POINTS])
    if len(own) != 1 or not own.isdisjoint("xyzt"):
        return None if len(own) > 1 else False
    (name,) = own
    at = [[value(left, point, {name: n}) for n in range(3)] for point in POINTS]
    found = [value(right, point, {constant: 0}) for point in POINTS]
    if None in found or any(None in values for values in at):
        return None
    # Moved by its constant alike everywhere, in equal steps, and else as far from the other at every point.
    steps = [step for first, second, third in at for step in (second - first, third - second)]
    if not _equal([(steps[0], step) for step in steps]):
        return None
    if _equal([(steps[0], 0)]):
        return False
    return _equal([(values[0] - other, at[0][0] - found[0]) for values, other in zip(at, found, strict=True)])


def _equal(pairs: Sequence[tuple[Any, Any]]) -> bool | None:
    import mpmath

    if any(value is None for pair in pairs for value in pair):
        return None
    with mpmath.workdps(DIGITS):
        return all(abs(a - b) <= mpmath.mpf(10) ** (10 - DIGITS) * (1 + abs(a)) for a, b in pairs)


def _letters(text: str) -> set[str]:
    return {name for _, name, _ in _TOKEN.findall(_plain(text)) if len(name) == 1} - {"e", "i"}


def _plain(text: str) -> str:
    text = text.strip()
    for left, right in _WRAPPERS:
        if text.startswith(left) and text.endswith(right) and len(text) > 2:
            text = text[1:-1].strip()
    for old, new in _SPELLED:
        text = text.replace(old, new)
    if "(" not in text:  # where "(1,250)" is a pair
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    # One fraction at a time, from the inside: \frac{a}{b} is ((a)/(b)).
    for _ in range(40):
        text, n = re.subn(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
        text, m = re.subn(r"\\sqrt\s*\{([^{}]*)\}", r"(\\sqrt(\1))", text)
        text, k = re.subn(r"\^\s*\{([^{}]*)\}", r"^(\1)", text)
        if not n + m + k:
            break
    return text


def _run(text: str, point: str, fixed: Mapping[str, int], mp: Any) -> Any:
    """Dijkstra's shunting-yard, the values computed as the signs come off the stack."""
    values: list[Any] = []
    signs: list[str] = []
    expects_value = True
    for number, name, sign in _TOKEN.findall(text.strip()):
        starts = bool(number or name or sign == "(")
        if starts and not expects_value:
            if number:
                raise ValueError("two values side by side")
            _push("*", values, signs, mp)
            expects_value = True
        if number:
            values.append(mp.mpf(number))
            expects_value = False
        elif name == "\\sqrt":
            signs.append("sqrt")
        elif name:
            values.append(mp.mpf(fixed[name]) if name in fixed else _named(name, point, mp))
            expects_value = False
        elif sign == "(":
            signs.append(sign)
        elif sign == ")":
            while signs[-1] != "(":
                _apply(signs.pop(), values, mp)
            signs.pop()
            expects_value = False
        elif expects_value and sign in "+-":
            if sign == "-":
                signs.append("~")
        elif sign == "%" and not expects_value:
            values[-1] /= 100
        elif sign in _PRIORITY and not expects_value:
            _push(sign, values, signs, mp)
            expects_value = True
        else:
            raise ValueError(sign)
    while signs:
        _apply(signs.pop(), values, mp)
    if len(values) != 1 or expects_value:
        raise ValueError("not one value")
    return values[0]


def _push(sign: str, values: list[Any], signs: list[str], mp: Any) -> None:
    while signs and signs[-1] != "(":
        above = _PRIORITY[signs[-1]]
        if above < _PRIORITY[sign] or (above == _PRIORITY[sign] and sign == "^"):
            break
        _apply(signs.pop(), values, mp)
    signs.append(sign)


def _apply(sign: str, values: list[Any], mp: Any) -> None:
    if sign == "(":
        raise ValueError("an open bracket")
    right = values.pop()
    if sign == "~":
        values.append(-right)
    elif sign == "sqrt":
        values.append(mp.sqrt(right))
    else:
        left = values.pop()
        if sign == "^" and abs(right) > MAX_EXPONENT:
            raise ValueError("a large exponent")
        made = {
            "+": lambda: left + right,
            "-": lambda: left - right,
            "*": lambda: left * right,
            "/": lambda: left / right,
        }
        values.append(made[sign]() if sign in made else mp.power(left, right))


def _named(name: str, point: str, mp: Any) -> Any:
    if name == "\\pi":
        return mp.pi + 0
    if name == "e":
        return mp.e + 0
    if name == "i":
        return mp.mpc(0, 1)
    if len(name) == 1:
        return mp.mpf(point) + ord(name) / mp.mpf(97)  # every letter a value of its own
    raise ValueError(name)
