"""Which reasoning behaviours a teacher is asked to show, and which it must not.

The four behaviours, the presets and the controls are those of Gandhi et al. 2025, arXiv:2503.01307.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from synth.errors import UsageError
from synth.types import Behavior

BEHAVIORS: tuple[Behavior, ...] = get_args(Behavior)
Control = Literal["empty", "placeholder"]
CONTROLS: tuple[Control, ...] = get_args(Control)


@dataclass(frozen=True)
class Strategy:
    """`shows` is what is asked for; every other behaviour is forbidden.

    A control replaces the reasoning of a finished trace: `empty` leaves nothing of it, `placeholder` as many
    tokens that say nothing.
    """

    name: str
    shows: frozenset[Behavior]
    control: Control | None = None
    # A set into which a task sorts what it finds: nothing is asked for, and nothing forbidden.
    is_set: bool = False

    @property
    def config(self) -> str:
        """Its name as a folder and as a config of the dataset."""
        return self.name.replace("+", "-")

    @property
    def asked(self) -> Strategy:
        """What the teacher is asked: a control's trace is cut from an `all` trace."""
        return parse("all") if self.control else self


PRESETS: dict[str, str] = {
    "all": "backtracking, verification, subgoals and backward chaining together",
    "backtrack": "leaves dead ends for the start or for an intermediate step",
    "backtrack+verify": "checks results against the target, and backtracks",
    "backtrack+subgoal": "names intermediate goals and pursues them, and backtracks",
    "backtrack+backward": "works from the target towards what is given, and backtracks",
    "negative": "none of the four: the direct solution, step by step",
    "empty": "control: an `all` trace with its reasoning taken out",
    "placeholder": "control: an `all` trace with its reasoning replaced by as many empty tokens",
}

SETS: dict[str, str] = {
    "behaviors": "set: documents that show at least one of the four (the task relabel)",
    "minimised": "set: documents that show none of them (the task relabel)",
}


@lru_cache(maxsize=64)
def parse(text: str) -> Strategy:
    """A strategy from its name, however its parts are ordered. Raises UsageError for an unknown behaviour."""
    name = text.strip().lower()
    if name == "all":
        return Strategy("all", frozenset(BEHAVIORS))
    if name == "negative":
        return Strategy("negative", frozenset())
    for control in CONTROLS:
        if name == control:
            return Strategy(control, frozenset(), control)
    if name in SETS:
        return Strategy(name, frozenset(), is_set=True)
    parts = [part.strip() for part in name.split("+")]
    for part in parts:
        if part not in BEHAVIORS:
            raise UsageError(
                f"unknown behaviour {part!r} in strategy {text!r}. The behaviours are {', '.join(BEHAVIORS)}, "
                f"joined by '+'; the presets are {', '.join(PRESETS)}."
            )
    shows = [behavior for behavior in BEHAVIORS if behavior in parts]
    if len(shows) == len(BEHAVIORS):
        return parse("all")
    return Strategy("+".join(shows), frozenset(shows))
