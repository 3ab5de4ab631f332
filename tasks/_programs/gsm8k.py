"""Reads GSM8K's annotated solutions (`<<48/2=24>>`) into programs (Cobbe et al. 2021, arXiv:2110.14168).

An annotation is arithmetic on numbers. Every number has to be explained: as the result of an earlier annotation, as a
number of the question, or as a constant such as 7 days a week. What cannot be explained has no program.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from .fixed import is_also_constant, is_explained_by, is_fixed, is_spoken_of
from .numerals import Mention, mentions
from .program import Leaf, Program, Step, Value, apply, told, whole
from .prose import check_prose
from .units import measure_at

_NOTE = re.compile(r"<<([^<>]{1,300})>>([^<\n]{0,60})")
_TOKEN = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(%?)|([-+*/()])")
_FINAL = re.compile(r"####\s*\$?\s*(-?[0-9][0-9,]*(?:\.[0-9]+)?)")
_UNIT, _WORD = re.compile(r"\s*\$?[0-9.,/]*\s*([a-z]{3,20})\b"), re.compile(r"[- ]?([A-Za-z]+)")
_NO_UNITS = frozenset(
    "and are but each every for from has have her his into its left less more off old only out over per than that the "
    "then there they this times total was were when which while will with worth additional extra".split()
)
# Numbers that need no mention: what units of time, weight and length, a dozen and a percentage are made of.
CONSTANTS = frozenset({7, 12, 24, 52, 60, 100, 365, 1000})
MAX_TOKENS = 60
HALF = Fraction(1, 2)
SMALL = 12  # up to this, two uses need not be of one thing: 2 weeks, and 2 popcorns
FEW = 3  # up to this, a number that nothing uses counts what is listed: the two sisters


class Read(NamedTuple):
    """A program, and the names of its leaves that may have other values: those whose every use is certain."""

    program: Program
    free: frozenset[str]


def read_solution(question: str, solution: str) -> Read:
    """The program of an annotated solution. Raises Reject with why there is none."""
    final = _FINAL.search(solution)
    notes = _NOTE.findall(solution)
    if not notes or final is None:
        raise Reject("no program, since the solution holds no annotation: expected <<...=...>> and a #### answer")
    reader = _Reader(question)
    for note, behind in notes:
        expression, _, result = note.rpartition("=")
        reader.take(expression, _number(result), behind)
    if not reader.last:
        raise Reject("no program, since no annotation computes anything")
    gold = whole(Fraction(final[1].replace(",", "")))
    if reader.values[reader.last] != gold:
        ended = told(reader.values[reader.last])
        raise Reject(f"no program, since the annotations do not end on the answer: {ended}, not {told(gold)}")
    check_prose(question, solution, Program(tuple(reader.leaves.values()), tuple(reader.steps), reader.last))
    reader.check_constants()
    return reader.finished()


@dataclass
class _Reader:
    """A program while it grows."""

    question: str
    stated: tuple[Mention, ...] = field(init=False)
    leaves: dict[str, Leaf] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    results: list[str] = field(default_factory=list)  # the steps that an annotation ends in
    doubtful: set[str] = field(default_factory=set)  # leaves that might be another one, or a result
    last: str = ""

    def __post_init__(self) -> None:
        self.stated = mentions(self.question)

    def take(self, expression: str, result: Value | None, behind: str) -> None:
        """One annotation. Raises Reject where it is wrong or holds a number that nothing explains."""
        tokens = _tokens(expression)
        name, rest = self._sum(tokens, 0)
        if rest != len(tokens):
            raise Reject(f"no program, since an annotation is not plain arithmetic: {expression[:40]!r}")
        if result is None or self.values[name] != result:
            raise Reject(f"no program, since an annotation is wrong: {expression[:40]}")
        if name in self.leaves:
            return  # it restates a number
        unit = _UNIT.match(behind)
        word = unit[1] if unit and unit[1] not in _NO_UNITS else ""
        place = next(place for place, step in enumerate(self.steps) if step.name == name)
        self.steps[place] = self.steps[place]._replace(unit=word)
        self.results.append(name)
        self.last = name

    def check_constants(self) -> None:
        """Raises Reject for a constant whose units the question does not speak of: 60 that might be anything."""
        for leaf in self.leaves.values():
            if not leaf.at and leaf.value in CONSTANTS and not is_spoken_of(self.question, leaf.value):
                raise Reject(
                    f"no program, since the question has not both of the units that {told(leaf.value)} may stand for"
                )

    def finished(self) -> Read:
        """Adds what the question states and nobody uses."""
        used = {place for leaf in self.leaves.values() for place in leaf.at}
        for place in range(len(self.stated)):
            if place not in used:
                name = f"n{len(self.leaves) + 1}"
                self.leaves[name] = self._leaf(name, place)
        order = sorted(self.leaves.values(), key=lambda leaf: leaf.at or (len(self.stated),))
        program = Program(tuple(order), tuple(self.steps), self.last)
        needed = program.used()
        made = [self.values[name] for name in self.results]
        said = Counter(mention.value for mention in self.stated)
        if len(set(made)) < len(made) or any(value in said for value in made) or self._is_told_twice(program):
            return Read(program, frozenset())
        free = {
            leaf.name
            for leaf in order
            if leaf.at
            and leaf.name in needed
            and said[leaf.value] == 1
            and leaf.name not in self.doubtful
            and not is_fixed(self.question, self.stated[leaf.at[0]])
            and not self._may_be_other(leaf, program)
        }
        return Read(program, frozenset(free))

    def _may_be_other(self, leaf: Leaf, program: Program) -> bool:
        """Whether one of the uses of a number may be of something else: 2 / 2 bolts, 5 * 5 classes on weekdays."""
        uses = [name for step in program.steps for name in step.args]
        return (
            any(step.args.count(leaf.name) > 1 for step in program.steps)
            or any(is_explained_by(leaf.value, other) for other in self.stated if other.value != leaf.value)
            or (uses.count(leaf.name) > 1 and (leaf.value <= SMALL or is_also_constant(self.question, leaf.value)))
        )

    def _is_told_twice(self, program: Program) -> bool:
        """Whether a number may mean something else than what the program takes it for, or what the text says as well.

        A result may be a constant, too (12 games, and 12 months), or made of a share (a third of 12 is 4, and so is
        what a quarter divides by). A number that nothing uses may be what others come to: ten packets, six of one
        kind and four of the other.
        """
        needed = program.used()
        uses = {name for step in program.steps if step.name in needed for name in step.args}
        for name in self.results:
            value = self.values[name]
            if name in uses and (
                is_spoken_of(self.question, value) or any(is_explained_by(value, other) for other in self.stated)
            ):
                return True
        places = [leaf.at[0] for leaf in self.leaves.values() if leaf.at and leaf.name in needed]
        return any(
            self._counts_something_else(mention, [self.stated[at] for at in places])
            for place, mention in enumerate(self.stated)
            if place not in places
        )

    def _counts_something_else(self, mention: Mention, used: list[Mention]) -> bool:
        """Whether a number that nothing uses is no repetition of one that is used: 20 cows, and twenty stalls."""
        same = [other for other in used if other.value == mention.value]
        if mention.is_factor:
            return mention.value < 1 and mention.value != HALF and not same
        behind = word_behind(self.question, mention)
        return mention.value > FEW and all(word_behind(self.question, other) != behind for other in same)

    # A descent over the tokens; every call gives the name of a quantity and the place behind it.

    def _sum(self, tokens: list[str], at: int) -> tuple[str, int]:
        name, at = self._product(tokens, at)
        while at < len(tokens) and tokens[at] in "+-":
            other, behind = self._product(tokens, at + 1)
            name, at = self._step(tokens[at], name, other), behind
        return name, at

    def _product(self, tokens: list[str], at: int) -> tuple[str, int]:
        name, at = self._atom(tokens, at)
        while at < len(tokens) and tokens[at] in "*/":
            other, behind = self._atom(tokens, at + 1)
            name, at = self._step(tokens[at], name, other), behind
        return name, at

    def _atom(self, tokens: list[str], at: int) -> tuple[str, int]:
        if at >= len(tokens) or tokens[at] in "+-*/)":
            raise Reject("no program, since an annotation is not plain arithmetic")
        if tokens[at] != "(":
            return self._quantity(tokens[at]), at + 1
        name, at = self._sum(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise Reject("no program, since an annotation is not plain arithmetic: a bracket is left open")
        return name, at + 1

    def _step(self, op: str, left: str, right: str, about: str = "") -> str:
        value = apply(op, (self.values[left], self.values[right]))
        name = f"s{len(self.steps) + 1}"
        self.steps.append(Step(name, op, (left, right), "", about))
        self.values[name] = value
        return name

    # What explains a number.

    def _quantity(self, text: str) -> str:
        value = whole(Fraction(text.rstrip("%")))
        if text.endswith("%"):
            found = self._mention(value, percent=True)
            return self._step("/", found or self._constant(value), self._constant(100))
        explained = self._result(value) or self._mention(value) or self._derived(value)
        if explained:
            return explained
        if value in CONSTANTS:
            return self._constant(value)
        raise Reject(f"no program, since nothing explains a number: {text}")

    def _result(self, value: Value) -> str | None:
        return next((name for name in reversed(self.results) if self.values[name] == value), None)

    def _mention(self, value: Value, percent: bool | None = None) -> str | None:
        """The leaf of a number that the question states; one that nobody has used yet, if there are several."""
        places = [
            place
            for place, mention in enumerate(self.stated)
            if mention.value == value and percent in (None, mention.is_percent)
        ]
        if not places:
            return None
        owners = {leaf.at[0]: leaf.name for leaf in self.leaves.values() if leaf.at}
        place = next((place for place in places if place not in owners), places[-1])
        if place in owners:
            return owners[place]
        name = f"n{len(self.leaves) + 1}"
        self.leaves[name] = self._leaf(name, place)
        self.values[name] = value
        return name

    def _leaf(self, name: str, place: int) -> Leaf:
        mention = self.stated[place]
        unit = "%" if mention.is_percent else measure_at(self.question, mention.start, mention.end)
        return Leaf(name, mention.value, unit, (place,))

    def _derived(self, value: Value) -> str | None:
        """20% used as .2, 0.8 or 1.2; half used as 2; a dozen's twelve is stated as it is."""
        ways = [mention for mention in self.stated if is_explained_by(value, mention) or _is_share(value, mention)]
        if not ways:
            return None
        # The plain share first; which one is meant stays open where there are several.
        mention = min(ways, key=lambda one: not _is_share(value, one))
        leaf = self._mention(mention.value, percent=mention.is_percent) or ""
        if not mention.is_percent or len({(one.value, one.is_percent) for one in ways}) > 1:
            self.doubtful.update(
                name for one in ways if (name := self._mention(one.value, percent=one.is_percent)) is not None
            )
        share = self._step("/", leaf, self._constant(100)) if mention.is_percent else leaf
        part = whole(Fraction(mention.value) / 100) if mention.is_percent else mention.value
        if value == part:
            return share
        if value == 1 / Fraction(part):
            return self._step("/", self._constant(1), share)
        return self._step("-" if value == 1 - part else "+", self._constant(1), share)

    def _constant(self, value: Value) -> str:
        for leaf in self.leaves.values():
            if not leaf.at and leaf.value == value:
                return leaf.name
        name = f"n{len(self.leaves) + 1}"
        self.leaves[name] = Leaf(name, value)
        self.values[name] = value
        return name


def _is_share(value: Value, mention: Mention) -> bool:
    return mention.is_percent and value == Fraction(mention.value) / 100


def word_behind(question: str, mention: Mention) -> str:
    """What a number counts, as far as the next word tells."""
    found = _WORD.match(question, mention.end)
    return found[1].lower().removesuffix("s") if found else ""


def _number(text: str) -> Value | None:
    try:
        return whole(Fraction(text.replace(",", "").strip().strip("$%")))
    except (ValueError, ZeroDivisionError):
        return None


def _tokens(expression: str) -> list[str]:
    plain = (
        re.sub(r"(?<=[0-9]),(?=[0-9]{3})|[\s$]", "", expression).replace("x", "*").replace("×", "*").replace("÷", "/")
    )
    found = [match[0] for match in _TOKEN.finditer(plain)]
    if "".join(found) != plain or len(found) > MAX_TOKENS:
        raise Reject(f"no program, since an annotation is not plain arithmetic: {expression[:40]!r}")
    return found
