"""Mutations that give a problem a step more: a dependent number, a condition, a function of the result."""

from __future__ import annotations

import re
from collections.abc import Callable

from synth.errors import Reject
from synth.task import Draw

from .asked import asked
from .changed import fresh, using
from .dimension import dimension, is_plural, lemma
from .endings import Ending, endings
from .facts import Facts, at_hand, facts, is_missing, is_near, is_rate, named, settled_in
from .marked import Changed, Marked, literal, mark
from .persons import people
from .program import Leaf, Program, Step, Value, apply, told
from .seed import Seed
from .stories import beside
from .values import resampled

# What a result may be asked in instead: the smaller unit, and how many make one.
_SMALLER = {
    "hours": ("minutes", 60), "minutes": ("seconds", 60), "days": ("hours", 24), "weeks": ("days", 7),
    "kilometers": ("meters", 1000), "meters": ("centimeters", 100), "kilograms": ("grams", 1000),
    "liters": ("milliliters", 1000), "tons": ("kilograms", 1000), "feet": ("inches", 12),
}  # fmt: skip
_THINGS = ("money", "goods", "weight", "volume")
_NO_LABEL = re.compile(r"\b(?:averages?|lead|per|an?|sum|in|all|each|by|step|story|difference)\b")
_SOMEBODY = re.compile(r"\b(?:he|she|they|his|her|their)\b")
# Before a number that a comparison would make clumsy: another 3 more, her 2 fewer, each of 3 fewer.
_CLUMSY = re.compile(r"\b(?:of|another|other|her|his|their|the|these|those|extra|further|additional|In) \$?\Z")


def dependence(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """AddDependence: a number is told by how much it is above or below another one of its kind: one step more."""
    for leaf, other in draw.shuffled(_pairs(seed, given)):
        try:
            value = resampled(given.program, given.values, [leaf.name], draw)[leaf.name]
        except Reject:
            continue
        if not is_near(value, other.value) or (type(value) is int) != (type(other.value) is int):
            continue
        gap: Value = apply("-", (value, other.value))
        apart: Value = max(gap, apply("-", (0, gap)))
        if apart < 2:
            continue
        known = given.values
        name, made = beside(leaf.name, "d", known), beside(leaf.name, "e", known)
        body = _by_difference(given.text.body, leaf, other, mark(name, _stated(apart, leaf.unit)), gap > 0)
        if body is None:
            continue
        step = Step(made, "+" if gap > 0 else "-", (other.name, name), leaf.unit, leaf.about)
        program = using(given.program, leaf.name, made)
        program = program._replace(leaves=(*program.leaves, Leaf(name, apart, leaf.unit)), steps=(step, *program.steps))
        return Changed(Marked(body, given.text.ask), program)
    raise Reject("no number can be told by its difference to another one of its kind, in its place")


def _pairs(seed: Seed, given: Changed) -> list[tuple[Leaf, Leaf]]:
    """(a free number that is stated once, another one of its kind)."""
    stated = [leaf for leaf in given.program.leaves if literal(given.whole, leaf.name) is not None]
    return [
        (leaf, other)
        for leaf in stated
        if leaf.name in seed.free and given.whole.count(f"\x01{leaf.name}\x02") == 1
        for other in stated
        if other.name != leaf.name and is_near(leaf.value, other.value) and _is_like(leaf, other)
    ]


def _is_like(leaf: Leaf, other: Leaf) -> bool:
    of, known = dimension(leaf.unit), dimension(other.unit)
    if leaf.unit or other.unit:
        return of is not None and of == known and " per " not in of.head
    return True  # of seeds without units the nouns in the text decide


def _stated(value: Value, unit: str) -> str:
    """A value as a text has it: money with its cents."""
    return f"{float(value):.2f}" if unit == "dollars" and type(value) is not int else told(value)


def _by_difference(body: str, leaf: Leaf, other: Leaf, gap: str, is_more: bool) -> str | None:
    """The text with "3 more than the other" in the place of a number; None where that would not read well."""
    known, here = body.find(f"\x01{other.name}\x02"), body.find(f"\x01{leaf.name}\x02")
    if not 0 <= known < here:
        return None  # what a number is compared with has been told by then
    found = re.compile(rf"(\$?)\x01{leaf.name}\x02[^\x03]*\x03((?: [a-z-]+){{0,4}}?)(?=[.,;]| and\b)").search(body)
    if found is None:
        return None
    money, words = found[1], found[2].split()
    rate = next((n for n, word in enumerate(words) if word in ("a", "an", "per", "each", "apiece")), len(words))
    noun, rate_words = words[:rate], words[rate:]
    if len(rate_words) > 2 or (noun and not is_plural(noun[-1])) or any(word in _BETWEEN for word in noun):
        return None
    if _CLUMSY.search(body[: found.start()]):
        return None
    said = _than(
        body, leaf, other, " ".join(noun), bool(rate_words) and not (money and rate_words[-1] in ("each", "apiece"))
    )
    if said is None or not (money or noun or rate_words):
        return None
    few = "more" if is_more else "less" if money else "fewer"
    text = " ".join([f"{money}{gap}", few, *noun, *rate_words, "than", said])
    return body[: found.start()] + text + body[found.end() :]


_NO_MEASURE = re.compile(r"'s own|\b(?:sum|ages?|place)\b")
_BETWEEN = frozenset("of in on at for to with from by that which after before more less fewer other".split())


def _than(body: str, leaf: Leaf, other: Leaf, noun: str, is_rate: bool) -> str | None:
    """What a number is compared with: "Leila", "girls", "the price of a pack", "snowflake stamps"."""
    theirs, ours = people(other.about), people(leaf.about)
    if len(theirs) == len(ours) == 1:
        same = other.about.replace(theirs[0], "") == leaf.about.replace(ours[0], "")
        return theirs[0] if same and theirs != ours else None
    if is_rate:
        return None
    if other.about.startswith("number of "):
        # "on the list" and the like stand behind the number already.
        thing = re.split(r" (?:on|in|from|at|for|with|that|who|to|of|bought|made|per)\b", other.about[10:])[0]
        is_other = noun and not set(noun.split()[-1:]) & set(thing.split())
        return thing if is_other and is_plural(thing.split()[-1]) else None
    if other.about and not other.about.startswith(("number ", "speed ")) and not _NO_MEASURE.search(other.about):
        return f"the {other.about}"
    return None if other.about or not noun else _like_in_text(body, leaf, other, noun)


def _like_in_text(body: str, leaf: Leaf, other: Leaf, noun: str) -> str | None:
    """What the text itself compares: snowflake stamps with truck stamps, what Ann has with what Bob has."""
    found = re.search(rf"\x01{other.name}\x02[^\x03]*\x03 ((?:[a-z-]+ ){{0,2}}[a-z-]+)(?=[.,;]| and\b)", body)
    if found is None or lemma(found[1].split()[-1]) != lemma(noun.split()[-1]):
        return None
    if found[1] != noun:
        return found[1] if len(found[1].split()) > 1 and len(noun.split()) > 1 else None
    doing = [re.search(rf"([A-Z][a-z]+) ([a-z]+) \x01{one.name}\x02", body) for one in (other, leaf)]
    if doing[0] and doing[1] and doing[0][2] == doing[1][2] and doing[0][1] != doing[1][1] and people(doing[0][1]):
        return doing[0][1]
    return None


def conditional(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """InsertConditional: a bonus, a fee, a discount or a gift, where the result is above a bound."""
    given, known, result = _with_result(given)
    size = max(3, int(result) // 4)
    bound = max(2, int(result) + draw.choice([n for n in range(-size, size + 1) if n]))
    more = draw.between(2, max(3, min(20, int(result) // 4)))
    kinds = [kind for kind in draw.shuffled(("more", "less")) if kind == "more" or more < result]
    for kind in kinds:
        ending = _ending(kind, given, known, draw)
        if ending is not None:
            break
    else:
        raise Reject(f"what it comes to ({known.scene or 'of no known class'}) has no clause of a bonus or a fee")
    name, extra = fresh(given.program, "b"), fresh(given.program, "p")
    held, made = fresh(given.program, "h"), fresh(given.program, "c")
    output, unit = given.program.output, given.program.unit
    leaves = (Leaf(name, bound, unit), Leaf(extra, more, unit))
    about = f"{known.counted} {'with the addition' if kind == 'more' else 'after the deduction'}"
    steps = (
        Step(
            held,
            "+" if kind == "more" else "-",
            (output, extra),
            unit,
            about,
        ),
        Step(made, "if>", (output, name, held, output), unit),
    )
    return _ended(given, known, ending, {"k": mark(name, _big(bound)), "p": mark(extra, str(more))}, leaves, steps)


def proxy_step(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """Graph extension: a sharing, a fee or another unit, one step further."""
    given, known, result = _with_result(given)
    ways: list[Callable[[Changed, Facts, Value, Draw], Changed]] = [_shared, _less_a_fee, _in_a_smaller_unit]
    for way in draw.shuffled(ways):
        try:
            return way(given, known, result, draw)
        except Reject:
            continue
    raise Reject(
        f"what it comes to ({known.scene or 'of no known class'}) is nothing to share, and has no smaller unit"
    )


def _shared(given: Changed, known: Facts, result: Value, draw: Draw) -> Changed:
    cents = 100 if known.scene in ("money", "paid") else 1
    fitting = [n for n in range(2, 10) if not result * cents % n and result > n]
    if not fitting or is_rate(known.ref):
        raise Reject("it cannot be shared equally")
    return _step_more(given, known, "share", "/", draw.choice(fitting), draw)


def _less_a_fee(given: Changed, known: Facts, result: Value, draw: Draw) -> Changed:
    if result < 6 or is_rate(known.ref):
        raise Reject("it is too little for a fee")
    return _step_more(given, known, "fee", "-", draw.between(2, min(30, int(result) // 2)), draw)


def _step_more(given: Changed, known: Facts, kind: str, op: str, value: int, draw: Draw) -> Changed:
    ending = _ending(kind, given, known, draw)
    if ending is None:
        raise Reject("there is no clause for it")
    name, made = fresh(given.program, "k"), fresh(given.program, "t")
    step = Step(made, op, (given.program.output, name), given.program.unit)
    leaf = Leaf(name, value, "" if op == "/" else given.program.unit)
    return _ended(given, known, ending, {"p": mark(name, str(value))}, (leaf,), (step,))


def _in_a_smaller_unit(given: Changed, known: Facts, result: Value, draw: Draw) -> Changed:
    smaller, times = _SMALLER.get(known.of.head if known.of else "", ("", 0))
    head = known.of.head if known.of else ""
    if not smaller or len(re.findall(rf"\b{head}\b", given.text.ask)) != 1 or smaller in given.text.ask:
        raise Reject("its question names no unit that has a smaller one")
    name, made = fresh(given.program, "k"), fresh(given.program, "t")
    step = Step(made, "*", (given.program.output, name), smaller, f"number of {smaller}")
    program = given.program._replace(
        leaves=(*given.program.leaves, Leaf(name, times)), steps=(*given.program.steps, step), output=made
    )
    return Changed(Marked(given.text.body, re.sub(rf"\b{head}\b", smaller, given.text.ask)), program)


def _with_result(given: Changed) -> tuple[Changed, Facts, Value]:
    """The problem with what its question supposes told, what is known of its answer, and that. Raises Reject."""
    result = given.program.result()
    given = settled_in(given)
    known = facts(given)
    if not known.ref and "\x01" not in given.text.ask:
        known = known._replace(ref=_by_label(given.program))
    if not known.ref:
        raise Reject("what it comes to has no name")
    if known.scene in _THINGS and not at_hand(known.ref):
        raise Reject("what it comes to is not at hand")
    if known.scene in ("points", "energy") and is_missing(known.ref):
        raise Reject("what it comes to is missing")
    return given, known, result


def _by_label(program: Program) -> str:
    """The result by its label: "the share of each person", "the pages left"; "" where that says too little."""
    last = program.step(program.output)
    if last is None or len(last.about.split()) < 2 or any(one.about == last.about for one in program.steps[:-1]):
        return ""
    thing = last.about.removeprefix("number of ")
    if _NO_LABEL.search(thing) or (thing != last.about and not any(map(is_plural, thing.split()[:2]))):
        return ""
    return f"the {thing}"


def _ending(kind: str, given: Changed, known: Facts, draw: Draw) -> Ending | None:
    """A clause of a kind that fits the result, None where there is none."""
    scene = known.scene
    if scene in ("time", "distance") and not (people(known.ref) or _SOMEBODY.search(known.ref)):
        return None  # it is nobody's time or way
    known_ones = endings().get((kind, scene), [])
    has_person = bool(people(given.whole))
    fitting = [one for one in known_ones if one.core not in given.whole and (has_person or "{who}" not in one.said)]
    return draw.choice(fitting) if fitting else None


def _ended(
    given: Changed,
    known: Facts,
    ending: Ending,
    numbers: dict[str, str],
    leaves: tuple[Leaf, ...],
    steps: tuple[Step, ...],
) -> Changed:
    """The problem with what happens then, and the question of that; its last step is named by the question."""
    words = {"a": known.ref, "unit": known.counted, "who": (people(given.whole) or [""])[0], **numbers}
    asks = ending.asks.format(**words)
    found = asked(asks)
    last = steps[-1]._replace(about=named(found.ref) if found else "")
    program = Program(
        (*given.program.leaves, *leaves),
        (*given.program.steps, *steps[:-1], last),
        last.name,
        found.ref if found else "",
        given.program.entries,
    )
    return Changed(Marked(f"{given.text.body} {ending.said.format(**words)}", asks), program)


def _big(value: int) -> str:
    return f"{value:,}" if value >= 10_000 else str(value)
