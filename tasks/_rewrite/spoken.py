"""Names of results said as a question and as a statement: "How many cars does he serve a week?", "he serves 15 cars".

Only names that mean one thing in the whole story are said: a text does not ask how much somebody pays where that may be
for the rolls or in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .._programs.clauses import PRONOUN, SUBJECT, has_verb, is_plural
from .._programs.persons import by_name
from .._programs.program import Program, Step
from .._programs.units import COUNT, kind
from .._programs.verbs import BASE_OF_PAST, BASE_OF_THIRD, KNOWN, PARTICIPLES

_MODALS = frozenset("will would can could should must".split())
_THERE = re.compile(r"how many (?P<noun>.+?) there (?P<be>are|were|will be|would be)(?P<rest>(?: .+)?)")
_OLD = re.compile(
    rf"how (?P<how>old|tall|long|wide|deep|high) {SUBJECT} (?P<be>is|was|will be|would be)(?P<rest>(?: .+)?)"
)
_WHAT = re.compile(r"what (?P<noun>.+) (?P<be>is|was|will be|would be)")
_MUCH = re.compile(
    r"how much (?P<noun>(?:[a-z]+ )?(?:money|profit|discount|commission|bonus|tip|loss|refund) )?(?P<act>.+)"
)
# What a story may say of several moments, and a name without a time of one of them.
_STATE = re.compile(
    r"\b(?:has|have|had|left|remains?|remained|remaining|still|now|already|got|start\w*|ends?|"
    r"ended|begin\w*|began|other|another|those|these|rest|later|then)\b"
)
_TO = frozenset("need needs needed want wants wanted have has had plans planned going able".split())
_SPENDS = re.compile(r"\b(?:spends?|spent)\b(?!.* (?:on|in|to|for|at) |.*ing\b)")
_VAGUE = re.compile(
    r"(?:his |her |their |the )?(?:total|final|new|combined|overall|average|remaining|original) ?[a-z]*"
)
_SMALL_WORDS = frozenset(
    "how many much what the a an of in on at for to is was are were does did do he she they it".split()
)


class Spoken(NamedTuple):
    """A question, and a statement with `{}` for the value and all of its unit that does not follow it."""

    question: str
    statement: str


def spoken(step: Step, program: Program, ask: str, story: str) -> Spoken | None:
    """How a result on the way is asked for and stated, None where that is not certain to be understood.

    `ask` is the question of the story.
    """
    if not step.ask:
        return _noun(step, program, ask, story)
    named = by_name(step.ask, story)
    others = [one.ask for one in program.steps if one.name != step.name and one.ask]
    if named is None or not _is_of_one_moment(step.ask, named, [ask, *others]):
        return None
    said = _there(named) or _adjective(named, step.unit) or _what(named, step.unit) or _act(named)
    return said and Spoken(_spaced(f"{said.question[0].upper()}{said.question[1:]}?"), _spaced(said.statement))


def _noun(step: Step, program: Program, ask: str, story: str) -> Spoken | None:
    """A result that has a noun phrase alone: the total cost of the shoes."""
    named = by_name(step.about, story) if re.search(r" (?:of|for|per|from|in) ", step.about) else None
    others = [one.about for one in program.steps if one.name != step.name and one.about]
    if named is None or not _is_of_one_moment(step.about, named, [ask, *others]):
        return None
    return Spoken(f"What is the {named}?", f"the {named} is {value}") if (value := _valued(named, step.unit)) else None


def _valued(noun: str, unit: str) -> str:
    """The value of a noun phrase with its unit; a number of employees needs none."""
    if re.match(r"(?:the )?(?:total |combined )?number of ", noun):
        return "{}"
    return "${}" if unit == "dollars" else f"{{}} {unit}" if unit else ""


def _spaced(text: str) -> str:
    return re.sub(r" +(?=[?]|$)", "", " ".join(text.split()))


def _is_of_one_moment(ask: str, named: str, others: Iterable[str]) -> bool:
    """Whether nothing else of the story is asked for in the same words, or in more of them."""
    words = _words(named)
    return not _STATE.search(ask) and not _SPENDS.search(ask) and not any(words <= _words(other) for other in others)


def _words(text: str) -> set[str]:
    """The words that carry a meaning, verbs by their bases, others by their beginnings."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in _SMALL_WORDS]
    return {BASE_OF_PAST.get(word) or BASE_OF_THIRD.get(word) or word[:5] for word in words}


def _there(ask: str) -> Spoken | None:
    found = _THERE.fullmatch(ask)
    if found is None or not (found["rest"] or " " in found["noun"]):
        return None
    noun, rest = found["noun"], found["rest"]
    be, _, tail = found["be"].partition(" ")
    return Spoken(f"how many {noun} {be} there {tail} {rest}", f"there {found['be']} {{}} {noun} {rest}")


def _adjective(ask: str, unit: str) -> Spoken | None:
    found = _OLD.fullmatch(ask)
    if found is None or not is_plural(unit) or re.match(PRONOUN, found["subject"], re.IGNORECASE):
        return None
    who, how, rest = found["subject"], found["how"], found["rest"]
    if found["be"] not in ("is", "was"):
        return None  # in how many years?
    much = how if how == "old" else f"many {unit} {how}"
    return Spoken(f"how {much} {found['be']} {who} {rest}", f"{who} {found['be']} {{}} {unit} {how} {rest}")


def _what(ask: str, unit: str) -> Spoken | None:
    found = _WHAT.fullmatch(ask)
    value = found and _valued(found["noun"], unit)
    if not found or not value or _VAGUE.fullmatch(found["noun"]):
        return None
    be, _, tail = found["be"].partition(" ")
    return Spoken(f"what {be} {found['noun']} {tail}", f"{found['noun']} {found['be']} {value}")


def _act(ask: str) -> Spoken | None:
    """`how many cars he serves a week`, `how much she spends on rolls`."""
    much = _MUCH.fullmatch(ask)
    if much:
        noun = (much["noun"] or "").strip()
        return _of_act(f"how much {noun}", noun, much["act"].split(), noun or "money")
    words = ask.removeprefix("how many ").split()
    if len(words) < 3 or not ask.startswith("how many "):
        return None
    for size in range(1, min(8, len(words) - 1)):
        noun = " ".join(words[:size])
        if said := _of_act(f"how many {noun}", noun, words[size:], ""):
            return said
    return None


def _of_act(head: str, noun: str, words: list[str], money: str) -> Spoken | None:
    for size in range(1, min(7, len(words))):
        subject, verb, rest = " ".join(words[:size]), words[size], words[size + 1 :]
        if re.fullmatch(SUBJECT, subject) is None or (subject[0].islower() and has_verb(subject)):
            continue
        turned = _turned(subject, verb, rest)
        if turned is None:
            continue
        if money and not rest and (subject[0].isupper() or re.fullmatch(PRONOUN, subject)):
            return None  # for what, or in all?
        is_measure = not money and kind(noun.split()[0]) != COUNT
        if is_measure and not rest and re.fullmatch(PRONOUN + "|[A-Z][a-z]+", subject):
            return None  # which part of the way?
        counted = f"${{}} {'' if money == 'money' else f'of {noun}'}" if money else f"{{}} {noun}"
        doing, tail = _object_place(verb, rest)
        return Spoken(f"{head} {turned}", f"{subject} {doing} {counted} {tail}")
    return None


def _object_place(verb: str, rest: list[str]) -> tuple[str, str]:
    """The verb with all that stands before its object: `will have to pay`, `deals with`; and what stands behind."""
    end = 0
    while end < len(rest) and (
        rest[end] in ("be", "able", "going", "have", "with", "through", "not")
        or (rest[end] == "to" and [verb, *rest][end] in _TO)
        or (end and rest[end - 1] in ("to", "have") and rest[end] in KNOWN | PARTICIPLES)
        or (verb in _MODALS and not end and rest[end] in KNOWN)
        or (verb in ("has", "have", "had") and not end and rest[end] in PARTICIPLES)
    ):
        end += 1
    return " ".join([verb, *rest[:end]]), " ".join(rest[end:])


def _turned(subject: str, verb: str, rest: list[str]) -> str | None:
    """`does he serve a week`: the question of a clause, None where its verb is not known."""
    behind = " ".join(rest)
    if verb in _MODALS or (verb in ("has", "have", "had") and rest and rest[0] in PARTICIPLES):
        return f"{verb} {subject} {behind}"
    is_many = bool(re.fullmatch(r"(?:they|we)|.+ and .+", subject)) or is_plural(subject.split()[-1].lower())
    is_many = is_many and not re.match(r"(?:each|every|one)\b", subject)
    if verb in ("is", "are", "was", "were"):
        return None
    if not is_many and verb in BASE_OF_THIRD:
        return f"does {subject} {BASE_OF_THIRD[verb]} {behind}"
    if verb in BASE_OF_PAST and not (is_many and verb in KNOWN):
        return f"did {subject} {BASE_OF_PAST[verb]} {behind}"
    return f"do {subject} {verb} {behind}" if is_many and verb in KNOWN and verb not in BASE_OF_PAST else None
