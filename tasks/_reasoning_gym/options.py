"""The options of a task, read from the config that reasoning-gym has for it."""

from __future__ import annotations

import typing
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, NamedTuple

_SIMPLE = (bool, int, float, str)
# Which problem is made is said by the run.
_ASIDE = ("seed", "size")
# Keywords of `synth.run`, and a method of every task: an option of the same name would hide them.
TAKEN = {"n": "number", "max_attempts": "attempts", "difficulty": "difficulty_level"}


class Own(NamedTuple):
    """`name` here is `theirs` in the config."""

    name: str
    theirs: str
    type: Any
    default: Any
    help: str


def options_of_config(config: type) -> list[Own]:
    """The fields of a config whose values are numbers, truth values, texts or choices of texts; the rest stay as they
    are by default."""
    hints = typing.get_type_hints(config)
    found = []
    for f in fields(config):
        kind = _kind(hints[f.name], f)
        if f.name in _ASIDE or kind is None:
            continue
        default = kind(f.default) if kind in _SIMPLE else f.default
        name = TAKEN.get(f.name, f.name)
        found.append(Own(name, f.name, kind, default, f"{f.name} of {config.__name__}."))
    return found


def _kind(hint: Any, f: Field[Any]) -> Any:
    """The type that an option has; None where it cannot be one."""
    if f.default is MISSING or f.default is None:
        return None
    if typing.get_origin(hint) is Literal:
        return hint if all(isinstance(choice, str) for choice in typing.get_args(hint)) else None
    if hint is int and isinstance(f.default, float):
        return float
    return hint if hint in _SIMPLE and type(f.default) in _SIMPLE else None
