"""The texts to annotate: the completions of a run, or a column of somebody else's rows, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from synth import exact_json
from synth.columns import MISSING, at
from synth.contents import Contents
from synth.errors import Reject, UsageError
from synth.hub_rows import PREFIX, hub_rows
from synth.options import configure
from synth.plugins import load_task
from synth.seeds import parse_row
from synth.sources import source_rows
from synth.task import Problem, Task
from synth.trust import is_task_name

# Where a text is looked for if nobody names its column, and what was asked.
TEXTS = ("completion", "response", "model_cot", "text")
QUESTIONS = ("question", "prompt")
REFERENCES = ("ground_truth", "answer")
SPLITS = ("train", "test", "rejected")


@dataclass(frozen=True)
class Item:
    """A text and what is known of it. `row` is what it came from, `part` the strategy that it counts towards."""

    id: str
    text: str
    question: str = ""
    reference: str = ""
    part: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    task: Task | None = None
    problem: Problem | None = None


class RunItems:
    """The rows of a run's folder: kept ones of every split, then the rejected ones."""

    def __init__(self, out: Path, strategies: Sequence[str] = (), trust: bool = False) -> None:
        """`trust` runs the task file that the folder's run.json names, if it names one."""
        self.contents = Contents(out)
        self.trust = trust
        self.configs = self.contents.named(strategies)
        self.unread: dict[str, int] = {}
        self.without_rules: set[str] = set()
        self.untrusted: set[str] = set()
        self._tasks: dict[str, Task | None] = {}

    @cached_property
    def n(self) -> int:
        return sum(self.contents.n(config, split) for config in self.configs for split in SPLITS)

    def __iter__(self) -> Iterator[Item]:
        columns = ("id", "completion", "answer", "task", "strategy", "problem")
        for config in self.configs:
            for split in SPLITS:
                for row in self.contents.rows(config, split, columns):
                    yield self._item(row)

    def _item(self, row: dict[str, Any]) -> Item:
        if row["task"] not in self._tasks:
            self._tasks[row["task"]] = self._task(row["task"])
        task, problem = self._tasks[row["task"]], None
        try:
            problem = (task or Task()).from_line(row)
        except Reject:
            task = None
        question = problem.question if problem else ""
        return Item(row["id"], row["completion"], question, row["answer"] or "", row["strategy"], {}, task, problem)

    def _task(self, name: str) -> Task | None:
        """The task that made a row, with the options of the run; None where it cannot be found any more."""
        made_by = self.contents.made_by
        ref = str(made_by.get("task"))
        is_its_own = Path(ref).stem == name
        if not is_task_name(ref if is_its_own else name) and not self.trust:
            self.untrusted.add(ref)
            return None
        try:
            task = load_task(ref if is_its_own else name)
            return configure(task, made_by.get("options") or {}) if is_its_own else task()
        except UsageError:
            self.without_rules.add(name)
            return None


class FileItems:
    """The rows of a file, or of a dataset on the Hub; `unread` counts those without a text, by reason."""

    def __init__(self, source: str, text: str | None = None, question: str | None = None) -> None:
        self.source, self.text, self.question = source, text, question
        self.unread: dict[str, int] = {}
        self.without_rules: set[str] = set()
        self.untrusted: set[str] = set()

    @cached_property
    def n(self) -> int:
        return sum(1 for _ in self._lines())

    def __iter__(self) -> Iterator[Item]:
        for line in self._lines():
            try:
                yield self._item(parse_row(line))
            except Reject as why:
                reason = str(why).partition(":")[0]
                self.unread[reason] = self.unread.get(reason, 0) + 1

    def _lines(self) -> Iterator[bytes]:
        if self.source.startswith(PREFIX):  # every row counts, those of one problem too
            batches = hub_rows(self.source.removeprefix(PREFIX))
            return (exact_json.dumps(row, default=str) for rows in batches for row in rows)
        return source_rows(Path(self.source))

    def _item(self, row: dict[str, Any]) -> Item:
        column = self.text or next((name for name in TEXTS if name in row), None)
        if column is None or at(row, column) is MISSING:
            wanted = repr(column) if column else "of the names " + ", ".join(TEXTS)
            raise UsageError(
                f"{self.source} has no column {wanted}; it has {', '.join(row)}. Name one with --text COLUMN."
            )
        if self.question and at(row, self.question) is MISSING:
            raise UsageError(f"--question {self.question}: {self.source} has no such column; it has {', '.join(row)}")
        text = at(row, column)
        if not isinstance(text, str) or not text.strip():
            raise Reject(f"no text in the column {column}")
        question = self.question or next((name for name in QUESTIONS if name != column and name in row), "")
        reference = next((name for name in REFERENCES if name != column and name in row), "")
        asked, right = (value if isinstance(value := at(row, name), str) else "" for name in (question, reference))
        return Item(str(row.get("id", "")), text, asked, right, "", row)


Items = RunItems | FileItems


def open_items(
    data: str, text: str | None, question: str | None, strategies: Sequence[str], trust: bool = False
) -> Items:
    """What there is to annotate. Raises UsageError."""
    path = Path(data)
    if path.is_dir():
        if text or question:
            raise UsageError(
                f"--text and --question are for files: of the run in {data}, the completions are annotated"
            )
        return RunItems(path, strategies, trust)
    if strategies:
        raise UsageError(f"--strategy is for the folder of a run, and {data} is none")
    return FileItems(data, text, question)


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a .jsonl or .parquet file. Raises UsageError for one that cannot be read."""
    for number, line in enumerate(source_rows(path), 1):
        try:
            yield parse_row(line)
        except Reject as why:
            raise UsageError(f"{path}, row {number}: {why}") from None


def json_text(value: object) -> str:
    return exact_json.dumps(value, default=str).decode()
