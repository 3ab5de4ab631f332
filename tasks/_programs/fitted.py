"""The words of a program that was put together out of others: what they say of quantities that are gone is dropped."""

from __future__ import annotations

from collections.abc import Container

from . import lines
from .program import Program, Step


def fitted(program: Program, question: str) -> Program:
    """The program with only such lines, relations and entries as speak of what it holds and the question says."""
    if not program.entries and not any(step.told or step.relation for step in program.steps):
        return program
    known = {leaf.name for leaf in program.leaves}
    steps = []
    for step in program.steps:
        known.add(step.name)
        steps.append(_fitted(step, known) if step.told or step.relation else step)
    entries = [entry for entry in program.entries if entry.leaf in known and entry.stated in question]
    return program._replace(steps=tuple(steps), entries=tuple(entries))


def _fitted(step: Step, known: Container[str]) -> Step:
    told = [text for text in step.told if all(name in known for _, name in lines.line(text).slots)]
    related = [
        text
        for text, (_, names, _) in zip(step.relation.split("; "), lines.relations(step.relation), strict=False)
        if all(name in known for name in names)
    ]
    return step._replace(told=tuple(told), relation="; ".join(related))
