"""What a seed has for others to be fused with: what its answer is of, and which of its numbers may be one of others."""

from __future__ import annotations

import re
from typing import NamedTuple

from synth.errors import Reject

from .asked import Asked, asked, settled
from .dimension import Dimension, dimension, lemma, of_answer, stated
from .endings import class_of
from .marked import Changed, Marked
from .numerals import mentions
from .persons import by_name, owned, people
from .program import Leaf, Value, told
from .seed import Seed
from .values import Story

# What is not there, or is only paid, is nothing that the next story could begin with.
_MISSING = re.compile(
    r"\b(?:missing|need(?:s|ed)?|lacks?|short|could|fits?|room|wants?|must|has to|have to|would|again)\b"
)
# An amount a day is no amount.
_RATE = re.compile(
    r"\b(?:a|an|per|every) (?:day|week|month|year|hour|minute|person|child|room|table|friend|share)\b|\beach\b"
)
# What is counted or measured, and no thing that anybody could take along.
_NO_THING = re.compile(
    r"\b(?:total|sum|number|average|time|distance|length|area|counted|lifts|lifted|points|minutes|hours)\b"
)
# What was there, and is used up or another's by now.
_GONE = re.compile(
    r"\b(?:uses?|used|eats?|ate|eaten|sold|sells?|lost|loses?|gave|gives?|threw|drinks?|drank|takes?|took|planted)\b"
)
# What somebody did not have to pay.
_SAVED = re.compile(r"\bsave[sd]? (?:by|compared|in|on|if)\b")
_PAID = re.compile(r"\b(?:pays|paid|spends?|spent|costs?|owes?|price|bill|fee|fees|is it|asks?)\b")


MAX_WORDS = 14


class Facts(NamedTuple):
    """`of` is the dimension of the answer, `ref` points at it, `asked` is its question turned round.

    `counted` is what is counted, in words: "lunch bags".
    """

    of: Dimension | None
    ref: str
    asked: Asked | None
    counted: str = ""

    @property
    def is_age(self) -> bool:
        return self.of is not None and self.of.head == "years" and re.search(r"\bages?\b", self.ref) is not None

    @property
    def scene(self) -> str:
        """The class of endings that fit."""
        if _SAVED.search(self.ref):
            return ""
        return class_of(self.of, _PAID.search(self.ref) is not None, self.is_age)


def facts(given: Changed) -> Facts:
    """What is known of a problem's answer."""
    found = asked(given.text.ask)
    ref = given.program.ref or (found.ref if found else "")
    if found is not None and ref == found.ref and (found.lead or len(ref.split()) > MAX_WORDS or " if " in ref):
        ref = ""
    if "\x01" in given.text.ask and (found is None or given.program.ref or "\x01" not in ref):
        ref = ""  # the numbers of the question would be told nowhere
    if found is not None and found.subject.startswith("the ") and not _is_told(found.subject, given.text.body):
        ref, found = "", found._replace(subject="")  # only its question speaks of the apple pie
    of = of_answer(given.program.unit, found, given.whole)
    counted = found.noun if found else ""
    if not counted and of is not None:
        counted = given.program.unit if dimension(given.program.unit) == of else of.head
    return Facts(of, ref, found, counted)


def _is_told(subject: str, body: str) -> bool:
    """Whether a story speaks of what its question does."""
    told = body.casefold()
    return all(lemma(word.casefold()) in told for word in subject.split()[1:])


_KEPT = 4096
_story: dict[int, tuple[Seed, Story]] = {}
_clear: dict[int, tuple[Seed, Clear]] = {}
_begun: dict[int, tuple[Seed, Changed, Facts]] = {}


def begun(seed: Seed) -> Changed:
    """The seed ready to be fused. Raises Reject where it has no program, or asks nothing."""
    return _known(seed)[1]


def facts_of(seed: Seed) -> Facts:
    """What is known of a seed's answer. Raises Reject."""
    return _known(seed)[2]


def _known(seed: Seed) -> tuple[Seed, Changed, Facts]:
    """Those of the last seeds are kept: a seed is a candidate of many others."""
    kept = _begun.get(id(seed))
    if kept is not None and kept[0] is seed:
        return kept
    given = settled_in(seed.begun)
    if len(_begun) >= _KEPT:
        _begun.clear()
    _begun[id(seed)] = made = (seed, given, facts(given))
    return made


def settled_in(given: Changed) -> Changed:
    """The problem with what its question supposes told in the story."""
    return Changed(Marked(*settled(*given.text)), given.program)


def is_missing(ref: str) -> bool:
    return _MISSING.search(ref) is not None


def is_rate(ref: str) -> bool:
    """Whether it is an amount a day, or for each of some."""
    return _RATE.search(ref) is not None


def pointed_at(ref: str, given: Changed) -> str:
    """How the answer of a story is pointed at beside another one. Raises Reject."""
    last = given.program.step(given.program.output)
    # What happened at the end of two stories belongs to no person of them.
    point = by_name if last is not None and last.op in ("max", "min", "if>") else owned
    made = point(ref, given.whole) if ref and not _RATE.search(ref) else None
    if made is None:
        raise Reject("its answer has no name that would be clear in another story")
    return made


def named(ref: str) -> str:
    """What a step is called that gives what is pointed at: a noun phrase without an article."""
    return f"amount that {ref[5:]}" if ref.startswith("what ") else ref.removeprefix("the ")


def at_hand(ref: str) -> bool:
    """Whether what is pointed at is there to go on with: what is left or earned, not what is paid or missing."""
    return (
        bool(ref)
        and not any(words.search(ref) for words in (_MISSING, _PAID, _NO_THING, _RATE, _GONE, _SAVED))
        and not ref.startswith("the age")
    )


def is_near(value: Value, other: Value) -> bool:
    """Whether two numbers differ by no more than a factor of 2."""
    return value > 0 and other > 0 and other <= 2 * value and value <= 2 * other


class Clear(NamedTuple):
    """How another story can speak of an answer: as what is there to go on with, by name, in a clause."""

    hand: bool
    name: bool
    clause: bool


def clear(seed: Seed) -> Clear:
    """How a seed's answer can be spoken of in another story; kept for those of the last seeds. Raises Reject."""
    kept = _clear.get(id(seed))
    if kept is not None and kept[0] is seed:
        return kept[1]
    given, known = begun(seed), facts_of(seed)
    has_name = has_clause = True
    try:
        pointed_at(known.ref, given)
    except Reject:
        has_name = False
    try:
        compared_by(known.asked, given.whole)
    except Reject:
        has_clause = False
    if len(_clear) >= _KEPT:
        _clear.clear()
    made = Clear(at_hand(known.ref), has_name, has_clause and bool(people(given.whole)))
    _clear[id(seed)] = (seed, made)
    return made


def takes(second: Seed, leaf: Leaf, value: Value) -> bool:
    """Whether a leaf can take a value: near enough in size, and with sensible results."""
    if value == leaf.value or not is_near(value, leaf.value):
        return False
    if (type(leaf.value) is int and type(value) is not int) or "/" in told(value):
        return False
    kept = _story.get(id(second))
    if kept is None or kept[0] is not second:
        _story.clear()  # one second story after the other is asked about many first ones
        _story[id(second)] = kept = (second, Story(second.begun.program, second.values))
    return kept[1].holds({**second.values, leaf.name: value})


def inputs(seed: Seed) -> list[tuple[Leaf, Dimension, Value]]:
    """The free numbers of a problem whose dimension is known."""
    found = []
    said = mentions(seed.question)
    for leaf in seed.inputs:
        of = dimension(leaf.unit)
        if of is None and not leaf.unit and leaf.at[0] < len(said):
            mention = said[leaf.at[0]]
            of = stated(seed.question, mention.start, mention.end)
        if of is not None:
            found.append((leaf, of, leaf.value))
    return found


def compared_by(found: Asked | None, story: str) -> str:
    """The clause behind `than` and `as many as`: "Janet sells a day". Raises Reject."""
    if found is None or not found.subject or found.lead:
        raise Reject("its question cannot be turned into a clause")
    made = by_name(found.said.removesuffix(" now"), story)
    is_whose = made is not None and (people(made) or not people(story))
    if made is None or not is_whose or " if " in made or len(made.split()) > MAX_WORDS - 2:
        raise Reject("its question cannot be turned into a clause")
    return made
