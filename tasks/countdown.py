"""Countdown: make a target out of given numbers (Gandhi et al. 2025, arXiv:2503.01307; TinyZero)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

from synth.audit.evaluate import value
from synth.errors import UsageError
from synth.task import (
    Completion,
    Draw,
    Look,
    Problem,
    Range,
    Refuse,
    Reject,
    Span,
    Steps,
    Strategy,
    Task,
    Verdict,
    option,
)  # fmt: skip
from synth.verify import arithmetic
from synth.verify.expression import Tree

from ._countdown import search_reader
from ._countdown.expressions import Solution, depth_of, is_tidy, read_solution, solution_of, text_of
from ._countdown.facts import looks_of, shown
from ._countdown.instances import MAX_NUMBER, MAX_SIZE, Space
from ._countdown.prompts import question_of
from ._countdown.saying import Saying
from ._countdown.search import Rules, TooLong, solutions, solve
from ._countdown.search_slips import place_of, slipped_search
from ._countdown.seeds import stated
from ._countdown.slip import slip_record, slipped
from ._countdown.steps import check
from ._countdown.story import Story
from ._countdown.survey import survey
from ._countdown.told_search import ToldSearch, tree_of
from ._countdown.wording import Wording, direct

SLIP_TRIES = 12
MAX_ENUMERATED = 4  # numbers, up to which every solution is looked at
ORACLE_DEAD_ENDS = Range(1, 2)
MAX_DEAD_ENDS = 200
FIRST_TRY = "the first try makes the target: there is nothing to go back from"


@dataclass(frozen=True)
class Countdown(Task):
    """Make a target out of given numbers with + - * and /.

    Every problem is solvable. The procedural teacher tells a search that its reader can follow.
    """

    answer_format: ClassVar[str] = (
        "Think between <think> and </think>. Then write one arithmetic expression between <answer> and </answer>, "
        "with brackets where they are needed, for example <answer>(1 + 2) / 3</answer>."
    )
    makes_slips: ClassVar[bool] = True
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        # The ranges of the paper's priming sets: at most one less than the largest target.
        "gandhi": {"size": Range(3, 4), "numbers": Range(1, 24), "targets": Range(10, 25)},
    }

    size: Range = option(Range(3, 4), "How many numbers a problem has: 4, or 3-5.")
    numbers: Range = option(Range(1, 99), "The range that numbers come from.")
    targets: Range = option(Range(10, 100), "The range that targets come from.")
    operators: str = option("+-*/", "The operators that may be used.")
    use: Literal["all", "subset"] = option("all", "Whether every number has to be used.")
    story: Literal["search", "oracle"] = option(
        "search",
        "What a trace with backtracking tells: a search that a reader can follow, or, for comparison, dead ends that "
        "are chosen by one who knows the solution.",
    )
    wording: Literal["plain", "varied"] = option(
        "plain",
        "How a search is told: in few words and one notation, from which small models learn it, or in many.",
    )
    dead_ends: Range | None = option(
        None,
        "How many dead ends a trace with backtracking tells: any number, where the story is a search; 1-2, where an "
        "oracle chooses them.",
    )
    max_chars: int = option(4000, "The length that no trace exceeds, in characters.")
    hold_out: Literal["instance", "target"] = option("instance", "What train and test never share.")

    def __post_init__(self) -> None:
        for name, bounds, allowed in (
            ("size", self.size, Range(2, MAX_SIZE)),
            ("numbers", self.numbers, Range(1, MAX_NUMBER)),
            ("targets", self.targets, Range(1, 10 * MAX_NUMBER)),
            ("dead_ends", self.dead_ends, Range(1, 20 if self.story == "oracle" else MAX_DEAD_ENDS)),
        ):
            if bounds is None:
                continue
            if bounds.lo < allowed.lo or bounds.hi > allowed.hi:
                raise UsageError(f"option {name}: {bounds} is not within {allowed.lo}-{allowed.hi}")
        if not self.operators or set(self.operators) - set("+-*/") or len(set(self.operators)) < len(self.operators):
            raise UsageError(f"option operators: {self.operators!r} is not made of + - * / , each at most once")
        if self.max_chars < 200:
            raise UsageError(f"option max_chars: {self.max_chars} is too short for a trace; give at least 200")

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.operators, self.use == "subset")

    @cached_property
    def space(self) -> Space:
        return Space(self.size, self.numbers, self.targets, self.rules)

    def propose(self, draw: Draw) -> Problem:
        numbers, target, solution = self.space.draw(draw)
        return self._problem(numbers, target, solution)

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        numbers, target = stated(row)
        try:
            solution = solve(tuple(numbers), target, self.rules)
            if solution is not None and not is_tidy(solution) and len(numbers) <= MAX_ENUMERATED:
                solution = next(filter(is_tidy, solutions(tuple(numbers), target, self.rules)), solution)
        except TooLong:
            raise Reject("no solution was found within the bounds of the search") from None
        if solution is None:
            raise Reject(f"unsolvable: {target} cannot be made of {numbers}")
        return self._problem(numbers, target, solution)

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return _identity(*stated(row))

    def _problem(self, numbers: list[int], target: int, solution: Tree) -> Problem:
        question = question_of(numbers, target, self.rules)
        # Who judges a row later has to know that a number may be left out.
        more = {"use": "subset"} if self.use == "subset" else {}
        return Problem(question, text_of(solution), {"numbers": numbers, "target": target, **more})

    def verify(self, problem: Problem, response: str) -> Verdict:
        return arithmetic(response, problem.data["numbers"], problem.data["target"], self.use)

    def judge_line(self, line: Mapping[str, Any], response: str) -> Verdict:
        """A line holds `numbers` (or `nums`), `target`, and `use` where it is not the option's."""
        use = line.get("use", self.use)
        if use not in ("all", "subset"):
            raise Reject(f"use is {use!r}: expected all or subset")
        numbers: Any = line.get("numbers", line.get("nums"))
        target: Any = line.get("target")
        if "problem" in line and numbers is None:
            data = self.from_line(line).data
            numbers, target = data.get("numbers"), data.get("target")
        if not isinstance(numbers, list) or not numbers or not all(map(_is_whole, numbers)) or not _is_whole(target):
            raise Reject("no list of whole numbers in numbers, or no whole number in target")
        return arithmetic(response, numbers, target, use)

    def check(self, problem: Problem, text: str, strategy: Strategy, strict: bool = True) -> Steps:
        if not strict:
            return survey(text, problem.data["numbers"], problem.data["target"])
        read = search_reader.check if self._searches(strategy) else check
        return read(text, tuple(problem.data["numbers"]), problem.data["target"], self.rules, strategy)

    def _searches(self, strategy: Strategy) -> bool:
        """Whether a trace tells a search; without backtracking it tells the way to a solution that is known."""
        return self.story == "search" and "backtrack" in strategy.shows

    def annotate(self, problem: Problem, text: str) -> list[Span]:
        from ._countdown.spans import spans  # its patterns take a while, and no run needs them

        return spans(text, problem.data["numbers"], problem.data["target"])

    def solve(self, problem: Problem, strategy: Strategy, draw: Draw) -> Completion:
        if self._searches(strategy):
            return self._search(problem, strategy, draw)
        if strategy.is_incorrect:
            return self._wrong(problem, strategy, draw)
        solution = read_solution(problem.answer or "")
        if not strategy.shows:
            return _completion(direct(solution, draw), solution, 0)
        dead_ends = draw.between(*(self.dead_ends or ORACLE_DEAD_ENDS))
        refusal = Refuse("")
        for attempt in range(6):
            try:
                return self._told(problem, solution, strategy, draw, max(1, dead_ends - attempt))
            except Refuse as why:
                refusal = why
            if attempt >= 2:
                another = solve(tuple(draw.shuffled(problem.data["numbers"])), problem.data["target"], self.rules)
                solution = solution_of(another) if another is not None else solution
        raise refusal

    def _search(self, problem: Problem, strategy: Strategy, draw: Draw) -> Completion:
        """A told search. Raises Refuse where it finds nothing in time, or at its first look."""
        numbers, target, shows = tuple(problem.data["numbers"]), problem.data["target"], strategy.shows
        if strategy.is_incorrect:
            backward, checks = not shows.isdisjoint(("subgoal", "backward")), "verify" in shows
            found, solution = slipped_search(numbers, target, self.rules, backward, checks, draw)
        else:
            found = self._found(problem, strategy)
            solution = solution_of(tree_of(found.steps, numbers))
        counts = shown(found.events, shows)
        if not counts["backtrack"]:
            raise Refuse(FIRST_TRY)
        if missing := [behavior for behavior in strategy.shows if not counts[behavior]]:
            raise Refuse(f"the search has no {missing[0]}")
        if self.dead_ends and not self.dead_ends.lo <= found.misses <= self.dead_ends.hi:
            raise Refuse(f"the search has {found.misses} dead ends, not {self.dead_ends}")
        trace = Saying(draw, self.wording == "plain").text(found.events, numbers, target, shows, solution.text)
        if len(trace) > self.max_chars:
            raise Refuse(f"the trace is longer than {self.max_chars} characters")
        slip_at = place_of(solution.slip, trace) if solution.slip else 0
        return _completion(trace, solution, found.misses, slip_at)

    def _found(self, problem: Problem, strategy: Strategy) -> ToldSearch:
        """The search that a strategy calls for. Raises Refuse where it finds nothing."""
        numbers, shows = tuple(problem.data["numbers"]), strategy.shows
        backward = not shows.isdisjoint(("subgoal", "backward"))
        return search_reader.searched(numbers, problem.data["target"], self.rules, backward, "verify" in shows)

    def _wrong(self, problem: Problem, strategy: Strategy, draw: Draw) -> Completion:
        """A trace with a slip. Raises Refuse."""
        numbers, target = tuple(problem.data["numbers"]), problem.data["target"]
        dead_ends = draw.between(*(self.dead_ends or ORACLE_DEAD_ENDS))
        refusal = Refuse("")
        for attempt in range(SLIP_TRIES):
            # What is told backwards is the last step first of all, and the slip is told forwards.
            solution = slipped(numbers, target, self.rules, draw, not_last="backward" in strategy.shows)
            if not strategy.shows:
                at = 1 + solution.steps.index(solution.slip) if solution.slip else 0
                return _completion(direct(solution, draw), solution, 0, at)
            try:
                return self._told(problem, solution, strategy, draw, max(1, dead_ends - attempt // 2))
            except Refuse as why:
                refusal = why
        raise refusal

    def _told(self, problem: Problem, solution: Solution, strategy: Strategy, draw: Draw, dead_ends: int) -> Completion:
        numbers, target = tuple(problem.data["numbers"]), problem.data["target"]
        story = Story(numbers, target, solution, strategy.shows, self.rules, draw)
        story.tell(dead_ends)
        slip_at = story.place_of(solution.slip) if solution.slip else 0
        trace = Wording(story, solution, draw).text()
        if len(trace) > self.max_chars:
            raise Refuse(f"the trace is longer than {self.max_chars} characters")
        return _completion(trace, solution, story.dead_ends, slip_at)

    def retold(self, problem: Problem, original: str, retelling: str, strategy: Strategy) -> str:
        from ._countdown.retold import fault  # its cues take a while, and few runs need them

        numbers, target = tuple(problem.data["numbers"]), problem.data["target"]
        return fault(original, retelling, numbers, target, self.rules, strategy, self._searches(strategy))

    def search_looks(self, problem: Problem, strategy: Strategy, record: Mapping[str, Any]) -> list[Look]:
        if strategy.control or strategy.is_incorrect or "backtrack" not in strategy.shows:
            return []
        if not self._searches(strategy):  # an oracle's: a look at the end of each dead end
            n = int(record.get("dead_ends", 0))
            return [*[Look(place, 0, False) for place in range(n)], Look(n, 0, True)]
        found = self._found(problem, strategy)
        return looks_of(found.events)

    def identity(self, problem: Problem) -> str:
        return _identity(problem.data["numbers"], problem.data["target"])

    def split_key(self, problem: Problem) -> str:
        return str(problem.data["target"]) if self.hold_out == "target" else self.identity(problem)

    def truth(self, problem: Problem, answer: str) -> bool | None:
        numbers, target = problem.data["numbers"], problem.data["target"]
        bare = answer.strip().strip("$").replace("×", "*").replace("÷", "/").replace("−", "-")
        if re.fullmatch(r"[-+*/() 0-9]*", bare) is None or re.search(r"[0-9]\s+[0-9]|\*\s*\*|/\s*/|\b0[0-9]", bare):
            return False  # no plain arithmetic
        spent, given = Counter(map(int, re.findall(r"[0-9]+", bare))), Counter(numbers)
        if spent != given if self.use == "all" else bool(spent - given):
            return False
        made = value(bare)
        return made is not None and abs(made - target) < 1e-20

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        solution = read_solution(problem.answer or "")
        size, operations = len(problem.data["numbers"]), len(solution.steps)
        return {"size": size, "operations": operations, "depth": depth_of(solution.tree)}


def _completion(trace: str, solution: Solution, dead_ends: int, slip_at: int = 0) -> Completion:
    text = f"<think>\n{trace}\n</think>\n<answer>{solution.text}</answer>"
    slip = {"slip": slip_record(solution.slip, slip_at)} if solution.slip else {}
    return Completion(text, record={"dead_ends": dead_ends, **slip})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _identity(numbers: list[int], target: int) -> str:
    return f"{','.join(map(str, sorted(numbers)))}={target}"
