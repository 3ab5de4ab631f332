"""The way back from a wrong start, and how sentences are laid out."""

from __future__ import annotations

from collections.abc import Callable

from synth.task import Draw

from . import table
from .plan import Detour
from .words import Words


def way_back(words: Words, detour: Detour, draw: Draw, pick: Callable[[list[str]], str]) -> str:
    """A sentence that names what is gone back to: a result that stands, or the step that is to be made again."""
    view = words.view
    if detour.variant is None:
        return pick(table.BACK_TO).format(v=f"the {words.amount(detour.step, view.values[detour.step])}")
    step = detour.variant.step
    known = [arg for arg in view.made[step][1] if arg in view.made]
    if known and draw.chance(45):
        return pick(table.BACK_TO).format(v=f"the {words.amount(known[0], view.values[known[0]])}")
    return pick(table.REDO).format(L=words.names[step]) if step in words.names else pick(table.REDO_PLAIN)


def laid_out(sentences: list[str], draw: Draw) -> str:
    """One paragraph mostly, or a line a sentence, or paragraphs of a few."""
    layout = draw.below(10)
    if layout < 6:
        return " ".join(sentences)
    if layout < 8:
        return "\n".join(sentences)
    return "".join(
        text + ("" if place == len(sentences) - 1 else "\n" if draw.chance(30) else " ")
        for place, text in enumerate(sentences)
    )
