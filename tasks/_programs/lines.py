"""Lines that tell steps: text with `{=s2}` for the equation of a step and `{n3}` for the value of a quantity."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import NamedTuple

from synth.errors import Reject

from .exact import Value
from .numerals import mentions

_SLOT = re.compile(r"\{(=?)([A-Za-z][A-Za-z_0-9]{0,19})\}")
# What behind a 1 speaks of several: "1 dollars", "1 more dollars".
_SEVERAL = re.compile(r" (?:[a-z]+ )?(?!(?:is|as|has|was|this|his|its|us|less|plus)\b)[a-z]{2,}s\b")


class Line(NamedTuple):
    """`texts` stand around `slots`, (whether it is an equation, name of the quantity); `told` are the steps told."""

    texts: tuple[str, ...]
    slots: tuple[tuple[bool, str], ...]
    told: tuple[str, ...]


@lru_cache(maxsize=4096)
def line(text: str) -> Line:
    """A line taken apart. Raises Reject for a line that states a number of its own, or a step twice."""
    pieces = _SLOT.split(text)
    texts = tuple(pieces[::3])
    slots = tuple(zip(map(bool, pieces[1::3]), pieces[2::3], strict=True))
    told = tuple([name for is_equation, name in slots if is_equation])
    bare = "it".join(texts)
    if "{" in bare or "}" in bare or not bare.isprintable() or mentions(bare):
        raise Reject(f"program: the line {text[:60]!r} holds a number, a brace or a control character of its own")
    if len(set(told)) != len(told):
        raise Reject(f"program: the line {text[:60]!r} tells a step twice")
    return Line(texts, slots, told)


def is_of_several(text: str, values: Mapping[str, Value]) -> bool:
    """Whether a line speaks of several where a value is 1: "1 cars"."""
    found = line(text)
    return any(
        values.get(name) == 1 and _SEVERAL.match(behind)
        for (_, name), behind in zip(found.slots, found.texts[1:], strict=True)
    )


def check(text: str, step: str, known: Container[str]) -> None:
    """Raises Reject for a line of a step that does not tell it last, or names what is not known there."""
    found = line(text)
    if not found.told or found.told[-1] != step:
        raise Reject(f"program: the line {text[:60]!r} does not end in the equation of {step}")
    if unknown := [name for _, name in found.slots if name not in known]:
        raise Reject(f"program: the line {text[:60]!r} names {unknown[0]!r}, which is not there yet")


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A line with other names for the quantities of its slots; what is no quantity (`{ref}`) stays."""
    if "{" not in text:
        return text
    return _SLOT.sub(lambda found: f"{{{found[1]}{names.get(found[2], found[2])}}}", text)


def relations(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    """What a step says of its relations: kind, names, words. `base s2: of the pages left; falls: he sells some`."""
    found = []
    for one in text.split("; "):
        head, _, words = one.partition(": ")
        kind, *names = head.replace("part of", "part").replace("rest of", "rest").split()[:12] or [""]
        found.append((kind, tuple(names), words))
    return found if text else []


def related(text: str, names: Mapping[str, str]) -> str:
    """Relations with other names for the quantities."""
    made = []
    for one in text.split("; "):
        head, colon, words = one.partition(": ")
        kind, *rest = head.split(" ")
        made.append(" ".join([kind, *(names.get(word, word) for word in rest)]) + colon + words)
    return "; ".join(made)
