"""How a story goes on from its result: what happens then, and the question, by what the result is of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Draw

from .dimension import Dimension
from .units import COUNT, TIMES, kind

_PEOPLE = frozenset(
    "person passenger pupil student child adult guest visitor runner player member friend girl boy man woman kid "
    "teacher worker customer spectator rider dancer singer musician helper volunteer tourist camper scout "
    "grown-up".split()
)
# Counts of which none can be carried, given away or shared.
_ABSTRACT = frozenset(
    "day time week page step floor room trip lap game song goal win visit lesson test class call download degree "
    "calorie word question problem story house tree panel machine shelf table coat part percent average way point "
    "year instruction hour minute mile inch speed rate score level turn window wall door seat ticket instalment "
    "installment lift stage length cycle issue place space "
    "bus car train truck van boat ship plane elevator job".split()
)
_CLASSES = {
    **dict.fromkeys(("dollars", "euros"), "money"),
    **dict.fromkeys(TIMES, "time"),
    **dict.fromkeys(("kilometers", "miles"), "distance"),
    **dict.fromkeys(("meters", "centimeters", "feet", "inches"), "length"),
    **dict.fromkeys(("kilograms", "grams", "tons", "pounds", "ounces"), "weight"),
    **dict.fromkeys(("liters", "milliliters", "gallons", "cups"), "volume"),
    "points": "points", "points on average": "points", "kilowatt hours": "energy",
}  # fmt: skip
_FILE = Path(__file__).with_name("endings.txt")


class Ending(NamedTuple):
    """What happens, and what is asked, with slots."""

    said: str
    asks: str

    @property
    def core(self) -> str:
        """The longest piece of it that is the same in every text."""
        return max(self.said.replace("}", "{").split("{")[::2], key=len)


@cache
def endings() -> dict[tuple[str, str], list[Ending]]:
    """All of them, by kind and class."""
    found: dict[tuple[str, str], list[Ending]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, text = line.partition(": ")
            kind, of = head.split(" ")
            said, _, asks = text.partition(" | ")
            found.setdefault((kind, of), []).append(Ending(said, asks))
    return found


def drawn(how: str, of: str, text: str, draw: Draw) -> Ending:
    """One of a kind and a class that a text does not hold yet. Raises Reject where there is none."""
    known = endings().get((how, of), [])
    fitting = [one for one in known if one.core not in text]
    if not fitting:
        why = "is in use already" if known else f"fits a result of the class {of or 'unknown'!r}"
        raise Reject(f"every ending of the kind {how!r} {why}" if known else f"no ending of the kind {how!r} {why}")
    return draw.choice(fitting)


def class_of(of: Dimension | None, is_paid: bool = False, is_age: bool = False) -> str:
    """The class of a result, "" where it has none."""
    if of is None:
        return ""
    if is_age:
        return "age"
    if of.head.startswith("square "):
        return "area"
    found = _CLASSES.get(of.head, "")
    if found == "money" and is_paid:
        return "paid"
    if found:
        return found
    if of.head in _PEOPLE:
        return "people"
    is_thing = " " not in of.head and of.head not in _ABSTRACT and kind(of.head) == COUNT
    return "goods" if is_thing else ""
