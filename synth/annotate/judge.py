"""A model as an annotator: what it is asked, and how its answer is read.

Cognitive: one call a behaviour (Gandhi et al. 2025, arXiv:2503.01307, appendix), which ends in `<count>k</count>`.
Lift: one call, answered by a JSON object. An answer that cannot be read is no zero: it is told apart.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import blake2b

from synth.annotate import evaluation
from synth.annotate.evaluation import FIELDS, GROUPS, Value
from synth.annotate.items import Item
from synth.errors import Unanswerable
from synth.model.door import Ask
from synth.parse import after_think, read_count
from synth.prompts import Messages, Prompts
from synth.strategy import BEHAVIORS
from synth.types import Behavior, Completion, Span

# In characters. A judge reads no more of a text, up to the last line that ends before it.
MAX_TEXT = 100_000
MAX_QUOTES, MAX_QUOTE, MAX_SAID = 100, 1000, 4000
EVALUATION = "evaluation"


@dataclass(frozen=True)
class Annotation:
    """What an annotator found. `behaviors` are counts, None where its answer could not be read; so is `evaluation`.

    `unread` names the answers, or the fields of an evaluation, that could not be read; `said` is the first such answer.
    """

    behaviors: dict[Behavior, int | None] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    evaluation: dict[str, Value] | None = None
    unread: list[str] = field(default_factory=list)
    said: str = ""


Complete = Callable[[Ask, Messages], Awaitable[Completion]]


class Judge:
    """Annotates by asking a model; `role` is its name in the journal."""

    def __init__(self, complete: Complete, prompts: Prompts, scheme: str, role: str) -> None:
        self.complete, self.prompts, self.scheme, self.role = complete, prompts, scheme, role

    async def annotate(self, item: Item) -> Annotation:
        """Raises Owed, Unsent, or SynthError."""
        if self.scheme == "lift":
            return _evaluated(await self._ask(item, 0, self.evaluation_prompt(item)))
        asked = [self._ask(item, at, self.count_prompt(item, behavior)) for at, behavior in enumerate(BEHAVIORS)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        for answer in answers:  # all have come home: none is left behind
            if isinstance(answer, BaseException):
                raise answer
        return _counted(item.text, [answer for answer in answers if isinstance(answer, str)])

    def count_prompt(self, item: Item, behavior: Behavior) -> str:
        return self.prompts.render("annotate/judge.jinja", definition=f"annotate/{behavior}.jinja", **_material(item))

    def evaluation_prompt(self, item: Item) -> str:
        example = evaluation.write({}).replace("null", "...")
        return self.prompts.render(
            "annotate/lift.jinja", groups=list(GROUPS.items()), example=example, **_material(item)
        )

    async def _ask(self, item: Item, number: int, text: str) -> str:
        # Below 0, where no index of a run is: the journal then knows its own highest index at once.
        at = -1 - int.from_bytes(blake2b(item.text.encode(errors="replace"), digest_size=7).digest(), "big")
        try:
            completion = await self.complete(Ask(at, self.role, number, 0), [{"role": "user", "content": text}])
        except Unanswerable:  # as an answer that cannot be read: told apart, and no zero
            return ""
        return after_think(completion.text)


def find_quotes(text: str, said: str) -> list[tuple[int, int]]:
    """Where the quotations of an answer stand in a text, one after the other; what is not there is left out."""
    found: list[tuple[int, int]] = []
    place = 0
    for part in said.split("<quote>")[1 : MAX_QUOTES + 1]:
        quote = part.partition("</quote>")[0].strip().strip('"“”')
        if not quote or len(quote) > MAX_QUOTE:
            continue
        at = _find(text, quote, place) or _find(text, quote, 0)
        if at and at not in found:
            found.append(at)
            place = at[1]
    return found


def _find(text: str, quote: str, place: int) -> tuple[int, int] | None:
    start = text.find(quote, place)
    if start >= 0:
        return start, start + len(quote)
    # Models mend line breaks and lose their double spaces.
    words = re.compile(r"\s{1,20}".join(map(re.escape, quote.split()))).search(text, place)
    return words.span() if words else None


def _counted(text: str, answers: list[str]) -> Annotation:
    counts = {behavior: read_count(said) for behavior, said in zip(BEHAVIORS, answers, strict=True)}
    spans = [
        Span(behavior, *place)
        for behavior, said in zip(BEHAVIORS, answers, strict=True)
        if counts[behavior]
        for place in find_quotes(text, said)
    ]
    unread = [str(behavior) for behavior, count in counts.items() if count is None]
    said = next((said for said, count in zip(answers, counts.values(), strict=True) if count is None), "")
    return Annotation(counts, sorted(spans, key=lambda span: span.start), None, unread, said[:MAX_SAID])


def _evaluated(said: str) -> Annotation:
    """An evaluation of which less than half can be read is none."""
    values = {name: value for name, value in evaluation.read(said).items() if name in FIELDS}
    unread = [name for name in FIELDS if values.get(name) is None]
    if 2 * len(unread) > len(FIELDS):
        return Annotation(unread=[EVALUATION], said=said[:MAX_SAID])
    return Annotation(evaluation=values, unread=unread, said=said[:MAX_SAID] if unread else "")


def _material(item: Item) -> dict[str, str]:
    """What the judge reads. No text can end the place that it stands in."""
    text = item.text
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        text = text[: text.rfind("\n") + 1] or text
    return {
        "text": text.replace("</response>", "< /response>"),
        "question": item.question[:MAX_TEXT].replace("</problem>", "< /problem>"),
        "reference": item.reference[:MAX_TEXT].replace("</reference>", "< /reference>"),
    }
