"""Chooses wrong starts: of which step, of which kind, how far they are gone on with, which check finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from synth.task import Draw, Refuse

from ..program import ARITHMETIC
from ..units import COUNT
from ..units import kind as unit_kind
from .checks import checks
from .steps import equation
from .table import VERIFYING
from .thought import Thought, Variant, is_plain
from .words import Words
from .wrong import KINDS

MAX_DEPTH = 4


class Detour(NamedTuple):
    """A wrong start before `step` is made: what is told in it, and the roles of the checks that find it.

    Without a variant what is there after `step` is taken for the answer.
    """

    step: str
    variant: Variant | None
    told: tuple[str, ...]
    roles: tuple[str, ...]


def detours(
    words: Words, roles: Sequence[str], prefers_checks: bool, draw: Draw, n: int, slip: str = ""
) -> dict[str, Detour]:
    """Up to `n` wrong starts of different kinds, by the step before which each comes. Raises Refuse."""
    view = words.view
    order = [name for name, op, _ in view.steps]
    found: dict[str, Detour] = {}
    # What nearly every program has room for comes last half of the time.
    kinds = draw.shuffled([*KINDS, "question"])
    kinds.sort(key=lambda kind: kind in ("question", "unit") and draw.chance(50))
    for kind in kinds:
        if len(found) == n:
            break
        for place in draw.shuffled(range(len(order))):
            name = order[place]
            if name in found or view.made[name][0] not in ARITHMETIC:
                continue
            now = Thought(view, view.values, order[:place])
            made = _early(words, roles, now, name) if kind == "question" else None
            if kind != "question":
                for variant in KINDS[kind](words, now, name):
                    made = _started(words, roles, prefers_checks, now, name, variant, draw)
                    if made and slip not in (name, *made.told):
                        break
            if made and slip not in (name, *made.told):
                found[name] = made
                break
    if not found:
        raise Refuse("no step can be mistaken so that a check finds it")
    return found


def _early(words: Words, roles: Sequence[str], now: Thought, name: str) -> Detour | None:
    """Something that is no answer yet is taken for it."""
    now = now.copy()
    now.tell([name])
    fitting = [role for role in ("asked", "used") if role in roles and _finds(words, now, role)]
    if name == words.view.output or not fitting or not is_plain(now.values[name]):
        return None
    return Detour(name, None, (name,), tuple(fitting))


def _finds(words: Words, now: Thought, role: str) -> bool:
    return any(not one.passes for one in checks(words, now, role))


def _started(
    words: Words, roles: Sequence[str], prefers_checks: bool, now: Thought, name: str, variant: Variant, draw: Draw
) -> Detour | None:
    """How far a wrong start goes: found at once, one or two steps later, or at the end."""
    found = now.wrong(variant)
    if found is None:
        return None
    ends: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    told: list[str] = []
    skipped = set(variant.skipped)
    view = words.view
    for step, op, _ in view.steps:
        if step in found.done or (not told and not skipped and step != name):
            continue
        is_touched = step == variant.step or bool(_touched(words, variant, step))
        value = found.values[step]
        is_odd = type(value) is not int and type(view.values[step]) is int and unit_kind(words.units[step]) == COUNT
        is_first_plain = told or op in ARITHMETIC  # a comparison shows no mistake
        if not is_first_plain or step not in found.due() or not is_plain(value) or is_odd:
            break
        if not told and not is_touched:
            return None  # it would not show yet
        if not told and _is_right(words, now, equation(words, found, step)):
            return None
        told.append(step)
        found.tell([step])
        fitting = tuple(role for role in roles if _finds(words, found, role))
        if fitting:
            ends.append((tuple(told), fitting))
        if len(told) == MAX_DEPTH:
            break
    if not ends and variant.skipped and variant.step == words.view.output:
        fitting = tuple(role for role in roles if _finds(words, found, role))
        return Detour(name, variant, (), fitting) if fitting and now.done else None
    if not ends:
        return None
    at = draw.below(10)
    chosen = ends[0] if at < 4 else ends[-1] if at > 7 else ends[min(1 + draw.below(2), len(ends) - 1)]
    verifying = tuple(role for role in chosen[1] if role in VERIFYING)
    reading = tuple(role for role in chosen[1] if role not in VERIFYING)
    if prefers_checks and verifying and reading:
        return Detour(name, variant, chosen[0], verifying if draw.chance(55) else reading)
    return Detour(name, variant, *chosen)


def _touched(words: Words, variant: Variant, step: str) -> set[str]:
    changed = {variant.step}
    for name, _, args in words.view.steps:
        if changed.intersection(args):
            changed.add(name)
    return changed & {step}


def _is_right(words: Words, now: Thought, told: str) -> bool:
    """Whether a right step says the same."""
    return any(equation(words, now, step) == told for step in now.due() if now.view.made[step][0] in ARITHMETIC)
