"""Searches that a reader can follow: what is tried next follows from what was told so far, and the first hit ends them.

Nothing looks ahead and no dead end is chosen. Three numbers are searched as lists of two steps, or with one number
kept for last; four as pairs against pairs and then with one kept for last; more are first taken down to four.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from synth.task import Refuse
from synth.verify.expression import Tree

from .search import Rules, State, Step
from .told import Back, Distance, Event, Far, Goals, Keep, Made, Need, Over, Pick, Reach, Recap, Try, Want, Way, Work
from .ways import cap_of, forward_of, nearest, needs, ways, with_instead, within

# How many equations and results a search may tell, by how many numbers it has.
BUDGETS = {2: 40, 3: 60, 4: 110, 5: 150, 6: 150}
# The kinds of a first step, in the order in which they are tried.
KINDS = "/-+*"
Derivation = list[Step]


class ToldSearch:
    """The search of one problem: `events` is what it tells, `steps` the derivation, `misses` counts its dead ends.

    `backward` says that it starts from the target, `checks` that results are held against it: a list is then left
    at its first result below the target, since all that follow are smaller.
    """

    def __init__(
        self, numbers: State, target: int, rules: Rules, *, backward: bool, checks: bool, slip: Step | None = None
    ) -> None:
        self.target = target
        self.ops = rules.ops
        self.cap = cap_of(target)
        self.checks = checks
        self.backward = backward
        self.slip = slip
        self.events: list[Event] = []
        self.misses = 0
        self.turn = 0  # how many numbers were looked at since the last return
        self.left = BUDGETS[len(numbers)]
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

    def _ways(self, a: int, b: int) -> tuple[Step, ...]:
        """The steps of two numbers; the one that is a slip comes to what the slip says."""
        found = ways(a, b, self.ops, self.cap)
        slip = self.slip
        if slip is not None and (a, b) in ((slip[0], slip[2]), (slip[2], slip[0])):
            return tuple([slip if step[:3] == slip[:3] else step for step in found])
        return found

    def _tell(self, event: Event, cost: int = 1) -> None:
        self.left -= cost
        if self.left < 0:
            raise Refuse("the search takes longer than a trace may be")
        self.events.append(event)

    def _first_steps(self, state: State) -> list[tuple[Step, State]]:
        """Every first step of three numbers or more with what it leaves: by kind, and small results first."""
        found = {step: left for pair, left in _pairs(state) for step in self._ways(*pair)}
        return sorted(found.items(), key=lambda item: (KINDS.index(item[0][1]), item[0][3]))

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
        for pair, left in _pairs(state):
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
        for number, rest in _kept(state):
            self._tell(Keep(number, rest), 0)
            made = self._ways(*rest)
            largest = max([step[3] for step in made], default=0)
            looked = within(needs(self.target, number, self.ops, self.cap), largest)
            aim = _aim(looked)
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

    def _needs(self, wanted: tuple[Step, ...], results: list[int]) -> Need | None:
        """Tells each need against the results at hand; returns the one that is there."""
        looked = within(wanted, max(results))
        aim = _aim(looked)
        for equation in looked:
            near = nearest(equation[3], results)
            side = (near > equation[3]) - (near < equation[3])
            forward = forward_of(equation, self.target)
            tried = with_instead(forward, equation[3], near) if self.checks else None
            need = Need(equation, forward, near, side, equation is aim, tried is not None, self.turn)
            self._tell(need)
            self.turn += 1
            if tried is not None:
                self._tell(Try(tried, (tried[3] > self.target) - (tried[3] < self.target)))
            if not side:
                return need
            self.misses += 1
        return None

    # Four numbers: pairs against pairs, then one kept for last.

    def _four_forward(self, state: State) -> Derivation | None:
        return self._splits(state, self._combined) or self._one_last(state, self._closed_by_distance)

    def _four_backward(self, state: State) -> Derivation | None:
        return self._splits(state, self._met) or self._one_last(state, self._closed_by_goals)

    def _splits(
        self, state: State, closed: Callable[[tuple[Step, ...], tuple[Step, ...], State], Derivation | None]
    ) -> Derivation | None:
        """The first number with each of the others, against the two that are left."""
        for pair, rest in _pairs(state)[: len(state) - 1]:
            if pair[0] != state[0]:
                break
            left, right = self._ways(*pair), self._ways(rest[0], rest[1])
            self.turn = 0
            self._tell(Made(pair, tuple([step[3] for step in left])), 1)
            self._tell(Made(rest, tuple([step[3] for step in right])), 1)
            if left and right and (found := closed(left, right, rest)) is not None:
                return found
            self._tell(Back(state), 0)
        return None

    def _met(self, left: tuple[Step, ...], right: tuple[Step, ...], rest: State) -> Derivation | None:
        """For each result of the first pair, what it needs of the second."""
        results = [step[3] for step in right]
        largest = max(results)
        for step in left:
            if step[3] - self.target > largest:
                self._tell(Over(step[3]))
                continue
            wanted = needs(self.target, step[3], self.ops, self.cap)
            wanted = tuple([need for need in wanted if need[1] not in "+*" or need[3] <= largest])
            need = self._needs(wanted, results)
            if need is not None:
                return [step, right[results.index(need.equation[3])], need.forward]
        return None

    def _combined(self, left: tuple[Step, ...], right: tuple[Step, ...], rest: State) -> Derivation | None:
        """For each result of the first pair, the result of the second that brings it nearest to the target."""
        return self._brought(left, right, rest, True) or self._brought(right, left, (), False)

    def _brought(
        self, made: tuple[Step, ...], others: tuple[Step, ...], rest: State, is_first: bool
    ) -> Derivation | None:
        results = [step[3] for step in others]
        for step in made:
            by = step[3] - self.target
            if by <= 0 and not is_first:
                continue  # with the other pair first, sums and products were tried already
            if by > max(results):
                if self.checks:
                    self._tell(Over(step[3]))
                continue
            self._tell(Distance(step[3], by, rest, self.turn), int(self.checks))
            self.turn += 1
            for last in self._closers(step[3], by, results):
                side = (last[3] > self.target) - (last[3] < self.target)
                self._tell(Try(last, side))
                if not side:
                    other = last[2] if last[0] == step[3] else last[0]
                    derived = [step, others[results.index(other)]]
                    return [*(derived if is_first else derived[::-1]), last]
                self.misses += 1
        return None

    def _closers(self, number: int, by: int, results: list[int]) -> Iterator[Step]:
        """The steps that take a number nearest to the target: down by a difference, up by a sum or a product."""
        if by > 0 and "-" in self.ops:
            smaller = [result for result in results if result < number]
            if smaller:
                other = nearest(by, smaller)
                yield number, "-", other, number - other
        elif by < 0:
            if "+" in self.ops:
                yield _ordered(number, "+", nearest(-by, results))
            factors = [result for result in results if 1 < result <= self.cap // number]
            if "*" in self.ops and number > 1 and 2 * number <= self.target and factors:
                products = [number * factor for factor in factors]
                yield _ordered(number, "*", factors[products.index(nearest(self.target, products))])

    def _one_last(self, state: State, closed: Callable[[State, int, State], Derivation | None]) -> Derivation | None:
        for number, rest in _kept(state):
            self._tell(Keep(number, rest), 0)
            found = closed(rest, number, state)
            if found is not None:
                return found
            self._tell(Back(state), 0)
        return None

    def _closed_by_goals(self, rest: State, number: int, state: State) -> Derivation | None:
        wanted = needs(self.target, number, self.ops, self.cap)
        if not wanted:
            return None
        forwards = tuple([forward_of(need, self.target) for need in wanted])
        goals = [need[3] for need in wanted]
        self._tell(Goals(number, wanted, forwards), len(wanted))
        least = min(goals)
        for n, (step, other) in enumerate(self._first_steps(rest)):
            self._tell(Work(step, n))
            for way in self._ways(step[3], other[0]):
                near = nearest(way[3], goals)
                self._tell(Way(way, near, (near > way[3]) - (near < way[3])))
                if near == way[3]:
                    return [step, way, forwards[goals.index(near)]]
                self.misses += 1
                if way[3] < least:
                    break
        return None

    def _closed_by_distance(self, rest: State, number: int, state: State) -> Derivation | None:
        for n, (step, other) in enumerate(self._first_steps(rest)):
            self._tell(Work(step, n))
            for way in self._ways(step[3], other[0]):
                by = way[3] - self.target
                self._tell(Far(way, by))
                last = self._last(way[3], by, number)
                if last is not None:
                    self._tell(Try(last, 0))
                    return [step, way, last]
                self.misses += 1
                if by < -number and self.checks:
                    break
        return None

    def _last(self, made: int, by: int, number: int) -> Step | None:
        if by == -number and "+" in self.ops:
            return _ordered(made, "+", number)
        return (made, "-", number, self.target) if by == number and "-" in self.ops else None

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


def _aim(wanted: Sequence[Step]) -> Step | None:
    """Which need is named as a subgoal: one that is no larger than the target, where there is one."""
    return next((equation for equation in wanted if equation[1] in "/-"), wanted[0] if wanted else None)


def _pairs(state: State) -> list[tuple[State, State]]:
    """The different pairs in the order of the numbers, each with what is left."""
    found: dict[State, tuple[State, State]] = {}
    for i, j in combinations(range(len(state)), 2):
        left = tuple([state[k] for k in range(len(state)) if k not in (i, j)])
        a, b = state[i], state[j]
        found.setdefault((a, b) if a >= b else (b, a), ((a, b), left))
    return list(found.values())


def _kept(state: State) -> list[tuple[int, State]]:
    """The different numbers in their order, each with the others."""
    found: dict[int, tuple[int, State]] = {}
    for i, number in enumerate(state):
        found.setdefault(number, (number, (*state[:i], *state[i + 1 :])))
    return list(found.values())


def _ordered(a: int, op: str, b: int) -> Step:
    if a < b:
        a, b = b, a
    return a, op, b, a + b if op == "+" else a * b


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
