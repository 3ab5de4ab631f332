"""Facts with a number that an answer does not depend on, fitted to the scene of a problem."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Draw

from .changed import fresh
from .dimension import Dimension, dimension, lemma
from .facts import facts
from .marked import Changed, Marked, mark, sentences
from .program import Leaf
from .seed import Seed

_WORD = re.compile(r"[a-z]+")
_FILE = Path(__file__).with_name("distractors.txt")
# What a measure goes by in a text, beside its name.
_ALIASES = {
    "years": ("age", "old", "year"),
    "feet": ("foot", "feet"),
    "inches": ("inch",),
    "children": ("child", "kid"),
}


class Fact(NamedTuple):
    """A sentence that fits where one of the words stands; any scene where there are none."""

    words: tuple[str, ...]
    text: str
    lo: int
    hi: int
    unit: str

    @property
    def forms(self) -> frozenset[str]:
        """Its words and what is formed of them: bake, bakes, baking."""
        return frozenset(form for word in self.words for form in (word, f"{word}s", f"{word}es", f"{word}ing"))


@cache
def known() -> list[Fact]:
    """All facts of the file."""
    found = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, rest = line.partition(": ")
            text, _, rule = rest.partition(" | ")
            bounds, _, unit = rule.partition(" ")
            lo, _, hi = bounds.partition("-")
            words = () if head == "-" else tuple(head.split())
            found.append(Fact(words, text, int(lo), int(hi), unit))
    return found


def useless_info(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """UselessInfo: a fact with a number that the answer does not depend on."""
    fact = draw.choice(fitting(given))
    name = fresh(given.program, "u")
    leaf = Leaf(name, draw.between(fact.lo, fact.hi), fact.unit)
    parts = sentences(given.text.body)
    # Behind the first sentence, and not before one that goes on with "this" or "then".
    places = [n for n in range(1, len(parts) + 1) if n == len(parts) or not _goes_on(parts[n])]
    parts.insert(draw.choice(places), f"{fact.text.format(n=mark(name, str(leaf.value)))}.")
    program = given.program._replace(leaves=(*given.program.leaves, leaf))
    return Changed(Marked(" ".join(parts), given.text.ask), program)


def fitting(given: Changed) -> list[Fact]:
    """The facts that fit the scene and that nothing of the problem could be mistaken for. Raises Reject."""
    text = given.whole.casefold()
    of = facts(given).of
    apart = [fact for fact in known() if not _could_matter(fact, text, of)]
    words = set(_WORD.findall(text))
    found = [fact for fact in apart if not words.isdisjoint(fact.forms)]
    found = found or [fact for fact in apart if not fact.words]
    if not found:
        raise Reject("no idle fact fits the scene without touching what is asked")
    return found


def _could_matter(fact: Fact, text: str, of: Dimension | None) -> bool:
    """Whether the problem speaks of what the fact counts, or has that sentence already."""
    words = _ALIASES.get(fact.unit, (lemma(fact.unit),))
    begins = fact.text.partition("{n}")[0].casefold()
    return any(word in text for word in words) or (of is not None and dimension(fact.unit) == of) or begins in text


def _goes_on(sentence: str) -> bool:
    """Whether a sentence goes on with what the one before it said."""
    return sentence.split(" ", 1)[0] in {
        "He", "She", "They", "It", "This", "That", "These", "Those", "Then", "Each", "Later,", "His", "Her", "Their",
        "One", "All", "The", "Of", "After", "Every", "With", "Another",
    }  # fmt: skip
