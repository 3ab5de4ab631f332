"""How a step can be told: by the lines of its story, or in plain words; comparisons in words of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..exact import told
from ..lines import Line
from ..program import CHOICES
from . import table
from .thought import Thought
from .words import Words, filled


class Clause(NamedTuple):
    """A wording that tells the steps `names`: a line of the story, or a phrase of the table, with its unit or not."""

    names: tuple[str, ...]
    phrase: str
    line: Line | None = None
    has_unit: bool = False


def equation(words: Words, now: Thought, name: str) -> str:
    op, args = now.operation(name)
    a, b = (now.values[arg] for arg in args)
    return words.equation(op, a, b, now.values[name])


def lines(words: Words, now: Thought, name: str) -> list[Clause]:
    """The lines of the story that tell a step first, and then only such as can be told behind it."""
    found = []
    for line in words.lines[name]:
        if len(line.told) > 1:
            known = {*now.done, name}
            for other in line.told[1:]:
                if other in known or any(arg not in known and arg in now.view.made for arg in now.view.made[other][1]):
                    break
                known.add(other)
            else:
                found.append(Clause(line.told, line.texts[0], line))
        else:
            found.append(Clause(line.told, line.texts[0], line))
    return found


def fits(now: Thought, clause: Clause) -> bool:
    """Whether a line names nothing that a wrong start has not taken: it would say two things at once."""
    name = clause.names[0]
    lost = set(now.view.made[name][1]) - set(now.operation(name)[1])
    return clause.line is None or not any(one in lost for is_equation, one in clause.line.slots if not is_equation)


def plain(words: Words, name: str) -> list[Clause]:
    """The wordings of the table."""
    names, unit = (name,), words.units[name]
    found = [Clause(names, phrase) for phrase in table.PLAIN]
    if name in words.names:
        found += [Clause(names, phrase) for phrase in table.NAMED]
    return found + [one._replace(has_unit=True) for one in found] if unit and unit != "%" else found


def worded(words: Words, now: Thought, clause: Clause) -> str:
    """The text of a clause, without its full stop."""
    if clause.line is not None:
        return filled(clause.line, now.values, {name: equation(words, now, name) for name in clause.names})
    (name,) = clause.names
    own = equation(words, now, name)
    text = words.with_unit(own, name, now.values[name]) if clause.has_unit else own
    return clause.phrase.format(U=text, L=words.names.get(name, ""))


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
