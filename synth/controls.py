"""Control conditions: finished traces whose reasoning is taken out (Gandhi et al. 2025, section 4)."""

from __future__ import annotations

from synth.markup import END_THINK, THINK
from synth.parse import think
from synth.strategy import BEHAVIORS, Control
from synth.tokens import CountTokens
from synth.types import Steps


def check_blank(text: str, control: Control) -> Steps:
    """What a step checker says of a control: there is nothing to read, or it is none."""
    trace = think(text)
    is_blank = trace is not None and not trace.strip(" .") and (control == "placeholder") == ("." in trace)
    why = None if is_blank else f"the reasoning of the control {control!r} is not blank"
    return Steps(0, 0 if is_blank else 1, why, dict.fromkeys(BEHAVIORS, 0))


def blank(text: str, control: Control, count: CountTokens) -> str:
    """The completion with its reasoning emptied, or replaced by ` .` once for each of its tokens."""
    trace = think(text)
    if trace is None:
        return text
    rest = text[len(THINK) + len(trace) + len(END_THINK) :]
    filling = " " if control == "empty" else " ." * max(1, count(trace))
    return f"{THINK}{filling}{END_THINK}{rest}"
