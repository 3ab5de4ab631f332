"""Checks a Countdown trace by its text alone: every equation, number, return, claim, and the answer.

The checker follows the story as a reader would and takes nothing on trust: a number has to be there before it is
used, a path may be left only when it is finished and really leads nowhere, a subgoal has to be reached, and the
answer has to be the one that was derived.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from synth.parse import tagged_answer, think, unwrap
from synth.task import BEHAVIORS, Steps, Strategy
from synth.verify.expression import Unreadable

from .claims import LAST_OPS, STEP_OPS, SUBGOAL_CLAIMS, Claims, so
from .expressions import read_solution, same, steps_of
from .lexicon import Meaning
from .path import Path, Untrue, done_in_order, listed
from .reader import numbers, read, sentence
from .search import Rules, State, can_reach
from .slip import slip_record

MAX_TRACE = 100_000
# What makes a sentence a verification.
CHECKS = frozenset({"miss", "over", "under", "hit", "C"})


def check(text: str, given: State, target: int, rules: Rules, strategy: Strategy) -> Steps:
    """Reads a completion as a finished trace under a strategy; `first_false` names the first thing that is wrong."""
    answer, trace = tagged_answer(text), think(text)
    if trace is None or answer is None:
        return _unread("not of the form <think>...</think> <answer>...</answer>")
    if len(trace) > MAX_TRACE:
        return _unread(f"the trace has over {MAX_TRACE} characters")
    path = Path(given, target, rules, strategy.is_incorrect)
    checker = _Checker(read(trace), path, strategy)
    try:
        checker.follow(trace, answer)
    except Untrue as error:
        return Steps(checker.checked, 1, str(error), checker.behaviors)
    if path.slip is None:
        return Steps(checker.checked, 0, None, checker.behaviors)
    slip = slip_record(path.slip, path.slip_at)
    return Steps(checker.checked, 1, f"{slip['claim']} is false, it is {slip['value']}", checker.behaviors, slip)


def _unread(why: str) -> Steps:
    return Steps(0, 1, why, dict.fromkeys(BEHAVIORS, 0))


class _Checker(Claims):
    # The whole trace.

    def follow(self, trace: str, answer: str) -> None:
        place = -1
        try:
            for meaning in self.said.meanings:
                place += 1
                if meaning is None:
                    raise Untrue("cannot be read")
                acts, is_check, is_direct = _program(meaning)
                if not is_direct and not self.strategy.shows:
                    raise Untrue("a direct solution holds numbered steps and nothing else")
                self.checked += len(acts)
                for act in acts:
                    act(self)
                if is_check:
                    self.behaviors["verify"] += 1
                    self.unchecked = False
        except Untrue as error:
            raise Untrue(f"sentence {place + 1}, {sentence(trace, place)[:100]!r}: {error}") from None
        self._end(answer)
        self._honours_the_strategy()

    def _end(self, answer: str) -> None:
        state, goal = self.path.state, self.path.goal
        if goal not in state:
            raise Untrue("the trace ends before the target is made")
        if len(state) > 1 and not self.path.rules.subset:
            raise Untrue(f"the trace ends with {listed(state)} at hand")
        if self.subgoal:
            raise Untrue(f"the subgoal {self.subgoal} was never reached")
        self._derived(answer)
        if self.strategy.is_incorrect and self.path.slip is None:
            raise Untrue("the trace holds no slip, against the strategy")

    def _honours_the_strategy(self) -> None:
        shows = self.strategy.shows
        for behavior, n in self.behaviors.items():
            if (behavior in shows) != (n > 0):
                verb = "shows" if n else "does not show"
                raise Untrue(f"the trace {verb} {behavior}, against the strategy {self.strategy.name}")

    # What moves the story.

    def _step(self) -> None:
        a, op, b, result = step = self.equation()
        said = self.announced
        if said:
            if said.get("operands", (a, b)) != (a, b) or said.get("op", op) != op:
                raise Untrue("is not the step that the sentence announces")
            if said.get("a", a) != a or said.get("b", b) != b:
                raise Untrue("is not the step that the sentence announces")
            self.announced = {}
        self.path.step(step)
        self.unchecked = len(self.path.state) == 1
        self.reached = 0
        if self.subgoal == result:
            self.reached, self.subgoal = result, 0

    def _sweep(self) -> None:
        self.path.sweep(self.listed_equations())
        self.unchecked = True

    def _backward(self) -> None:
        equation = self.equation()
        number, forward = self.path.backward(equation)
        if self.announced.get("number", number) != number or self.announced.get("op", forward[1]) != forward[1]:
            raise Untrue("is not the last step that the sentence announces")
        need_first = forward[0] == equation[3] and forward[2] == number
        if self.announced.get("number_first", not need_first) == need_first:
            raise Untrue("takes the numbers of the last step in another order than the sentence announces")
        self.announced = {}
        self.behaviors["backward"] += 1

    def _back(self) -> None:
        self._back_to(numbers(self.atom()))

    def _back_to_start(self) -> None:
        self.same_list(self.path.given, "the numbers given")
        self._back_to(self.path.given)

    def _back_to(self, state: State) -> None:
        if self.unchecked and "verify" in self.strategy.shows:
            raise Untrue("leaves a result that was not checked")
        said, swept = self.announced.pop("undone", None), self.path.swept
        undone = self.path.back(state)
        if said is not None and (said != undone or swept):
            raise Untrue(f"does not undo {said} steps")
        if self.subgoal and self.aimed_at >= self.path.depth:
            raise Untrue(f"the subgoal {self.subgoal} was never reached")
        self.unchecked = False
        self.behaviors["backtrack"] += 1

    def _aim(self) -> None:
        subgoal = self.number()
        if self.subgoal:
            raise Untrue(f"the subgoal {self.subgoal} was not reached before another was named")
        if subgoal in (self.path.target, self.path.goal):
            raise Untrue("the target is no subgoal of itself")
        if subgoal in self.path.state:
            raise Untrue(f"the subgoal {subgoal} is already at hand")
        self.subgoal, self.aimed_at = subgoal, self.path.depth
        self.behaviors["subgoal"] += 1

    # What is said of the numbers.

    def _partner(self) -> None:
        number = self.number()
        self.path.holds(number)
        if not can_reach((number, self.subgoal), self.path.goal, Rules(self.path.rules.ops)):
            raise Untrue(f"{number} and {self.subgoal} do not make {self.path.goal}")

    def _reached(self) -> None:
        if not self.reached:
            raise Untrue("no subgoal was reached here")
        self.same(self.reached, "the subgoal reached")

    def _line(self) -> None:
        so(not self.strategy.shows, "a direct solution")
        self.line += 1
        self.same(self.line, "the number of the step")

    def _recap(self) -> None:
        self.finished()
        so(self.recapped is None, "once")
        found = self.listed_equations()
        if not same(found, self.path.derivation()) or not done_in_order(found, self.path.given):
            raise Untrue("these are not the steps that were derived")
        self.recapped = found[-1][3]

    def _expression(self) -> None:
        self.finished()
        so(not self.answered, "once")
        self.answered = True
        self._derived(self.atom())

    def _derived(self, expression: str) -> None:
        if expression == self.proved:
            return
        try:
            stated, slip = read_solution(unwrap(expression)), self.path.slip
            if same(stated.steps if slip is None else steps_of(stated.tree, slip), self.path.derivation()):
                self.proved = expression
                return
        except (Unreadable, ZeroDivisionError):
            pass
        raise Untrue(f"{expression[:60]!r} is not what the trace derived")


Act = Callable[[_Checker], None]
# What is done with what stands in a slot.
_SLOTS: dict[str, Act] = {
    "E": _Checker._step, "F": _Checker._sweep, "W": _Checker._backward, "A": _Checker._back_to_start,
    "B": _Checker._back, "G": _Checker._aim, "N": _Checker._partner, "K": _Checker._reached, "J": _Checker._line,
    "C": _Checker._recap, "X": _Checker._expression, "P": Claims.operands, "Z": Claims.first_operand,
    "Y": Claims.second_operand, "M": Claims.number_taken, "S": Claims.at_hand, "I": Claims.used,
    "T": Claims.target, "Q": Claims.needed, "R": Claims.last_result, "D": Claims.distance,
    "L": Claims.subgoal_distance,
}  # fmt: skip
# What is done about a claim.
_CLAIMS: dict[str, Act] = {
    **{claim: partial(Claims.operator, claim=claim) for claim in STEP_OPS},
    **{claim: partial(Claims.last_operator, claim=claim) for claim in LAST_OPS},
    **{claim: partial(Claims.undone, claim=claim) for claim in ("undo1", "undo2")},
    **{claim: partial(Claims.subgoal_claim, claim=claim) for claim in SUBGOAL_CLAIMS},
    "towards": Claims.towards, "opening": Claims.opening, "unmade": Claims.unmade,
    "got": Claims.got, "there": Claims.there, "miss": Claims.miss, "over": Claims.over,
    "under": Claims.under, "met": Claims.met, "hit": Claims.hit,
}  # fmt: skip


@lru_cache(maxsize=4096)
def _program(meaning: Meaning) -> tuple[list[Act], bool, bool]:
    """What is done for each name of a meaning; whether the sentence is a check, or a line of a direct solution."""
    acts = [_SLOTS.get(name) or _CLAIMS[name] for name in meaning]
    return acts, not CHECKS.isdisjoint(meaning), "J" in meaning
