"""Reads GSM8K's annotated solutions (`<<48/2=24>>`) into programs (Cobbe et al. 2021, arXiv:2110.14168).

An annotation is arithmetic on numbers. Every number has to be explained: as the result of an earlier annotation, as a
number of the question, or as a constant such as 7 days a week. What cannot be explained has no program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from .annotation import postfix
from .certain import free_leaves
from .fixed import is_explained_by, is_spoken_of
from .numerals import Mention, mentions
from .program import Leaf, Program, Step, Value, apply, told, whole
from .prose import check_prose
from .seed_words import worded
from .units import measure_at

_NOTE = re.compile(r"<<([^<>\n]{1,300})>>")
_FINAL = re.compile(r"####\s*\$?\s*(-?[0-9][0-9,]*(?:\.[0-9]+)?)")
# Numbers that need no mention: what units of time, weight and length, a dozen and a percentage are made of.
CONSTANTS = frozenset({7, 12, 24, 52, 60, 100, 365, 1000})


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
    for note in notes:
        expression, _, result = note.rpartition("=")
        reader.take(expression, _number(result))
    if not reader.last:
        raise Reject("no program, since no annotation computes anything")
    gold = whole(Fraction(final[1].replace(",", "")))
    if reader.values[reader.last] != gold:
        ended = told(reader.values[reader.last])
        raise Reject(f"no program, since the annotations do not end on the answer: {ended}, not {told(gold)}")
    check_prose(question, solution, Program(tuple(reader.leaves.values()), tuple(reader.steps), reader.last))
    reader.check_constants()
    program, free = reader.finished()
    return Read(worded(question, solution, program, reader.noted, free), free)


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
    noted: list[tuple[str, ...]] = field(default_factory=list)  # the steps of every annotation
    begun: int = 0  # how many steps there were before this annotation

    def __post_init__(self) -> None:
        self.stated = mentions(self.question)

    def take(self, expression: str, result: Value | None) -> None:
        """One annotation. Raises Reject where it is wrong or holds a number that nothing explains."""
        name = self._made(expression)
        if result is None or self.values[name] != result:
            raise Reject(f"no program, since an annotation is wrong: {expression[:40]}")
        self.noted.append(tuple([step.name for step in self.steps[self.begun :]]))
        if name in self.leaves:
            return  # it restates a number
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
        needed_by = {name for step in self.steps for name in step.args}
        kept = [leaf for leaf in self.leaves.values() if leaf.at or leaf.name in needed_by]
        order = sorted(kept, key=lambda leaf: leaf.at or (len(self.stated),))
        program = Program(tuple(order), tuple(self.steps), self.last)
        return Read(program, free_leaves(self.question, self.stated, program, self.results, self.doubtful))

    # What an annotation comes to.

    def _made(self, expression: str) -> str:
        """The name of the quantity that an expression comes to."""
        self.begun = len(self.steps)
        names: list[str] = []
        tokens = postfix(expression)
        for place, token in enumerate(tokens):
            if tokens[place + 1 : place + 3] == ["100", "/"] and (
                percent := self._mention(_number(token), percent=True)
            ):
                names.append(percent)
            elif token in "+-*/":
                right = names.pop()
                names.append(self._step(token, names.pop(), right))
            else:
                names.append(self._quantity(token))
        return names.pop()

    def _step(self, op: str, left: str, right: str) -> str:
        """A step, said as people say it: 20% of 50 for 50 * .2 or 50 * 20 / 100, 50 * 0.5 for half as 2 in 50 / 2."""
        if op == "*":
            for share, whole in ((left, right), (right, left)):
                if percent := self._percent(share):
                    return self._add("%", percent, whole)
                if part := self._fraction(share):
                    return self._add("/", whole, part)
        if op == "/" and (part := self._fraction(right)):
            return self._add("*", left, part)
        if op == "/" and self._constant_of(right) == 100 and (product := self._percent_product(left)):
            return self._add("%", *product)
        return self._add(op, left, right)

    def _add(self, op: str, left: str, right: str, unit: str = "") -> str:
        name = f"s{len(self.steps) + 1}"
        self.values[name] = apply(op, (self.values[left], self.values[right]))
        self.steps.append(Step(name, op, (left, right), unit))
        return name

    def _percent(self, name: str) -> str | None:
        """The percentage of a share that was made for this product: 20 of .2, 100 - 20 of .8. Its steps are dropped."""
        made = self.steps[self.begun :]
        if not made or made[-1].name != name:
            return None
        if (percent := self._hundredth(made[-1])) is not None:
            self._drop(1)
            return percent
        share, (one, part) = made[-1], made[-1].args
        if len(made) < 2 or share.op not in "+-" or self._constant_of(one) != 1 or part != made[-2].name:
            return None
        if (percent := self._hundredth(made[-2])) is None:
            return None
        self._drop(2)
        return self._add(share.op, self._constant(100), percent, "%")

    def _hundredth(self, step: Step) -> str | None:
        percent, hundred = step.args
        leaf = self.leaves.get(percent)
        is_one = step.op == "/" and leaf is not None and leaf.unit == "%" and self._constant_of(hundred) == 100
        return percent if is_one else None

    def _fraction(self, name: str) -> str | None:
        """The fraction of the question that a divisor was made of: a third of 3. Its step is dropped."""
        if len(self.steps) <= self.begun or self.steps[-1].name != name:
            return None
        one, part = self.steps[-1].args
        leaf = self.leaves.get(part)
        if self.steps[-1].op != "/" or self._constant_of(one) != 1 or leaf is None or leaf.unit == "%":
            return None
        self._drop(1)
        return part

    def _percent_product(self, name: str) -> tuple[str, str] | None:
        """The factors of a product with a percentage that was made for this quotient. Its step is dropped."""
        made = self.steps[self.begun :]
        if not made or made[-1].name != name or made[-1].op != "*":
            return None
        for percent, base in (made[-1].args, made[-1].args[::-1]):
            leaf = self.leaves.get(percent)
            if leaf is not None and leaf.unit == "%":
                self._drop(1)
                return percent, base
        return None

    def _drop(self, n: int) -> None:
        for step in self.steps[-n:]:
            del self.values[step.name]
        del self.steps[-n:]

    def _constant_of(self, name: str) -> Value | None:
        leaf = self.leaves.get(name)
        return leaf.value if leaf is not None and not leaf.at else None

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

    def _mention(self, value: Value | None, percent: bool | None = None) -> str | None:
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
        self.values[name] = self.stated[place].value
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


def _number(text: str) -> Value | None:
    try:
        return whole(Fraction(text.replace(",", "").strip().strip("$%")))
    except (ValueError, ZeroDivisionError):
        return None
