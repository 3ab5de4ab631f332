"""How often a text shows each behaviour, as a model counts: four questions, each answered by `<count>k</count>`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from synth.errors import Reject
from synth.parse import read_count
from synth.strategy import BEHAVIORS
from synth.task import Behavior, Draw

# None: the answer could not be read, which is not 0.
Counts = Mapping[Behavior, "int | None"]
SHOWN, MINIMISED = "behaviors", "minimised"


async def document_counts(draw: Draw, document: str) -> Counts:
    return await _counts(draw, "relabel/count.jinja", "relabel", {"document": closed(document, "document")})


async def trace_counts(draw: Draw, question: str, thoughts: str) -> Counts:
    """The same of what was written: the questions that `synth annotate` asks of a completion."""
    values = {"question": closed(question, "problem"), "text": closed(thoughts, "response")}
    return await _counts(draw, "annotate/judge.jinja", "annotate", values)


async def _counts(draw: Draw, template: str, folder: str, values: Mapping[str, str]) -> Counts:
    asked = (_count(draw, template, definition=f"{folder}/{behavior}.jinja", **values) for behavior in BEHAVIORS)
    found = await asyncio.gather(*asked, return_exceptions=True)
    for count in found:  # all have come home: none is left behind
        if isinstance(count, BaseException):
            raise count
    return {b: count for b, count in zip(BEHAVIORS, found, strict=True) if not isinstance(count, BaseException)}


async def _count(draw: Draw, template: str, **values: str) -> int | None:
    try:
        return read_count(await draw.judge(template, **values))
    except Reject:  # cut by its length
        return None


def set_of(counts: Counts) -> str | None:
    """The set of a text: one count above 0 is enough for the first, and it takes four zeros for the second.

    None where an answer that could not be read leaves it open.
    """
    if any(counts.values()):
        return SHOWN
    return None if None in counts.values() else MINIMISED


def closed(text: str, tag: str) -> str:
    """The text with nothing in it that could end the place where it stands."""
    return text.replace(f"</{tag}>", f"< /{tag}>")
