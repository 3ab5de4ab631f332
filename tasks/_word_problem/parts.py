"""What scenario families are made of: wordings with slots, the quantities that a text states, steps, acts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from .quantity import Rule

PERSON = ("who", "He", "he", "his", "His", "him", "himself", "other")
SLOT = re.compile(r"\{(=?[A-Za-z_0-9]+)\}")


class Wording(NamedTuple):
    """A text with `%s` for each slot, in order; `bare` has "it" in their place."""

    text: str
    slots: tuple[str, ...]
    bare: str

    def filled(self, words: Mapping[str, str]) -> str:
        if not self.slots:
            return self.bare
        return self.text % tuple([words[slot] for slot in self.slots])


class Relation(NamedTuple):
    """How a step lies to other quantities, and the words that say so."""

    kind: str
    names: tuple[str, ...]
    words: Wording


NO_WORDS = Wording("", (), "")


class Given(NamedTuple):
    """A quantity that the text states."""

    name: str
    rule: Rule
    unit: Wording
    about: Wording
    per: Wording = NO_WORDS
    short: Wording = NO_WORDS


class Made(NamedTuple):
    """A step; an argument of digits is a constant (60 minutes an hour)."""

    name: str
    op: str
    args: tuple[str, str]
    unit: Wording
    about: Wording
    told: tuple[Wording, ...] = ()
    short: Wording = NO_WORDS
    ask: Wording = NO_WORDS
    relations: tuple[Relation, ...] = ()

    @property
    def words(self) -> list[Wording]:
        """All that a solution may say of it, beside its label."""
        return [*self.told, self.short, self.ask, *(relation.words for relation in self.relations)]


@dataclass
class Act:
    """A piece of a story: how it may be worded, what it states, what it computes."""

    kind: str
    before: str
    after: str
    wordings: list[Wording] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    ref: Wording = NO_WORDS
    entry: Wording = NO_WORDS
    in_turn: list[str] = field(default_factory=list)  # whether a quantity or a step came, line by line

    @cached_property
    def enters(self) -> Given | None:
        """The quantity that another story may supply: the one that the line `from` does not state."""
        return next((given for given in self.given if given.name not in self.entry.slots), None)

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


@lru_cache(maxsize=1024)
def wording(text: str) -> Wording:
    """The text with its slots taken out."""
    if "{" not in text:
        return Wording(text, (), text)
    parts = SLOT.split(text)
    texts, slots = parts[::2], tuple(parts[1::2])
    return Wording("%s".join(part.replace("%", "%%") for part in texts), slots, "it".join(texts))
