"""Turns indices into judged rows. What an index gives depends on nothing but the recipe, the index, and the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from inspect import isawaitable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from synth.asking import asker
from synth.chunk import Chunk, Proposal, Recipe
from synth.controls import blank
from synth.errors import Owed, Refuse, Reject, SpaceDry, SynthError, TeacherError, Unanswerable, Unsent
from synth.faults import check_kinds
from synth.faults import told as told_fault
from synth.journal import Hashes
from synth.judging import Judge
from synth.markup import chat_token, plain
from synth.prompts import Prompts
from synth.rows import Stated, stated
from synth.seeds import Seeds, identity_hash
from synth.split import is_test
from synth.strategy import Control, Strategy, parse
from synth.task import Asker, Draw
from synth.teacher import Model, Procedural, Teacher, Written
from synth.teacher.base import Request
from synth.tokens import token_counter
from synth.types import Completion, Problem

T = TypeVar("T")
# Numbers of what is asked once a run, beyond those that index 0 uses.
PREPARATION = 1 << 20
Told = dict[tuple[str, int, int], "Completion | Owed | Unanswerable"]


class Engine:
    """Proposes, answers and judges; one in every worker process."""

    def __init__(
        self, recipe: Recipe, excluded: Hashes, teacher: Teacher | None = None, proposer: Model | None = None
    ) -> None:
        self.recipe = recipe
        self.task = recipe.load_task()
        self.prompts = Prompts(self.task.name, [Path(folder) for folder in recipe.templates])
        self.teacher: Teacher = teacher or Procedural(self.task)
        self.proposer = proposer
        self.writer = teacher.model if isinstance(teacher, Written) else None
        self.seeds = Seeds(Path(recipe.seeds)) if recipe.seeds else None
        self.judge = Judge(recipe, self.task, self.seeds, self.teacher.name, self.teacher.is_proved)
        self.count_tokens = token_counter(recipe.tokenizer)
        self._pairing: Callable[[int, int], tuple[int, ...]] | None = None
        self._prepared: Any = None
        self._preparing: asyncio.Future[Any] | None = None
        self._excluded = set(map(int, excluded))
        self._systems: dict[str, str] = {}
        # Where an answer costs something, nobody is asked for a problem that a lower index has.
        self.knows: Callable[[int], bool] | None = None
        self.in_threads = False  # whether others can be waited for while something slow is judged
        self._begun: dict[int, int] = {}  # the lowest index of each identity that is worked on

    async def work(self, indices: Sequence[int], strategies: Sequence[str]) -> Chunk:
        """Everything that the indices give under the strategies, up to where the space runs dry or the run is cut.

        One stage after the other, each over all indices: what a stage needs then stays in the processor's caches,
        and what a model is asked is asked at once.
        """
        chosen = [parse(name) for name in strategies]
        found, is_dry, is_cut = await self._proposals(indices, strategies)
        told, cut = await self._answers(found, chosen)
        found = found[:cut]
        chunk = Chunk(np.array(indices[: len(found)], np.uint64), n_given=len(indices), is_dry=is_dry and cut is None)
        chunk.is_cut = is_cut or cut is not None
        for strategy in chosen:
            if self.in_threads and self.task.is_slow_to_judge:
                judged = asyncio.to_thread(self.judge.judged, found, strategy, told)
                chunk.judged[strategy.name] = await judged
            else:
                chunk.judged[strategy.name] = self.judge.judged(found, strategy, told)
        chunk.identities = np.array([p.identity for p in found], np.uint64)
        chunk.fates = [p.fate for p in found]
        chunk.is_test = [p.is_test for p in found]
        if self.task.sets:
            chunk.sorted = [(p.set, p.sums) for p in found]
        chunk.reasons = {p.place: p.reason for p in found if p.reason}
        chunk.owed = [(p.place, p.reason) for p in found if p.fate == "owed"]
        chunk.owed += [(at, str(why)) for (_, at, _), why in told.items() if isinstance(why, Owed) and at < len(found)]
        for proposal in found:
            if self._begun.get(proposal.identity) == proposal.index:
                del self._begun[proposal.identity]
        return chunk

    # Problems.

    async def _proposals(self, indices: Sequence[int], strategies: Sequence[str]) -> tuple[list[Proposal], bool, bool]:
        """What each index proposes; whether the space ended, and whether the run did."""
        if self.task.has_preparation and self.proposer is not None and self._prepared is None:
            try:
                await self._prepare()
            except Unsent:
                return [], False, True
        made = await _all(self._proposed(index, strategies) for index in indices)
        found: list[Proposal] = []
        for place, (index, problem) in enumerate(zip(indices, made, strict=True)):
            if isinstance(problem, SpaceDry):
                return found, True, False
            if isinstance(problem, Unsent):
                return found, False, True
            proposal = Proposal(index, place)
            try:
                self._state(proposal, problem)
            except Reject as why:
                proposal.fate, proposal.reason = "rejected", str(why)
            except Owed as why:
                proposal.fate, proposal.reason = "owed", str(why)
            except Exception as error:
                raise told_fault(self.task.name, index, error) from error
            found.append(proposal)
        return found, False, False

    async def _prepare(self) -> None:
        """Asks what the task wants to know before it makes anything, once, whoever comes first."""
        self._preparing = self._preparing or asyncio.ensure_future(self.task.prepare(self._asker(0, PREPARATION)))
        try:
            self._prepared = await self._preparing
        except (Owed, Reject) as why:
            raise TeacherError(f"what the task {self.task.name} asks before all else got no answer: {why}") from None

    def _proposed(self, index: int, strategies: Sequence[str]) -> Problem | Awaitable[Problem] | Exception:
        try:
            return self.propose(index, sets=strategies if self.task.sets else ())
        except Exception as error:  # sorted out in the order of the indices
            return error

    def _state(self, proposal: Proposal, problem: Problem | Exception) -> None:
        """Fills in the problem, who it is, and where it belongs."""
        if isinstance(problem, Exception):
            raise problem
        task = self.task
        check_kinds(problem)
        if token := chat_token(problem.question):
            raise Reject(f"{token} stands in the question, a mark of a chat template")
        proposal.identity = identity_hash(task.identity(problem))
        if proposal.identity in self._excluded:
            proposal.fate = "excluded"
            return
        if self.knows is not None:
            lowest = self._begun.setdefault(proposal.identity, proposal.index)
            if lowest < proposal.index or self.knows(proposal.identity):
                proposal.fate = "duplicate"
                return
            self._begun[proposal.identity] = proposal.index
        if self.recipe.test_fraction:
            proposal.is_test = is_test(task, problem, self.recipe.test_fraction)
        prompt = self.prompts.prompt(problem.question, task.answer_format)
        proposal.asked = stated(task.name, problem, prompt, task.difficulty(problem), task.meta(problem))
        if task.sets:
            proposal.set, proposal.sums = task.set_of(problem), task.sums(problem)

    def propose(self, index: int, draw: Draw | None = None, sets: Sequence[str] = ()) -> Problem | Awaitable[Problem]:
        """The problem of an index. Raises Reject, SpaceDry, Owed or Unsent."""
        if draw is None:
            draw = Draw(self.recipe.seed, index)
            draw.asker = self._asker(index) if self.proposer is not None else None
        draw.count_tokens, draw.sets = self.count_tokens, sets
        if self.seeds is None:
            return self.task.propose(draw)
        n = len(self.seeds)
        if index >= n * (self.task.rounds if self.task.arity else 1):
            raise SpaceDry
        if not self.task.arity:
            return self.task.from_seed(self.seeds[index])
        if self._pairing is None:
            self._pairing = self.task.pairing(self.seeds, self._prepared)
        draw.round, draw.prepared = index // n, self._prepared
        draw.parents = _Parents(self.seeds, self._pairing(index % n, draw.round))
        return self.task.propose(draw)

    def _asker(self, index: int, first: int = 0) -> Asker:
        return asker(self.prompts, index, self.proposer, self.writer, first)

    # Answers.

    async def _answers(self, found: list[Proposal], chosen: list[Strategy]) -> tuple[Told, int | None]:
        """The completions of what was proposed, and the place from which on the run lacks some, None if none lacks.

        A refusal drops the index for every strategy of the chunk.
        """
        keys, asked = [], []
        for strategy in chosen:
            for proposal in found:
                is_asked = proposal.fate == "answered" and proposal.set in ("", strategy.name)
                for sample in range(self.recipe.samples if is_asked else 0):
                    keys.append((strategy.name, proposal.place, sample))
                    asked.append(self._answered(proposal, strategy, sample))
        told: Told = {}
        cut: int | None = None
        for key, completion in zip(keys, await _all(asked), strict=True):
            proposal = found[key[1]]
            if isinstance(completion, Refuse):
                proposal.fate, proposal.reason = "refused", str(completion)
            elif isinstance(completion, Unsent):
                cut = proposal.place if cut is None else min(cut, proposal.place)
            elif isinstance(completion, Exception) and not isinstance(completion, (Owed, Unanswerable)):
                raise told_fault(self.task.name, proposal.index, completion) from completion
            else:
                told[key] = completion
        return told, cut

    def _answered(
        self, proposal: Proposal, strategy: Strategy, sample: int
    ) -> Completion | Awaitable[Completion] | Exception:
        if proposal.fate != "answered" or proposal.asked is None:
            return Refuse(proposal.reason)
        try:
            return self.answer(proposal.index, proposal.asked, strategy, sample)
        except Refuse as why:
            proposal.fate, proposal.reason = "refused", str(why)
            return why
        except Exception as error:  # sorted out in the order of the indices
            return error

    def answer(
        self, index: int, asked: Stated, strategy: Strategy, sample: int = 0
    ) -> Completion | Awaitable[Completion]:
        """The teacher's completion. Raises Refuse, Owed or Unsent."""
        if strategy.name not in self._systems:
            self._systems[strategy.name] = self.prompts.messages("", strategy)[0]["content"]
        purpose = f"{strategy.asked.name}/{sample}" if sample else strategy.asked.name
        draw = Draw(self.recipe.seed, index, purpose)
        system = self._systems[strategy.name]
        is_incorrect = strategy.is_incorrect or self.recipe.selection.keep == "incorrect"
        request = Request(
            self.task, asked.problem, strategy, asked.prompt, draw, system, sample, is_incorrect, self.prompts.render
        )
        told = self.teacher.answer(request)
        return told if self.teacher.is_proved and not strategy.control else self._finished(told, strategy.control)

    def _finished(
        self, told: Completion | Awaitable[Completion], control: Control | None
    ) -> Completion | Awaitable[Completion]:
        """A completion as rows hold it: its reasoning marked in one way, and a control's taken out."""

        def finish(completion: Completion) -> Completion:
            text = plain(completion.text)
            text = blank(text, control, self.count_tokens) if control else text
            return completion if text is completion.text else completion._replace(text=text, original="")

        if isinstance(told, Completion):
            return finish(told)

        async def wait() -> Completion:
            return finish(await told)

        return wait()


class _Parents(Sequence[Mapping[str, Any]]):
    """The seeds of a problem, each read when it is asked for."""

    def __init__(self, seeds: Seeds, places: Sequence[int]) -> None:
        self._seeds, self._places = seeds, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        return self._seeds[self._places[at]]


async def _all(given: Iterable[T | Awaitable[T] | Exception]) -> list[T | Exception]:
    """The values, awaited together where they have to be; what concerns one of them alone stands in its place."""
    found: list[Any] = list(given)
    # The usual kinds are told apart first: to ask whether something can be awaited takes long.
    usual = (Problem, Completion, Exception)
    places = [place for place, value in enumerate(found) if not isinstance(value, usual) and isawaitable(value)]
    if places:
        awaited = await asyncio.gather(*(_caught(found[place]) for place in places))
        for place, value in zip(places, awaited, strict=True):
            found[place] = value
    return found


async def _caught(value: Awaitable[T]) -> T | Exception:
    try:
        return await value
    except SynthError:  # concerns every request
        raise
    except Exception as error:  # a task's or a teacher's: sorted out in the order of the indices
        return error
