"""Control conditions: finished traces whose reasoning is taken out (Gandhi et al. 2025, section 4)."""

from __future__ import annotations

from synth.parse import END_THINK, THINK, think
from synth.strategy import Control
from synth.tokens import CountTokens


def blank(text: str, control: Control, count: CountTokens) -> str:
    """The completion with its reasoning emptied, or replaced by ` .` once for each of its tokens."""
    trace = think(text)
    if trace is None:
        return text
    rest = text[len(THINK) + len(trace) + len(END_THINK) :]
    filling = " " if control == "empty" else " ." * max(1, count(trace))
    return f"{THINK}{filling}{END_THINK}{rest}"
