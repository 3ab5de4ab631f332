"""Makes solvable instances directly: a target is taken apart until only allowed numbers are left.

A space that is small enough to run dry is listed after the random draws, so that every instance which exists
is found.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations_with_replacement
from math import comb

from synth.errors import Reject, SpaceDry, UsageError
from synth.task import Draw
from synth.types import Range
from synth.verify.expression import Tree

from .expressions import is_tidy, leaves, whole
from .search import Rules, State, after, moves, solutions

MAX_NUMBER, MAX_SIZE = 1000, 6
# One random draw for so many candidates (a choice of numbers and a target); then follows the list.
CANDIDATES_PER_DRAW = 4
# Coprime to any list that is shorter: walks it in an order that looks random.
STRIDE = 2_147_483_647
# A larger space is never listed: no run gets to its end.
MAX_LISTED = 3_000_000
PROBES = 60
WEIGHTED_OPS = "+++---**/"
# The last step of a solution, in so many of 25: a product or a quotient is what people try less often.
LAST_OPS = {"+": 10, "-": 10, "*": 3, "/": 2}
APART_TRIES = 60  # until a solution is tidy, and does without the target among its numbers
TARGET_TRIES = 4  # of them with one target
LAST_PROBES = 25  # with the last step that was drawn, before any other may take its place


@dataclass(frozen=True)
class Space:
    """All the instances that the options allow."""

    sizes: Range
    numbers: Range
    targets: Range
    rules: Rules

    def draw(self, draw: Draw) -> tuple[list[int], int, Tree]:
        """The numbers in a random order, the target, and a solution. Raises SpaceDry behind the last instance."""
        listed_from = self.candidates // CANDIDATES_PER_DRAW
        if draw.index >= listed_from and self.candidates <= MAX_LISTED:
            return self._listed(draw.index - listed_from, draw)
        size = draw.between(*self.sizes)
        used_size = draw.between(2, size) if self.rules.subset else size
        solution = self._tidy(used_size, draw)
        target, numbers = whole(solution), leaves(solution)
        while len(numbers) < size:
            if (spare := draw.between(*self.numbers)) != target or self.numbers.lo == self.numbers.hi:
                numbers.append(spare)
        return draw.shuffled(numbers), target, solution

    def _tidy(self, size: int, draw: Draw) -> Tree:
        """An expression for a target, every step of which does something. Raises Reject where none is found."""
        last = draw.choice(self._last_ops)
        for attempt in range(APART_TRIES):
            if not attempt % TARGET_TRIES:
                target = draw.choice(self._targets_of(size))
            solution = self._apart(target, size, draw, last)
            # A target among the numbers is dull, so it stays rare.
            if is_tidy(solution) and (target not in leaves(solution) or attempt % TARGET_TRIES == TARGET_TRIES - 1):
                return solution
        raise Reject("no solution was found that does without idle steps")

    @cached_property
    def candidates(self) -> int:
        """How many choices of numbers and a target there are, solvable or not."""
        width = self.numbers.hi - self.numbers.lo + 1
        targets = self.targets.hi - self.targets.lo + 1
        return sum(comb(width + size - 1, size) for size in range(self.sizes.lo, self.sizes.hi + 1)) * targets

    def _listed(self, place: int, draw: Draw) -> tuple[list[int], int, Tree]:
        packed, targets = _all_instances(self)
        if place >= len(packed):
            raise SpaceDry
        place = place * STRIDE % len(packed)
        numbers = draw.shuffled(_unpacked(packed[place]))
        solution = next(filter(is_tidy, solutions(tuple(numbers), targets[place], self.rules)), None)
        if solution is None:
            raise Reject("no solution does without idle steps")
        return numbers, targets[place], solution

    def _targets_of(self, size: int) -> list[int]:
        found = self._targets_by_size.get(size)
        if not found:
            raise UsageError(
                f"no problem of {size} numbers from {self.numbers} has a target from {self.targets} with the "
                f"operators {self.rules.ops}. Widen --numbers, --targets or --operators, or change --size."
            )
        return found

    @cached_property
    def _targets_by_size(self) -> dict[int, list[int]]:
        lo, hi = self.targets
        return {size: [t for t in range(lo, hi + 1) if made >> t & 1] for size, made in enumerate(self._makeable)}

    @cached_property
    def _makeable(self) -> list[int]:
        """At place m, the set (as bits) of the values that m numbers can make without passing the cap."""
        lo, hi = self.numbers
        cap = min(20_000, 10 * max(hi, self.targets.hi))
        made = [0, ((1 << (hi + 1)) - 1) ^ ((1 << lo) - 1)]
        for size in range(2, self.sizes.hi + 1):
            found = 0
            for right in range(1, size):
                found |= _combined(made[size - right], made[right], self.rules.ops, cap)
            made.append(found & ((1 << (cap + 1)) - 1))
        return made

    def _apart(self, goal: int, size: int, draw: Draw, last: str = "") -> Tree:
        """An expression of `size` numbers whose value is `goal`; `last` is the operator to end with, if it can be."""
        if size == 1:
            return goal
        ops, makeable = self._weighted_ops, self._makeable
        lo, hi = self.numbers
        for probe in range(PROBES):
            right_size = 1 if size < 4 or draw.chance(75) else draw.between(2, size // 2)
            op = last if last and probe < LAST_PROBES else draw.choice(ops)
            if op == "*":
                right = draw.choice(_divisors(goal))
            else:
                right = draw.between(lo, hi) if right_size == 1 else draw.between(2, 2 * hi)
            left = _left_of(goal, op, right)
            if left is None or (op in "*/" and (right == 1 or left == 1)):
                continue
            left_size = size - right_size
            if makeable[right_size] >> right & 1 and makeable[left_size] >> left & 1:
                if op in "+*" and draw.chance(50):
                    left, left_size, right, right_size = right, right_size, left, left_size
                before = left if left_size == 1 else self._apart(left, left_size, draw)
                return op, before, right if right_size == 1 else self._apart(right, right_size, draw)
        return self._searched_apart(goal, size, draw)

    @cached_property
    def _last_ops(self) -> str:
        return "".join(op * LAST_OPS[op] for op in self.rules.ops)

    @cached_property
    def _weighted_ops(self) -> str:
        return "".join(op for op in WEIGHTED_OPS if op in self.rules.ops)

    def _searched_apart(self, goal: int, size: int, draw: Draw) -> Tree:
        """As `_apart`, by trying every way: for options so narrow that guesses miss."""
        ways = [
            (op, left, size - right_size, right, right_size)
            for right_size in range(1, size)
            for right in _members(self._makeable[right_size])
            for op in self.rules.ops
            if (left := _left_of(goal, op, right)) is not None and self._makeable[size - right_size] >> left & 1
        ]
        op, left, left_size, right, right_size = draw.choice(ways)
        return op, self._apart(left, left_size, draw), self._apart(right, right_size, draw)


def _left_of(goal: int, op: str, right: int) -> int | None:
    """The number x with `x op right = goal`, where it is whole and not negative."""
    if op == "+":
        return goal - right if goal >= right else None
    if op == "-":
        return goal + right
    if op == "*":
        return goal // right if right and goal % right == 0 else None
    return goal * right if right else None


@lru_cache(maxsize=8192)
def _divisors(number: int) -> list[int]:
    return [n for n in range(1, number + 1) if number % n == 0] or [1]


def _members(bits: int) -> list[int]:
    return [value for value, bit in enumerate(reversed(bin(bits)[2:])) if bit == "1"]


def _combined(left: int, right: int, ops: str, cap: int) -> int:
    """The set of all `a op b` up to the cap, for a in `left` and b in `right`; sets as bits."""
    made = 0
    lefts = _members(left)
    for b in _members(right):
        if "+" in ops:
            made |= left << b
        if "-" in ops:
            made |= left >> b
        if "*" in ops:
            for a in lefts:
                if a * b > cap:
                    break
                made |= 1 << (a * b)
        if "/" in ops and b:
            for quotient in range(cap // b + 1):
                if left >> (quotient * b) & 1:
                    made |= 1 << quotient
    return made


@lru_cache(maxsize=2)
def _all_instances(space: Space) -> tuple[array[int], array[int]]:
    """Every solvable instance: the numbers packed into one integer each, and the target."""
    packed, targets = array("Q"), array("H")
    lo, hi = space.targets
    wanted = ((1 << (hi + 1)) - 1) ^ ((1 << lo) - 1)

    @lru_cache(maxsize=100_000)
    def reach(state: State) -> int:
        if len(state) == 1:
            return 1 << state[0] & wanted if state[0] <= hi else 0
        found = 0
        if space.rules.subset:
            for number in state:
                found |= 1 << number & wanted if number <= hi else 0
        for step in moves(state, space.rules.ops):
            found |= reach(tuple(sorted(after(state, step))))
        return found

    for size in range(space.sizes.lo, space.sizes.hi + 1):
        for numbers in combinations_with_replacement(range(space.numbers.lo, space.numbers.hi + 1), size):
            for target in _members(reach(numbers)):
                packed.append(sum(number << (10 * place) for place, number in enumerate(numbers)))
                targets.append(target)
    return packed, targets


def _unpacked(code: int) -> list[int]:
    numbers = []
    while code:
        numbers.append(code & 1023)
        code >>= 10
    return numbers
