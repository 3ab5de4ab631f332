"""Puts a told search into words: one voice, notation and layout a trace, and no phrase twice while others are left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from synth.task import Behavior, Draw

from .facts import Fact, facts
from .search import State, Step
from .search_lexicon import phrases_of
from .search_sentences import SENTENCES
from .style import PLAIN_LAYOUTS, Style
from .told import Event

OPENING, CLOSING = 30, 20  # how often, in percent, a trace tells its problem and its answer
WE = 25
PLAIN = 4  # phrases a place
# What joins a line of tries to the step that it is about, and its tries to each other: full stops, or less.
COLONS = (". ", ". ", ": ")
JOINTS = (". ", ". ", "; ", ", ")
# Pools of which a trace uses one phrase throughout.
KEPT = frozenset({"OVER_BY", "SHORT_BY"})
_BEFORE_LINES = frozenset({"work", "want", "aim", "need", "towards"})
_LINE = frozenset({"try", "reach", "far", "way", "list"})
# What stands between the equations of a list, and before its last.
SERIES = ((", ", ", "), (", ", " and "), (", ", ", and "), ("; ", "; "))
_LISTS = frozenset("SALRG")


class Saying:
    """Writes one trace; a `plain` one in few words and in one notation."""

    def __init__(self, draw: Draw, plain: bool) -> None:
        self.draw = draw
        self.style = Style(draw)
        self.plain = plain
        if plain:
            self.style.in_plain_signs(draw.choice(PLAIN_LAYOUTS))
        self.voice = 0 if plain else int(draw.chance(WE))
        self.comma, self.last = draw.choice(SERIES)
        self.colon, self.joint = (". ", ". ") if plain else (draw.choice(COLONS), draw.choice(JOINTS))
        self.before = ""  # the kind of the last sentence
        self.decks: dict[str, int] = {}  # how far each pool is told
        self.said: list[str] = []
        self.paragraphs = [self.said]

    def text(
        self, events: Sequence[Event], numbers: State, target: int, shows: Collection[Behavior], answer: str
    ) -> str:
        """The trace, without tags."""
        if self.draw.chance(OPENING):
            self.say(Fact("open", {"T": target, "S": numbers}))
        for fact in facts(events, target, shows):
            self.say(fact)
        if self.draw.chance(CLOSING):
            self.say(Fact("close", {"X": answer}))
        style = self.style
        glue = style.space + style.bullet
        return style.paragraph.join([style.bullet + glue.join(said) for said in self.paragraphs if said])

    def say(self, fact: Fact) -> None:
        if fact.kind == "back":
            self.said = []
            self.paragraphs.append(self.said)
        kind = fact.kind.partition(" ")[0]
        before, self.before = self.before, "" if fact.kind == "far hit" else kind
        body = "".join([self.phrase(name) for name in SENTENCES[fact.kind]])
        body %= {slot: self.written(slot, value) for slot, value in fact.slots.items()}
        if kind in _LINE and fact.kind != "list next" and self.said:
            joint = (
                self.colon
                if before in ("work", "want", "aim", "need", "towards")
                else self.joint
                if before in _LINE
                else ""
            )
            if joint and joint != ". ":
                self.said[-1] = f"{self.said[-1][:-1]}{joint}{body}."
                return
        self.said.append(f"{body[0].upper()}{body[1:]}" if body[-1] == "?" else f"{body[0].upper()}{body[1:]}.")

    def phrase(self, name: str) -> str:
        """The next phrase of a pool: they are told in turn, from one that is drawn."""
        templates = _templates(name, self.voice)[: PLAIN if self.plain else None]
        at = self.decks.get(name)
        if at is None:
            at = self.draw.below(len(templates)) if len(templates) > 1 else 0
        self.decks[name] = at if name in KEPT else (at + 1) % len(templates)
        return templates[at]

    def written(self, slot: str, value: Any) -> Any:
        if slot == "E":
            return self.style.equation(value)
        if slot in "FC":
            return self.listed(value)
        return self.style.numbers(value) if slot in _LISTS and isinstance(value, tuple) else value

    def listed(self, steps: Sequence[Step]) -> str:
        written = list(map(self.style.equation, steps))
        return self.comma.join(written[:-1]) + self.last + written[-1] if len(written) > 1 else written[0]


@cache
def _templates(name: str, voice: int) -> tuple[str, ...]:
    return tuple([phrase.template for phrase in phrases_of(name, voice)])
