"""Rewards for reinforcement learning: a task's verifier as the function that a trainer asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.errors import Reject, UsageError
from synth.markup import plain, refused
from synth.options import configure
from synth.plugins import load_task
from synth.task import Task
from synth.types import Range, Verdict
from synth.verify.workers import n_cores

# What trainers hand over beside the columns of the dataset.
_NOT_COLUMNS = ("completion_ids", "completions_ids", "trainer_state", "log_extra", "log_metric")


class Reward:
    """What `reward` gives: a callable with a `__name__`, which can be pickled."""

    def __init__(
        self, task: str | Path, options: Mapping[str, Any], preset: str | None, format_score: float, partial: bool
    ) -> None:
        # Whoever unpickles it may stand in another folder.
        is_file = str(task).endswith(".py") and Path(task).is_file()
        self.ref, self.options, self.preset = str(Path(task).resolve()) if is_file else str(task), dict(options), preset
        self.format_score, self.partial = format_score, partial
        self.__name__ = f"synth_{self.task.name.replace(':', '_')}"

    @cached_property
    def task(self) -> Task:
        return configure(load_task(self.ref), self.options, self.preset)

    def arguments(self) -> dict[str, Any]:
        """What `reward` makes it of again, as JSON."""
        options = {name: str(value) if isinstance(value, Range) else value for name, value in self.options.items()}
        own = {"preset": self.preset, "format_score": self.format_score, "partial": self.partial}
        return {"task": self.ref, **options, **own}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "task"}

    def __call__(
        self, prompts: Sequence[Any] | None = None, completions: Sequence[Any] = (), **columns: Any
    ) -> list[float | None]:
        """A number for each completion; None where a row is another task's, or has nothing to be judged by.

        Completions are texts or lists of messages; `columns` are the dataset's, a list each. Raises UsageError for
        columns that state no problem.
        """
        n = len(completions)
        if prompts is not None and len(prompts) and not n:
            raise UsageError("no completions to reward: give them by name, as in reward(completions=[...], ...)")
        lists = {
            name: values
            for name, given in columns.items()
            if name not in _NOT_COLUMNS and len(values := _values(given)) == n
        }
        lines = [{name: values[i] for name, values in lists.items()} for i in range(n)]
        return self.scores(lines, [said(completion) for completion in completions])

    def scores(self, lines: Sequence[Mapping[str, Any]], responses: Sequence[str]) -> list[float | None]:
        """The same, for rows that state their problem: those of an export, or lines as `synth verify` has them."""
        task = self.task
        if not task.is_slow_to_judge or len(lines) < 2:
            return [self._score(task, line, response) for line, response in zip(lines, responses, strict=True)]
        with ThreadPoolExecutor(min(n_cores(), len(lines)), thread_name_prefix="synth-reward") as threads:
            return list(threads.map(lambda line, response: self._score(task, line, response), lines, responses))

    def _score(self, task: Task, line: Mapping[str, Any], response: str) -> float | None:
        if line.get("task") not in (None, task.name):
            return None
        stated = {name: value for name, value in line.items() if value is not None}
        response = plain(response)
        try:
            return self._worth(refused(response) or task.judge_line(stated, response))
        except Reject as why:
            raise UsageError(
                f"the reward of {task.name}: {why}. The columns here are {', '.join(line) or 'none'}; "
                "synth export --to grpo writes the ones that are needed"
            ) from None

    def _worth(self, verdict: Verdict) -> float | None:
        if verdict.status == "verified":
            return 1.0
        if verdict.status == "unverified" and verdict.method == "none":
            return None
        was_read = verdict.status == "rejected" and verdict.method != "format"
        return max(self.format_score if was_read else 0.0, verdict.score if self.partial else 0.0)


def _values(column: Any) -> list[Any]:
    """A column as a list of plain values, whatever library holds it; empty for what is no column."""
    if isinstance(column, (str, bytes, Mapping)) or not hasattr(column, "__len__") or not hasattr(column, "__iter__"):
        return []
    return [_plain(value) for value in (column.tolist() if hasattr(column, "tolist") else column)]


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # numpy's
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def reward(
    task: str, *, format_score: float = 0.0, partial: bool = False, preset: str | None = None, **options: Any
) -> Reward:
    """A reward function for TRL's `reward_funcs`: 1.0 for what the task's verifier proves, else 0.0.

    `format_score` is for an answer that was read and is wrong; `partial` gives the verdict's score where there is one
    (the share of tests that pass). Rows of other tasks get None, so that several rewards go over one dataset.
    """
    if not 0 <= format_score < 1:
        raise UsageError(
            f"format_score {format_score}: expected a number from 0 to below 1, which is for right answers"
        )
    return Reward(task, options, preset, format_score, partial)


def said(completion: Any) -> str:
    """The text of a completion: a string, or the last message that the assistant wrote."""
    if isinstance(completion, str):
        return completion
    if isinstance(completion, Mapping):
        completion = [completion]
    if not isinstance(completion, Sequence):
        raise UsageError(f"a completion of type {type(completion).__name__}: expected a text or a list of messages")
    for message in reversed(completion):
        if not isinstance(message, Mapping):
            raise UsageError("a completion is a list, but not one of messages with role and content")
        if message.get("role", "assistant") == "assistant":
            return _text(message.get("content"))
    return ""


def _text(content: Any) -> str:
    """The content of a message: a text, or parts of which some hold text."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, Sequence) else []
    texts = (part.get("text") for part in parts if isinstance(part, Mapping))
    return "".join(text for text in texts if isinstance(text, str))
