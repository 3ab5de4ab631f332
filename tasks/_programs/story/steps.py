"""How a step can be told: by the lines of its story, or in plain words; comparisons in words of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..exact import told
from ..program import CHOICES
from . import table
from .thought import Thought
from .words import Words, filled


class Clause(NamedTuple):
    """`names` are the steps that it tells; `phrase` its wording, `fits` whether its values are those of a wrong start."""

    text: str
    names: tuple[str, ...]
    phrase: str
    is_line: bool = False
    has_unit: bool = False
    fits: bool = True


def equation(words: Words, now: Thought, name: str) -> str:
    op, args = now.operation(name)
    a, b = (now.values[arg] for arg in args)
    return words.equation(op, a, b, now.values[name])


def clauses(words: Words, now: Thought, name: str) -> Iterator[Clause]:
    """Every wording that tells a step first, without its full stop."""
    own = equation(words, now, name)
    done = set(now.done)
    for line in words.lines[name]:
        equations = {name: own}
        known = done | {name}
        for other in line.told[1:]:
            if other in known or any(arg not in known and arg in now.view.made for arg in now.view.made[other][1]):
                break
            equations[other] = equation(words, now, other)
            known.add(other)
        else:
            # A wording that names what a wrong start has not taken says two things at once.
            taken = now.operation(name)[1]
            lost = set(now.view.made[name][1]) - set(taken)
            fits = not any(one in lost for is_equation, one in line.slots if not is_equation)
            yield Clause(filled(line, now.values, equations), line.told, line.texts[0], True, True, fits)
    value = now.values[name]
    with_unit = words.with_unit(own, name, value)
    for phrase in table.PLAIN:
        yield Clause(phrase.format(U=own), (name,), phrase)
        if with_unit != own:
            yield Clause(phrase.format(U=with_unit), (name,), phrase, has_unit=True)
    if name in words.names:
        for phrase in table.NAMED:
            yield Clause(phrase.format(U=own, L=words.names[name]), (name,), phrase)
            if with_unit != own:
                yield Clause(phrase.format(U=with_unit, L=words.names[name]), (name,), phrase, has_unit=True)


def compared(words: Words, now: Thought, name: str) -> Iterator[str]:
    """The sentences of a step that compares."""
    op, args = now.view.made[name]
    values = now.values
    a, b = (told(values[arg]) for arg in args[:2])
    is_more = values[args[0]] > values[args[1]]
    slots = {"a": a, "b": b, "v": told(values[name]), "not": "" if is_more else "not "}
    if op in ("max", "min"):
        phrases = table.LARGER if op == "max" else table.SMALLER
    elif op == "if>":
        phrases = table.CONDITION
    else:
        phrases = table.CHOSEN
        slots["c"] = CHOICES[int(values[name]) - 1]
    for phrase in phrases:
        yield phrase.format(**slots)
