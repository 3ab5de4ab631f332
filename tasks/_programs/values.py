"""Other values for the leaves of a program, such that its story still makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from synth.errors import Reject
from synth.task import Draw

from .program import Leaf, Program, Value, apply

SPREAD = 10
TRIES = 40
# Numbers above this move by a share of themselves, not by units.
LARGE = 50


def with_values(program: Program, values: Mapping[str, Value]) -> Program:
    """The program with other values for some leaves."""
    leaves = [
        Leaf(leaf.name, values[leaf.name], leaf.unit, leaf.at, leaf.about) if leaf.name in values else leaf
        for leaf in program.leaves
    ]
    return Program(tuple(leaves), program.steps, program.output)


def follow(program: Program, before: Mapping[str, Value], after: dict[str, Value]) -> bool:
    """Computes the steps anew in `after`, which has other values for some leaves; False where that makes no sense.

    No count may turn fractional, and nothing negative. `before` are the quantities as they are.
    """
    try:
        for name, op, args, _, _ in program.steps:
            after[name] = value = apply(op, [after[arg] for arg in args])
            if not can_become(before[name], value):
                return False
    except Reject:
        return False
    return after[program.output] != before[program.output]


def ranked(program: Program, values: Mapping[str, Value]) -> list[list[str]]:
    """The stated leaves by their values, the least first, equal ones together."""
    given = sorted((leaf.name for leaf in program.leaves if leaf.at), key=values.__getitem__)
    return [list(names) for _, names in groupby(given, key=values.__getitem__)]


def keeps_order(ranks: list[list[str]], after: Mapping[str, Value]) -> bool:
    """Whether what was less than another quantity still is.

    Stories depend on the order of what is given: 3 of the 8 eggs may become 5 of 9, never 9 of 5.
    """
    below: Value | None = None
    for names in ranks:
        least = most = after[names[0]]
        if len(names) > 1:
            values = [after[name] for name in names]
            least, most = min(values), max(values)
        if below is not None and least <= below:
            return False
        below = most
    return True


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
    ranks = ranked(program, before)
    for attempt in range(TRIES):
        # One by one when many at once do not fit together.
        n = max(1, len(free) - attempt // 2)
        chosen = around if n == len(around) else draw.shuffled(around)[:n]
        values = {one.name: value for one in chosen if one is not None and (value := one.draw(draw)) is not None}
        after = {**before, **values}
        # The cheap tests first.
        if not values or not keeps_order(ranks, after) or not follow(program, before, after):
            continue
        if all(can_become(before[name], value) for name, value in values.items()):
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
