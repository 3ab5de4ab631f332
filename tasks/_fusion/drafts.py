"""Drafts of fusions for a model to word, where no form of one story fits: correct in content, and no more than that."""

from __future__ import annotations

from collections.abc import Callable

from synth.errors import Reject
from synth.task import Draw

from .._programs.changed import clause, fresh
from .._programs.facts import begun, facts, inputs, takes
from .._programs.marked import Changed, Marked, mark, replaced
from .._programs.program import Leaf, Step
from .._programs.seed import Seed
from .joined import Apart, apart, together
from .sequence import supplied
from .side_by_side import bound_of, comparable, varied_alike

Draft = Callable[[Seed, Seed, Draw], Changed]


def sequential(first: Seed, second: Seed, draw: Draw) -> Changed:
    """The answer of the first in the place of an input of the second. Raises Reject."""
    known = facts(begun(first))
    fitting = [
        leaf for leaf, of, _ in inputs(second) if known.of and of.fits(known.of) and takes(second, leaf, first.result)
    ]
    if not fitting:
        raise Reject("no input of the second problem can take the answer of the first")
    leaf = draw.choice(fitting)
    pair = apart(first.begun, second.begun)
    name, a = pair.names[leaf.name], pair.first
    body, ask = (replaced(part, name, "(that number)") for part in pair.second.text)
    program = together(a.program, supplied(pair.second.program, name, a.program.output))
    return Changed(
        Marked(f"{a.text.body} To be worked out first, as a number: {clause(a.text.ask)}. {body}", ask), program
    )


def parallel(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Both with other values, and the sum of both answers. Raises Reject."""
    pair = apart(*varied_alike(first, second, draw))
    comparable(pair)
    program = together(pair.first.program, pair.second.program)
    names = (pair.first.program.output, pair.second.program.output)
    step = Step(fresh(program, "j"), "+", names, program.unit, "sum of both")
    program = program._replace(steps=(*program.steps, step), output=step.name, ref="")
    return Changed(Marked(_both(pair), "What is the sum of both?"), program)


def conditional(first: Seed, second: Seed, draw: Draw) -> Changed:
    """The larger or the smaller answer, or the second one where the first exceeds a bound. Raises Reject."""
    x, y = first.result, second.result
    if x == y:
        raise Reject("both problems have the same answer: there is nothing to choose")
    pair = apart(begun(first), begun(second))
    comparable(pair)
    program = together(pair.first.program, pair.second.program)
    names: tuple[str, ...] = (pair.first.program.output, pair.second.program.output)
    made, op = fresh(program, "c"), draw.choice(("max", "min", "if>"))
    said, leaves, args = f" Wanted is the {'larger' if op == 'max' else 'smaller'} of both.", program.leaves, names
    if op == "if>":
        bound, name = bound_of(x, y, draw), fresh(program, "k")
        leaves, args = (*leaves, Leaf(name, bound)), (names[0], name, names[1], names[0])
        said = f" Wanted is the former, unless it is greater than {mark(name, str(bound))}: then it is the latter."
    step = Step(made, op, args, program.unit, "number that is wanted")
    program = program._replace(leaves=leaves, steps=(*program.steps, step), output=made, ref="")
    return Changed(Marked(_both(pair) + said, "Which number is it?"), program)


def _both(pair: Apart) -> str:
    a, b = pair.first.text, pair.second.text
    return f"{a.body} To be worked out: {clause(a.ask)}. {b.body} To be worked out as well: {clause(b.ask)}."


DRAFTS: dict[str, Draft] = {"sequential": sequential, "parallel": parallel, "conditional": conditional}
