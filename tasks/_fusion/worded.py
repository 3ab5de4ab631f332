"""Fusions that a model words: it gets the method's requirements, and its text is held against them."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw, Problem

from .._programs import carried
from .._programs.marked import Changed, finished
from .._programs.numerals import mentions
from .._programs.program import Value, told
from .._programs.seed import Seed
from .joined import certified
from .surface import MARKS, MAX_CHARS, fault, placed

_TAGGED = re.compile(r"<problem>(.*?)</problem>", re.DOTALL)


async def worded(mode: str, first: Seed, second: Seed, fused: Changed, draw: Draw, tries: int) -> Problem:
    """The fusion in a model's words, certified by the program. Raises Reject."""
    draft, program = finished(fused.whole, fused.program)
    hidden = _hidden(first, fused)
    text, wrong = "", ""
    for _ in range(tries):
        text = await _said(mode, first, second, draft, draw, text, wrong)
        wrong = fault(text, program, hidden)
        if not wrong:
            return certified(mode, first, second, text, placed(text, program))
    raise Reject(f"no fusion in {tries} tries: {wrong}")


async def unproved(mode: str, first: Seed, second: Seed, draw: Draw, tries: int) -> Problem:
    """A fusion of problems without programs: nothing proves its answer, so that a vote has to do. Raises Reject."""
    text, wrong = "", ""
    for _ in range(tries):
        text = await _said(mode, first, second, "", draw, text, wrong)
        wrong = _loose_fault(mode, text, first, second)
        if not wrong:
            data = {"mode": mode, "fixed": [], "certificate": "none"}
            return Problem(text, None, data, (first.id, second.id))
    raise Reject(f"no fusion in {tries} tries: {wrong}")


async def _said(mode: str, first: Seed, second: Seed, draft: str, draw: Draw, rejected: str, fault: str) -> str:
    """What the model makes of the two; `rejected` and `fault` are those of its last try."""
    told = {"first": first.question, "second": second.question, "draft": draft, "rejected": rejected, "fault": fault}
    return tagged(await draw.ask(f"fusion/{mode}.jinja", **told))


def tagged(said: str) -> str:
    """What a model wrote between <problem> and </problem>, without space around it."""
    found = _TAGGED.search(said[: 4 * MAX_CHARS])
    return found[1].strip() if found else ""


def _hidden(first: Seed, fused: Changed) -> list[Value]:
    """Values that the text must not tell: every result on the way. What was replaced is no leaf any more."""
    values = fused.program.values()
    hidden = [values[step.name] for step in fused.program.steps]
    return [value for value in hidden if type(value) is not int or value > 2]


def _loose_fault(mode: str, text: str, first: Seed, second: Seed) -> str:
    """What can be seen of a fusion without a program."""
    if not text:
        return "there is no text between <problem> and </problem>"
    if len(text) > MAX_CHARS:
        return f"the text has over {MAX_CHARS} characters"
    if found := MARKS.search(text):
        return f"it still speaks of the problems it is made of: {found[0]!r}"
    if text.count("?") > 1:
        return f"it asks {text.count('?')} questions; it has to ask one"
    plain = carried.plain(text)
    if carried.plain(first.question) == plain or carried.plain(second.question) == plain:
        return "it repeats one of the problems"
    stated = {mention.value for mention in mentions(text)}
    ours, theirs = ({mention.value for mention in mentions(seed.question)} for seed in (first, second))
    if mode == "parallel":
        return ""  # its inputs may change
    if missing := sorted(ours - stated):
        return f"it lacks the number {told(missing[0])}"
    lost = sorted(theirs - stated)
    if len(lost) > (1 if mode == "sequential" else 0):
        return f"it lacks the number {told(lost[0])}"
    if mode == "sequential" and not lost and theirs:
        return "it states every number of both problems: one input of the second has to be worked out"
    return ""
