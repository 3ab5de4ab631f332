"""Where a text shows a behaviour: what annotators wrote down, and what the task's own rules find."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synth.behaviors import rules
from synth.errors import Reject, UsageError
from synth.faults import told
from synth.plugins import load_task
from synth.reporting.sample import MAX_CHARS
from synth.shards import storage
from synth.strategy import BEHAVIORS
from synth.task import Task
from synth.types import Span

RULES = "rules"
MAX_SPANS = 500  # of a row
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # characters that are two of a browser's
_REST = re.compile(r"[^\W\d_]{0,20}")  # of a word that a span ends in
Marked = list[list[Any]]  # start, end, behaviour


class Spans:
    """The spans of rows by who marked them: `OUT/annotations/<annotator>/`, or else the rules of their task."""

    def __init__(self, out: Path, ids: Sequence[str]) -> None:
        self._noted: dict[str, dict[str, list[Span]]] = {}
        self._tasks: dict[str, Task | None] = {}
        for folder in sorted((out / "annotations").glob("*")):
            found = {row["id"]: list(_read(row["spans"])) for row in _annotations(folder, ids)}
            if found:
                self._noted[folder.name] = found

    def of(self, row: dict[str, Any]) -> dict[str, Marked]:
        """Spans of the row's completion, counted as a browser counts characters."""
        text = (row["completion"] or "")[:MAX_CHARS]
        found = {name: rows[row["id"]] for name, rows in self._noted.items() if row["id"] in rows}
        if RULES not in found and text:
            found[RULES] = self._by_rules(row, text)
        return {name: _marked(text, spans) for name, spans in found.items()}

    def _by_rules(self, row: dict[str, Any], text: str) -> list[Span]:
        task = self._task(row["task"] or "")
        if task is None:
            return rules.find(text)
        try:
            found = task.annotate(task.from_line(row), text)
        except Reject:
            return []
        except Exception as error:  # a task is anybody's code
            raise told(task.name, row["sample"] or 0, error) from error
        return rules.find(text) if found is None else list(found)

    def _task(self, name: str) -> Task | None:
        """A task that is installed. A row of somebody else's must not name a file that is then run."""
        if name not in self._tasks:
            try:
                self._tasks[name] = load_task(name)() if _NAME.fullmatch(name) else None
            except UsageError:
                self._tasks[name] = None
        return self._tasks[name]


def _annotations(folder: Path, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of an annotator that has spans, as far as they are of those rows."""
    wanted = pa.array(ids, pa.string())
    for path in sorted(folder.glob("*.parquet")):
        with storage(path), pq.ParquetFile(path) as file:
            if {"id", "spans"} <= set(file.schema_arrow.names):
                for batch in file.iter_batches(1000, columns=["id", "spans"]):
                    yield from batch.filter(pc.is_in(batch.column("id"), wanted)).to_pylist()


def _read(stored: Iterable[dict[str, Any]] | None) -> Iterator[Span]:
    for one in stored or ():
        if one["behavior"] in BEHAVIORS and one["start"] is not None and one["end"] is not None:
            yield Span(one["behavior"], one["start"], one["end"])


def _marked(text: str, spans: Sequence[Span]) -> Marked:
    """Spans as the page has them, in order and of whole words; what lies outside the text is left out."""
    # A browser counts characters beyond the first 65,536 twice.
    wide = [found.start() for found in _ASTRAL.finditer(text)]
    fitting = sorted({(s.start, s.end, s.behavior) for s in spans if 0 <= s.start < s.end <= len(text)})
    found: Marked = []
    for start, end, behavior in fitting[:MAX_SPANS]:
        end = _REST.match(text, end).end()  # type: ignore[union-attr]
        found.append([start + bisect_left(wide, start), end + bisect_left(wide, end), behavior])
    return found
