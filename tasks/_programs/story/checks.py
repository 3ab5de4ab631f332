"""Checks and readings: what can be held against a result, or read in the text again, in a line of thought.

Each says what it looks at, and then whether that holds: the same words stand before either verdict, so that the check
decides, and not who tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from ..exact import Value, told, whole
from ..program import ARITHMETIC, apply
from ..units import COUNT, kind
from .thought import Thought, is_plain
from .words import Words, listed
from .wrong import is_share

MAX_CHAIN = 3
MAX_LEFT_OUT = 2
NO_UNITS = {"%", "times", "parts", "percent"}  # of numbers that are no amounts
DONE_TO = {"+": "added", "-": "subtracted", "*": "multiplied"}


class Check(NamedTuple):
    """`role` names its sentences, `slots` fill them, `of` is the step that it is about, `n` its equations."""

    role: str
    slots: dict[str, str]
    passes: bool
    of: str
    n: int = 0


def checks(words: Words, now: Thought, role: str) -> Iterator[Check]:
    """Every check of a role that can be made now."""
    made = [name for name in now.done if name not in (now.variant.skipped if now.variant else ())]
    if made:
        yield from ROLES[role](words, now, made)


def _inverse(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """From the last result back to what is known, in one to three steps; it ends where something is not as it was."""
    last = next((name for name in reversed(made) if now.view.made[name][0] in ARITHMETIC), made[-1])
    paths: list[tuple[str, Value, list[str]]] = [(last, now.values[last], [])]
    while paths:
        name, value, before = paths.pop(0)
        if name not in now.view.made or len(before) == MAX_CHAIN:
            continue
        op, args = now.view.made[name]
        for place, arg in enumerate(args[:2]):
            equation = undone(words, op, place, value, now.values[args[1 - place]]) if op in ARITHMETIC else None
            # Nothing is held against, or worked out with, what was not told.
            is_known = all(one in made or one in words.leaves for one in args[:2])
            if equation is None or not (is_known and (equation[1] == now.values[arg] or is_plain(equation[1]))):
                continue
            if arg in words.leaves and not words.leaves[arg]["at"]:
                continue
            text, found = equation
            equations = [*before, text]
            holds = found == now.values[arg]
            # Only a wrong start is found: nothing else was told that is not so.
            is_share = arg in words.leaves and now.values[arg] < 1
            if not is_share and (holds or (now.variant is not None and name == now.variant.step)):
                slots = {"E": listed(equations), "w": words.quantity(arg, now.values[arg])}
                yield Check("inverse", slots, holds, name, len(equations))
            if holds:
                paths.append((arg, found, equations))


def undone(words: Words, op: str, place: int, made: Value, other: Value) -> tuple[str, Value] | None:
    """The equation that gives one argument back from a result and the other argument; None where there is none."""
    if op == "%" and place == 1:
        turned, a, b = "/", made, whole(Fraction(other) / 100)
    elif op == "+":
        turned, a, b = "-", made, other
    elif op == "*":
        turned, a, b = "/", made, other
    elif op in "-/" and place == 0:
        turned, a, b = {"-": "+", "/": "*"}[op], made, other
    elif op in "-/":
        turned, a, b = op, other, made
    else:
        return None
    try:
        found = apply(turned, (a, b))
    except Reject:
        return None
    return words.equation(turned, a, b, found), found


def _rough(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """Operands of one digit: what they come to lies within a quarter, or is off by more than half."""
    last = made[-1]
    op, args = now.view.made[last]
    if op not in "+-*" or op == "%":
        return
    a, b = (now.values[arg] for arg in args[:2])
    if type(a) is not int or type(b) is not int or a < 1 or b < 1 or max(a, b) < 11:
        return
    rough = rounded(a), rounded(b)
    about, value = apply(op, rough), now.values[last]
    if rough == (a, b) or about <= 0:
        return
    is_near = -value <= 4 * (about - value) <= value
    if is_near or (op != "-" and (value > 2 * about or 2 * value < about)):
        slots = {"E": words.equation(op, *rough, about), "v": words.amount(last, value)}
        yield Check("rough", slots, is_near, last, 1)


def rounded(n: int) -> int:
    """A whole number to its first digit, halves upwards: 47 is 50, 8 stays."""
    unit: int = 10 ** (len(str(n)) - 1)
    return (2 * n + unit) // (2 * unit) * unit


def _grow(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    yield from _moved(words, now, made, "rises", "grow", "something is added")


def _shrink(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    yield from _moved(words, now, made, "falls", "shrink", "something goes off")


def _moved(words: Words, now: Thought, made: list[str], relation: str, role: str, why: str) -> Iterator[Check]:
    """What rises has to be more than before, what falls less."""
    last = made[-1]
    found, (op, args) = words.relation(last, relation), now.view.made[last]
    if found is None or op != {"rises": "+", "falls": "-"}[relation]:
        return
    base, value = next((arg for arg in args if arg in now.view.made), args[0]), now.values[last]
    before = now.values[base]
    if before != value and (relation == "rises" or base == args[0]):
        passes = value > before if relation == "rises" else value < before
        slots = {"R": found[2] or why, "a": words.amount(base, before), "b": words.amount(last, value)}
        yield Check(role, slots, passes, last)


def _part(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """A share is less than its whole."""
    last = made[-1]
    found = shared(words, last)
    is_part = found is not None and words.units[last] == words.units.get(found[1])
    if found and is_part and now.values[last] != now.values[found[1]] and now.values[found[0]] <= 100:
        a, b = words.amount(found[1], now.values[found[1]]), words.amount(last, now.values[last])
        yield Check("part", {"a": a, "b": b}, now.values[last] < now.values[found[1]], last)


def shared(words: Words, name: str) -> tuple[str, str] | None:
    """The share and the whole that a step takes it of."""
    op, args = words.view.made[name]
    if op == "%":
        return args[0], args[1]
    if op == "*" and is_share(words, args):
        return (args[0], args[1]) if words.view.values[args[0]] < 1 else (args[1], args[0])
    return None


def _between(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """A mean lies between the least and the greatest; a sum in its place does not."""
    name = now.variant.step if now.variant is not None and now.variant.kind == "mean" else made[-1]
    found = words.relation(name, "between")
    if found is None or any(one not in now.values for one in found[1]):
        return
    values = sorted((now.values[one], one) for one in found[1])
    if len(values) > 1 and values[0][0] < values[-1][0]:
        least, greatest = (words.amount(one, value) for value, one in (values[0], values[-1]))
        slots = {"a": least, "b": words.amount(name, now.values[name]), "c": greatest}
        yield Check("between", slots, values[0][0] <= now.values[name] <= values[-1][0], name)


def _units(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """Only like things are added; in a product the units may differ."""
    last = made[-1]
    op, args = now.operation(last)
    if op not in DONE_TO or len(args) != 2:
        return
    a, b = (unit_of(words, now, arg) for arg in args)
    if not a or not b or {a, b} & NO_UNITS or not (a + b).replace(" ", "").isalpha():
        return
    if op == "*":
        passes = True
        if a == b:
            return
    else:
        passes = a == b
        is_unlike = kind(a) != kind(b) or (kind(a) == COUNT and now.view.made[last][0] in "*/")
        if not passes and not is_unlike:
            return
    yield Check("units", {"U": a, "W": b, "D": DONE_TO[op]}, passes, last)


def unit_of(words: Words, now: Thought, name: str) -> str:
    """The unit of what stands for a quantity: that of what was taken for it."""
    skipped = now.variant
    return words.units.get(skipped.args[0] if skipped and not skipped.op and skipped.step == name else name, "")


def _asked(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """The question is read again: it asks for what is there, or for something else."""
    last, output = made[-1], now.view.output
    ask, name = words.ask(output), words.names.get(last, "")
    # Behind another mistake the question does not tell what is wrong.
    is_else = now.variant is not None and now.variant.step != output
    if ask and (last == output or (name and not is_else)):
        slots = {"A": ask, "v": words.amount(last, now.values[last]), "L": name}
        yield Check("asked", slots, last == output, last)


def _used(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """Every number of the text has been used, or some have not."""
    view = now.view
    idle = [name for name in words.stated if name not in ancestors(words, Thought(view, view.values), view.output)]
    if idle or (made[-1] != view.output and now.variant is not None):
        return
    used = ancestors(words, now, made[-1])
    values = [told(now.values[name]) for name in words.stated if name in used]
    lost = [name for name in words.stated if name not in used]
    if values and len(lost) <= MAX_LEFT_OUT and (lost or made[-1] == view.output):
        missing = []
        for name in lost:
            is_again = told(now.values[name]) in values
            missing.append(f"the {'other ' if is_again else ''}{words.quantity(name, now.values[name])}")
        yield Check("used", {"N": listed(values), "w": " and ".join(missing)}, not lost, made[-1])


def ancestors(words: Words, now: Thought, name: str) -> set[str]:
    """What a quantity depends on in a line of thought."""
    found: set[str] = set()
    open_ends = [name]
    while open_ends:
        one = open_ends.pop()
        if one not in found:
            found.add(one)
            if now.variant is not None and now.variant.step == one:
                open_ends += now.variant.args
            elif one in now.view.made:
                open_ends += now.view.made[one][1]
    return found


def _share(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """What a share is of."""
    for name in made[-2:]:
        found = shared(words, name)
        if found is None:
            continue
        share, of = found
        base = words.relation(name, "base")
        label = words.names.get(of, "")
        said = base[2] if base and base[2] else f"of the {label}" if label else ""
        taken = now.operation(name)[1]
        other = next((arg for arg in taken if arg != share), of)
        if said:
            slots = {"p": words.amount(share, now.values[share]), "R": said, "a": words.amount(of, now.values[of])}
            slots["b"] = words.amount(other, now.values[other])
            if other == of or slots["a"] != slots["b"]:
                yield Check("share", slots, other == of, name)


def _each(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """A price is that of one, and there are several."""
    skipped = now.variant.step if now.variant is not None and now.variant.kind == "item" else ""
    for name in [*made[-2:], *([skipped] if skipped else [])]:
        op, args = now.view.made[name]
        for price, n in (args, args[::-1]) if op == "*" and len(args) == 2 else ():
            leaf = words.leaves.get(price)
            if leaf and leaf.get("per") and now.values[n] > 1:
                several = words.quantity(n, now.values[n])
                slots = {"w": words.amount(price, now.values[price]), "P": leaf["per"], "a": several}
                yield Check("each", slots, name != skipped, name)


def _left(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """What is left is needed, and not what went away."""
    if now.variant is not None and now.variant.kind == "left":
        name, taken = now.variant.step, now.variant.args[0]
    else:
        name = taken = made[-1]
    op, (_, gone, *_) = now.view.made[name]
    if op == "-" and gone in now.view.made and shared(words, gone) and {name, taken} <= words.names.keys():
        slots = {"L": words.names[name], "M": words.names[taken], "v": words.amount(taken, now.values[taken])}
        yield Check("left", slots, name == taken, name)


def _ends(words: Words, now: Thought, made: list[str]) -> Iterator[Check]:
    """The first and the last both count."""
    skipped = now.variant.step if now.variant is not None and now.variant.kind == "days" else ""
    for name in [*made[-2:], *([skipped] if skipped else [])]:
        if found := words.relation(name, "inclusive"):
            yield Check("ends", {"R": found[2]}, name != skipped, name)


ROLES: dict[str, Callable[[Words, Thought, list[str]], Iterator[Check]]] = {
    "inverse": _inverse, "rough": _rough, "grow": _grow, "shrink": _shrink, "part": _part, "between": _between,
    "units": _units, "asked": _asked, "used": _used, "share": _share, "each": _each, "left": _left, "ends": _ends,
}  # fmt: skip
