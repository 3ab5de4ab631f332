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
        """Everything that the indices give under the strategies, up to where the space runs dry.

        One stage after the other, each over all indices: what a stage needs then stays in the processor's caches.
        """
        chosen = [parse(name) for name in strategies]
        chunk = Chunk(np.array(indices, np.uint64))
        found = self._proposals(indices)
        if len(found) < len(indices):
            chunk.indices, chunk.is_dry = chunk.indices[: len(found)], True
        answered = [proposal for proposal in found if proposal.fate == "answered"]
        completions = {strategy.name: self._answers(answered, strategy) for strategy in chosen}
        for strategy in chosen:
            made = [p for p in found if p.fate == "answered" or p.fate == "rejected"]
            rows = [self._row(p, strategy, completions[strategy.name].get(p.index)) for p in made]
            chunk.rows[strategy.name] = batch(rows)
            chunk.places[strategy.name] = [p.place for p in made]
        chunk.identities = np.array([p.identity for p in found], np.uint64)
        chunk.fates = [p.fate for p in found]
        chunk.is_test = [p.is_test for p in found]
        chunk.reasons = {p.place: p.reason for p in found if p.reason}
        return chunk

    def _proposals(self, indices: Sequence[int]) -> list[_Proposal]:
        found = []
        for place, index in enumerate(indices):
            proposal = _Proposal(index, place)
            try:
                self._state(proposal)
            except SpaceDry:
                break
            except Reject as why:
                proposal.fate, proposal.reason = "rejected", str(why)
            except Exception as error:
                raise _told(self.task.name, index, error) from error
            found.append(proposal)
        return found

    def _state(self, proposal: _Proposal) -> None:
        """Fills in the problem, who it is, and where it belongs."""
        task = self.task
        problem = self.propose(proposal.index)
        proposal.identity = identity_hash(task.identity(problem))
        if proposal.identity in self._excluded:
            proposal.fate = "excluded"
            return
        if self._test_below:
            proposal.is_test = identity_hash("split/" + task.split_key(problem)) < self._test_below
        prompt = self.prompts.prompt(problem.question, task.answer_format)
        proposal.asked = stated(task.name, problem, prompt, task.difficulty(problem))

    def _answers(self, proposals: list[_Proposal], strategy: Strategy) -> dict[int, Completion]:
        """The completions by index. A refusal drops the index for every strategy of the chunk."""
        found = {}
        for proposal in proposals:
            if proposal.fate == "answered" and proposal.asked:
                try:
                    found[proposal.index] = self.answer(proposal.index, proposal.asked, strategy)
                except Refuse as why:
                    proposal.fate, proposal.reason = "refused", str(why)
                except Exception as error:
                    raise _told(self.task.name, proposal.index, error) from error
        return found

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

    def _row(self, proposal: _Proposal, strategy: Strategy, completion: Completion | None) -> tuple[Any, ...]:
        row_id = digest(f"{self.recipe.fingerprint}/{proposal.index}/{strategy.name}/0".encode())
        if proposal.asked is None or completion is None:
            asked, completion = self._unproposed(proposal.index), Completion("", finish_reason="none")
            verdict, steps = Verdict.rejected("seed", proposal.reason), None
        else:
            asked = proposal.asked
            try:
                verdict, steps = self.judge(asked.problem, strategy, completion.text)
            except Exception as error:
                raise _told(self.task.name, proposal.index, error) from error
        return row(row_id, self.task.name, asked, strategy, self.teacher.name, completion, verdict, steps)

    def _unproposed(self, index: int) -> Stated:
        """What stands for the problem of an index that gave none: it keeps the seed, so that nothing is lost."""
        seed = self.seeds.line(index)[:10_000].decode(errors="replace") if self.seeds else None
        return stated(self.task.name, Problem("", None, {"index": index, "seed": seed}), "", {})


@dataclass
class _Proposal:
    """What became of one index; `asked` is None where there is no problem to answer."""

    index: int
    place: int
    fate: Fate = "answered"
    reason: str = ""
    identity: int = 0
    is_test: bool = False
    asked: Stated | None = None


def _told(task: str, index: int, error: Exception) -> Exception:
    """The error as the user is told it: a task is anybody's code, so its faults are named, not thrown."""
    if isinstance(error, (SynthError, OSError, MemoryError)):
        return error
    return TaskError(_fault(task, index, error))


def _fault(task: str, index: int, error: Exception) -> str:
    """What went wrong inside a task, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.name} ({Path(place.filename).name}, line {place.lineno})"
    return f"the task {task} failed at index {index}: {error!r} in {where}"


def is_kept(keep: Keep, status: str, method: str) -> bool:
    """Whether a judged row belongs into `data/` rather than `rejected/`."""
    if keep == "all":
        return True
    if keep == "incorrect":
        return status == "rejected" and method not in ("format", "seed", "task")
    return status == "verified"


def _settled(value: T | Awaitable[T]) -> T:
    """A value that may still have to be awaited."""
    # The usual two are told apart first: to ask whether something can be awaited takes long.
    if isinstance(value, (Problem, Completion)) or not inspect.isawaitable(value):
        return value

    async def wait() -> T:
        return await value

    return asyncio.run(wait())
