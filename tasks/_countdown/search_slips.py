"""A told search that goes wrong in one place: a result that people get wrong, taken for the hit it is not."""

from __future__ import annotations

from synth.task import Draw, Refuse
from synth.verify.expression import value

from .expressions import Solution, text_of
from .facts import returns
from .reader import read
from .search import Rules, State, Step
from .search_reader import searched
from .slip import believable
from .told import Event, Far, Goals, Keep, Made, Need, Reach, Try, Way, Work
from .told_search import ToldSearch, tree_of
from .ways import cap_of, ways

TRIES = 80


def slipped_search(
    numbers: State, target: int, rules: Rules, backward: bool, checks: bool, draw: Draw
) -> tuple[ToldSearch, Solution]:
    """The search with its slip, and the solution that it claims. Raises Refuse where none is believable."""
    honest = searched(numbers, target, rules, backward, checks)
    for slip in _slips(honest.events, rules, target, draw)[:TRIES]:
        try:
            found = searched(numbers, target, rules, backward, checks, slip)
        except Refuse:
            continue
        if returns(found.events, checks) and found.steps.count(slip) == 1:
            tree = tree_of(found.steps, numbers)
            try:
                is_wrong = value(tree) != target  # it may come out right by luck
            except ZeroDivisionError:
                continue
            if is_wrong:
                return found, Solution(tree, text_of(tree), found.steps, slip)
    raise Refuse("no slip that looks like one leads to the target")


def _slips(events: list[Event], rules: Rules, target: int, draw: Draw) -> list[Step]:
    """Results of the search that somebody may get wrong: first those that make a hit where they stand."""
    steps, hits = dict[Step, None](), set[tuple[Step, int]]()
    made: dict[int, Step] = {}  # what a need is held against, by its results
    goals: tuple[int, ...] = ()
    for event in events:
        match event:
            case Try(step, side) if side:
                hits.add((step, target))
            case Work(step):
                steps[step] = None
            case Reach(step, need, side) if side:
                hits.add((step, need))
            case Made(pair):
                made = {step[3]: step for step in ways(*pair, rules.ops, cap_of(target))}
                steps |= dict.fromkeys(made.values())
            case Need(equation, _, near, side) if side and near in made:
                hits.add((made[near], equation[3]))
            case Keep(number):
                goals = (target - number, target + number)
            case Goals(_, equations):
                goals = tuple([equation[3] for equation in equations])
            case Way(step) | Far(step):
                hits.update((step, goal) for goal in goals)
    sure = {(*step[:3], claimed): None for step, claimed in hits if claimed in believable(*step)}
    others = {(*step[:3], claimed): None for step in steps for claimed in sorted(believable(*step))}
    return [*draw.shuffled(sorted(sure)), *[slip for slip in draw.shuffled(list(others)) if slip not in sure]]


def place_of(slip: Step, trace: str) -> int:
    """The place of the slip among the equations of a trace, from 1."""
    return list(read(trace, str).equations).index(slip) + 1
