"""Builds a problem out of a family: acts in a row, their quantities drawn so that every result makes sense."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from synth.task import Draw, Reject

from .._programs.program import Leaf, Program, Step, Value, apply
from .family import Act, Family, Wording
from .people import PEOPLE

# Units of which there may be a part: to two decimals. Of everything else there are whole ones.
MEASURES = frozenset(
    "dollars euros hours minutes days weeks miles kilometers meters centimeters feet inches kilograms grams pounds "
    "ounces tons liters milliliters gallons cups degrees acres hectares".split()
) | {
    "square meters", "square feet", "square centimeters", "cubic meters", "cubic feet", "miles per hour",
    "kilometers per hour", "liters per minute", "liters per hour", "kilowatt hours", "points on average",
}  # fmt: skip
MAX_RESULT = 1_000_000
TRIES = 12
ACT_TRIES = 4


@dataclass
class Story:
    """A problem while it grows: its sentences, what they state, and what is known of each quantity."""

    family: Family
    words: dict[str, str]
    sentences: list[str] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    known: dict[str, Value] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of the quantities in the program
    used: set[int] = field(default_factory=set)
    state: str = ""
    n_stated: int = 0


def build(family: Family, n_steps: int, n_asides: int, draw: Draw) -> tuple[str, Program]:
    """A question and its program of `n_steps` steps. Raises Reject where the family has none."""
    for _ in range(TRIES):
        made = _attempt(family, n_steps, n_asides, draw)
        if made is not None:
            return made
    raise Reject(f"no problem of {n_steps} steps came out of {family.name}")


def _attempt(family: Family, n_steps: int, n_asides: int, draw: Draw) -> tuple[str, Program] | None:
    story = Story(family, scene(family, draw))
    opening = [act for act in family.starting("open") if len(act.made) <= n_steps]
    if not opening or not _play(story, draw.choice(opening), draw):
        return None
    while True:
        left = n_steps - len(story.steps)
        asks = [act for act in family.starting("ask", story.state) if len(act.made) == left]
        if asks and (left == 0 or draw.chance(70)):
            break
        following = [
            act
            for act in family.starting("act", story.state)
            if 0 < len(act.made) <= left and id(act) not in story.used
        ]
        if not following or not any(_play(story, act, draw) for act in draw.shuffled(following)[:ACT_TRIES]):
            return None
    n_needed = len(story.leaves)
    for act in draw.shuffled(family.starting("aside"))[:n_asides]:
        # What an aside states is nothing that the story could go on with.
        known, names, state = story.known, dict(story.names), story.state
        _play(story, act, draw)
        story.known, story.names, story.state = known, names, state
    n_idle = len(story.leaves) - n_needed
    if not _play(story, draw.choice(asks), draw) or "x" not in story.names:
        return None
    program = Program(tuple(story.leaves), tuple(story.steps), story.names["x"])
    used = program.used()
    # Everything but the asides has to matter.
    asides = {leaf.name for leaf in story.leaves[n_needed : n_needed + n_idle]}
    stated = {*(step.name for step in program.steps), *(leaf.name for leaf in program.leaves)}
    if not stated <= used | asides:
        return None
    return " ".join(story.sentences), program


def scene(family: Family, draw: Draw) -> dict[str, str]:
    """The words of a story: its people, and one of each of the family's lists."""
    who, other = draw.choice(PEOPLE), draw.choice(PEOPLE)
    # Of two people one is "she" and one is "he", so that a pronoun never may mean either.
    while other.he == who.he:
        other = draw.choice(PEOPLE)
    words = {
        "who": who.who, "he": who.he, "He": who.he.capitalize(), "his": who.his, "His": who.his.capitalize(),
        "him": who.him, "himself": who.him + "self", "other": other.who,
    }  # fmt: skip
    for name, entries in family.words.items():
        one, many = draw.choice(entries)
        words[name], words[f"{name}1"] = many, one
        words[f"a_{name}"] = f"{'an' if one[0] in 'aeiou' else 'a'} {one}"
    return words


def _play(story: Story, act: Act, draw: Draw) -> bool:
    """Adds an act to the story; False, and no change, where its quantities cannot be made to fit."""
    for _ in range(ACT_TRIES):
        known = dict(story.known)
        if _drawn(act, known, draw):
            _tell(story, act, known, draw)
            return True
    return False


def _drawn(act: Act, known: dict[str, Value], draw: Draw) -> bool:
    """Draws what the act states and computes its steps; whether everything came out well."""
    for given in act.given:
        value = given.rule.draw(draw, known)
        if value is None:
            return False
        known[given.name] = value
    for made in act.made:
        try:
            args = [int(arg) if arg.isdigit() else known[arg] for arg in made.args]
            value = apply(made.op, args)
        except (KeyError, Reject):
            return False
        if not 0 < value <= MAX_RESULT or not _is_natural(value, made.unit.text):
            return False
        known[made.name] = value
    return True


def _is_natural(value: Value, unit: str) -> bool:
    """Whole, or with at most two decimals where the unit can be divided."""
    return type(value) is int or (unit in MEASURES and 100 % value.denominator == 0)


def _tell(story: Story, act: Act, known: dict[str, Value], draw: Draw) -> None:
    chosen = draw.choice(act.wordings)
    words = dict(story.words)
    order = {slot: place for place, slot in enumerate(chosen.slots)}
    for given in sorted(act.given, key=lambda given: order[given.name]):
        words[given.name] = given.rule.text(known[given.name], draw)
        story.names[given.name] = f"n{len(story.leaves) + 1}"
        unit, about = _filled(given.unit, words), _filled(given.about, words)
        story.leaves.append(Leaf(story.names[given.name], known[given.name], unit, (story.n_stated,), about))
        story.n_stated += 1
    story.sentences.append(_sentence(_filled(chosen, words)))
    for made in act.made:
        args = tuple(_constant(story, arg) if arg.isdigit() else story.names[arg] for arg in made.args)
        name = f"s{len(story.steps) + 1}"
        story.steps.append(Step(name, made.op, args, _filled(made.unit, words), _filled(made.about, words)))
        story.names[made.name] = name
    story.known = known
    story.used.add(id(act))
    story.state = act.after


def _constant(story: Story, digits: str) -> str:
    """The name of a leaf that no text states."""
    for leaf in story.leaves:
        if not leaf.at and str(leaf.value) == digits:
            return leaf.name
    name = f"n{len(story.leaves) + 1}"
    story.leaves.append(Leaf(name, int(digits)))
    return name


def _filled(wording: Wording, words: dict[str, Any]) -> str:
    return wording.text % tuple([words[slot] for slot in wording.slots]) if wording.slots else wording.text % ()


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
