"""A document as question, thoughts and answer: a model writes, and what it wrote is read and held against the label."""

from __future__ import annotations

from typing import NamedTuple

from synth.errors import Reject
from synth.parse import tagged
from synth.task import Draw

from .labels import SHOWN, Counts, closed, set_of, trace_counts

# The longest of each part, in characters. The answer is in tags of another name, since what a model writes before an
# <answer> counts as its reasoning.
PARTS = {"question": 4_000, "thoughts": 60_000, "solution": 4_000}
_MARKUP = tuple(f"<{slash}{name}" for name in (*PARTS, "think", "answer") for slash in ("", "/"))
_KEPT = 4_000


class Retold(NamedTuple):
    """`shown` is None where nobody counted what the thoughts show."""

    question: str
    thoughts: str
    answer: str
    shown: Counts | None

    @property
    def completion(self) -> str:
        return f"<think>\n{self.thoughts}\n</think>\n<answer>{self.answer}</answer>"


class Fault(NamedTuple):
    """Why there is no retelling, and the last thing that the model said."""

    why: str
    said: str


async def retold(draw: Draw, document: str, counts: Counts, recheck: bool, tries: int) -> Retold | Fault:
    """The document in the model's words; a text with a fault goes back to the model with it."""
    name, said, wrong = set_of(counts), "", ""
    for _ in range(tries):
        try:
            said = await draw.write(
                "relabel/write.jinja",
                document=closed(document, "document"),
                shown=[behavior for behavior, n in counts.items() if n],
                rejected=closed(said[:_KEPT], "rejected"),
                fault=wrong,
            )
        except Reject as why:
            wrong, said = str(why), ""
            continue
        parts = {part: tagged(said, part) or "" for part in PARTS}
        wrong = _fault_of(parts)
        shown = await trace_counts(draw, parts["question"], parts["thoughts"]) if recheck and not wrong else None
        wrong = wrong or _strayed(name, shown)
        if not wrong:
            return Retold(parts["question"], parts["thoughts"], parts["solution"], shown)
    return Fault(f"{wrong}: the last of {tries} tries", said[:_KEPT])


def _fault_of(parts: dict[str, str]) -> str:
    for part, most in PARTS.items():
        text = parts[part]
        if not text or len(text) > most:
            return f"there is no text of up to {most:,} characters between <{part}> and </{part}>"
        if any(mark in text for mark in _MARKUP):
            return f"the {part} holds tags of another part"
    return ""


def _strayed(name: str | None, shown: Counts | None) -> str:
    """What the thoughts show or hide against their document."""
    if shown is None or (found := set_of(shown)) == name:
        return ""
    if found is None:
        return "it could not be read whether the thoughts show a behaviour"
    if found == SHOWN:
        return f"the thoughts show {', '.join(b for b, n in shown.items() if n)}, and the document shows none"
    return "the thoughts show none of what the document shows"
