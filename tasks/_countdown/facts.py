"""What each event of a told search says: the kind of its sentence, and what fills the slots of that.

The one place that teller and reader have in common: one looks for words, the other for the same facts in a text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from synth.task import Behavior, Look

from .search import State, Step
from .told import Back, Distance, Event, Far, Goals, Keep, Made, Need, Over, Pick, Reach, Recap, Try, Want, Way, Work


class Fact(NamedTuple):
    """A sentence: its kind, a key of `search_sentences.SENTENCES`, and what its slots hold.

    E holds a step, F and C several; S, A, L and R lists of numbers; all others one number (G may hold a list).
    """

    kind: str
    slots: dict[str, Any]


def facts(events: Sequence[Event], target: int, shows: Collection[Behavior]) -> Iterator[Fact]:
    """The sentences of a search in their order, without its opening and its closing one."""
    checks, backward, aims = "verify" in shows, "backward" in shows, "subgoal" in shows
    has_picked = False
    kept: State = ()
    listed: list[Step] = []  # steps that nothing is said of share a sentence
    lead = "list"
    for event in events:
        if not checks and isinstance(event, (Try, Far)):
            listed.append(event.step)
            continue
        if listed:
            yield Fact(lead, {"F": tuple(listed)})
            listed = []
        if not checks and isinstance(event, Distance):
            lead = "list next" if event.n else "list"
            continue
        lead = "list"
        match event:
            case Try(step, side):
                yield Fact(_SIDE["try", side], {"E": step, "T": target, "D": abs(step[3] - target)})
            case Way(step, nearest, side):
                yield Fact(_compared("way", checks, side), _near(step, step[3], nearest))
            case Work(step, n):
                yield Fact("work next" if n else "work first", {"E": step})
            case Far(step, by):
                slots = {"E": step, "T": target, "D": abs(by), "L": kept}
                yield Fact(_SIDE["far", (by > 0) - (by < 0)], slots)
            case Need(equation, forward, nearest, side, is_aim, is_tried, n):
                kind = "need" if backward else "towards"
                kind += (" next" if n else " first") + (" aim" if aims and (is_aim or not backward) else "")
                how = f"{kind} tried" if is_tried else _compared(kind, checks, side)
                yield Fact(how, _near(equation if backward else forward, equation[3], nearest))
            case Distance(number, by, left, n):
                slots = {"K": number, "T": target, "D": abs(by), "L": left}
                yield Fact(_SIDE["apart next" if n else "apart", (by > 0) - (by < 0)], slots)
            case Pick(pair):
                yield Fact("pick next" if has_picked else "pick first", {"S": pair})
                has_picked = True
            case Want(equation, forward, is_aim, n):
                kind = "want" if backward else "aim"
                kind += (" next" if n else " first") + (" aim" if aims and (is_aim or not backward) else "")
                yield Fact(kind, {"E": equation if backward else forward, "G": equation[3]})
            case Reach(step, need, side):
                how = ("above" if side > 0 else "below" if side else "hit") if checks else _PLAIN[side]
                yield Fact(f"reach {how}", {"E": step, "V": need, "D": abs(step[3] - need)})
            case Made(pair, results):
                if results:
                    yield Fact("made", {"S": pair, "R": results})
            case Back(state):
                yield Fact("back", {"A": state})
            case Keep(number):
                kept = (number,)
                yield Fact("keep", {"M": number})
            case Over(number):
                yield Fact("over", {"K": number})
            case Goals(number, equations, forwards):
                goals = tuple([equation[3] for equation in equations])
                slots = {"M": number, "F": equations if backward else forwards, "G": goals}
                yield Fact("goals" if backward else "would do", slots)
            case Recap(steps):
                yield Fact("recap", {"C": steps})
    if listed:
        yield Fact(lead, {"F": tuple(listed)})


_SIDE = {
    (kind, side): f"{kind} {name}"
    for kind in ("try", "far", "apart", "apart next")
    for side, name in ((-1, "below"), (0, "hit"), (1, "above"))
}


def _near(step: Step, value: int, nearest: int) -> dict[str, Any]:
    return {"E": step, "G": value, "V": value, "N": nearest, "D": abs(nearest - value)}


def _compared(kind: str, checks: bool, side: int) -> str:
    """How the nearest number stands to the one that is needed. Without checks it is told so, and not judged."""
    how = ("above" if side > 0 else "below" if side else "hit") if checks else _PLAIN[side]
    return f"{kind} {how}"


_PLAIN = {1: "higher", -1: "lower", 0: "there"}


def returns(events: Sequence[Event], checks: bool) -> int:
    """How often a search gives something up, in words or by numbers that are used again, and takes up another."""
    n = 0
    in_line = False  # whether a step of the same two numbers was judged just before
    for event in events:
        match event:
            case Back():
                n, in_line = n + 1, False
            case Work(n=turn) | Want(n=turn) | Need(n=turn) | Distance(n=turn):
                n, in_line = n + (turn > 0), False
            case Reach():
                n, in_line = n + in_line, True
            case Try() | Way() | Far():
                n, in_line = n + (in_line and checks), True
    return n


def shown(events: Sequence[Event], shows: Collection[Behavior]) -> dict[Behavior, int]:
    """How often a told search shows each behaviour."""
    wanted = sum(isinstance(event, (Want, Need, Goals)) for event in events)
    aims = sum(isinstance(event, (Want, Need)) and event.is_aim for event in events) if "backward" in shows else wanted
    looks = sum(isinstance(event, (Try, Reach, Way, Need, Far, Over, Distance)) for event in events)
    return {
        "backtrack": returns(events, "verify" in shows),
        "verify": looks if "verify" in shows else 0,
        "subgoal": aims if "subgoal" in shows else 0,
        "backward": wanted if "backward" in shows else 0,
    }


def looks_of(events: Sequence[Event]) -> list[Look]:
    """The moments at which a result or a number that is needed is found to be it, or not."""
    looks: list[Look] = []
    returns = place = 0
    for event in events:
        match event:
            case Back():
                returns, place = returns + 1, 0
            case Work() | Keep() | Want() | Made() | Distance():
                place = 0
            case Need(is_tried=True):
                pass  # the try that follows is the look
            case Try(side=side) | Reach(side=side) | Need(side=side) | Way(side=side):
                looks.append(Look(returns, place, not side))
                place += 1
            case Far():
                looks.append(Look(returns, place, False))
                place += 1
    return looks
