"""What a proved Countdown trace says beside its equations, as its own reader finds it: a list of claims a gap.

Gap k is what is told behind equation k and before the next; gap 0 comes before the first equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from synth.parse import think
from synth.task import Strategy

from .facts import Fact, facts
from .grammar import EQUATION
from .reader import numbers, read
from .search import Step
from .told import Event

SIDES = {"above": 1, "higher": 1, "below": -1, "lower": -1}
HITS = ("hit", "there")


class Claim(NamedTuple):
    """`kind` is side, hit, met, miss, near, aim, back, made, over, left or recap. What is met is a number that was
    needed, which nobody checks.

    A side is that of `number` (None: of the last result) against `against`, `by` so much; `numbers` is a list.
    """

    kind: str
    number: int | None = None
    side: int = 0
    against: int | None = None
    by: int | None = None
    numbers: tuple[int, ...] = ()


@dataclass
class Told:
    """The equations of a trace in their order, and the claims of each gap; `recap` are its steps once more."""

    steps: list[Step] = field(default_factory=list)
    gaps: list[list[Claim]] = field(default_factory=lambda: [[]])
    backward: set[int] = field(default_factory=set)  # places of equations that start from the target
    recap: tuple[Step, ...] = ()
    # Further numbers that may be named in a gap, since the trace names them there.
    named: list[set[int]] = field(default_factory=lambda: [set()])

    def step(self, step: Step, backward: bool = False) -> None:
        if backward:
            self.backward.add(len(self.steps))
        self.steps.append(step)
        self.gaps.append([])
        self.named.append(set())

    def claim(self, claim: Claim) -> None:
        self.gaps[-1].append(claim)
        self.named[-1] |= {n for n in (claim.number, claim.against, claim.by, *claim.numbers) if n is not None}


def of_search(events: Sequence[Event], target: int, strategy: Strategy) -> Told:
    """What a told search says."""
    told = Told()
    for fact in facts(events, target, strategy.shows):
        _of_fact(told, fact, target)
    return told


def _of_fact(told: Told, fact: Fact, target: int) -> None:
    words, slots = fact.kind.split(), fact.slots
    if words[0] == "recap":
        told.recap = tuple(slots["C"])
        told.claim(Claim("recap"))
        return
    for step in (*((slots["E"],) if "E" in slots else ()), *slots.get("F", ())):
        told.step(step)
    if words[0] == "back":
        told.claim(Claim("back", numbers=tuple(slots["A"])))
    elif words[0] == "made":
        told.claim(Claim("made", numbers=tuple(slots["R"])))
        told.named[-1] |= set(slots["S"])
    elif words[0] == "over":
        told.claim(Claim("over", slots["K"], 1))
    elif words[0] in ("keep", "pick"):
        told.named[-1] |= {slots["M"]} if "M" in slots else set(slots["S"])
    if "aim" in words and words[0] != "goals":
        told.claim(Claim("aim", slots["G"]))
    elif words[0] == "would":
        told.named[-1] |= set(slots["G"])
    near = words[0] in ("need", "towards", "way")
    subject = slots["K"] if words[0] == "apart" else slots["N"] if near else None
    if near:
        told.claim(Claim("near", subject))
    against = slots.get("V", target)
    last = words[-1]
    if last in SIDES and words[0] in ("try", "far", "apart", "reach", *(("need", "towards", "way") if near else ())):
        told.claim(Claim("side", subject, SIDES[last], against, slots["D"]))
    elif last in HITS and words[0] == "apart":
        told.claim(Claim("left", subject, 0, target, numbers=tuple(slots["L"])))
    elif last in HITS and words[0] != "far":
        told.claim(Claim("hit" if last == "hit" else "met", subject, 0, against))


def of_solution(text: str, target: int) -> Told:
    """What the way to a solution says, told in the words of the oracle's stories."""
    said = read(think(text) or "")
    told, need = Told(), target
    atoms, equations, series = said.atoms, said.equations, said.series
    for meaning in said.meanings:
        for name in meaning or ():
            need = _of_name(told, name, need, target, atoms, equations, series)
    return told


def _of_name(
    told: Told,
    name: str,
    need: int,
    target: int,
    atoms: Iterator[str],
    equations: Iterator[Step],
    series: Iterator[str],
) -> int:
    """Takes in one slot or claim of a sentence; returns what is to be made from then on."""
    if name == "E":
        told.step(next(equations))
    elif name == "W":
        step = next(equations)
        told.step(step, backward=True)
        return step[3]
    elif name in "FC":
        listed = tuple([next(equations) for _ in range(next(series).count(EQUATION))])
        if name == "C":
            told.recap = listed
            told.claim(Claim("recap"))
        else:
            for step in listed:
                told.step(step)
    elif name.isupper():
        _of_atom(told, name, next(atoms))
        return target if name in "AB" else need
    elif name in ("miss", "over", "under"):
        made = told.steps[-1][3] if told.steps else None
        side = {"over": 1, "under": -1, "miss": 0}[name]
        told.claim(Claim("side" if side else "miss", None, side, need, None if made is None else abs(made - need)))
    elif name in ("hit", "met", "got", "there"):
        told.claim(Claim("hit" if name == "hit" else "met", None, 0, target if name == "hit" else None))
    return need


def _of_atom(told: Told, name: str, atom: Any) -> None:
    if name == "X":
        return
    listed = numbers(atom)
    if name in "AB":
        told.claim(Claim("back", numbers=listed))
    elif name == "G":
        told.claim(Claim("aim", listed[0]))
    told.named[-1] |= set(listed)
