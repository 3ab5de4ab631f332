"""The phrases made ready: formats for the teacher, shapes for the checker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from . import phrases
from .phrases import GERUNDS, NOUNS, VERBS
from .program import ARITHMETIC, CHOICES
from .view import GIVEN, LABEL, NUMBER


class Claim(NamedTuple):
    """What a sentence of a shape says: its role, and the operations that its words name."""

    role: str
    op: str = ""
    other: str = ""


def compiled(template: str) -> str:
    """A format that takes the labels, then the numbers, then the equation, each kind in the order of its slots."""
    text = _marked(template).replace("{", "{{").replace("}", "}}")
    place = 0
    for mark in "\x01\x02\x03":
        while mark in text:
            text = text.replace(mark, f"{{{place}}}", 1)
            place += 1
    return text


def shape(template: str) -> str:
    """The template as the checker sees a sentence of it."""
    return _marked(template)


def _marked(template: str) -> str:
    """Slots as control characters, so that no letter of the text is taken for one."""
    words = template.split(" ")
    bare = [word.strip(".,:;?!()") for word in words]
    marks = {"@": "\x01", "#": "\x02", "E": "\x03"}
    return " ".join(
        word.replace(core, marks[core]) if core in marks else word for word, core in zip(words, bare, strict=True)
    )


def _for_op(templates: Sequence[str], op: str) -> list[str]:
    return [text.replace("VERB", VERBS[op]).replace("GERUND", GERUNDS[op]) for text in templates]


def _for_pair(templates: Sequence[str], right: str, wrong: str) -> list[str]:
    return [text.replace("RIGHT", NOUNS[right]).replace("WRONG", NOUNS[wrong]) for text in templates]


# A quantity that has to be worked out, one that is given, and one without a name.
_SIDES = {LABEL: "the @", GIVEN: "the @ (#)", NUMBER: "the number #"}


def _for_sides(templates: Sequence[str], left: str, right: str) -> list[str]:
    return [text.replace("and R", f"and {_SIDES[right]}").replace("L and", f"{_SIDES[left]} and") for text in templates]


def _table() -> dict[Claim, list[str]]:
    """Every sentence, by what it claims."""
    found = {
        Claim("opening"): phrases.OPENING,
        Claim("plan first"): phrases.PLAN_FIRST,
        Claim("plan next"): phrases.PLAN_NEXT,
        Claim("plan last"): phrases.PLAN_LAST,
        Claim("reached"): phrases.REACHED,
        Claim("asked"): phrases.ASKED,
        Claim("grounded"): phrases.GROUNDED,
        Claim("inverse"): phrases.INVERSE,
        Claim("estimate"): phrases.ESTIMATE,
        Claim("dropped"): phrases.DROPPED,
        Claim("compare", "max"): phrases.LARGER,
        Claim("compare", "min"): phrases.SMALLER,
        Claim("condition", "holds"): phrases.HOLDS,
        Claim("condition", "fails"): phrases.FAILS,
        Claim("closing"): phrases.CLOSING,
    }
    for op in ARITHMETIC:
        found[Claim("step", op)] = _for_op(phrases.STEP, op)
        found[Claim("wrong", op)] = _for_op(phrases.WRONG, op)
        for wrong in ARITHMETIC:
            found[Claim("because", op, wrong)] = _for_pair(phrases.BECAUSE, op, wrong)
    for left in _SIDES:
        for right in _SIDES:
            found[Claim("needs", left, right)] = _for_sides(phrases.NEEDS, left, right)
    for (op, chosen), templates in phrases.CHOSEN.items():
        found[Claim("choice", op, str(chosen))] = templates
    for letter in CHOICES:
        found[Claim("closing", letter)] = [text.replace("LETTER", letter) for text in phrases.CLOSING_LETTER]
    return found


TABLE = _table()
PHRASES: dict[tuple[str, str, str], list[str]] = {
    claim: [compiled(text) for text in texts] for claim, texts in TABLE.items()
}
# A step's wording that names no operation is one shape for all five.
SHAPES: dict[str, list[Claim]] = {}
for _claim, _texts in TABLE.items():
    for _text in _texts:
        SHAPES.setdefault(shape(_text), []).append(_claim)
