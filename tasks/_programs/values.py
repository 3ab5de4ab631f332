"""Other values for the leaves of a program, such that its story still makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations

from synth.errors import Reject
from synth.task import Draw

from .program import Leaf, Program, Value, whole

SPREAD = 10
TRIES = 40
# Numbers above this move by a share of themselves, not by units.
LARGE = 50


def with_values(program: Program, values: Mapping[str, Value]) -> Program:
    """The program with other values for some leaves."""
    leaves = [leaf._replace(value=values.get(leaf.name, leaf.value)) for leaf in program.leaves]
    return program._replace(leaves=tuple(leaves))


def is_sensible(before: Program, after: Program) -> bool:
    """Whether the new values can be meant: no count turns fractional, nothing turns negative, the order stays.

    The order of given quantities stays because stories depend on it: 3 of the 8 eggs may become 5 of 9, never 9 of 5.
    """
    try:
        old, new = before.values(), after.values()
    except Reject:
        return False
    for name, value in old.items():
        if name in new and not can_become(value, new[name]):
            return False
    given = [leaf.name for leaf in before.leaves if leaf.at and leaf.name in new]
    return all(
        (old[a] < old[b]) <= (new[a] < new[b]) and (old[a] > old[b]) <= (new[a] > new[b])
        for a, b in combinations(given, 2)
    )


def can_become(value: Value, changed: Value) -> bool:
    if (value > 0) != (changed > 0) or (value == 0) != (changed == 0):
        return False
    if type(value) is int:
        return type(changed) is int
    return 100 % Fraction(changed).denominator == 0 or 100 % value.denominator != 0


def another(leaf: Leaf, draw: Draw) -> Value | None:
    """Another value near that of a leaf: within 10 of it, or within a fifth where it is large. None for a share."""
    value = leaf.value
    if isinstance(value, Fraction) and value < 1:
        return None
    if leaf.unit == "%":
        top = 100 if value < 100 else 1000
        near = [n for n in range(5, top, 5) if n != value and abs(n - int(value)) <= 20]
        return draw.choice(near) if near else None
    spread, unit = SPREAD, 1
    if value > LARGE and type(value) is int:
        unit = 10 ** (len(str(value)) - 2) if value % 10 ** (len(str(value)) - 2) == 0 else 1
        spread = max(1, int(value) // (5 * unit))
    moved = value + unit * draw.choice([n for n in range(-spread, spread + 1) if n])
    return whole(moved) if moved >= 2 or (moved > 0 and type(moved) is not int) else None


def resampled(program: Program, names: Iterable[str], draw: Draw) -> Program:
    """The program with other values for some of the leaves named, and another answer. Raises Reject."""
    free = [leaf for leaf in program.leaves if leaf.name in set(names)]
    if not free:
        raise Reject("no number of it can be changed with certainty")
    answer = program.answer()
    for attempt in range(TRIES):
        # One by one when many at once do not fit together.
        chosen = draw.shuffled(free)[: max(1, len(free) - attempt // 6)]
        values = {leaf.name: value for leaf in chosen if (value := another(leaf, draw)) is not None}
        changed = with_values(program, values)
        if values and is_sensible(program, changed) and changed.answer() != answer:
            return changed
    raise Reject(f"no other values were found in {TRIES} tries that leave every count whole and the order as it is")


def moved(program: Program, names: Iterable[str], draw: Draw) -> tuple[Leaf, Value]:
    """One leaf and another value for it that changes the answer. Raises Reject."""
    for leaf in draw.shuffled([leaf for leaf in program.leaves if leaf.name in set(names)]):
        try:
            changed = resampled(program, [leaf.name], draw)
        except Reject:
            continue
        found = changed.leaf(leaf.name)
        if found is not None:
            return leaf, found.value
    raise Reject("no single number can be changed so that the story still makes sense")
