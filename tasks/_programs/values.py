"""Other values for the leaves of a program, such that its story still makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, groupby
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Draw

from .program import Leaf, Program, Value, apply
from .stories import story_of

SPREAD = 10
TRIES = 80
# What whole days, weeks and turns are made of, and nobody's age exceeds.
_BOUNDS = {
    "second": (60,), "minute": (60,), "hour": (24,), "day": (7, 31, 365), "week": (4, 52), "month": (12,),
    "year": (100,), "degree": (90, 180, 360),
}  # fmt: skip
# Numbers above this move by a share of themselves, not by units.
LARGE = 50


def with_values(program: Program, values: Mapping[str, Value]) -> Program:
    """The program with other values for some leaves."""
    leaves = [leaf._replace(value=values[leaf.name]) if leaf.name in values else leaf for leaf in program.leaves]
    return program._replace(leaves=tuple(leaves))


class Story:
    """What the text of a problem takes for granted of its quantities, and other values have to leave as it is.

    The order of all that is stated and of all that comes out (3 of the 8 eggs may become 5 of 9, never 9 of 5), which
    two are less together than a third (parts and their whole), percents up to 100, and that no day has 25 hours.
    """

    __slots__ = ("before", "bounds", "chains", "pairs", "percents", "program")

    def __init__(self, program: Program, before: Mapping[str, Value]) -> None:
        self.program, self.before = program, before
        used = program.used()
        stated = [leaf for leaf in program.leaves if leaf.at]
        made = [step for step in program.steps if step.name in used and step.unit != "%"]
        counts = [
            leaf.name for leaf in stated if leaf.unit != "%" and not (type(leaf.value) is Fraction and leaf.value < 1)
        ]
        units = {leaf.name: leaf.unit for leaf in stated} | {step.name: step.unit for step in made}
        self.chains, self.pairs = [], []
        for compared in _by_story([*counts, *(step.name for step in made)]):
            # Pens and hours are not compared; what has no unit may be either.
            for unit in {units[name] for name in compared if units[name]} or {""}:
                self.chains.append(_ranked([name for name in compared if units[name] in (unit, "")], before))
            self.pairs += _pairs([name for name in compared if name in counts], before)
        percents = [leaf.name for leaf in stated if leaf.unit == "%"]
        self.percents = percents if len(percents) > 1 and sum(before[name] for name in percents) <= 100 else []
        self.bounds = [(name, most) for name, unit in units.items() if (most := _most(unit, before[name])) is not None]

    def holds(self, after: dict[str, Value]) -> bool:
        """Computes the steps anew in `after`, which has other values for some leaves; False where that makes no sense.

        No count may turn fractional, nothing negative, and the answer has to be another one.
        """
        before = self.before
        try:
            for name, op, args, *_ in self.program.steps:
                after[name] = value = apply(op, [after[arg] for arg in args])
                # Which of two equal answers is the larger has no answer.
                if not can_become(before[name], value) or (
                    op in ("argmax", "argmin") and after[args[0]] == after[args[1]]
                ):
                    return False
        except Reject:
            return False
        return after[self.program.output] != before[self.program.output] and self._is_like(after)

    def _is_like(self, after: Mapping[str, Value]) -> bool:
        return (
            all(_rises(chain, after) for chain in self.chains)
            and all(after[name] <= most for name, most in self.bounds)
            and all((after[a] + after[b] > after[whole]) == is_more for a, b, whole, is_more in self.pairs)
            and sum(after[name] for name in self.percents) <= 100
        )


def _ranked(names: list[str], values: Mapping[str, Value]) -> list[list[str]]:
    """The names by their values, the least first, equal ones together."""
    found = sorted(names, key=values.__getitem__)
    return [list(equal) for _, equal in groupby(found, key=values.__getitem__)]


def _rises(chain: list[list[str]], after: Mapping[str, Value]) -> bool:
    """Whether what was less than another quantity still is."""
    below: Value | None = None
    for names in chain:
        values = [after[name] for name in names]
        if below is not None and min(values) <= below:
            return False
        below = max(values)
    return True


def _by_story(names: list[str]) -> list[list[str]]:
    """The names of every story; numbers of two stories need not be in any order."""
    found: dict[int, list[str]] = {}
    for name in names:
        if story := story_of(name):
            found.setdefault(story, []).append(name)
    return list(found.values())


def _pairs(counts: list[str], before: Mapping[str, Value]) -> list[tuple[str, str, str, bool]]:
    """(a, b, whole, whether a and b are more together than it), where neither is more alone."""
    return [
        (a, b, whole, before[a] + before[b] > before[whole])
        for a, b in combinations(counts, 2)
        for whole in counts
        if whole not in (a, b) and before[whole] >= max(before[a], before[b]) and before[a] + before[b] != before[whole]
    ]


def _most(unit: str, value: Value) -> int | None:
    """The least bound of the calendar or the clock that a value of a unit is within, None if there is none."""
    return next((most for most in _BOUNDS.get(unit.removesuffix("s"), ()) if value <= most), None)


def can_become(value: Value, changed: Value) -> bool:
    if value > 0:
        if changed <= 0:
            return False
    elif changed > 0 or (value == 0) != (changed == 0):
        return False
    if type(value) is int:
        return type(changed) is int
    return not 100 % changed.denominator or 100 % value.denominator != 0


class Near(NamedTuple):
    """The values near that of a leaf: up to `spread` units below it or above it, or one of `shares`."""

    name: str
    value: Value
    unit: int = 1
    spread: int = SPREAD
    shares: Sequence[int] = ()

    def draw(self, draw: Draw) -> Value | None:
        """One of them, None where it came out too small to be meant."""
        if self.shares:
            return draw.choice(self.shares)
        n = draw.below(2 * self.spread) - self.spread
        moved = self.value + self.unit * (n if n < 0 else n + 1)
        return moved if moved >= 2 or (moved > 0 and type(moved) is not int) else None


def near(leaf: Leaf) -> Near | None:
    """The values within 10 of that of a leaf, or within a fifth where it is large. None for a share."""
    value = leaf.value
    if type(value) is Fraction and value < 1:
        return None
    if leaf.unit == "%":
        top = 100 if value < 100 else 1000
        shares = [n for n in range(5, top, 5) if n != value and abs(n - int(value)) <= 20]
        return Near(leaf.name, value, shares=shares) if shares else None
    if value > LARGE and type(value) is int:
        unit = 10 ** (len(str(value)) - 2)
        unit = 1 if value % unit else unit
        return Near(leaf.name, value, unit, max(1, value // (5 * unit)))
    return Near(leaf.name, value)


def resampled(program: Program, before: Mapping[str, Value], names: Iterable[str], draw: Draw) -> dict[str, Value]:
    """Other values for some of the leaves named, with which the answer is another one. Raises Reject.

    `before` are all quantities as they are.
    """
    wanted = set(names)
    free = [leaf for leaf in program.leaves if leaf.name in wanted]
    if not free:
        raise Reject("no number of it can be changed with certainty")
    # A share draws nothing, but takes a place among those chosen.
    around = [near(leaf) for leaf in free]
    story = Story(program, before)
    for attempt in range(TRIES):
        # One by one when many at once do not fit together.
        n = max(1, len(free) - attempt // 2)
        chosen = around if n == len(around) else draw.shuffled(around)[:n]
        values = {one.name: value for one in chosen if one is not None and (value := one.draw(draw)) is not None}
        after = {**before, **values}
        if values and all(can_become(before[name], value) for name, value in values.items()) and story.holds(after):
            return values
    raise Reject(f"no other values were found in {TRIES} tries that leave every count whole and the order as it is")


def moved(program: Program, names: Iterable[str], draw: Draw) -> tuple[Leaf, Value]:
    """One leaf and another value for it that changes the answer. Raises Reject."""
    wanted, before = set(names), program.values()
    for leaf in draw.shuffled([leaf for leaf in program.leaves if leaf.name in wanted]):
        try:
            return leaf, resampled(program, before, [leaf.name], draw)[leaf.name]
        except Reject:
            continue
    raise Reject("no single number can be changed so that the story still makes sense")
