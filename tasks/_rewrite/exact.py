"""Rewriting of problems that carry their program, harder, easier, a part of it, or varied: the answer is computed."""

from __future__ import annotations

import re
from collections import Counter

from synth.errors import Reject
from synth.task import Draw, Problem

from .._programs import carried, lines
from .._programs.changed import fresh
from .._programs.marked import Changed, Marked, finished, like, mark
from .._programs.mutations import MUTATIONS
from .._programs.program import Leaf, Program, Step, Value, told
from .._programs.seed import Seed
from .spoken import Spoken, spoken

_FOLLOWS = re.compile(r"(?:Then|So|Next|Thus|Therefore|Hence|Now|And|Finally),? (?=[A-Za-z])")
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
        step, how = _inner(given, draw)
        value = given.values[step.name]
        name = fresh(given.program, "t")
        leaf = Leaf(name, value, step.unit, (), "" if how else step.about)
        steps = [_with(one, step.name, name) for one in given.program.steps if one.name != step.name]
        # As the text states an amount of its own: 1.50, and 130,000.
        said = mark(name, like("0.00" if how and "${}" in how.statement else "0", value))
        fact = how.statement.format(said) if how else f"the {step.about} is {said}"
        text = draw.choice(LEADS).format(fact)
        program = given.program._replace(leaves=(*given.program.leaves, leaf), steps=tuple(steps))
        given = Changed(Marked(f"{given.text.body} {text}", given.text.ask), _pruned(program))
    return given


LEADS = ("It is known that {}.", "Somebody has already worked out that {}.", "To help: {}.")


def _with(step: Step, old: str, new: str) -> Step:
    """A step that uses a given quantity where it used a result; lines that tell that result are gone."""
    told = [lines.renamed(text, {old: new}) for text in step.told if old not in lines.line(text).told]
    return step._replace(
        args=tuple(new if arg == old else arg for arg in step.args),
        told=tuple(told),
        relation=lines.related(step.relation, {old: new}) if step.relation else "",
    )


def subproblem(given: Changed, draw: Draw) -> Changed:
    """One of the results on the way is what is asked."""
    step, how = _inner(given, draw)
    if how:
        ask = how.question
    elif step.about.startswith("number of "):
        ask = draw.choice([f"What is the {step.about}?", f"Find the {step.about}."])
    else:
        ask = draw.choice([f"What is the {step.about}?", f"Find the {step.about}.", f"How much is the {step.about}?"])
    program = _pruned(given.program._replace(output=step.name, ref=""))
    if given.program.answer() == program.answer():
        raise Reject("its parts have the answer of the whole")
    return Changed(Marked(given.text.body, ask), program)


def _inner(given: Changed, draw: Draw) -> tuple[Step, Spoken | None]:
    """A step on the way that a text can ask for or state, and how; a step of our own families has a label for it."""
    program, values = given.program, given.values
    last, used = program.output, program.used()
    names = Counter([leaf.about for leaf in program.leaves] + [step.about for step in program.steps])
    # Only our own stories label what they state, and then every label is of one thing.
    is_labelled = any(leaf.about for leaf in program.leaves)
    found: list[tuple[Step, Spoken | None]] = []
    for step in program.steps:
        # Of one there is one, and the statements are of several.
        if step.name not in used or step.name == last or not _is_plain(values[step.name]) or values[step.name] == 1:
            continue
        if how := spoken(step, program, given.text.ask, given.whole):
            found.append((step, how))
        # A fusion of fusions may hold two sums of both answers.
        elif is_labelled and step.about and names[step.about] == 1:
            found.append((step, None))
    if not found:
        raise Reject("no result on the way has a name that a text could use")
    return draw.choice(found)


def _is_plain(value: Value) -> bool:
    return "/" not in told(value)


def _pruned(program: Program) -> Program:
    """The program without steps that the answer no longer needs."""
    used = program.used()
    steps = [step for step in program.steps if step.name in used]
    if steps:
        steps[0] = steps[0]._replace(told=tuple(map(_begun, steps[0].told)))
    return program._replace(steps=tuple(steps))


def _begun(text: str) -> str:
    """A line as the first of a solution: nothing is there that it could follow from."""
    bare = _FOLLOWS.sub("", text)
    return bare[:1].upper() + bare[1:] if bare != text else text
