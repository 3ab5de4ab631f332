"""Other answers made of a right one: some are the same in another form, most are wrong, all look plausible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from synth.task import Draw

_NUMBER = re.compile(r"\d+")
_SIGN = re.compile(r"[-+*/]")
Change = Callable[[str, Draw], "str | None"]


def mutants(answer: str, other: str, draw: Draw) -> Iterator[tuple[str, str]]:
    """Pairs of a change's name and the changed answer; `other` is the right answer of another problem."""
    yield "as it is", answer
    if other != answer:
        yield "another problem's answer", other
    for name, change in CHANGES.items():
        changed = change(answer, draw)
        if changed is not None and changed != answer:
            yield name, changed


def _digit(text: str, draw: Draw) -> str | None:
    """One digit made another one."""
    places = [place for place, sign in enumerate(text) if sign.isascii() and sign.isdigit()]
    if not places:
        return None
    place = draw.choice(places)
    changed = str((int(text[place]) + draw.between(1, 9)) % 10)
    return text[:place] + changed + text[place + 1 :]


def _number(by: Callable[[int], str]) -> Change:
    def change(text: str, draw: Draw) -> str | None:
        found = list(_NUMBER.finditer(text))
        if not found:
            return None
        chosen = draw.choice(found)
        return text[: chosen.start()] + by(int(chosen[0][:30])) + text[chosen.end() :]

    return change


def _sign(text: str, draw: Draw) -> str | None:
    found = list(_SIGN.finditer(text))
    if not found:
        return None
    chosen = draw.choice(found)
    other = draw.choice([sign for sign in "+-*/" if sign != chosen[0]])
    return text[: chosen.start()] + other + text[chosen.end() :]


def _swapped(text: str, draw: Draw) -> str | None:
    found = list(_NUMBER.finditer(text))
    if len(found) < 2:
        return None
    first = draw.below(len(found) - 1)
    a, b = found[first], found[first + 1]
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def _dropped(text: str, draw: Draw) -> str | None:
    return re.sub(r"[-+*/]\s*\d+$", "", text) or None


CHANGES: dict[str, Change] = {
    # The same in another form.
    "space around it": lambda text, draw: f"  {text}\n",
    "no spaces": lambda text, draw: text.replace(" ", "") if not text.isalpha() else None,
    "in brackets": lambda text, draw: f"({text})",
    "in dollars": lambda text, draw: f"${text}$",
    "typographic signs": lambda text, draw: text.replace("*", "×").replace("/", "÷").replace("-", "−"),
    "plus nothing": lambda text, draw: f"{text} + 0",
    "times one": lambda text, draw: f"({text}) * 1",
    # Close to it, and wrong.
    "a digit changed": _digit,
    "a number one larger": _number(lambda n: str(n + 1)),
    "a number ten times": _number(lambda n: f"{n}0"),
    "a number negated": _number(lambda n: f"(-{n})"),
    "a number twice": _number(lambda n: f"{n} {n}"),
    "an operator changed": _sign,
    "two numbers swapped": _swapped,
    "the last operand dropped": _dropped,
    "negated": lambda text, draw: f"-({text})",
    "a little more": lambda text, draw: f"{text} + 1/1000000",
    "one of two": lambda text, draw: f"{text} or {text}1",
    "cut": lambda text, draw: text[:-1] or None,
    "empty": lambda text, draw: "",
    "a power": lambda text, draw: f"({text})^2",
}
