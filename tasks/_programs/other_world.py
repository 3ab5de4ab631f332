"""Mutations that ask of another world: "If Yusuf packed 28 boxes an hour instead of 25, how many would there be?"."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw

from .asked import asked
from .changed import fresh, instead, moved_leaf
from .dimension import is_plural
from .facts import settled_in
from .marked import MARK, Changed, Marked, literal, mark, replaced, sentences
from .persons import GENDER
from .program import Leaf, Program, Step
from .seed import Seed
from .stories import beside, story_of
from .verbs import PAST_OF

_THAT = re.compile(r"How (many|much) ((?:[a-z]+ )*?)is that((?: [a-z ]+)?)\?")
# A sentence that tells one thing: who, what they do, the rest.
_SIMPLE = re.compile(r"(?s)(The [a-z]+ [a-z]+|(?:The|Each|A) [a-z]+|[A-Z][a-z]+) ([a-z]+) ([^,;:]+)\.")
_OWNERS = frozenset("His Her Their Its My Our Your What How".split())
_SMALL = frozenset("The He She They It There Each A Every All One This".split())
_MORE_VERBS = re.compile(r"\b(?:and|but|that|which|who|while|if|so|then|because|when|but|or|than|as)\b")


def counterfactual(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """CounterFactual: the question is asked of a world in which one number is another."""
    given = settled_in(given)
    would = _would(given.text.ask)
    leaf, value, old, new = moved_leaf(seed, given, draw)
    program, name = instead(given.program, leaf, value)
    world = _world(given, leaf, old, mark(name, new))
    text = Marked(given.text.body, f"If {world}, {would}?")
    return Changed(text, program._replace(ref="", entries=()))


def bi_counterfactual(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """Bi-CounterFactual: the world as it is and the one supposed, side by side.

    Asked is by how much the two answers differ: whether they do would be a coin's toss.
    """
    given = settled_in(given)
    would = _would(given.text.ask)
    leaf, value, old, new = moved_leaf(seed, given, draw)
    other, name = instead(given.program, leaf, value)
    world = _world(given, leaf, old, mark(name, new))
    twins: dict[str, str] = {}
    known = {*given.program.values(), name}
    for step in other.steps:
        twins[step.name] = beside(step.name, "w" if story_of(step.name) else "t", known)
        known.add(twins[step.name])
    steps = list(given.program.steps)
    for step in other.steps:
        if step.name in other.used() and _depends(other, step.name, name):
            args = tuple(twins[arg] if arg in twins and _depends(other, arg, name) else arg for arg in step.args)
            steps.append(Step(twins[step.name], step.op, args, step.unit, _other_case(step.about)))
    before, after = given.program.values()[given.program.output], other.values()[other.output]
    order = (given.program.output, twins[other.output])
    asks = _how_many_more(would, after > before)
    pair = order if before > after else order[::-1]
    steps.append(Step(fresh(given.program, "g"), "-", pair, given.program.unit, "difference that it makes"))
    program = given.program._replace(
        leaves=(*given.program.leaves, Leaf(name, value, leaf.unit, (), _other_case(leaf.about))),
        steps=tuple(steps),
        output=steps[-1].name,
        ref="",
        entries=(),
    )
    return Changed(Marked(given.text.body, f"If {world}, {asks}?"), program)


def _would(ask: str) -> str:
    """The question of another world: "how many dollars would he earn". Raises Reject."""
    found = asked(ask)
    if found is not None and found.would:
        return found.would
    if that := _THAT.fullmatch(ask):
        return f"how {that[1]} {that[2]}would that be{that[3]}"
    raise Reject("its question cannot be asked of another world")


def _how_many_more(would: str, is_more: bool) -> str:
    """How many more or fewer there would be. Raises Reject."""
    found = re.fullmatch(r"how (many|much) ?(.*?) ?((?:would|could) .+)", would)
    if found is None:
        raise Reject("its question does not ask how many")
    much, noun, rest = found.groups()
    few = "less" if much == "much" else "fewer"
    return " ".join(["how", much, "more" if is_more else few, *noun.split(), rest])


def _world(given: Changed, leaf: Leaf, old: str, new: str) -> str:
    """What would be otherwise, in the words of the story where one sentence of it tells nothing else. Raises Reject."""
    if said := _retold(given, leaf, old, new):
        return said
    if not leaf.about:
        raise Reject("no sentence of the story can be told of another world")
    money = "$" if f"$\x01{leaf.name}\x02" in given.whole else ""
    unit = f" {leaf.unit}" if not money and leaf.unit and not leaf.about.startswith("number ") else ""
    unit = "%" if leaf.unit == "%" else unit
    return (
        f"the {leaf.about} were {money}{new}{unit} instead of {money}{mark(leaf.name, old)}{'%' if unit == '%' else ''}"
    )


def _retold(given: Changed, leaf: Leaf, old: str, new: str) -> str:
    """A simple sentence of the story, in the past tense and with another number: "Yusuf packed 28 boxes an hour"."""
    stating = [one for one in sentences(given.text.body) if literal(one, leaf.name) is not None]
    found = _SIMPLE.fullmatch(stating[0]) if len(stating) == 1 else None
    if found is None:
        return ""
    who, verb, rest = found.groups()
    if verb not in PAST_OF:  # the plane travels: one word less
        who, _, verb_of_who = who.rpartition(" ")
        verb, rest = verb_of_who, f"{verb} {rest}"
    plain = MARK.sub(lambda one: one[2], rest)
    words = re.findall(r"[a-z]+", plain)
    if not who or verb not in PAST_OF or _MORE_VERBS.search(plain) or len(words) > 12:
        return ""
    if any(word in ("is", "are", "was", "were", "has", "have", "costs", "cost") for word in words):
        return ""
    first, _, noun = who.partition(" ")
    if first in _OWNERS:
        return ""
    is_name = first in GENDER or re.search(rf"[a-z,] {first}\b", given.whole) is not None
    if first in _SMALL or (is_plural(first) and not is_name):
        who = f"the {noun}" if first == "A" else who[0].lower() + who[1:]
    money = "$" if f"$\x01{leaf.name}\x02" in rest else ""
    changed = replaced(rest, leaf.name, new)
    behind = f" instead of {money}{mark(leaf.name, old)}"
    if len(MARK.findall(rest)) == 1:
        return f"{who} {PAST_OF[verb]} {changed}{behind}"
    # Of several numbers it has to be plain which one it is.
    at = re.search(rf"{re.escape(new)}(?: [a-z]+s\b)?", changed)
    if at is None or (not money and at[0] == new):
        return ""
    return f"{who} {PAST_OF[verb]} {changed[: at.end()]}{behind}{changed[at.end() :]}"


def _other_case(about: str) -> str:
    """What a quantity is called in the other case; no name where it is of another case already."""
    return f"{about} in the other case" if about and not about.endswith("in the other case") else ""


def _depends(program: Program, name: str, on: str) -> bool:
    return on in program._replace(output=name).used()
