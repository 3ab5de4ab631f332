"""A model says a problem in other words, or makes one of another difficulty out of it."""

from __future__ import annotations

import re
from collections.abc import Set

from synth.errors import Reject
from synth.task import Draw, Problem

from .._fusion.surface import placed
from .._fusion.worded import tagged
from .._programs import carried
from .._programs.numerals import mentions
from .._programs.program import Value, told
from .._programs.seed import Seed

_MARKUP = ("<think", "</think", "<answer", "</answer", "<problem")


async def paraphrased(seed: Seed, draw: Draw, tries: int) -> Problem:
    """The seed in other words, its answer kept, and its program where it has one. Raises Reject."""
    wrong, text = "", ""
    for _ in range(tries):
        said = await draw.ask("rewrite/paraphrase.jinja", question=seed.question, rejected=text, fault=wrong)
        text = tagged(said)
        wrong = fault_of(seed.question, text)
        if not wrong:
            data = {"direction": "paraphrase", "answer": seed.answer, "certificate": "none"}
            if seed.program is None:
                return Problem(text, seed.answer, data, (seed.id,))
            stated = placed(text, seed.program)
            fixed = [leaf.name for leaf in stated.leaves if leaf.at and leaf.name not in seed.free]
            return carried.problem(text, stated, {**data, "fixed": fixed, "certificate": "program"}, (seed.id,))
    raise Reject(f"no paraphrase in {tries} tries: {wrong}")


async def rewritten(direction: str, seed: Seed, draw: Draw, tries: int) -> Problem:
    """A harder or easier problem, a part of it, or a relative, in a model's words: nothing proves its answer.

    Synthetic Data RL (arXiv:2505.17063) adapts difficulty so. Raises Reject.
    """
    wrong, text = "", ""
    for _ in range(tries):
        said = await draw.ask(f"rewrite/{direction}.jinja", question=seed.question, rejected=text, fault=wrong)
        text = tagged(said)
        wrong = _loose_fault(seed.question, text)
        if not wrong:
            return Problem(text, None, {"direction": direction, "answer": None, "certificate": "none"}, (seed.id,))
    raise Reject(f"no problem in {tries} tries: {wrong}")


def fault_of(question: str, text: str) -> str:
    """What is wrong with a paraphrase, "" if nothing is."""
    if wrong := _loose_fault(question, text):
        return wrong
    if not len(question) // 3 <= len(text) <= 3 * len(question) + 200:
        return "it is far shorter or longer than the problem"
    before, now = numbers_in(question), numbers_in(text)
    if lost := before - now:
        return f"it lacks {_listed(lost)}"
    if new := now - before:
        return f"it states {_listed(new)}, which the problem does not"
    return ""


def _loose_fault(question: str, text: str) -> str:
    if not text:
        return "there is no text between <problem> and </problem>"
    if any(mark in text for mark in _MARKUP):
        return "the problem holds tags"
    if len(text) > 4 * len(question) + 2000:
        return "it is far longer than the problem"
    return "it repeats the problem word for word" if plain(text) == plain(question) else ""


def numbers_in(text: str) -> frozenset[Value]:
    """Every different number of a text."""
    return frozenset(mention.value for mention in mentions(text))


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _listed(numbers: Set[Value]) -> str:
    return ", ".join(told(n) for n in sorted(numbers)[:5])
