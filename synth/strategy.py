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
INCORRECT = "-incorrect"  # behind the name of a set of behaviours


@dataclass(frozen=True)
class Strategy:
    """`shows` is what is asked for; every other behaviour is forbidden.

    A control replaces the reasoning of a finished trace: `empty` leaves nothing of it, `placeholder` as many
    tokens that say nothing. `is_incorrect` asks for the behaviours and a wrong answer.
    """

    name: str
    shows: frozenset[Behavior]
    control: Control | None = None
    # A set into which a task sorts what it finds: nothing is asked for, and nothing forbidden.
    is_set: bool = False
    is_incorrect: bool = False

    @property
    def config(self) -> str:
        """Its name as a folder and as a config of the dataset."""
        return self.name.replace("+", "-")

    @property
    def asked(self) -> Strategy:
        """What the teacher is asked: a control's trace is cut from an `all` trace, and nobody is asked for mistakes."""
        return parse("all") if self.control else parse(self.name.removesuffix(INCORRECT))

    @property
    def incorrect(self) -> Strategy:
        """The same behaviours with a wrong answer. Raises UsageError for a control."""
        return self if self.is_incorrect else parse(self.name + INCORRECT)


PRESETS: dict[str, str] = {
    "all": "backtracking, verification, subgoals and backward chaining together",
    "backtrack": "leaves dead ends for the start or for an intermediate step",
    "backtrack+verify": "checks results against the target, and backtracks",
    "backtrack+subgoal": "names intermediate goals and pursues them, and backtracks",
    "backtrack+backward": "works from the target towards what is given, and backtracks",
    "negative": "none of the four: the direct solution, step by step",
    "empty": "control: an `all` trace with its reasoning taken out",
    "placeholder": "control: an `all` trace with its reasoning replaced by as many empty tokens",
    "all-incorrect": "control: all four behaviours, and a wrong answer",
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
    if name.endswith(INCORRECT):
        right = parse(name.removesuffix(INCORRECT))
        if right.control or right.is_incorrect:
            raise UsageError(f"strategy {text!r}: a set of behaviours can be incorrect, {right.name!r} cannot")
        return Strategy(right.name + INCORRECT, right.shows, is_incorrect=True)
    parts = [part.strip() for part in name.split("+")]
    for part in parts:
        if part not in BEHAVIORS:
            raise UsageError(
                f"unknown behaviour {part!r} in strategy {text!r}. The behaviours are {', '.join(BEHAVIORS)}, "
                f"joined by '+', with {INCORRECT} behind for wrong answers; the presets are {', '.join(PRESETS)}."
            )
    shows = [behavior for behavior in BEHAVIORS if behavior in parts]
    if len(shows) == len(BEHAVIORS):
        return parse("all")
    return Strategy("+".join(shows), frozenset(shows))
