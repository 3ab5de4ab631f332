"""The tasks of reasoning-gym: `reasoning_gym:NAME`. `names` and `load` are what the finder of tasks asks for."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from synth.errors import UsageError
from synth.extras import how_to_install

from .options import options_of_config
from .task import PREFIX, ReasoningGym

# Mixtures of other tasks, whose options are tables: `synth mix` joins runs.
_MIXTURES = ("composite",)


def names() -> list[str]:
    """Every task there is, without the prefix. Raises UsageError where reasoning-gym is not installed."""
    return sorted(set(_datasets()) - set(_MIXTURES))


@cache
def load(name: str) -> type[ReasoningGym]:
    """The task of a name, its options those of reasoning-gym's own config. Raises UsageError."""
    found = _datasets()
    if not name:
        raise UsageError(f"name a task of reasoning-gym, as in {PREFIX}:leg_counting; synth tasks {PREFIX} lists them")
    if name not in names():
        close = get_close_matches(name, names(), n=1)
        hint = f" Did you mean {PREFIX}:{close[0]}?" if close else ""
        raise UsageError(f"reasoning-gym has no task {name!r}.{hint} synth tasks {PREFIX} lists them.")
    dataset, config = found[name]
    options = options_of_config(config)
    fields = [(own.name, own.type, field(default=own.default, metadata={"help": own.help})) for own in options]
    about = (dataset.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    told = {
        "__doc__": f"{about or name.replace('_', ' ').capitalize()} (reasoning-gym).",
        "__module__": __name__,
        "name": f"{PREFIX}:{name}",
        "dataset": name,
        "theirs": {own.name: own.theirs for own in options},
    }
    return make_dataclass(f"ReasoningGym_{name}", fields, bases=(ReasoningGym,), namespace=told, frozen=True)


def _datasets() -> dict[str, Any]:
    try:
        from reasoning_gym.factory import DATASETS
    except ImportError as error:
        needed = f"the tasks {PREFIX}:NAME need reasoning-gym ({error})"
        raise UsageError(f"{needed}: {how_to_install('reasoning-gym')}") from None
    found: dict[str, Any] = DATASETS
    return found
