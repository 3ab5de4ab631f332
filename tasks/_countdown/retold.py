"""Holds a retelling of a proved Countdown trace against its original: the same equations, the same claims between them.

What the original says comes from its own reader, what the retelling says from the cues of `retold.txt`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path

from synth.parse import tagged_answer, think
from synth.task import Behavior, Strategy
from synth.verify.expression import Unreadable

from .._retold.cues import CueTable, cue_table
from .._retold.marks import Mark, marks, plain, same_step, written
from .._retold.marks import Step as Exact
from .._retold.words import foreign, unlike
from .detect import detect
from .expressions import read_solution
from .path import done_in_order
from .reader import read
from .retold_claims import Told, of_search, of_solution
from .retold_gap import Gap, Unlike
from .search import Rules, State, Step
from .search_reader import searched
from .truth import holds

CUES = Path(__file__).with_name("retold.txt")
MAX_CHARS = 50_000


def cues() -> CueTable:
    return cue_table(CUES)


def fault(
    original: str, retelling: str, given: State, target: int, rules: Rules, strategy: Strategy, searches: bool
) -> str:
    """Why a retelling does not say what the original says; "" where it does. Both are whole completions.

    `searches` tells that the original is a told search.
    """
    was, said = think(original) or "", think(retelling)
    if said is None or tagged_answer(retelling) != tagged_answer(original):
        return "the answer between <answer> and </answer> is not the original's"
    if len(said) > MAX_CHARS:
        return f"it has more than {MAX_CHARS} characters"
    if why := unlike(was, said) or foreign(plain(was), plain(said)):
        return why
    told = told_by(original, given, target, rules, strategy, searches)
    try:
        _Comparison(told, tagged_answer(original) or "", given, target, strategy.shows).follow(marks(said, cues()))
    except Unlike as why:
        return str(why)
    return _extra(told, retelling, given, target, strategy)


def _extra(told: Told, retelling: str, given: State, target: int, strategy: Strategy) -> str:
    """What the rules for anybody's text find in a retelling against its strategy.

    What they miss is no fault: every claim of the original was found in it one by one. Where the original says that a
    number is what was needed, they may find a check in other words for it.
    """
    met = sum(claim.kind == "met" for gap in told.gaps for claim in gap)
    for behavior, n in detect(retelling, given, target).items():
        if n > (met if behavior == "verify" else 0) and behavior not in strategy.shows:
            return f"it reads as if it showed {behavior}, and the original does not: say it more plainly"
    return ""


def told_by(original: str, given: State, target: int, rules: Rules, strategy: Strategy, searches: bool) -> Told:
    """What a proved original says."""
    if not searches:
        return of_solution(original, target)
    slip = None
    if strategy.is_incorrect:
        slip = next((step for step in read(think(original) or "", str).equations if not holds(step)), None)
    backward = not strategy.shows.isdisjoint(("subgoal", "backward"))
    return of_search(
        searched(given, target, rules, backward, "verify" in strategy.shows, slip).events, target, strategy
    )


class _Comparison:
    def __init__(self, told: Told, answer: str, given: State, target: int, shows: Collection[Behavior]) -> None:
        self.told = told
        self.answer = answer
        self.given = given
        self.target = target
        self.shows = shows
        self.known: Counter[int] = Counter(given)

    def follow(self, said: Sequence[Mark]) -> None:
        """Raises Unlike at the first place where the two differ."""
        steps = self.told.steps
        buffer: list[Mark] = []
        again: list[Step] = []
        k = 0
        for mark in said:
            if mark.kind != "equation" or mark.step is None:
                buffer.append(mark)
            elif k < len(steps) and same_step(mark.step, _exact(steps[k])):
                self._gap(k, buffer)
                buffer = []
                k += 1
            elif k == len(steps):
                again.append(_whole(mark.step))
            elif not (any(m.kind == "back" for m in buffer) and _place(mark.step, steps[:k]) is not None):
                raise Unlike(f"{written(mark.step)} stands where {_written(steps[k])} is due")
        if k < len(steps):
            sums = [mark.text for mark in said if mark.kind == "sum"]
            instead = f", and {sums[0][:40]!r} is no equation with one sign and its result" if sums else ""
            raise Unlike(f"the equation {_written(steps[k])} is missing{instead}")
        if again:
            self._recap(again)
        self._gap(k, buffer, again)

    def _gap(self, k: int, buffer: list[Mark], again: Sequence[Step] = ()) -> None:
        told, steps = self.told, self.told.steps
        last = k == len(steps)
        made = steps[k - 1][3] if k else None
        following = () if last else steps[k]
        Gap(
            claims=[claim for claim in told.gaps[k] if claim.kind != "recap"],
            made=made,
            following=following,
            is_last=last,
            is_backward_next=k in told.backward,
            named=self._named(k, again),
            target=self.target,
            given=self.given,
            shows=self.shows,
            answer=self.answer,
            needs=self._needs(k),
        ).check(buffer)

    def _needs(self, k: int) -> set[int]:
        """The numbers that are wanted when gap k is told."""
        told, found = self.told, set()
        for place in range(k, -1, -1):
            aims = {claim.number for claim in told.gaps[place] if claim.kind == "aim" and claim.number is not None}
            found |= aims
            if place and place - 1 in told.backward:
                found.add(told.steps[place - 1][3])
            if found or any(claim.kind == "back" for claim in told.gaps[place]):
                break
        return found

    def _named(self, k: int, again: Sequence[Step]) -> set[int]:
        """The numbers that may be named in gap k."""
        told, steps = self.told, self.told.steps
        found = {*self.given, self.target, *told.named[k], *self._needs(k)}
        for step in (*steps[max(0, k - 1) : k], *again):
            found |= {step[0], step[2], step[3]}
        if k < len(steps):
            found |= {steps[k][0], steps[k][2]}
        return found

    def _recap(self, again: Sequence[Step]) -> None:
        whole: Sequence[Step] = self.told.recap
        if not whole:
            try:
                whole = read_solution(self.answer).steps
            except (Unreadable, ZeroDivisionError):
                whole = ()
        steps = [_place(_exact(step), whole) for step in again]
        for step, place in zip(again, steps, strict=True):
            if place is None:
                raise Unlike(f"{_written(step)} stands behind the last equation, and is none of the steps to repeat")
        if sorted(filter(None, steps)) != list(range(1, len(whole))):
            raise Unlike("the steps are repeated, and not each of them once")
        if self.told.recap and steps != sorted(steps, key=lambda place: place or 0):
            raise Unlike("the steps are repeated in another order than the original's")
        if not done_in_order([whole[place or 0] for place in steps], self.given):
            raise Unlike("the steps are repeated in an order in which they can not be done")


def _place(step: Exact, steps: Sequence[Step]) -> int | None:
    """Where a step stands among others, None where it does not."""
    return next((place for place, other in enumerate(steps) if same_step(step, _exact(other))), None)


def _exact(step: Step) -> Exact:
    a, op, b, made = step
    return (Fraction(a), op, Fraction(b), Fraction(made))


def _whole(step: Exact) -> Step:
    a, op, b, made = step
    if any(n.denominator != 1 for n in (a, b, made)):
        raise Unlike(f"{written(step)} is no equation of the original")
    return (int(a), op, int(b), int(made))


def _written(step: Step) -> str:
    return written(_exact(step))
