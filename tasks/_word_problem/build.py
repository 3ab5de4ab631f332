"""Builds a problem out of a family: acts in a row, their quantities drawn so that every result makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.task import Draw, Reject

from .._programs.program import Entry, Leaf, Program, Step, Value, apply
from .parts import Act, Family, Made, Relation, Wording
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
    entries: list[Entry] = field(default_factory=list)
    ref: str = ""


def build(family: Family, n_steps: int, n_asides: int, draw: Draw) -> tuple[str, Program]:
    """A question and its program of `n_steps` steps. Raises Reject where the family has none."""
    for _ in range(TRIES):
        made = _attempt(family, n_steps, n_asides, draw)
        if made is not None:
            return made
    raise Reject(f"no problem of {n_steps} steps came out of {family.name}")


def _attempt(family: Family, n_steps: int, n_asides: int, draw: Draw) -> tuple[str, Program] | None:
    story = Story(family, scene(family, draw), known=dict(family.constants))
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
    program = Program(tuple(story.leaves), tuple(story.steps), story.names["x"], story.ref, tuple(story.entries))
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
    while other.words["he"] == who.words["he"]:
        other = draw.choice(PEOPLE)
    words = {**who.words, "other": other.who}
    for entries in family.vocabulary:
        words |= draw.choice(entries)
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
            left, right = made.args
            value = apply(made.op, (known[left], known[right]))
        except (KeyError, Reject):
            return False
        if not _is_natural(value, made.unit.text):
            return False
        known[made.name] = value
    return True


def _is_natural(value: Value, unit: str) -> bool:
    """Positive and not huge; whole, or with at most two decimals where the unit can be divided."""
    if type(value) is int:
        return 0 < value <= MAX_RESULT
    return unit in MEASURES and 100 % value.denominator == 0 and 0 < value.numerator <= MAX_RESULT * value.denominator


def _tell(story: Story, act: Act, known: dict[str, Value], draw: Draw) -> None:
    """Adds what an act says, states and computes to the story."""
    told, stated = draw.choice(act.tellings)
    words, names, leaves, steps = dict(story.words), story.names, story.leaves, story.steps
    for given in stated:
        value = known[given.name]
        words[given.name] = given.rule.text(value, draw)
        names[given.name] = name = f"n{len(leaves) + 1}"
        about, per, short = (one.filled(words) if one.text else "" for one in (given.about, given.per, given.short))
        leaves.append(Leaf(name, value, given.unit.filled(words), (story.n_stated,), about, per, short))
        story.n_stated += 1
    story.sentences.append(_sentence(told.filled(words)))
    if act.entry.text and act.enters is not None:
        _enter(story, act, told, words)
    for made in act.made:
        args = tuple([names.get(arg) or _constant(story, arg) for arg in made.args])
        name = f"s{len(steps) + 1}"
        step = Step(name, made.op, args, made.unit.filled(words), made.about.filled(words))
        if made.relations or made.told or made.short.text or made.ask.text or made.op in "+-":
            step = _worded(step, made, story.words, words, names)
        steps.append(step)
        names[made.name] = name
    if act.made and act.made[-1].name == "x":
        story.ref = act.ref.filled(words)
    story.known = known
    story.used.add(id(act))
    story.state = act.after


def _worded(
    step: Step, made: Made, spoken: Mapping[str, str], words: Mapping[str, str], names: Mapping[str, str]
) -> Step:
    """The step with all that may be said of it. `names` are those of the quantities before it."""
    slots = dict(spoken)
    if made.told:
        slots |= {letter: f"{{{name}}}" for letter, name in names.items()}
        slots |= {f"={letter}": f"{{={name}}}" for letter, name in names.items()}
        slots |= {f"{made.name}0": slots.get(made.name, ""), made.name: f"{{={step.name}}}"}
    relations = [_related(one, step.name, words, names) for one in made.relations if one.kind != "steady"]
    own = made.args[: 2 if made.op == "+" else 1]
    if made.op in "+-" and made.name in own and not {one.kind for one in made.relations} & {"rises", "falls", "steady"}:
        relations.append("rises" if made.op == "+" else "falls")
    return step._replace(
        told=tuple([line.filled(slots) for line in made.told]),
        short=made.short.filled(words),
        ask=made.ask.filled(words),
        relation="; ".join(relations),
    )


def _related(one: Relation, step: str, words: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A relation as programs state it: `base s2: of the pages that are still left`."""
    head = " ".join([one.kind, *(names.get(letter, step) for letter in one.names)])
    return f"{head}: {one.words.filled(words)}" if one.words.text else head


def _enter(story: Story, act: Act, told: Wording, words: Mapping[str, str]) -> None:
    """Notes where another story may enter, if the other numbers stand in both sentences in the same order."""
    stated = {given.name for given in act.given}
    order = [slot for slot in told.slots if slot in stated and act.enters and slot != act.enters.name]
    if act.enters and [slot for slot in act.entry.slots if slot in stated] == order:
        entry = _sentence(act.entry.filled({**words, "ref": "{ref}"}))
        story.entries.append(Entry(story.names[act.enters.name], story.sentences[-1], entry))


def _constant(story: Story, digits: str) -> str:
    """The name of a new leaf that no text states."""
    story.names[digits] = name = f"n{len(story.leaves) + 1}"
    story.leaves.append(Leaf(name, int(digits)))
    return name


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
