"""Checks a told search by its text alone: every sentence, in its order, is what the rules of the search call for.

The reader searches for itself, by the rules that the problem and the strategy set, and holds each sentence against
what is due: its numbers, its claims, its place. So nothing can be left out, put in, moved or ended early. What a
sentence claims is worked out once more from its own numbers, so that no rule of the search is taken on trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from synth.parse import tagged_answer, think, unwrap
from synth.task import BEHAVIORS, Behavior, Refuse, Steps, Strategy
from synth.verify.expression import Unreadable

from .expressions import read_solution, same, steps_of
from .facts import facts, shown
from .grammar import EQUATION
from .path import Untrue, done_in_order, listed
from .reader import Reading, numerals, read
from .search import Rules, State, Step
from .search_lexicon import skeletons
from .slip import slip_record
from .told_search import ToldSearch
from .truth import Truth, holds

MAX_TRACE = 100_000
# What joins a line of tries to its step and its tries to each other, beside full stops: an equation follows.
JOINT = re.compile(r"(?:(?<=[=#]): |(?:(?<=[#)])|(?<=over)|(?<=short))[;,] )(?=[=~])")


@lru_cache(maxsize=64)  # who tells a search reads it next
def searched(
    given: State, target: int, rules: Rules, backward: bool, checks: bool, slip: Step | None = None
) -> ToldSearch:
    """The search of a problem. Raises Refuse where it finds nothing."""
    return ToldSearch(given, target, rules, backward=backward, checks=checks, slip=slip)


def check(text: str, given: State, target: int, rules: Rules, strategy: Strategy) -> Steps:
    """Reads a completion as a told search under a strategy; `first_false` names the first thing that is wrong."""
    answer, trace = tagged_answer(text), think(text)
    if trace is None or answer is None:
        return _unread("not of the form <think>...</think> <answer>...</answer>")
    if len(trace) > MAX_TRACE:
        return _unread(f"the trace has over {MAX_TRACE} characters")
    reader = _Reader(trace, given, target, rules, strategy)
    try:
        reader.follow(answer)
    except Untrue as error:
        return Steps(reader.n, 1, str(error), dict.fromkeys(BEHAVIORS, 0))
    behaviors = {str(behavior): n for behavior, n in reader.behaviors.items()}
    if reader.slip is None:
        return Steps(reader.n, 0, None, behaviors)
    slip = slip_record(reader.slip, reader.slip_at)
    return Steps(reader.n, 1, f"{slip['claim']} is false, it is {slip['value']}", behaviors, slip)


def _unread(why: str) -> Steps:
    return Steps(0, 1, why, dict.fromkeys(BEHAVIORS, 0))


class _Reader:
    """Where the reading of one trace stands; `n` sentences are proved."""

    def __init__(self, trace: str, given: State, target: int, rules: Rules, strategy: Strategy) -> None:
        self.trace = trace
        self.given = given
        self.target = target
        self.rules = rules
        self.strategy = strategy
        self.n = 0
        self.slip: Step | None = None
        self.slip_at = 0
        self.behaviors: dict[Behavior, int] = {}

    def follow(self, answer: str) -> None:
        """Raises Untrue at the first sentence that is not what it has to be."""
        said = read(self.trace, _bare, JOINT)
        if None in said.meanings:
            raise Untrue("cannot be read")
        equations = list(said.equations)
        if self.strategy.is_incorrect:
            self._find_slip(equations)
        found = self._searched()
        truth = Truth(self.given, self.target, self.rules, self.slip)
        take = _Slots(said, equations)
        opening = skeletons("open")
        due = facts(found.events, self.target, self.strategy.shows)
        sentences: Iterator[str] = iter(said.meanings)
        at_hand = next(sentences, "")
        if at_hand in opening:
            take.all(opening[at_hand], {"T": self.target, "S": self.given})
            at_hand = next(sentences, "")
            self.n += 1
        try:
            for fact in due:
                slots = skeletons(fact.kind).get(at_hand)
                if slots is None:
                    raise Untrue(f"is not what is due here ({fact.kind})")
                take.all(slots, fact.slots)
                truth.claim(*fact)
                self.n += 1
                at_hand = next(sentences, "")
            if at_hand:
                if at_hand not in skeletons("close") or next(sentences, None) is not None:
                    raise Untrue("goes on after the end of the search")
                self._derived(take.atom(), found)
                self.n += 1
        except StopIteration:
            raise Untrue(f"sentence {self.n + 1}: something is missing") from None
        except Untrue as error:
            raise Untrue(f"sentence {self.n + 1}: {error}") from None
        self._derived(answer, found)
        self.behaviors = shown(found.events, self.strategy.shows)
        if not self.behaviors["backtrack"]:
            raise Untrue("the first try makes the target: there is nothing to go back from")

    def _searched(self) -> ToldSearch:
        shows = self.strategy.shows
        backward = not shows.isdisjoint(("subgoal", "backward"))
        try:
            return searched(self.given, self.target, self.rules, backward, "verify" in shows, self.slip)
        except Refuse as why:
            raise Untrue(f"the search that is called for finds nothing: {why}") from None

    def _find_slip(self, equations: list[Step]) -> None:
        """The equation that is false, which the trace has to go on from."""
        wrong = [at for at, step in enumerate(equations) if not holds(step)]
        if not wrong or len({equations[at] for at in wrong}) > 1:
            raise Untrue("the trace holds no slip, or several, against the strategy")
        self.slip, self.slip_at = equations[wrong[0]], wrong[0] + 1

    def _derived(self, expression: str, found: ToldSearch) -> None:
        try:
            tree = read_solution(unwrap(expression)).tree
            steps = steps_of(tree, self.slip)
            if same(steps, found.steps) and done_in_order(found.steps, self.given):
                return
        except (Unreadable, ZeroDivisionError):
            pass
        raise Untrue(f"{expression[:60]!r} is not what the trace derived")


class _Slots:
    """What stands in the slots of a trace, in the order of the text."""

    def __init__(self, said: Reading, equations: list[Step]) -> None:
        self.atom, self.series, self.equation = said.atoms.__next__, said.series.__next__, iter(equations).__next__

    def all(self, slots: tuple[str, ...], due: dict[str, Any]) -> None:
        """Raises Untrue where one of them does not hold what is due."""
        for slot in slots:
            expected = due[slot]
            if slot == "E":
                if (found := self.equation()) != expected:
                    raise Untrue(f"tells {_written(found)} where {_written(expected)} is due")
            elif slot in "FC":
                n = self.series().count(EQUATION) if len(expected) > 1 else 1
                told = tuple([self.equation() for _ in range(n)])
                if told != tuple(expected):
                    raise Untrue(f"lists {', '.join(map(_written, told))} where other steps are due")
            else:
                found_text = self.atom()
                numbers = expected if isinstance(expected, tuple) else (expected,)
                if numerals(found_text) != list(map(str, numbers)):
                    raise Untrue(f"says {found_text[:40]} where {listed(numbers)} is due")


def _bare(text: str) -> str:
    return text.removesuffix(".")


def _written(step: Step) -> str:
    a, op, b, made = step
    return f"{a} {op} {b} = {made}"
