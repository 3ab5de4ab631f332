"""Four numbers: pairs against pairs, and then one number kept for last against what the other three make."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .search import State, Step
from .search_steps import Derivation, SearchSteps, aim_of, kept_of, ordered, pairs_of
from .told import Back, Distance, Far, Goals, Keep, Made, Need, Over, Try, Way, Work
from .ways import forward_of, nearest, needs, with_instead, within


class FourNumbers(SearchSteps):
    def _four_forward(self, state: State) -> Derivation | None:
        return self._splits(state, self._combined) or self._one_last(state, self._closed_by_distance)

    def _four_backward(self, state: State) -> Derivation | None:
        return self._splits(state, self._met) or self._one_last(state, self._closed_by_goals)

    def _splits(
        self, state: State, closed: Callable[[tuple[Step, ...], tuple[Step, ...], State], Derivation | None]
    ) -> Derivation | None:
        """The first number with each of the others, against the two that are left."""
        for pair, rest in pairs_of(state)[: len(state) - 1]:
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
                yield ordered(number, "+", nearest(-by, results))
            factors = [result for result in results if 1 < result <= self.cap // number]
            if "*" in self.ops and number > 1 and 2 * number <= self.target and factors:
                products = [number * factor for factor in factors]
                yield ordered(number, "*", factors[products.index(nearest(self.target, products))])

    def _one_last(self, state: State, closed: Callable[[State, int, State], Derivation | None]) -> Derivation | None:
        for number, rest in kept_of(state):
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
            return ordered(made, "+", number)
        return (made, "-", number, self.target) if by == number and "-" in self.ops else None

    def _needs(self, wanted: tuple[Step, ...], results: list[int]) -> Need | None:
        """Tells each need against the results at hand; returns the one that is there."""
        looked = within(wanted, max(results))
        aim = aim_of(looked)
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
