"""The words of a program that was put together out of others: what they say of quantities that are gone is dropped."""

from __future__ import annotations

from collections.abc import Container, Mapping

from . import lines
from .program import Program, Step, Value, apply


def fitted(program: Program, question: str) -> Program:
    """The program with only such lines, relations and entries as speak of what it holds and the question says.

    No line says "1 dollars".
    """
    if not program.entries and not any(step.told or step.relation for step in program.steps):
        return program
    known = {leaf.name for leaf in program.leaves}
    values = {leaf.name: leaf.value for leaf in program.leaves}
    steps = []
    for step in program.steps:
        known.add(step.name)
        if all(arg in values for arg in step.args):
            values[step.name] = apply(step.op, [values[arg] for arg in step.args])
        steps.append(_fitted(step, known, values) if step.told or step.relation else step)
    entries = [entry for entry in program.entries if entry.leaf in known and entry.stated in question]
    return program._replace(steps=tuple(steps), entries=tuple(entries))


def _fitted(step: Step, known: Container[str], values: Mapping[str, Value]) -> Step:
    told = [
        text
        for text in step.told
        if all(name in known for _, name in lines.line(text).slots) and not lines.is_of_several(text, values)
    ]
    related = [
        text
        for text, (_, names, _) in zip(step.relation.split("; "), lines.relations(step.relation), strict=False)
        if all(name in known for name in names)
    ]
    return step._replace(told=tuple(told), relation="; ".join(related))
