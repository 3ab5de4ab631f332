"""A line of thought: which steps are made, and what the quantities come to if one of them was made wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from synth.errors import Reject

from ..exact import Value
from ..program import apply
from ..view import View


class Variant(NamedTuple):
    """A wrong start: the program with one step changed. It comes to `op` on `args`, or, without `op`, to `args[0]`.

    `skipped` are steps that are not told, the changed one among them where it is none itself; `kind` names the mistake.
    """

    step: str
    kind: str
    op: str
    args: tuple[str, ...]
    skipped: tuple[str, ...] = ()


@dataclass
class Thought:
    """`done` are the steps told so far, in order, those that are skipped included; `since` those of the wrong start."""

    view: View
    values: dict[str, Value]
    done: list[str] = field(default_factory=list)
    variant: Variant | None = None
    since: list[str] = field(default_factory=list)

    def operation(self, name: str) -> tuple[str, tuple[str, ...]]:
        """What a step is made of in this line of thought."""
        if self.variant is not None and self.variant.step == name and self.variant.op:
            return self.variant.op, self.variant.args
        return self.view.made[name]

    def due(self) -> list[str]:
        """The steps that can be made now, in the order of the program."""
        done = set(self.done)
        return [
            name
            for name, _, args in self.view.steps
            if name not in done and all(arg in done or arg not in self.view.made for arg in args)
        ]

    def tell(self, names: Iterable[str]) -> None:
        for name in names:
            self.done.append(name)
            if self.variant is not None:
                self.since.append(name)

    def copy(self) -> Thought:
        return Thought(self.view, self.values, list(self.done), self.variant, list(self.since))

    def wrong(self, variant: Variant) -> Thought | None:
        """The line of thought with a wrong start from here, None where it comes to nothing to go on with."""
        values = varied(self.view, variant)
        if values is None:
            return None
        done = [*self.done, *variant.skipped]
        return Thought(self.view, values, done, variant, list(variant.skipped))

    def back(self) -> Thought:
        """What is left when a wrong start is given up: all that does not depend on it."""
        assert self.variant is not None
        lost = {self.variant.step, *self.variant.skipped}
        for name, _, args in self.view.steps:
            if lost.intersection(args):
                lost.add(name)
        return Thought(self.view, self.view.values, [name for name in self.done if name not in lost])


def varied(view: View, variant: Variant) -> dict[str, Value] | None:
    """What every quantity comes to with a wrong start; None where that is nothing for a story."""
    values = dict(view.values)
    changed: set[str] = set()
    try:
        for name, op, args in view.steps:
            if name == variant.step:
                made = [values[arg] for arg in variant.args]
                values[name] = apply(variant.op, made) if variant.op else made[0]
                if not is_plain(values[name]) or values[name] == view.values[name]:
                    return None
                changed.add(name)
            elif changed.intersection(args):
                values[name] = apply(op, [values[arg] for arg in args])
                changed.add(name)
    except Reject:
        return None
    return values


def is_plain(value: Value) -> bool:
    """Something that a story could have: positive, with two decimals at most."""
    return value > 0 and (type(value) is int or not 100 % value.denominator)
