"""Wrong starts: what a reader of a text may take a step for, by kind. Each comes to another value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from ..exact import Value
from ..units import MEASURES
from .thought import Thought, Variant
from .words import Words


def variants(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """Every wrong start that may be made of a step now."""
    for kind in KINDS:
        yield from KINDS[kind](words, now, name)


def _unit(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """Different things are added: boxes and muffins to a box."""
    op, args = words.view.made[name]
    a, b = (words.units.get(arg, "") for arg in args[:2])
    if op in "*/" and a and b and a != b and not {a, b} & {"%", "times", "parts"}:
        yield Variant(name, "unit", "+" if op == "*" else "-", args)


def _inverse(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """A quotient the wrong way round, or in the place of a product."""
    op, args = words.view.made[name]
    if op == "/":
        yield Variant(name, "inverse", "*", args)
        yield Variant(name, "inverse", "/", (args[1], args[0]))
    elif op == "*" and not is_share(words, args):
        yield Variant(name, "inverse", "/", args)
        yield Variant(name, "inverse", "/", (args[1], args[0]))


def _rise(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    op, args = words.view.made[name]
    if op == "+" and words.relation(name, "rises"):
        yield Variant(name, "rise", "-", args)


def _fall(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    op, args = words.view.made[name]
    if op == "-" and words.relation(name, "falls"):
        yield Variant(name, "fall", "+", args)


def _base(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """A share of another quantity of the same unit that is known by now, the last one first."""
    op, args = words.view.made[name]
    if op == "%" or (op == "*" and is_share(words, args)):
        share, whole = args if op == "%" or words.view.values[args[0]] < 1 else args[::-1]
        unit = words.units.get(whole)
        for other in [*now.done[::-1], *words.stated]:
            if unit and other not in (whole, share) and words.units.get(other) == unit:
                yield Variant(name, "base", op, (share, other) if share == args[0] else (other, share))


def _part(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """The number of percent as a divisor."""
    op, args = words.view.made[name]
    if op == "%":
        yield Variant(name, "part", "/", (args[1], args[0]))


def _unused(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """An act is left out: what it changes stays what it was. `name` is the first step of the act."""
    view = words.view
    for step, op, args in view.steps:
        if step == view.output or op not in "+-*/" or len(args) != 2:
            continue
        for kept, lost in (args, args[::-1]):
            # What stays is known: a result, or a number that the text begins with.
            is_known = kept in now.done or (op in "+-" and kept == args[0] and kept in words.stated)
            if not is_known or lost in now.done:
                continue
            act = _act(words, lost)
            if act is None or (op in "*/" and act) or not (act or words.leaves.get(lost, {}).get("at")):
                continue
            if (act[0] if act else step) == name and step not in now.done:
                yield Variant(step, "unused", "", (kept,), (*act, step))


def _act(words: Words, name: str) -> tuple[str, ...] | None:
    """The steps that lead from stated quantities to one that is used once; None where others go in, too."""
    view = words.view
    if name not in view.made:
        return ()
    if sum(args.count(name) for _, _, args in view.steps) != 1:
        return None
    found: list[str] = []
    for arg in view.made[name][1]:
        before = _act(words, arg)
        if before is None:
            return None
        found += before
    return (*found, name)


def _item(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """The price of one where that of several is due."""
    op, args = words.view.made[name]
    if op != "*" or name == words.view.output:
        return
    for one in args:
        if words.leaves.get(one, {}).get("per"):
            yield Variant(name, "item", "", (one,), (name,))


def _left(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """What goes away in the place of what is left."""
    op, args = words.view.made[name]
    if op == "-" and args[1] in now.done and name != words.view.output:
        share, share_args = words.view.made[args[1]]
        if args[0] in share_args and (share == "%" or is_share(words, share_args)):
            yield Variant(name, "left", "", (args[1],), (name,))


def _convert(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """A measure goes on in the unit that it has: cents among dollars."""
    op, args = words.view.made[name]
    unit = words.units.get(name, "")
    if op not in "*/" or args[1] in words.stated or args[0] not in words.view.made:
        return
    other = words.units.get(args[0], "")
    if unit != other and any(unit in units and other in units for units in MEASURES):
        yield Variant(name, "convert", "", (args[0],), (name,))


def _days(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """The 1 that is forgotten."""
    if words.relation(name, "inclusive"):
        _, args = words.view.made[name]
        yield Variant(name, "days", "", (args[0] if args[1] in words.leaves else args[1],), (name,))


def _mean(words: Words, now: Thought, name: str) -> Iterator[Variant]:
    """A sum that is not divided."""
    op, args = words.view.made[name]
    if op == "/" and words.relation(name, "between"):
        yield Variant(name, "mean", "", (args[0],), (name,))


def is_share(words: Words, args: tuple[str, ...]) -> bool:
    """Whether one of the factors is a part of a whole: 2/3."""
    values: list[Value] = [words.view.values[arg] for arg in args]
    return any(isinstance(value, Fraction) and value < 1 for value in values)


KINDS: dict[str, Callable[[Words, Thought, str], Iterator[Variant]]] = {
    "base": _base, "left": _left, "item": _item, "convert": _convert, "days": _days, "mean": _mean, "part": _part,
    "unused": _unused, "rise": _rise, "fall": _fall, "inverse": _inverse, "unit": _unit,
}  # fmt: skip
