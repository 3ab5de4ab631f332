"""What GSM8K's solutions say of their steps: lines in their writers' words, names, units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from .clauses import counted
from .program import Program, Step
from .seed_lines import NOTE, Known, Part, line, sentences, without_operands
from .seed_names import NONE, Name, named
from .units import measure_at

MAX_SHORT = 6


def worded(question: str, solution: str, program: Program, noted: Sequence[tuple[str, ...]], free: Set[str]) -> Program:
    """The program with its words. `noted` are the steps of every annotation, `free` the leaves with other values."""
    moving = set(free)
    for step in program.steps:
        if moving.intersection(step.args):
            moving.add(step.name)
    spoken = f"{question} {NOTE.sub(' ', solution.rpartition('####')[0])}"
    known = Known(program.values(), moving, spoken)
    lines: dict[str, str] = {}
    names: dict[str, Name] = {}
    units: dict[str, str] = {}
    for parts, rest in sentences(solution, noted):
        if said := line(parts, rest, known):
            lines[[name for part in parts for name in part.steps][-1]] = said
        for part, behind in zip(parts, [*(part.prose for part in parts[1:]), rest], strict=True):
            if part.steps:
                names[part.steps[-1]] = _named(part, behind, known)
                units[part.steps[-1]] = unit_of(behind, part.is_money)
    names = _distinct(names)
    steps = [_worded(step, lines, names, units) for step in program.steps]
    return program._replace(steps=tuple(_summed(steps)))


def _worded(step: Step, lines: Mapping[str, str], names: Mapping[str, Name], units: Mapping[str, str]) -> Step:
    ask, about = names.get(step.name, NONE)
    short = about if len(about.split()) <= MAX_SHORT else about.removeprefix("number of ")
    said = lines.get(step.name)
    return step._replace(
        unit=units.get(step.name, step.unit),
        about=about,
        short=short if len(short.split()) <= MAX_SHORT else "",
        ask=ask,
        told=(said,) if said else (),
    )


def _named(part: Part, behind: str, known: Known) -> Name:
    prose = without_operands(part.prose, part.steps, known)
    return NONE if prose is None else named(prose, behind, part.is_money)


def _distinct(names: Mapping[str, Name]) -> dict[str, Name]:
    """The names without those that two steps have."""
    asks = Counter(name.ask for name in names.values())
    abouts = Counter(name.about for name in names.values())
    return {
        step: Name(name.ask if asks[name.ask] == 1 else "", name.about if abouts[name.about] == 1 else "")
        for step, name in names.items()
    }


def unit_of(behind: str, is_money: bool) -> str:
    """What a result is told in: `dollars`, `miles per hour`, `duck eggs`, "" where that is not said."""
    if is_money:
        return "dollars"
    if measure := measure_at(f"1{behind}", 0, 1):
        return measure
    found = counted(behind)
    noun = re.sub(r"^(?:more|fewer|less|additional|extra|total) ", "", found[0].partition(" of ")[0]) if found else ""
    return noun if re.fullmatch(r"[A-Za-z' -]{2,40}", noun) else ""


def _summed(steps: Sequence[Step]) -> list[Step]:
    """What is added to or taken from on the way to a result of a unit is of that unit, too."""
    units = {step.name: step.unit for step in steps}
    for step in reversed(steps):
        if step.op in "+-" and units[step.name]:
            for arg in step.args:
                if arg in units and not units[arg]:
                    units[arg] = units[step.name]
    return [step._replace(unit=units[step.name]) for step in steps]
