"""Every sentence that a told search can hold, by its kind: skeletons, and what fills their slots in order."""

from __future__ import annotations

from functools import cache
from itertools import product

from .grammar import EQUATION, EQUATIONS, Phrase, pool
from .search_phrases import POOLS
from .search_sentences import SENTENCES

Slots = tuple[str, ...]


@cache
def skeletons(kind: str) -> dict[str, Slots]:
    """The sentences of a kind in lower case, a mark for every slot, without the full stop; and their slots in order."""
    table: dict[str, Slots] = {}
    for voice in (0, 1):
        for phrases in product(*[phrases_of(name, voice) for name in SENTENCES[kind]]):
            skeleton = "".join([phrase.skeleton for phrase in phrases]).lower().replace("; ", ", ")
            slots = tuple([slot for phrase in phrases for slot in phrase.meaning])
            if table.setdefault(skeleton, slots) != slots:
                raise ValueError(f"two meanings of {skeleton!r}")
            if EQUATIONS in skeleton:  # a list may hold one equation only
                table[skeleton.replace(EQUATIONS, EQUATION)] = slots
    return table


@cache
def phrases_of(name: str, voice: int) -> tuple[Phrase, ...]:
    """The phrases of a pool in a voice; what stands there several times is told more often."""
    return tuple([phrase for line in POOLS[name] for phrase in pool([line], voice)])
