"""Searches that a reader can follow: what is tried next follows from what was told so far, and the first hit ends them.

Nothing looks ahead and no dead end is chosen. Three numbers are searched as lists of two steps, or with one number
kept for last; four as pairs against pairs and then with one kept for last; more are first taken down to four.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from synth.task import Refuse
from synth.verify.expression import Tree

from .search import Rules, State, Step
from .search_four import FourNumbers
from .search_steps import Derivation, aim_of, kept_of, pairs_of
from .told import Back, Keep, Pick, Reach, Recap, Try, Want, Work
from .ways import forward_of, needs, within

# How many equations and results a search may tell, by how many numbers it has.
BUDGETS = {2: 40, 3: 60, 4: 110, 5: 200, 6: 220}


class ToldSearch(FourNumbers):
    """The search of one problem: `events` is what it tells, `steps` the derivation, `misses` counts its dead ends.

    `backward` says that it starts from the target, `checks` that results are held against it: a list is then left
    at its first result below the target, since all that follow are smaller.
    """

    def __init__(
        self, numbers: State, target: int, rules: Rules, *, backward: bool, checks: bool, slip: Step | None = None
    ) -> None:
        super().__init__(target, rules.ops, checks, slip, BUDGETS[len(numbers)])
        self.backward = backward
        self.steps = self._found(numbers, rules.subset)
        if len(self.steps) > 2:
            self.events.append(Recap(tuple(self.steps)))

    def _found(self, numbers: State, subset: bool) -> Derivation:
        """The derivation. Raises Refuse where the search comes to none within its budget."""
        least = 3 if self.backward else 2
        if len(numbers) < least:
            raise Refuse("two numbers leave nothing to search from the target")
        for size in range(least, len(numbers) + 1) if subset else (len(numbers),):
            for state in dict.fromkeys(combinations(numbers, size)):
                found = self._search(state)
                if found is not None:
                    return found
        raise Refuse("the search ends without a solution")

    def _search(self, state: State) -> Derivation | None:
        if self.backward:
            search = {3: self._lasts, 4: self._four_backward}.get(len(state), self._reduced)
        else:
            search = {2: self._pair, 3: self._lists, 4: self._four_forward}.get(len(state), self._reduced)
        return search(state)

    # Two and three numbers, forwards.

    def _pair(self, state: State) -> Derivation | None:
        found = self._line(state[0], state[1])
        return None if found is None else [found]

    def _line(self, a: int, b: int) -> Step | None:
        """Tells the last steps of two numbers; returns the one that makes the target."""
        target = self.target
        for step in self._ways(a, b):
            side = (step[3] > target) - (step[3] < target)
            self._tell(Try(step, side))
            if not side:
                return step
            self.misses += 1
            if side < 0 and self.checks:
                break
        return None

    def _lists(self, state: State) -> Derivation | None:
        for pair, left in pairs_of(state):
            self._tell(Pick(pair, left), 0)
            for n, step in enumerate(self._ways(*pair)):
                self._tell(Work(step, n))
                last = self._line(step[3], left[0])
                if last is not None:
                    return [step, last]
            self._tell(Back(state), 0)
        return None

    # Two and three numbers, from the target.

    def _lasts(self, state: State) -> Derivation | None:
        for number, rest in kept_of(state):
            self._tell(Keep(number, rest), 0)
            made = self._ways(*rest)
            largest = max([step[3] for step in made], default=0)
            looked = within(needs(self.target, number, self.ops, self.cap), largest)
            aim = aim_of(looked)
            for n, equation in enumerate(looked):
                forward = forward_of(equation, self.target)
                self._tell(Want(equation, forward, equation is aim, n))
                step = self._reached(made, equation[3])
                if step is not None:
                    return [step, forward]
            self._tell(Back(state), 0)
        return None

    def _reached(self, made: tuple[Step, ...], need: int) -> Step | None:
        """Tells the steps of two numbers down to the first below a need; returns the one that makes it."""
        for step in made:
            side = (step[3] > need) - (step[3] < need)
            self._tell(Reach(step, need, side))
            if not side:
                return step
            self.misses += 1
            if side < 0:
                break
        return None

    # Five and six numbers.

    def _reduced(self, state: State) -> Derivation | None:
        """Takes the numbers down to four, a step at a time, and tries those as pairs against pairs."""
        if len(state) == 4:
            return self._splits(state, self._met if self.backward else self._combined)
        for n, (step, rest) in enumerate(self._first_steps(state)):
            self._tell(Work(step, n))
            found = self._reduced((*rest, step[3]))
            if found is not None:
                return [step, *found]
            self._tell(Back(state), 0)
        return None


def tree_of(steps: Sequence[Step], numbers: State) -> Tree:
    """The expression that the steps of a derivation amount to."""
    nodes: list[tuple[int, Tree]] = [(number, number) for number in numbers]
    for a, op, b, made in steps:
        taken = []
        for wanted in (a, b):
            place = next(place for place, (value, _) in enumerate(nodes) if value == wanted)
            taken.append(nodes.pop(place)[1])
        nodes.append((made, (op, taken[0], taken[1])))
    return nodes[-1][1]
