"""Mutations that give a problem other logic: a step more, a condition, another world (RE-IMAGINE's third level)."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw

from .changed import ENDS, clause, fresh, instead, is_only_one, letter_of, moved_leaf, named, pointed, unused, using
from .marked import Changed, Marked, literal, mark, replaced
from .program import Leaf, Program, Step
from .seed import Seed
from .stories import beside, story_of

FREE_LETTERS = "NKMRW"
# Behind a number that no letter can stand for: a 60-mile trip, 40g.
_RUNS_ON = re.compile("\\A[^\x03]*\x03[-0-9A-Za-z]")


def dependence(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """AddDependence: a number is no longer stated, but follows from another one of the story: one step more."""
    leaf, value, _, _ = moved_leaf(seed, given, draw)
    text = f"{given.text.body} {given.text.ask}"
    others = [
        other
        for other in given.program.leaves
        if other.name != leaf.name
        and type(other.value) is int
        and other.value != value
        and (other.name in seed.free or (literal(text, other.name) or "")[:1].isdigit())
        and (other.about or is_only_one(given, other))
    ]
    if type(value) is not int or not others or _RUNS_ON.search(text.partition(f"\x01{leaf.name}\x02")[2]):
        raise Reject("no whole number can be made to depend on another one")
    near = [other for other in others if max(other.value, value) <= 10 * min(other.value, value)]
    other = draw.choice(near or others)
    start = int(other.value)
    gap, known_names = abs(value - start), given.program.values()
    name, made = beside(leaf.name, "d", known_names), beside(leaf.name, "e", known_names)
    op, word = ("+", "more") if value > start else ("-", "less")
    known = (
        f"the {other.about}"
        if other.about
        else pointed(given, other.name, mark(other.name, literal(text, other.name) or ""))
    )
    letter = letter_of(given, FREE_LETTERS, draw)
    first = Step(made, op, (other.name, name), leaf.unit, leaf.about or f"value of {letter}")
    program = using(given.program, leaf.name, made)
    program = program._replace(leaves=(*program.leaves, Leaf(name, gap)), steps=(first, *program.steps))
    where = f"Here {letter} is {mark(name, str(gap))} {word} than {known}."
    body, ask = (replaced(part, leaf.name, letter) for part in given.text)
    return Changed(Marked(f"{body} {where}", ask), program)


def conditional(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """InsertConditional: what is done with the result depends on its size."""
    result = given.program.result()
    letter, opening = named(given, draw)
    size = max(3, int(result) // 4)
    bound = max(1, int(result) + draw.choice([n for n in range(-size, size + 1) if n]))
    more, times = draw.between(2, 20), draw.between(2, 5)
    names = [fresh(given.program, prefix) for prefix in ("b", "p", "q")]
    leaves = [Leaf(name, value) for name, value in zip(names, (bound, more, times), strict=True)]
    held, failed, made = (fresh(given.program, prefix) for prefix in ("h", "f", "c"))
    noun = unused(given.whole, [f"{which} result" for which in ENDS])
    steps = (
        Step(held, "+", (given.program.output, names[1]), "", f"value of {letter} with the addition"),
        Step(failed, "*", (given.program.output, names[2]), "", f"value of {letter} after the multiplication"),
        Step(made, "if>", (given.program.output, names[0], held, failed), "", noun),
    )
    marks = [mark(leaf.name, str(leaf.value)) for leaf in leaves]
    total, product = f"{letter} plus {marks[1]}", f"{letter} times {marks[2]}"
    rule = draw.choice(
        [
            f"If {letter} is greater than {marks[0]}, the {noun} is {total}; otherwise it is {product}.",
            f"The {noun} is {total} if {letter} is greater than {marks[0]}, and {product} if it is not.",
        ]
    )
    program = given.program._replace(
        leaves=(*given.program.leaves, *leaves), steps=(*given.program.steps, *steps), output=made
    )
    return Changed(Marked(f"{given.text.body} {opening} {rule}", f"What is the {noun}?"), program)


def counterfactual(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """CounterFactual: the question is asked of a world in which one number is another."""
    leaf, value, old, new = moved_leaf(seed, given, draw)
    program, name = instead(given.program, leaf, value)
    text = _supposed(given, leaf, mark(leaf.name, old), mark(name, new), draw)
    return Changed(Marked(f"{given.text.body} {text}", given.text.ask), program)


def bi_counterfactual(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """Bi-CounterFactual: the world as it is and the one supposed, side by side.

    Asked is by how much the two answers differ: whether they do would be a coin's toss.
    """
    leaf, value, old, new = moved_leaf(seed, given, draw)
    other, name = instead(given.program, leaf, value)
    twins: dict[str, str] = {}
    known = {*given.program.values(), name}
    for step in other.steps:
        twins[step.name] = beside(step.name, "w" if story_of(step.name) else "t", known)
        known.add(twins[step.name])
    steps = list(given.program.steps)
    for step in other.steps:
        if step.name in other.used() and _depends(other, step.name, name):
            args = tuple(twins[arg] if arg in twins and _depends(other, arg, name) else arg for arg in step.args)
            about = _other_case(step.about)
            steps.append(step._replace(name=twins[step.name], args=args, about=about))
    before, after = given.program.values()[given.program.output], other.values()[other.output]
    order = (given.program.output, twins[other.output])
    made = fresh(given.program, "g")
    pair = order if before > after else order[::-1]
    steps.append(Step(made, "-", pair, given.program.unit, "difference between the two answers"))
    program = given.program._replace(
        leaves=(
            *given.program.leaves,
            Leaf(name, value, leaf.unit, (), _other_case(leaf.about)),
        ),
        steps=tuple(steps),
        output=made,
    )
    what = f"the {leaf.about}" if leaf.about else pointed(given, leaf.name, mark(leaf.name, old))
    instead_of = f" instead of {mark(leaf.name, old)}" if leaf.about else ""
    world = f"if {what} were {mark(name, new)}{instead_of}, all else being as told"
    asked = f"In both cases the same is asked: {clause(given.text.ask)}."
    text = f"Compare this with what would come out {world}. {asked}"
    return Changed(Marked(f"{given.text.body} {text}", "By how much do these answers differ?"), program)


def proxy_step(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """Graph extension: what is asked is a function of the old answer, one step further."""
    result = given.program.result()
    letter, opening = named(given, draw)
    name, made = fresh(given.program, "k"), fresh(given.program, "t")
    op = draw.choice("+-*" if result > 3 else "+*")
    value = draw.between(2, 9) if op == "*" else draw.between(2, min(30, int(result) - 1) if op == "-" else 30)
    said = mark(name, str(value))
    what = {"+": f"{said} added to {letter}", "-": f"{letter} less {said}", "*": f"{letter} multiplied by {said}"}[op]
    step = Step(made, op, (given.program.output, name), "", f"result of changing {letter}")
    program = given.program._replace(
        leaves=(*given.program.leaves, Leaf(name, value)), steps=(*given.program.steps, step), output=made
    )
    return Changed(Marked(f"{given.text.body} {opening}", f"What is {what}?"), program)


def _other_case(about: str) -> str:
    """What a quantity is called in the other case; no name where it is of another case already."""
    return f"{about} in the other case" if about and not about.endswith("in the other case") else ""


def _depends(program: Program, name: str, on: str) -> bool:
    return on in program._replace(output=name).used()


def _supposed(given: Changed, leaf: Leaf, old: str, new: str, draw: Draw) -> str:
    if leaf.about:
        return draw.choice(
            [
                f"Now suppose that the {leaf.about} had been {new} instead of {old}, with everything else as told.",
                f"Imagine instead that the {leaf.about} were {new} rather than {old}, and that nothing else changed.",
            ]
        )
    this = pointed(given, leaf.name, old)
    return draw.choice(
        [
            f"Now suppose that {this} had been {new}, with everything else as told.",
            f"Imagine that {this} were {new}, and that nothing else changed.",
        ]
    )
