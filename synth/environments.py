"""Environments: a task's problems and its verifier, in the forms that libraries for reinforcement learning expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from inspect import iscoroutinefunction
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from synth.errors import Reject, SpaceDry, UsageError
from synth.parse import CLOSE
from synth.prompts import Prompts
from synth.rewards import Reward, reward
from synth.rows import stated
from synth.seeds import identity_hash, parse_row
from synth.sources import source_rows
from synth.task import Draw, Problem, Task

if TYPE_CHECKING:
    from datasets import Dataset

Entry = dict[str, Any]
# Indices running without a problem that is new, after which there is taken to be none.
_PATIENCE = 10_000


class Environment(Sequence[Entry]):
    """What `environment` gives: entries as reasoning-gym's datasets have them, and their score.

    An entry is `question`, `answer` (None where there is no reference) and `metadata`: `task`, `problem` (JSON, as
    rows hold it) with its `problem_id`, `prompt` (the question and the form of the answer), `difficulty`,
    `source_dataset` and `source_index`.
    """

    def __init__(
        self, reward: Reward, problems: Iterable[tuple[int, Problem]], seed: int, seeds: str | None = None
    ) -> None:
        self.reward, self.task, self.seed, self.seeds = reward, reward.task, seed, seeds
        prompts = Prompts(self.task.name)
        self._entries = [_entry(self.task, prompts, index, problem) for index, problem in problems]

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        return self._entries[place]

    def arguments(self) -> dict[str, Any]:
        """What `environment` makes it of again, as JSON."""
        return {**self.reward.arguments(), "n": len(self), "seed": self.seed, "seeds": self.seeds}

    def score_answer(self, answer: str | None, entry: Mapping[str, Any]) -> float:
        """From 0 to 1, for an answer as it stands between `<answer>` and `</answer>`, or for a whole response."""
        if not isinstance(answer, str):
            return 0.0
        response = answer if CLOSE in answer else f"<answer>{answer}{CLOSE}"
        return self.score_response(response, entry)

    def score_response(self, response: str, entry: Mapping[str, Any]) -> float:
        """The same, for a whole response only."""
        line = {"problem": entry["metadata"]["problem"], "answer": entry["answer"]}
        return self.reward.scores([line], [response])[0] or 0.0

    def dataset(self) -> Dataset:
        """The columns `prompt`, `answer`, `task`, `problem`, as `synth export --to grpo` writes them."""
        from datasets import Dataset, Features, Value

        names = ("prompt", "answer", "task", "problem")
        rows = [{**entry, **entry["metadata"]} for entry in self._entries]
        columns = {name: [row[name] for row in rows] for name in names}
        return Dataset.from_dict(columns, features=Features({name: Value("string") for name in names}))

    def to_verifiers(self) -> Any:
        """What the installed `verifiers` trains on: a SingleTurnEnv before 0.4, a `verifiers.v1` Taskset since."""
        from synth.integrations.verifiers import environment_of

        return environment_of(self)

    def to_reasoning_gym(self) -> Any:
        """A ProceduralDataset of reasoning-gym over the same entries."""
        from synth.integrations.reasoning_gym import dataset_of

        return dataset_of(self)


def environment(
    task: str,
    *,
    n: int | None = None,
    seed: int = 0,
    seeds: str | Path | None = None,
    format_score: float = 0.0,
    partial: bool = False,
    preset: str | None = None,
    **options: Any,
) -> Environment:
    """The first `n` problems of a task (500; of `seeds`, all of them), no two alike, with the verifier that a run has.

    `seeds` is a file of problems: a run's rows, or those of others for tasks that take them. `format_score` and
    `partial` are those of `synth.reward`, `options` the task's own. Raises UsageError.
    """
    scored = reward(task, format_score=format_score, partial=partial, preset=preset, **options)
    if n is not None and n < 1:
        raise UsageError(f"n {n}: an environment has at least one problem")
    made = _from_seeds(scored.task, Path(seeds)) if seeds else _proposed(scored.task, seed)
    most = n or (None if seeds else 500)
    problems = islice(_different(scored.task, made), most)
    found = Environment(scored, problems, seed, str(seeds) if seeds else None)
    if len(found) < (most or 1):
        raise UsageError(f"{task} has {len(found):,} different problems here, not {most or 1:,}: give a smaller n")
    return found


def _proposed(task: Task, seed: int) -> Iterator[tuple[int, Problem]]:
    """What the task makes, by index, until it has no more."""
    if iscoroutinefunction(task.propose) or task.arity:
        raise UsageError(
            f"the task {task.name} makes problems out of others: run it, and give a file of the rows as seeds"
        )
    without = 0
    for index in count():
        try:
            made = task.propose(Draw(seed, index))
        except SpaceDry:
            return
        except Reject as why:
            without += 1
            if without == _PATIENCE:
                raise UsageError(f"{task.name} made no problem {_PATIENCE:,} times running, last since {why}") from None
            continue
        if isinstance(made, Problem):
            without = 0
            yield index, made


def _from_seeds(task: Task, source: Path) -> Iterator[tuple[int, Problem]]:
    """What the rows of a file state, those of a run of the task or somebody else's; rows that state nothing are
    passed over."""
    for index, line in enumerate(source_rows(source)):
        with suppress(Reject):
            row = parse_row(line)
            yield index, task.from_line(row) if row.get("task") == task.name else task.from_seed(row)


def _different(task: Task, problems: Iterable[tuple[int, Problem]]) -> Iterator[tuple[int, Problem]]:
    """The first of each identity, until none is new for long."""
    seen: set[int] = set()
    old = 0
    for index, problem in problems:
        identity = identity_hash(task.identity(problem))
        old = old + 1 if identity in seen else 0
        if old == _PATIENCE:
            return
        if not old:
            seen.add(identity)
            yield index, problem


def _entry(task: Task, prompts: Prompts, index: int, problem: Problem) -> Entry:
    prompt, difficulty = prompts.prompt(problem.question, task.answer_format), task.difficulty(problem)
    told = stated(task.name, problem, prompt, difficulty)
    metadata = {
        "source_dataset": task.name, "source_index": index, "task": task.name, "prompt": prompt,
        "problem": told.json, "problem_id": told.id, "difficulty": difficulty,
    }  # fmt: skip
    return {"question": problem.question, "answer": problem.answer, "metadata": metadata}
