"""Checks a Countdown trace by its text alone: every equation, number, return, claim, and the answer.

The checker follows the story as a reader would and takes nothing on trust: a number has to be there before it is
used, a path may be left only when it is finished and really leads nowhere, a subgoal has to be reached, and the
answer has to be the one that was derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synth.parse import tagged_answer, think, unwrap
from synth.task import BEHAVIORS, Steps, Strategy
from synth.verify.expression import Unreadable
from synth.verify.number_puzzle import derivation

from .expressions import same, steps_of
from .path import Path, Untrue, listed
from .reader import Meaning, equations, numbers, read, sentence
from .search import Rules, State, can_reach
from .story import is_near

MAX_TRACE = 100_000
# What makes a sentence a verification.
CHECKS = frozenset({"miss", "over", "under", "hit", "C"})
STEP_OPS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
LAST_OPS = {"ladd": "+", "lsub": "-", "lmul": "*", "ldiv": "/", "lfrom": "-", "linto": "/"}


def check(text: str, given: State, target: int, rules: Rules, strategy: Strategy) -> Steps:
    """Reads a completion as a finished trace under a strategy; `first_false` names the first thing that is wrong."""
    checker = _Checker(Path(given, target, rules), strategy)
    first_false = None
    try:
        checker.read(text)
    except Untrue as error:
        first_false = str(error)
    return Steps(checker.checked, 0 if first_false is None else 1, first_false, checker.behaviors)


class _Checker:
    def __init__(self, path: Path, strategy: Strategy) -> None:
        self.path = path
        self.strategy = strategy
        self.behaviors: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        self.checked = 0
        self.unchecked = False  # a dead end was reached and not yet held against the target
        self.subgoal = 0  # the open one; 0 for none
        self.aimed_at = 0  # the depth at which it was named
        self.reached = 0  # the subgoal that the last step made
        self.line = 0
        self.recapped: int | None = None
        self.proved = ""  # an expression that is what was derived
        self.announced: dict[str, object] = {}  # what the sentence says of the step to come, until it comes

    # The whole trace.

    def read(self, text: str) -> None:
        answer, trace = tagged_answer(text), think(text)
        if trace is None or answer is None:
            raise Untrue("not of the form <think>...</think> <answer>...</answer>")
        if len(trace) > MAX_TRACE:
            raise Untrue(f"the trace has over {MAX_TRACE} characters")
        if self.strategy.control:
            if trace.strip(" .") or (self.strategy.control == "placeholder") != ("." in trace):
                raise Untrue(f"the reasoning of the control {self.strategy.control!r} is not blank")
            return
        meanings, atoms = read(trace)
        rest = iter(atoms)
        for place, meaning in enumerate(meanings):
            try:
                self._sentence(meaning, rest)
            except Untrue as error:
                raise Untrue(f"sentence {place + 1}, {sentence(trace, place)[:100]!r}: {error}") from None
        self._end(answer)
        self._honours_the_strategy()

    def _sentence(self, meaning: Meaning | None, atoms: Iterator[str]) -> None:
        if meaning is None:
            raise Untrue("cannot be read")
        if not self.strategy.shows and "J" not in meaning:
            raise Untrue("a direct solution holds numbered steps and nothing else")
        self.checked += len(meaning)
        for name in meaning:
            slot = _READ.get(name)
            if slot is not None:
                slot(self, next(atoms))
            else:
                self._claim(name)
        if not CHECKS.isdisjoint(meaning):
            self.behaviors["verify"] += 1
            self.unchecked = False

    def _end(self, answer: str) -> None:
        state, goal = self.path.here
        if goal not in state:
            raise Untrue("the trace ends before the target is made")
        if len(state) > 1 and not self.path.rules.subset:
            raise Untrue(f"the trace ends with {listed(state)} at hand")
        if self.subgoal:
            raise Untrue(f"the subgoal {self.subgoal} was never reached")
        self._expression(answer)

    def _honours_the_strategy(self) -> None:
        for behavior in BEHAVIORS:
            asked = behavior in self.strategy.shows
            if asked != bool(self.behaviors[behavior]):
                verb = "does not show" if asked else "shows"
                raise Untrue(f"the trace {verb} {behavior}, against the strategy {self.strategy.name}")

    # What moves the story.

    def _step(self, atom: str) -> None:
        (step,) = equations(atom)
        a, op, b, result = step
        if self.announced:
            said = {"operands": (a, b), "op": op, "a": a, "b": b, **self.announced}
            if (said["operands"], said["op"], said["a"], said["b"]) != ((a, b), op, a, b):
                raise Untrue("is not the step that the sentence announces")
            self.announced = {}
        self.path.step(step)
        self.unchecked = self.path.is_finished
        self.reached = 0
        if self.subgoal == result:
            self.reached, self.subgoal = result, 0

    def _sweep(self, atom: str) -> None:
        self.path.sweep(equations(atom))
        self.unchecked = True

    def _backward(self, atom: str) -> None:
        (equation,) = equations(atom)
        number, forward = self.path.backward(equation)
        if self.announced.get("number", number) != number or self.announced.get("op", forward[1]) != forward[1]:
            raise Untrue("is not the last step that the sentence announces")
        need_first = forward[0] == equation[3] and forward[2] == number
        if self.announced.get("number_first", not need_first) == need_first:
            raise Untrue("takes the numbers of the last step in another order than the sentence announces")
        self.announced = {}
        self.behaviors["backward"] += 1

    def _back(self, atom: str) -> None:
        if self.unchecked and "verify" in self.strategy.shows:
            raise Untrue("leaves a result that was not checked")
        said, swept = self.announced.pop("undone", None), self.path.swept
        undone = self.path.back(numbers(atom))
        if said is not None and (said != undone or swept):
            raise Untrue(f"does not undo {said} steps")
        if self.subgoal and self.aimed_at >= self.path.depth:
            raise Untrue(f"the subgoal {self.subgoal} was never reached")
        self.unchecked = False
        self.behaviors["backtrack"] += 1

    def _back_to_start(self, atom: str) -> None:
        self._same_list(atom, self.path.given, "the numbers given")
        self._back(atom)

    def _aim(self, atom: str) -> None:
        (subgoal,) = numbers(atom)
        if self.subgoal:
            raise Untrue(f"the subgoal {self.subgoal} was not reached before another was named")
        if subgoal in (self.path.target, self.path.here.goal):
            raise Untrue("the target is no subgoal of itself")
        if subgoal in self.path.here.state:
            raise Untrue(f"the subgoal {subgoal} is already at hand")
        self.subgoal, self.aimed_at = subgoal, self.path.depth
        self.behaviors["subgoal"] += 1

    # What is said of the numbers.

    def _partner(self, atom: str) -> None:
        (number,) = numbers(atom)
        self.path.holds(number)
        if not can_reach((number, self.subgoal), self.path.here.goal, Rules(self.path.rules.ops)):
            raise Untrue(f"{number} and {self.subgoal} do not make {self.path.here.goal}")

    def _reached(self, atom: str) -> None:
        if not self.reached:
            raise Untrue("no subgoal was reached here")
        self._same(atom, self.reached, "the subgoal reached")

    def _line(self, atom: str) -> None:
        self.line += 1
        self._same(atom, self.line, "the number of the step")

    def _recap(self, atom: str) -> None:
        found = equations(atom)
        retold = Path(self.path.given, self.path.target, self.path.rules)
        for step in found:
            retold.step(step)
        if not same(retold.derivation(), self.path.derivation()):
            raise Untrue("these are not the steps that were derived")
        self.recapped = found[-1][3]

    def _expression(self, atom: str) -> None:
        if atom == self.proved:
            return
        try:
            if same(steps_of(derivation(unwrap(atom))), self.path.derivation()):
                self.proved = atom
                return
        except (Unreadable, ZeroDivisionError):
            pass
        raise Untrue(f"{atom[:60]!r} is not what the trace derived")

    def _result(self) -> int:
        """The result that is spoken of."""
        if self.recapped is not None:
            return self.recapped
        if len(self.path.results) != 1:
            raise Untrue("speaks of a result, but there is none")
        return self.path.results[0]

    @staticmethod
    def _same(atom: str, expected: int, what: str) -> None:
        if atom != str(expected):
            raise Untrue(f"{what} is {expected}, not {atom[:30]}")

    @staticmethod
    def _same_list(atom: str, expected: State, what: str) -> None:
        if numbers(atom) != expected:
            raise Untrue(f"{what} are {listed(expected)}, in this order")

    def _claim(self, name: str) -> None:
        if name in STEP_OPS:
            self.announced["op"] = STEP_OPS[name]
        elif name in LAST_OPS:
            self.announced["op"] = LAST_OPS[name]
            self.announced["number_first"] = name in ("lfrom", "linto")
        elif name in ("undo1", "undo2"):
            self.announced["undone"] = int(name[-1])
        elif not self._holds(name):
            raise Untrue(f"claims what is not so ({name})")

    def _holds(self, name: str) -> bool:
        goal = self.path.here.goal
        if name in _SUBGOAL_CLAIMS:
            return self.subgoal > 0 and _SUBGOAL_CLAIMS[name](self.subgoal, goal)
        if name == "got":
            return self.reached > 0
        if name == "there":
            return goal in self.path.here.state
        if name == "miss":
            return bool(self.path.results) and goal not in self.path.results
        result = self._result()
        return {"over": result > goal, "under": result < goal, "met": result == goal, "hit": result == self.path.target}[name]


_SUBGOAL_CLAIMS: dict[str, Callable[[int, int], bool]] = {
    "factor": lambda subgoal, goal: goal % subgoal == 0,
    "multiple": lambda subgoal, goal: goal > 0 and subgoal % goal == 0,
    "near": is_near,
}

_READ: dict[str, Callable[[_Checker, str], None]] = {
    "E": _Checker._step,
    "F": _Checker._sweep,
    "W": _Checker._backward,
    "A": _Checker._back_to_start,
    "B": _Checker._back,
    "G": _Checker._aim,
    "N": _Checker._partner,
    "K": _Checker._reached,
    "J": _Checker._line,
    "C": _Checker._recap,
    "X": _Checker._expression,
    "P": lambda self, atom: self.announced.update(operands=numbers(atom)),
    "Z": lambda self, atom: self.announced.update(a=numbers(atom)[0]),
    "Y": lambda self, atom: self.announced.update(b=numbers(atom)[0]),
    "M": lambda self, atom: self.announced.update(number=numbers(atom)[0]),
    "S": lambda self, atom: self._same_list(atom, self.path.here.state, "the numbers at hand"),
    "I": lambda self, atom: self._same_list(atom, tuple(self.path.used()), "the numbers used"),
    "T": lambda self, atom: self._same(atom, self.path.target, "the target"),
    "Q": lambda self, atom: self._same(atom, self.path.here.goal, "the number to make"),
    "R": lambda self, atom: self._same(atom, self._result(), "the last result"),
    "D": lambda self, atom: self._same(atom, abs(self._result() - self.path.here.goal), "the distance"),
    "L": lambda self, atom: self._same(atom, abs(self.subgoal - self.path.here.goal), "the distance"),
}
