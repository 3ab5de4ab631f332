"""Turns indices into judged rows. What an index gives depends on nothing but the recipe and the index."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import pyarrow as pa

from synth.controls import blank, token_counter
from synth.errors import Refuse, Reject, SpaceDry, SynthError, TaskError
from synth.journal import Hashes
from synth.plugins import load_task
from synth.prompts import Prompts
from synth.rows import Stated, batch, digest, row, stated
from synth.seeds import Seeds, identity_hash, parse_row
from synth.strategy import Strategy, parse
from synth.task import Draw, Task, configure
from synth.teacher import Procedural, Teacher
from synth.teacher.base import Request
from synth.types import Completion, Problem, Steps, Verdict

Keep = Literal["verified", "incorrect", "all"]
Fate = Literal["answered", "refused", "rejected", "excluded"]
T = TypeVar("T")


@dataclass(frozen=True)
class Recipe:
    """Everything that rows are made from, in a form that travels between processes."""

    task: str
    options: dict[str, Any]
    seed: int
    keep: Keep
    test_fraction: float
    tokenizer: str
    templates: tuple[str, ...]
    seeds: str | None  # the Arrow file
    fingerprint: str  # of the request: part of every row's id

    def load_task(self) -> Task:
        return configure(load_task(self.task), self.options)


@dataclass
class Chunk:
    """What some indices gave. `rows[s]` holds one row for each index of `places[s]` (places in `indices`)."""

    indices: Hashes
    identities: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    fates: list[Fate] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    is_test: list[bool] = field(default_factory=list)
    rows: dict[str, pa.RecordBatch] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    is_dry: bool = False


class Engine:
    """Proposes, answers and judges; one in every worker process."""

    def __init__(self, recipe: Recipe, excluded: Hashes, teacher: Teacher | None = None) -> None:
        self.recipe = recipe
        self.task = recipe.load_task()
        self.prompts = Prompts(self.task.name, [Path(folder) for folder in recipe.templates])
        self.teacher: Teacher = teacher or Procedural(self.task)
        self.seeds = Seeds(Path(recipe.seeds)) if recipe.seeds else None
        self.count_tokens = token_counter(recipe.tokenizer)
        self._excluded = set(map(int, excluded))
        self._test_below = int(recipe.test_fraction * 2**64)
        self._systems: dict[str, str] = {}

    def work(self, indices: Sequence[int], strategies: Sequence[str]) -> Chunk:
        """Everything that the indices give under the strategies, up to where the space runs dry."""
        chosen = [parse(name) for name in strategies]
        chunk = Chunk(np.array(indices, np.uint64), places={s.name: [] for s in chosen})
        rows: dict[str, list[tuple[Any, ...]]] = {s.name: [] for s in chosen}
        identities: list[int] = []
        for place, index in enumerate(indices):
            try:
                identity, is_test, fate, reason, made = self._one(index, chosen)
            except SpaceDry:
                chunk.indices, chunk.is_dry = chunk.indices[:place], True
                break
            except (SynthError, OSError, MemoryError):
                raise
            except Exception as error:  # a task is anybody's code: its faults are told, not thrown at the user
                raise TaskError(_fault(self.task.name, index, error)) from error
            identities.append(identity)
            chunk.is_test.append(is_test)
            chunk.fates.append(fate)
            if reason:
                chunk.reasons[place] = reason
            for strategy, made_row in zip(chosen, made, strict=False):
                rows[strategy.name].append(made_row)
                chunk.places[strategy.name].append(place)
        chunk.identities = np.array(identities, np.uint64)
        chunk.rows = {name: batch(found) for name, found in rows.items()}
        return chunk

    def _one(self, index: int, strategies: list[Strategy]) -> tuple[int, bool, Fate, str, list[tuple[Any, ...]]]:
        try:
            problem = self.propose(index)
        except Reject as why:
            return 0, False, "rejected", str(why), [self._unproposed(index, s, str(why)) for s in strategies]
        identity = identity_hash(self.task.identity(problem))
        if identity in self._excluded:
            return identity, False, "excluded", "", []
        is_test = self._test_below > 0 and identity_hash("split/" + self.task.split_key(problem)) < self._test_below
        prompt = self.prompts.prompt(problem.question, self.task.answer_format)
        asked = stated(self.task.name, problem, prompt, self.task.difficulty(problem))
        try:
            made = [self._row(index, asked, strategy, self.answer(index, asked, strategy)) for strategy in strategies]
        except Refuse as why:
            return identity, is_test, "refused", str(why), []
        return identity, is_test, "answered", "", made

    def propose(self, index: int) -> Problem:
        """The problem of an index. Raises Reject or SpaceDry."""
        if self.seeds is None:
            return _settled(self.task.propose(Draw(self.recipe.seed, index)))
        if index >= self.seeds.n:
            raise SpaceDry
        return self.task.from_seed(parse_row(self.seeds.line(index)))

    def answer(self, index: int, asked: Stated, strategy: Strategy) -> Completion:
        """The teacher's completion. Raises Refuse."""
        if strategy.name not in self._systems:
            self._systems[strategy.name] = self.prompts.messages("", strategy)[0]["content"]
        draw = Draw(self.recipe.seed, index, strategy.asked.name)
        system = self._systems[strategy.name]
        completion = _settled(
            self.teacher.answer(Request(self.task, asked.problem, strategy, asked.prompt, draw, system))
        )
        if strategy.control:
            return replace(completion, text=blank(completion.text, strategy.control, self.count_tokens))
        return completion

    def judge(self, problem: Problem, strategy: Strategy, text: str) -> tuple[Verdict, Steps | None]:
        """The verdict on a completion; a proved teacher's trace also has to hold step by step."""
        try:
            verdict = self.task.verify(problem, text)
            steps = self.task.check(problem, text, strategy, self.teacher.is_proved)
        except Reject as why:
            return Verdict.rejected("task", str(why)), None
        if self.teacher.is_proved and steps and steps.false and verdict.status == "verified":
            verdict = Verdict.rejected("steps", steps.first_false or "", verdict.answer)
        return verdict, steps

    def _row(self, index: int, asked: Stated, strategy: Strategy, completion: Completion) -> tuple[Any, ...]:
        verdict, steps = self.judge(asked.problem, strategy, completion.text)
        row_id = digest(f"{self.recipe.fingerprint}/{index}/{strategy.name}/0".encode())
        return row(row_id, self.task.name, asked, strategy, self.teacher.name, completion, verdict, steps)

    def _unproposed(self, index: int, strategy: Strategy, why: str) -> tuple[Any, ...]:
        """A rejected row for an index that gave no problem: it keeps the seed, so that nothing is lost."""
        seed = self.seeds.line(index)[:10_000].decode(errors="replace") if self.seeds else None
        asked = stated(self.task.name, Problem("", None, {"index": index, "seed": seed}), "", {})
        row_id = digest(f"{self.recipe.fingerprint}/{index}/{strategy.name}/0".encode())
        completion = Completion("", finish_reason="none")
        return row(row_id, self.task.name, asked, strategy, self.teacher.name, completion, Verdict.rejected("seed", why), None)


def _fault(task: str, index: int, error: Exception) -> str:
    """What went wrong inside a task, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"the task {task} failed at index {index}: {error!r} in {place.name} ({Path(place.filename).name}, line {place.lineno})"


def is_kept(keep: Keep, status: str, method: str) -> bool:
    """Whether a judged row belongs into `data/` rather than `rejected/`."""
    if keep == "all":
        return True
    if keep == "incorrect":
        return status == "rejected" and method not in ("format", "seed", "task")
    return status == "verified"


def _settled(value: T | Awaitable[T]) -> T:
    """A value that may still have to be awaited."""
    if not inspect.isawaitable(value):
        return value  # type: ignore[return-value]

    async def wait() -> T:
        return await value

    return asyncio.run(wait())
