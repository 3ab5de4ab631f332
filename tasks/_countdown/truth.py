"""What a told search claims, worked out from the numbers of the text alone: it knows no rule by which one searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .path import Untrue
from .search import Rules, State, Step

Slots = dict[str, Any]


class Truth:
    """Keeps what a trace has told so far: which numbers are there, and which list the nearest one is of."""

    def __init__(self, given: State, target: int, rules: Rules, slip: Step | None) -> None:
        self.target = target
        self.ops = rules.ops
        self.slip = slip
        self.known = set(given)
        self.listed: Sequence[int] = ()
        self.before: Sequence[int] = ()  # the list told before that one

    def claim(self, kind: str, slots: Slots) -> None:
        """Raises Untrue for a claim that does not hold."""
        words = kind.split()
        check = _CHECKS.get(words[0])
        if check is not None:
            check(self, words[-1], slots)

    # One kind of sentence each.

    def _try(self, how: str, slots: Slots) -> None:
        self._step(slots["E"])
        self._apart(slots["E"][3], how, slots)

    def _far(self, how: str, slots: Slots) -> None:
        self._step(slots["E"])
        self._apart(slots["E"][3], how, slots)

    def _distance(self, how: str, slots: Slots) -> None:
        self._apart(slots["K"], how, slots)

    def _apart(self, number: int, how: str, slots: Slots) -> None:
        self._side(number, self.target, how)
        if abs(number - self.target) != slots["D"]:
            raise Untrue(f"{number} is not {slots['D']} from {self.target}")

    def _work(self, how: str, slots: Slots) -> None:
        self._step(slots["E"])

    def _list(self, how: str, slots: Slots) -> None:
        for step in slots["F"]:
            self._step(step)

    def _want(self, how: str, slots: Slots) -> None:
        """Of an equation that holds the target: what it says is needed is no number at hand."""
        self._true(slots["E"])
        if self.target not in (slots["E"][0], slots["E"][2], slots["E"][3]):
            raise Untrue("is no step from the target")

    def _reach(self, how: str, slots: Slots) -> None:
        self._step(slots["E"])
        self._side(slots["E"][3], slots["V"], {"higher": "above", "lower": "below"}.get(how, how))
        if abs(slots["E"][3] - slots["V"]) != slots["D"]:
            raise Untrue(f"{slots['E'][3]} is not {slots['D']} from {slots['V']}")

    def _made(self, how: str, slots: Slots) -> None:
        self.before, self.listed = self.listed, slots["R"]
        self.known.update(slots["R"])

    def _goals(self, how: str, slots: Slots) -> None:
        for step in slots["F"]:
            self._true(step)
        self.listed = slots["G"]

    def _way(self, how: str, slots: Slots) -> None:
        self._step(slots["E"])
        self._near(how, slots)

    def _need(self, how: str, slots: Slots) -> None:
        self._want(how, slots)
        self._near(how, slots)

    def _over(self, how: str, slots: Slots) -> None:
        """What takes a result of one pair down is a result of the other."""
        number = slots["K"]
        others = [made for made in (self.before, self.listed) if number not in made] or [self.listed]
        if number - self.target <= max(map(max, filter(None, others)), default=0):
            raise Untrue(f"{number} is not out of reach")

    # What is so.

    def _step(self, step: Step) -> None:
        a, op, b, made = step
        if a not in self.known or b not in self.known:
            raise Untrue(f"{a if a not in self.known else b} is not there")
        if op not in self.ops:
            raise Untrue(f"the operator {op} is not allowed")
        self._true(step)
        self.known.add(made)

    def _true(self, step: Step) -> None:
        if not holds(step) and step != self.slip:
            a, op, b, made = step
            raise Untrue(f"false: {a} {op} {b} is not {made}")

    def _near(self, how: str, slots: Slots) -> None:
        near, value = slots["N"], slots["V"]
        if near not in self.listed or any(abs(other - value) < abs(near - value) for other in self.listed):
            raise Untrue(f"{near} is not the nearest to {value}")
        if how != "tried":
            self._side(near, value, {"higher": "above", "lower": "below"}.get(how, how))
        if slots["D"] != abs(near - value):
            raise Untrue(f"{near} is not {slots['D']} from {value}")

    def _side(self, number: int, other: int, how: str) -> None:
        if (number > other) != (how == "above") or (number < other) != (how == "below"):
            raise Untrue(f"{number} is not {how} {other}")


_CHECKS: dict[str, Callable[[Truth, str, Slots], None]] = {
    "try": Truth._try, "far": Truth._far, "apart": Truth._distance, "work": Truth._work, "list": Truth._list,
    "want": Truth._want, "aim": Truth._want, "reach": Truth._reach, "made": Truth._made, "goals": Truth._goals,
    "would": Truth._goals, "way": Truth._way, "need": Truth._need, "towards": Truth._need, "over": Truth._over,
}  # fmt: skip


def holds(step: Step) -> bool:
    """Whether `a op b = result` is so."""
    a, op, b, made = step
    if op == "/":
        return b != 0 and a == b * made
    return made == (a + b if op == "+" else a - b if op == "-" else a * b)
