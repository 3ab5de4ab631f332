"""What each event of a told search says: the kind of its sentence, and what fills the slots of that.

The one place that teller and reader have in common: one looks for words, the other for the same facts in a text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from synth.task import Behavior, Look

from .search import Step
from .told import Back, Distance, Event, Far, Goals, Keep, Made, Need, Over, Pick, Recap, Try, Way, Ways, Work


class Fact(NamedTuple):
    """A sentence: its kind, a key of `search_phrases.SENTENCES`, and what its slots hold.

    E holds a step, F and C several; S, A, L and R lists of numbers; all others one number (G may hold a list).
    """

    kind: str
    slots: dict[str, Any]


def facts(events: Sequence[Event], target: int, shows: Collection[Behavior]) -> Iterator[Fact]:
    """The sentences of a search in their order, without its opening and its closing one."""
    checks, backward, aims = "verify" in shows, "backward" in shows, "subgoal" in shows
    has_picked = False
    listed: list[Step] = []  # steps that nothing is said of share a sentence
    for event in events:
        plain = not checks and isinstance(event, (Try, Far))
        if plain:
            listed.append(event.step)  # type: ignore[union-attr]
            continue
        if listed:
            yield Fact("list", {"F": tuple(listed)})
            listed = []
        match event:
            case Try(step, side):
                yield Fact(_SIDE["try", side], {"E": step, "T": target, "D": abs(step[3] - target)})
            case Way(step, nearest, side):
                yield Fact(_compared("way", checks, side), _near(step, step[3], nearest))
            case Work(step, n):
                yield Fact("work next" if n else "work first", {"E": step})
            case Far(step, by):
                yield Fact(_SIDE["far", (by > 0) - (by < 0)], {"E": step, "T": target, "D": abs(by)})
            case Need(equation, forward, nearest, side, is_aim, is_tried):
                kind = "need aim" if backward and aims and is_aim else "need" if backward else "towards"
                how = f"{kind} tried" if is_tried else _compared(kind, checks, side)
                yield Fact(how, _near(equation if backward else forward, equation[3], nearest))
            case Distance(number, by, left):
                slots = {"K": number, "T": target, "D": abs(by), "L": left}
                yield Fact(_SIDE["apart", (by > 0) - (by < 0)], slots)
            case Pick(pair):
                yield Fact("pick next" if has_picked else "pick first", {"S": pair})
                has_picked = True
            case Ways(pair, steps):
                yield Fact("ways", {"S": pair, "F": steps})
            case Made(pair, results):
                if results:
                    yield Fact("made", {"S": pair, "R": results})
            case Back(state):
                yield Fact("back", {"A": state})
            case Keep(number):
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
        yield Fact("list", {"F": tuple(listed)})


_SIDE = {
    (kind, side): f"{kind} {name}"
    for kind in ("try", "far", "apart")
    for side, name in ((-1, "below"), (0, "hit"), (1, "above"))
}


def _near(step: Step, value: int, nearest: int) -> dict[str, Any]:
    return {"E": step, "G": value, "V": value, "N": nearest, "D": abs(nearest - value)}


def _compared(kind: str, checks: bool, side: int) -> str:
    """How the nearest number stands to the one that is needed. Without checks it is told so, and not judged."""
    how = ("above" if side > 0 else "below" if side else "hit") if checks else _PLAIN[side]
    return f"{kind} {how}"


_PLAIN = {1: "higher", -1: "lower", 0: "there"}


def shown(events: Sequence[Event], misses: int, shows: Collection[Behavior]) -> dict[Behavior, int]:
    """How often a told search shows each behaviour."""
    wanted = sum(isinstance(event, (Need, Goals)) for event in events)
    aims = sum(isinstance(event, Need) and event.is_aim for event in events) if "backward" in shows else wanted
    looks = sum(isinstance(event, (Try, Way, Need, Far, Over, Distance)) for event in events)
    return {
        "backtrack": misses,
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
            case Work() | Keep() | Made() | Distance():
                place = 0
            case Need(is_tried=True):
                pass  # the try that follows is the look
            case Try(side=side) | Need(side=side) | Way(side=side):
                looks.append(Look(returns, place, not side))
                place += 1
            case Far():
                looks.append(Look(returns, place, False))
                place += 1
    return looks
