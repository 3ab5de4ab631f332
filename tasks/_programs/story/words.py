"""How the quantities of a program are spoken of: names, values with units, the lines that tell its steps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..exact import Value, told
from ..lines import Line, line, relations
from ..program import ARITHMETIC
from ..view import View

_PLAIN = re.compile(r"[A-Za-z][^.!?:;{}\x00-\x1f0-9]{0,120}")
# A word that begins a sentence, and is written small within one.
_SMALL = frozenset(
    "The There That This These Those He She It They We His Her Its Their Each Every In On At For From After Before "
    "With Without If Since When A An All Both Of To By Then So Now Next Together".split()
)
_STOP = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.?!] ")


class Words:
    """What a view can be told in. `steps` and `leaves` are the program's JSON by name."""

    def __init__(self, found: View, program: Mapping[str, Any]) -> None:
        self.view = found
        self.program = program
        self.steps: dict[str, Mapping[str, Any]] = {
            step["name"]: step for step in program["steps"] if step["name"] in found.made
        }
        self.leaves: dict[str, Mapping[str, Any]] = {leaf["name"]: leaf for leaf in program["leaves"]}
        self.units: dict[str, str] = {name: one["unit"] for name, one in (*self.leaves.items(), *self.steps.items())}

    @cached_property
    def names(self) -> dict[str, str]:
        """The short name of every step that has one of its own."""
        found: dict[str, str] = {}
        shorts = Counter([step.get("short") or "" for step in self.steps.values()])
        abouts = Counter([step["about"] for step in self.steps.values()])
        for name, step in self.steps.items():
            short, about = step.get("short") or "", step["about"]
            label = short if short and shorts[short] == 1 else about if about and abouts[about] == 1 else ""
            if label and _PLAIN.fullmatch(label) and label not in found.values():
                found[name] = label
        return found

    def ask(self, name: str) -> str:
        """The indirect question that asks for a step, "" where there is none."""
        return self.asks.get(name, "")

    @cached_property
    def asks(self) -> dict[str, str]:
        """The question of every step that has one of its own: two stories in one may ask the same."""
        found = {name: step.get("ask") or "" for name, step in self.steps.items()}
        n = Counter(found.values())
        return {name: said for name, said in found.items() if said and n[said] == 1 and _PLAIN.fullmatch(said)}

    @cached_property
    def related(self) -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
        return {name: relations(step.get("relation") or "") for name, step in self.steps.items()}

    def relation(self, name: str, *kinds: str) -> tuple[str, tuple[str, ...], str] | None:
        return next(
            (one for one in self.related[name] if one[0] in kinds and (not one[2] or _PLAIN.fullmatch(one[2]))), None
        )

    @cached_property
    def stated(self) -> list[str]:
        """The given quantities that the text states, in the order of the text."""
        return sorted((name for name, leaf in self.leaves.items() if leaf["at"]), key=lambda n: self.leaves[n]["at"][0])

    # Values.

    def amount(self, name: str, value: Value) -> str:
        """A value with its unit: `$2.50`, `30%`, `12 packs`."""
        unit = self.units[name]
        if unit == "dollars":
            return f"${money(value)}"
        if unit == "%":
            return f"{told(value)}%"
        return f"{told(value)} {of(unit, value)}" if unit and _PLAIN.fullmatch(unit) else told(value)

    def quantity(self, name: str, value: Value) -> str:
        """The same, with what it is of where the story says so: `7 liters of juice`, `$3 for the delivery`."""
        leaf = self.leaves.get(name)
        short = leaf.get("short") if leaf else None
        if leaf is None or not short or not _PLAIN.fullmatch(short):
            return self.amount(name, value)
        if leaf["unit"] in ("dollars", "%"):
            return f"{self.amount(name, value)} {short}"
        return f"{told(value)} {short}" if value != 1 else self.amount(name, value)

    # Equations and lines.

    def equation(self, op: str, a: Value, b: Value, made: Value) -> str:
        return f"{told(a)}% of {told(b)} = {told(made)}" if op == "%" else f"{told(a)} {op} {told(b)} = {told(made)}"

    def with_unit(self, equation: str, name: str, value: Value) -> str:
        unit = self.units[name]
        return f"{equation} {of(unit, value)}" if unit and unit != "%" and _PLAIN.fullmatch(unit) else equation

    @cached_property
    def lines(self) -> dict[str, list[Line]]:
        """The lines that tell steps, by the first step that each tells."""
        found: dict[str, list[Line]] = {name: [] for name in self.steps}
        for step in self.steps.values():
            for text in step.get("told") or ():
                one = line(text)
                first = one.told[0]
                is_known = all(name in self.steps and self.view.made[name][0] in ARITHMETIC for name in one.told)
                is_one = not (". " in text or "? " in text or "! " in text) or not _STOP.search("".join(one.texts))
                if is_known and is_one:
                    found[first].append(one)
        return found

    def small(self, text: str) -> str | None:
        """A clause as it stands within a sentence, None where that cannot be told: its first word may be a name."""
        first, _, _ = text.partition(" ")
        if not first[:1].isupper():
            return text
        if first in _SMALL:
            return text[0].lower() + text[1:]
        return text if first.isalpha() and len(first) > 1 and self.names_people(first) else None

    def names_people(self, word: str) -> bool:
        """Whether a line of the program has the word with its capital within a clause, too."""
        return word in self.people

    @cached_property
    def people(self) -> frozenset[str]:
        """Words that a family's own lines begin with: those of GSM8K are whole sentences and end in a full stop."""
        return frozenset(
            text.partition(" ")[0]
            for step in self.steps.values()
            for text in step.get("told") or ()
            if text[:1].isupper() and not text.endswith(".")
        )


def filled(one: Line, values: Mapping[str, Value], equations: Mapping[str, str]) -> str:
    """A line with its values and equations, without its full stop."""
    parts = [one.texts[0]]
    for (is_equation, name), text in zip(one.slots, one.texts[1:], strict=True):
        if is_equation:
            parts.append(equations[name])
        else:
            parts.append(money(values[name]) if parts[-1].endswith("$") else told(values[name]))
        parts.append(text)
    return "".join(parts).strip().removesuffix(".")


def money(value: Value) -> str:
    if isinstance(value, Fraction) and not 100 % value.denominator and value > 0:
        cents = value.numerator * (100 // value.denominator)
        return f"{cents // 100}.{cents % 100:02d}"
    return told(value)


def of(unit: str, value: Value) -> str:
    """The unit behind a value: of one there is one."""
    if value != 1 or not unit.endswith("s") or unit.endswith("ss") or " " in unit:
        return unit
    for many, one in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss")):
        if unit.endswith(many):
            return unit.removesuffix(many) + one
    return unit.removesuffix("s")


def listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
