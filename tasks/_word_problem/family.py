"""Reads the scenario families: text files in which anyone can see, and add to, what problems are made of.

    family bakery
    item muffin/muffins | scone/scones
    open items
      - {who} bakes {a} trays of {item}, with {b} {item} on each.
      a 3-12 trays: number of trays
      b 6-24 {item}: number of {item} on a tray
      x = a * b {item}: number of {item} baked
    act items > money
      - {He} sells all of them for ${p} each.
      p $0.50-4.00 dollars: price of {a_item}
      x = x * p dollars: money from the sale
    ask money
      - How much money, in dollars, does {who} have now?
    aside
      - The oven is {y} years old.
      y 2-30 years: age of the oven

A line with `-` is one wording, a line with `=` a step, any other one a quantity that the text states: its name, what
it may be, its unit, and a noun phrase without an article. `x` is the quantity that the story is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from synth.errors import UsageError

from .._programs.numerals import mentions
from .._programs.program import ARITHMETIC
from .quantity import BadRule, Rule, parse_rule

_SLOT = re.compile(r"\{([A-Za-z_0-9]+)\}")
_HEAD = re.compile(r"(open|act|ask|aside)(?: ([a-z]+)(?: > ([a-z]+))?)?")
_STEP = re.compile(r"([a-z]) = ([a-z0-9]+) ([-+*/%]) ([a-z0-9]+) ([^:]+): (.+)")
PERSON = ("who", "He", "he", "his", "His", "him", "himself", "other")


class Wording(NamedTuple):
    """A text with `%s` for each slot, in order; `bare` has "it" in their place."""

    text: str
    slots: tuple[str, ...]
    bare: str

    def filled(self, words: Mapping[str, str]) -> str:
        if not self.slots:
            return self.bare
        return self.text % tuple([words[slot] for slot in self.slots])


class Given(NamedTuple):
    """A quantity that the text states."""

    name: str
    rule: Rule
    unit: Wording
    about: Wording


class Made(NamedTuple):
    """A step; an argument of digits is a constant (60 minutes an hour)."""

    name: str
    op: str
    args: tuple[str, str]
    unit: Wording
    about: Wording


@dataclass
class Act:
    """A piece of a story: how it may be worded, what it states, what it computes."""

    kind: str
    before: str
    after: str
    wordings: list[Wording] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)

    @cached_property
    def tellings(self) -> list[tuple[Wording, list[Given]]]:
        """Each wording with the quantities in the order in which it states them."""
        return [(told, sorted(self.given, key=lambda given: told.slots.index(given.name))) for told in self.wordings]


@dataclass
class Family:
    """A scenario: its words, and its acts by kind and by the state that they start from."""

    name: str
    words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    def starting(self, kind: str, state: str | None = None) -> list[Act]:
        """The acts of a kind, from a state or from any; only once the family is read."""
        return self._starting.get((kind, state), [])

    @cached_property
    def _starting(self) -> dict[tuple[str, str | None], list[Act]]:
        found: dict[tuple[str, str | None], list[Act]] = {}
        for act in self.acts:
            found.setdefault((act.kind, act.before), []).append(act)
            found.setdefault((act.kind, None), []).append(act)
        return found

    @cached_property
    def constants(self) -> dict[str, int]:
        """The numbers that its steps use and no text states."""
        args = {arg for act in self.acts for made in act.made for arg in made.args}
        return {arg: int(arg) for arg in args if arg.isdigit()}

    @cached_property
    def vocabulary(self) -> list[list[dict[str, str]]]:
        """For each of its lists, what each entry puts into a story's words."""
        return [
            [
                {name: many, f"{name}1": one, f"a_{name}": f"{'an' if one[0] in 'aeiou' else 'a'} {one}"}
                for one, many in entries
            ]
            for name, entries in self.words.items()
        ]


def read_families(folder: Path) -> list[Family]:
    """Every family of the .txt files in a folder, by name. Raises UsageError naming file and line."""
    found: dict[str, Family] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from None
        for family in parse(text, path.name):
            if family.name in found:
                raise UsageError(f"{path}: there are two families {family.name!r}")
            found[family.name] = family
    if not found:
        raise UsageError(f"{folder} holds no families: expected .txt files")
    return [found[name] for name in sorted(found)]


def parse(text: str, where: str = "families") -> list[Family]:
    """The families of a text. Raises UsageError for a line that says nothing."""
    found: list[Family] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            _take(line, found)
        except (BadRule, IndexError, ValueError) as why:
            raise UsageError(f"{where}, line {number}: {line.strip()!r}: {why}") from None
    for family in found:
        _check(family, where)
    _check_numbers(found, text, where)
    return found


def _take(line: str, found: list[Family]) -> None:
    word, _, rest = line.strip().partition(" ")
    if line[0] == " ":
        _detail(line.strip(), found[-1].acts[-1])
    elif word == "family":
        found.append(Family(rest.strip()))
    elif head := _HEAD.fullmatch(line.strip()):
        before = head[2] or ""
        found[-1].acts.append(Act(head[1], before, head[3] or before))
    elif rest and word.isidentifier() and not found[-1].acts:
        pairs = [entry.strip().partition("/") for entry in rest.split("|")]
        found[-1].words[word] = [(one.strip(), many.strip() or one.strip()) for one, _, many in pairs]
        if not all(one for one, _ in found[-1].words[word]):
            raise ValueError("a value is empty")
    else:
        raise ValueError("expected family, a word and its values, then open, act, ask or aside")


def _detail(line: str, act: Act) -> None:
    if line.startswith("- "):
        act.wordings.append(wording(line[2:].strip()))
    elif step := _STEP.fullmatch(line):
        name, left, op, right, unit, about = step.groups()
        act.made.append(Made(name, op, (left, right), wording(unit.strip()), wording(about.strip())))
    elif " = " in line:
        raise ValueError(f"a step is NAME = A OP B UNIT: ABOUT, with OP one of {' '.join(ARITHMETIC)}")
    else:
        head, colon, about = line.partition(":")
        name, _, rule = head.partition(" ")
        if not colon or len(name) != 1:
            raise ValueError("a quantity is NAME RULE UNIT: ABOUT, its name one letter")
        parsed, unit = parse_rule(rule.strip())
        act.given.append(Given(name, parsed, wording(unit), wording(about.strip())))


@lru_cache(maxsize=1024)
def wording(text: str) -> Wording:
    """The text with its slots taken out."""
    if "{" not in text:
        return Wording(text, (), text)
    parts = _SLOT.split(text)
    texts, slots = parts[::2], tuple(parts[1::2])
    return Wording("%s".join(part.replace("%", "%%") for part in texts), slots, "it".join(texts))


def _check_numbers(found: list[Family], text: str, where: str) -> None:
    """No wording states a number: every number is a quantity's. All are read at once, which is much quicker."""
    acts = [act for family in found for act in family.acts]
    bare = {told.bare for act in acts for told in act.wordings}
    bare |= {told.bare for act in acts for given in act.given for told in (given.unit, given.about)}
    bare |= {told.bare for act in acts for made in act.made for told in (made.unit, made.about)}
    if not mentions("\n".join(bare)):
        return
    stating = {told: stated[0].value for told in bare if (stated := mentions(told))}
    for number, line in enumerate(text.splitlines(), 1):
        for told, value in stating.items():
            if told in _SLOT.sub("it", line):
                why = f"it states a number of its own, {value}: make it a quantity"
                raise UsageError(f"{where}, line {number}: {line.strip()!r}: {why}")


def _check(family: Family, where: str) -> None:
    """Every slot is known, every quantity stated in every wording once."""
    known = set(PERSON)
    for word in family.words:
        known |= {word, f"{word}1", f"a_{word}"}
    for act in family.acts:
        place = f"{where}: family {family.name}, {act.kind} {act.before}"
        stated = [given.name for given in act.given]
        if not act.wordings:
            raise UsageError(f"{place}: it has no wording")
        for text in act.wordings:
            own = [slot for slot in text.slots if slot in stated]
            if sorted(own) != sorted(stated):
                raise UsageError(
                    f"{place}: {text.text!r} has to state each of {', '.join(stated) or 'no quantity'} once"
                )
            if unknown := set(text.slots) - known - set(stated):
                raise UsageError(f"{place}: unknown slot {{{min(unknown)}}}; there are {', '.join(sorted(known))}")
    used = {arg for act in family.acts for made in act.made for arg in made.args}
    used |= {given.rule.other for act in family.acts for given in act.given}
    for act in family.acts:
        if idle := [given.name for given in act.given if act.kind != "aside" and given.name not in used]:
            raise UsageError(f"{where}: family {family.name}, {act.kind} {act.before}: no step uses {idle[0]}")
    for kind in ("open", "ask"):
        if not family.starting(kind):
            raise UsageError(f"{where}: family {family.name} has no {kind}")
