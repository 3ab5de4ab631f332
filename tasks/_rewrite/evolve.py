"""Evolution that keeps the answer and makes the way to it harder (SynthRL, arXiv:2506.02096).

Rollouts of the target model on the seed must mostly be right; a model that never sees the answer evolves the problem;
a judge scores it; rollouts that still give the seed's answer show that it survived, fewer of them that it got harder.
That is evidence, not proof: the row says `vote`.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from synth.errors import Reject
from synth.parse import tagged_answer
from synth.task import Draw, Problem
from synth.verify.number import read_number

from .._fusion.worded import tagged
from .._programs.seed import Seed
from .paraphrase import _loose_fault

_SCORE = re.compile(r"<score>\s*([0-9]{1,2})\s*</score>")
_GUESSABLE = frozenset({"yes", "no", "true", "false", "0", "1", "a", "b", "c", "d", "e"})


@dataclass(frozen=True)
class Thresholds:
    """SynthRL's numbers by default."""

    rollouts: int = 16
    min_seed: int = 12
    evolutions: int = 8
    min_score: int = 8
    min_right: int = 4
    min_drop: int = 2


async def evolved(seed: Seed, draw: Draw, limits: Thresholds) -> Problem:
    """The hardest evolution that keeps the answer. Raises Reject with why there is none."""
    if seed.answer is None:
        raise Reject("the seed has no answer that could be kept")
    if seed.answer.strip(" .").lower() in _GUESSABLE:
        raise Reject(f"the answer {seed.answer!r} can be guessed: that rollouts give it shows nothing")
    at_first = await _right(seed.question, seed.answer, draw, limits.rollouts)
    if at_first < limits.min_seed:
        raise Reject(f"{at_first} of {limits.rollouts} rollouts solve the seed, fewer than {limits.min_seed}")
    best: tuple[int, str, int] | None = None
    current = seed.question
    for _ in range(limits.evolutions):
        text = tagged(await draw.ask("rewrite/evolve.jinja", question=current))
        if _loose_fault(current, text):
            continue
        score = read_score(await draw.ask("rewrite/judge.jinja", question=seed.question, text=text))
        if score < limits.min_score:
            continue
        right = await _right(text, seed.answer, draw, limits.rollouts)
        if limits.min_right <= right <= at_first - limits.min_drop and (best is None or right < best[0]):
            best, current = (right, text, score), text
    if best is None:
        raise Reject(f"none of {limits.evolutions} evolutions is harder, well formed, and keeps the answer")
    right, text, score = best
    told: dict[str, Any] = {"seed": at_first, "right": right, "rollouts": limits.rollouts, "score": score}
    data = {"direction": "harder", "answer": None, "claimed": seed.answer, "evolution": told, "certificate": "none"}
    return Problem(text, seed.answer, data, (seed.id,))


async def _right(question: str, answer: str, draw: Draw, n: int) -> int:
    """How many of n rollouts give the answer."""
    said = await asyncio.gather(*(draw.ask("rewrite/rollout.jinja", question=question) for _ in range(n)))
    return sum(is_same(tagged_answer(text) or "", answer) for text in said)


def is_same(said: str, answer: str) -> bool:
    """Whether two answers are one number, or one text."""
    value = read_number(said)
    return value == read_number(answer) if value is not None else said.strip().casefold() == answer.strip().casefold()


def read_score(said: str) -> int:
    """The last score that a judge gave, -1 where it gave none."""
    found = _SCORE.findall(said[-2000:])
    return int(found[-1]) if found else -1
