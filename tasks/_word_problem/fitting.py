"""What the loader asks of scenario families: every slot known, every quantity stated, no number of a line's own."""

from __future__ import annotations

from synth.errors import UsageError

from .._programs.numerals import mentions
from .parts import PERSON, SLOT, Act, Family, Made, Wording

MAX_SHORT, MAX_TOLD = 6, 24  # words of a label, and of a line that tells a step


def check(found: list[Family], text: str, where: str) -> None:
    """Raises UsageError for what does not fit, and names it."""
    for family in found:
        _check(family, where)
    _check_numbers(found, text, where)


def _check_numbers(found: list[Family], text: str, where: str) -> None:
    """No wording states a number: every number is a quantity's. All are read at once, which is much quicker."""
    acts = [act for family in found for act in family.acts]
    bare = {told.bare for act in acts for told in act.wordings}
    bare |= {told.bare for act in acts for given in act.given for told in (given.unit, given.about)}
    bare |= {told.bare for act in acts for made in act.made for told in (made.unit, made.about, *made.words)}
    bare |= {told.bare for act in acts for told in (act.ref, act.entry)}
    bare |= {told.bare for act in acts for given in act.given for told in (given.per, given.short)}
    if not mentions("\n".join(bare)):
        return
    stating = {told: stated[0].value for told in bare if (stated := mentions(told))}
    for number, line in enumerate(text.splitlines(), 1):
        for told, value in stating.items():
            if told in SLOT.sub("it", line):
                why = f"it states a number of its own, {value}: make it a quantity"
                raise UsageError(f"{where}, line {number}: {line.strip()!r}: {why}")


def _check(family: Family, where: str) -> None:
    """Every slot is known, every quantity stated in every wording once."""
    known = set(PERSON)
    for word in family.words:
        known |= {word, f"{word}1", f"a_{word}"}
    for act in family.acts:
        place = f"{where}: family {family.name}, {act.kind} {act.before}"
        stated = [given.name for given in act.given]
        if not act.wordings:
            raise UsageError(f"{place}: it has no wording")
        for text in act.wordings:
            own = [slot for slot in text.slots if slot in stated]
            if sorted(own) != sorted(stated):
                raise UsageError(
                    f"{place}: {text.text!r} has to state each of {', '.join(stated) or 'no quantity'} once"
                )
            if unknown := set(text.slots) - known - set(stated):
                raise UsageError(f"{place}: unknown slot {{{min(unknown)}}}; there are {', '.join(sorted(known))}")
        if again := {made.name for made in act.made} & set(stated):
            raise UsageError(f"{place}: a step is named {min(again)}, as is a quantity that the act states")
        _check_words(act, known, place)
    used = {arg for act in family.acts for made in act.made for arg in made.args}
    used |= {given.rule.other for act in family.acts for given in act.given}
    for act in family.acts:
        if idle := [given.name for given in act.given if act.kind != "aside" and given.name not in used]:
            raise UsageError(f"{where}: family {family.name}, {act.kind} {act.before}: no step uses {idle[0]}")
    for kind in ("open", "ask"):
        if not family.starting(kind):
            raise UsageError(f"{where}: family {family.name} has no {kind}")


def _check_words(act: Act, known: set[str], place: str) -> None:
    """The lines that say how a solution speaks of the act."""
    stated = {given.name for given in act.given}
    told: list[str] = []  # the steps so far
    for made in act.made:
        for line in made.told:
            _check_told(line, made, known | stated | set(told), told, place)
        for words in (made.short, made.ask, *(relation.words for relation in made.relations)):
            _check_slots(words, known, place)
        _check_short(made.short, place)
        for kind, _, words in made.relations:
            if (kind == "falls" and made.op == "+") or (kind == "rises" and made.op in "-%"):
                raise UsageError(
                    f"{place}: {made.name} = {' '.join((made.args[0], made.op, made.args[1]))} never {kind}"
                )
            if kind == "base" and not words.text.startswith("of "):
                raise UsageError(f"{place}: the words of base begin with of, as in: base x of the pages still left")
            if kind == "inclusive" and not words.text:
                raise UsageError(f"{place}: inclusive says why the 1 counts")
        told.append(made.name)
    for given in act.given:
        for words in (given.per, given.short):
            _check_slots(words, known, place)
            _check_short(words, place)
    _check_slots(act.ref, known, place)
    if act.entry.text:
        named = [slot for slot in act.entry.slots if slot in stated]
        named += [act.enters.name] if act.enters else []
        if act.entry.slots.count("ref") != 1 or sorted(named) != sorted(stated):
            raise UsageError(f"{place}: from states {{ref}} once, and every quantity but one: {act.entry.text!r}")
        _check_slots(act.entry, known | stated | {"ref"}, place)


def _check_told(line: Wording, made: Made, known: set[str], before: list[str], place: str) -> None:
    text = line.text % tuple([f"{{{slot}}}" for slot in line.slots])
    letters = [slot for slot in line.slots if len(slot) == 1]
    if line.slots.count(made.name) != 1 or len(set(letters)) < len(letters):
        raise UsageError(f"{place}: told has to hold {{{made.name}}} once, and no quantity twice: {text!r}")
    fitting = known | {made.name, *(f"{arg}0" if arg == made.name else arg for arg in made.args)}
    fitting |= {f"={name}" for name in before if name != made.name}
    if unknown := set(line.slots) - {slot for slot in fitting if not slot.isdigit()}:
        raise UsageError(f"{place}: told {text!r} names {{{min(unknown)}}}, no quantity of the act or the step")
    equations = [slot for slot in line.slots if slot == made.name or slot[0] == "="]
    if equations[-1] != made.name or len(set(equations)) < len(equations):
        raise UsageError(f"{place}: told {text!r} tells the steps in another order than the act")
    if text.endswith((".", "!", "?")) or len(text.split()) > MAX_TOLD:
        raise UsageError(f"{place}: told is a clause without a full stop, of {MAX_TOLD} words at most: {text!r}")


def _check_slots(words: Wording, known: set[str], place: str) -> None:
    if unknown := set(words.slots) - known:
        raise UsageError(f"{place}: {words.bare!r} holds the unknown slot {{{min(unknown)}}}")


def _check_short(words: Wording, place: str) -> None:
    if len(words.bare.split()) > MAX_SHORT or words.bare.startswith(("the ", "a ", "an ")):
        raise UsageError(f"{place}: {words.bare!r} is no noun phrase of up to {MAX_SHORT} words without an article")
