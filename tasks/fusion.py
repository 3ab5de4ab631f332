"""Fusion: one problem out of two, in MathFusion's manner (arXiv:2503.16212), with a certificate."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from synth.errors import UsageError
from synth.similarity import Embeddings, Similarity, Tfidf
from synth.task import (
    Draw,
    Pairing,
    Problem,
    Range,
    Reject,
    Seeds,
    option,
)  # fmt: skip

from ._fusion.drafts import DRAFTS
from ._fusion.forms import FORMS, Form
from ._fusion.joined import NoPartner, certified, is_same_story
from ._fusion.partners import Partners
from ._fusion.worded import unproved, worded
from ._programs import carried
from ._programs.marked import Changed, finished
from ._programs.seed import Seed, read_seed
from ._programs.task import ProgramTask


@dataclass(frozen=True)
class Fusion(ProgramTask):
    """Fuse pairs of problems (--seeds) into one: sequential, parallel or conditional.

    Problems that carry their program (word_problem, mutate, GSM8K with its annotations) give one whose answer is
    computed, with no model at all. With a model, that words the fusion, and the program certifies it; of seeds
    without programs the answer is voted on, and the row says so.
    """

    arity: ClassVar[int] = 2

    mode: Literal["sequential", "parallel", "conditional"] = option("sequential", "How the problems are fused.")
    pairs: int = option(1, "How many fusions are made of each seed, with different partners.")
    neighbours: int = option(20, "How many of the most similar problems may be its partner.")
    min_similarity: float = option(0.0, "The least cosine of a pair.")
    max_similarity: float = option(1.0, "The greatest cosine of a pair.")
    difficulty_gap: Range = option(Range(0, 100), "By how many steps the two may differ; 1-100 asks for a difference.")
    embedding: str = option(
        "", "A model (litellm's name) whose embeddings tell what is similar; else TF-IDF does.", sends=True
    )
    embedding_base_url: str = option("", "The server of --embedding.", sends=True)
    wording: Literal["auto", "template", "model"] = option("auto", "Who words the fusion: a model where there is one.")
    tries: int = option(3, "How often the proposer may try a fusion.")
    dead_ends: Range = option(Range(1, 2), "How many wrong starts a trace with backtracking tells.")

    def __post_init__(self) -> None:
        if not 1 <= self.pairs <= self.neighbours <= 1000:
            raise UsageError("options pairs and neighbours: expected 1 <= pairs <= neighbours <= 1000")
        if not self.min_similarity <= self.max_similarity:
            raise UsageError("options min_similarity and max_similarity: the least is above the greatest")
        if not 1 <= self.tries <= 20:
            raise UsageError(f"option tries: {self.tries} is not within 1-20")
        carried.check_dead_ends(self.dead_ends)

    @property
    def rounds(self) -> int:
        return self.pairs

    def pairing(self, seeds: Seeds, prepared: Any = None) -> Pairing:
        """(place, round) -> the seed's place, then those of its candidates, the most similar first."""
        texts = [_text(seeds, place) for place in range(len(seeds))]
        similarity: Similarity
        if self.embedding:
            folder: Path | None = getattr(seeds, "folder", None)
            similarity = Embeddings(texts, self.embedding, self.embedding_base_url, folder)
        else:
            similarity = Tfidf(texts)
        window = (self.min_similarity, self.max_similarity)
        near = Partners(seeds, texts, similarity, window, self.neighbours, self.mode)
        # Every round has candidates of its own, so that no pair comes twice.
        return lambda place, round: (place, *near.of(place)[round :: self.pairs])

    def propose(self, draw: Draw) -> Problem | Awaitable[Problem]:
        second = read_seed(draw.parents[0])
        wants_model = self.wording == "model" or (self.wording == "auto" and draw.asker is not None)
        if len(draw.parents) < 2:
            raise Reject("no other seed has a number of the same dimension and of like size")
        if second.program is None:
            if not wants_model:
                raise Reject(second.why)
            return unproved(self.mode, read_seed(draw.parents[1]), second, draw, self.tries)
        try:
            first, fused, problem = self._fused(second, draw, FORMS[self.mode])
        except Reject:
            if not wants_model:
                raise
            # No form of one story fits: a model finds the words.
            first, fused, problem = self._fused(second, draw, DRAFTS[self.mode])
        return worded(self.mode, first, second, fused, draw, self.tries) if wants_model else problem

    def _fused(self, second: Seed, draw: Draw, form: Form) -> tuple[Seed, Changed, Problem]:
        """The first candidate that a fusion works out with, the fusion, and its problem. Raises Reject."""
        why = "no candidate carries a program"
        for at in range(1, len(draw.parents)):  # a row is only read when its turn comes
            first = read_seed(draw.parents[at])
            if first.program is None or not self._has_gap(first, second):
                continue
            try:
                fused = form(first, second, draw)
                if is_same_story(first, second):
                    raise Reject("both tell the same story")
                return first, fused, self._certified(first, second, fused)
            except NoPartner:
                raise
            except Reject as reason:
                why = str(reason)
        raise Reject(why)

    def _certified(self, first: Seed, second: Seed, fused: Changed) -> Problem:
        problem = certified(self.mode, first, second, *finished(fused.whole, fused.program))
        if problem.answer in (first.answer, second.answer) and self.mode != "conditional":
            raise Reject("the answer is that of one of the two")
        return problem

    def _has_gap(self, first: Seed, second: Seed) -> bool:
        n, m = (len(seed.program.steps) if seed.program else 0 for seed in (first, second))
        return self.difficulty_gap.lo <= abs(n - m) <= self.difficulty_gap.hi

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return carried.plain(read_seed(row).question)

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {"mode": problem.data["mode"], "certificate": problem.data["certificate"]}


def _text(seeds: Seeds, place: int) -> str:
    try:
        return read_seed(seeds[place]).question
    except Reject:
        return ""
