"""Rewriting of problems that carry their program, harder, easier, a part of it, or varied: the answer is computed."""

from __future__ import annotations

from collections import Counter

from synth.errors import Reject
from synth.task import Draw, Problem

from .._programs import carried
from .._programs.changed import fresh
from .._programs.marked import Changed, Marked, finished, mark
from .._programs.mutations import MUTATIONS
from .._programs.program import Leaf, Program, Step, Value, told
from .._programs.seed import Seed

# What makes a problem harder, all but the last by a step or more.
HARDER = ("proxy-step", "dependence", "conditional", "useless-info")


def exact(direction: str, seed: Seed, amount: int, draw: Draw) -> Problem:
    """The seed rewritten, with its program. Raises Reject with why it cannot be."""
    given = seed.begun
    if direction == "vary":
        changed = MUTATIONS["new-values"][1](seed, given, draw)
    elif direction == "harder":
        changed = harder(seed, given, amount, draw)
    elif direction == "easier":
        changed = easier(given, amount, draw)
    else:
        changed = subproblem(given, draw)
    question, program = finished(changed.whole, changed.program)
    fixed = [leaf.name for leaf in program.leaves if leaf.at and leaf.name not in seed.free]
    data = {"direction": direction, "fixed": fixed, "certificate": "program"}
    return carried.problem(question, program, data, (seed.id,))


def harder(seed: Seed, given: Changed, amount: int, draw: Draw) -> Changed:
    """`amount` changes, the first of which adds a step."""
    done = 0
    before = len(given.program.used())
    while done < amount:
        for name in draw.shuffled(HARDER if len(given.program.used()) > before else HARDER[:-1]):
            try:
                given = MUTATIONS[name][1](seed, given, draw)
            except Reject:
                continue
            break
        else:
            raise Reject("it can be made no harder")
        done += 1
    return given


def easier(given: Changed, amount: int, draw: Draw) -> Changed:
    """`amount` results on the way are told, so that fewer steps are left."""
    for _ in range(amount):
        step = _inner(given.program, draw)
        value = given.program.values()[step.name]
        name = fresh(given.program, "t")
        leaf = Leaf(name, value, step.unit, (), step.about)
        steps = tuple(
            one._replace(args=tuple(name if arg == step.name else arg for arg in one.args))
            for one in given.program.steps
            if one.name != step.name
        )
        said = mark(name, told(value))
        text = draw.choice(
            [
                f"It is known that the {step.about} is {said}.",
                f"Somebody has already worked out that the {step.about} is {said}.",
                f"To help: the {step.about} is {said}.",
            ]
        )
        program = given.program._replace(leaves=(*given.program.leaves, leaf), steps=steps)
        given = Changed(Marked(f"{given.text.body} {text}", given.text.ask), _pruned(program))
    return given


def subproblem(given: Changed, draw: Draw) -> Changed:
    """One of the results on the way is what is asked."""
    step = _inner(given.program, draw)
    ask = draw.choice([f"What is the {step.about}?", f"Find the {step.about}.", f"How much is the {step.about}?"])
    if step.about.startswith("number of "):
        ask = draw.choice([f"What is the {step.about}?", f"Find the {step.about}."])
    program = _pruned(given.program._replace(output=step.name))
    if given.program.answer() == program.answer():
        raise Reject("its parts have the answer of the whole")
    return Changed(Marked(given.text.body, ask), program)


def _inner(program: Program, draw: Draw) -> Step:
    """A step on the way whose name says what it is, and whose values the story states before it asks."""
    last, used, values = program.output, program.used(), program.values()
    names = Counter([leaf.about for leaf in program.leaves] + [step.about for step in program.steps])
    named = [
        step
        for step in program.steps
        if step.name in used and step.name != last and step.about and _is_plain(values[step.name])
        # A fusion of fusions may hold two sums of both answers.
        if names[step.about] == 1
    ]
    if not named:
        raise Reject("no result on the way has a name that a text could use")
    return draw.choice(named)


def _is_plain(value: Value) -> bool:
    return "/" not in told(value)


def _pruned(program: Program) -> Program:
    """The program without steps that the answer no longer needs."""
    used = program.used()
    return program._replace(steps=tuple(step for step in program.steps if step.name in used))
