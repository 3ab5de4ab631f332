"""Rows for lift: whether an answer was right, what its reasoning shows, which stratum and document it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from synth import exact_json
from synth.annotate.evaluation import flat
from synth.annotate.items import SPLITS, rows_of
from synth.annotate.store import RECORD, annotators, folder_name, read_annotations
from synth.contents import Contents
from synth.errors import UsageError
from synth.lift.shown import Shown, as_shown, scales

BY = ("model", "benchmark")
# What a column is called elsewhere.
_ALIASES = {"model": ("model", "teacher"), "benchmark": ("benchmark", "task"), "doc_id": ("doc_id", "problem_id")}
_RIGHT = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_COLUMNS = ("id", "problem_id", "task", "strategy", "teacher", "finish_reason", "verdict", "behaviors")


@dataclass
class Rows:
    """Columns of equal length. `shown` has 1, 0, or -1 where it is not known, for each behaviour.

    `left_out` counts rows that cannot be used, by reason; `notes` are what a reader has to know of the reading.
    """

    correct: npt.NDArray[np.int8]
    columns: dict[str, list[str]]
    shown: Shown
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.correct)

    def column(self, name: str) -> list[str]:
        """The values of a column. Raises UsageError, with the columns there are."""
        if name not in self.columns:
            raise UsageError(f"there is no column {name!r} in every row; there are {', '.join(self.columns)}")
        return self.columns[name]

    def keys(self, names: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[str]]:
        """For each row the place of its combination of values among all that occur, and what they are called."""
        combined = [" x ".join(values) for values in zip(*(self.column(name) for name in names), strict=True)]
        labels, places = np.unique(np.array(combined), return_inverse=True)
        return places.astype(np.int64), [str(label) for label in labels]


def read_rows(sources: Sequence[str], annotator: str | None) -> Rows:
    """The rows of runs with annotations, or of files in the behavioral-lift row format. Raises UsageError."""
    raw: list[dict[str, Any]] = []
    left_out: Counter[str] = Counter()
    for source in sources:
        path = Path(source)
        found = _of_run(path, annotator) if path.is_dir() else _of_file(path)
        for row in found:
            if row["why"]:
                left_out[row["why"]] += 1
            else:
                raw.append(row)
    if not raw:
        told = ", ".join(f"{n:,} {why}" for why, n in left_out.items()) or "there are none"
        raise UsageError(f"no row of {', '.join(sources)} can be used: {told}")
    common = set.intersection(*(set(row["columns"]) for row in raw))
    columns = {name: [str(row["columns"][name]) for row in raw] for name in raw[0]["columns"] if name in common}
    shown = as_shown([row["values"] for row in raw])
    rows = Rows(np.array([row["correct"] for row in raw], np.int8), columns, shown, left_out)
    if graded := scales([row["values"] for row in raw]):
        told = ", ".join(f"{name} (of {scale})" for name, scale in graded.items())
        rows.notes.append(f"graded fields count as shown above the middle of their scale: {told}")
    if "doc_id" not in columns:
        rows.notes.append("no column doc_id: every row counts as a document of its own")
        columns["doc_id"] = [str(place) for place in range(len(raw))]
    return rows


def _of_run(out: Path, annotator: str | None) -> Iterator[dict[str, Any]]:
    contents = Contents(out)
    chosen = annotator or _only_annotator(out)
    found = None if chosen == RECORD else _annotated(out, chosen)
    for config in contents.configs:
        for split in SPLITS:
            for row in contents.rows(config, split, _COLUMNS):
                values = _counts(row["behaviors"]) if found is None else found.get(row["id"])
                yield _row(row, _verdict(row), values)


def _of_file(path: Path) -> Iterator[dict[str, Any]]:
    is_known = False
    for row in rows_of(path):
        if not is_known and not ({"evaluation", "behaviors"} & row.keys() and {"correct", "verdict"} & row.keys()):
            raise UsageError(
                f"{path} has the columns {', '.join(row)}: expected evaluation (JSON) or behaviors, and "
                "correct or verdict"
            )
        is_known = True
        evaluated = flat(row.get("evaluation"))
        yield _row(row, _verdict(row), {**_counts(row.get("behaviors")), **evaluated})


def _row(row: Mapping[str, Any], correct: bool | None, values: Mapping[str, Any] | None) -> dict[str, Any]:
    why = ""
    if correct is None:
        why = "without a verdict either way"
    elif values is None:
        why = "not annotated"
    elif not any(value is not None for value in values.values()):
        why = "whose annotation cannot be read"
    columns = {name: value for name, value in row.items() if isinstance(value, (str, int)) and len(str(value)) <= 200}
    columns.pop("evaluation", None)
    for name, others in _ALIASES.items():
        here = next((other for other in others if other in columns), None)
        if here is not None:
            columns = {name: columns[here], **columns}
    return {"correct": correct, "values": values, "columns": columns, "why": why}


def _verdict(row: Mapping[str, Any]) -> bool | None:
    """Whether the answer was right: the column `correct`, else a verdict's status; None where nobody knows."""
    verdict = row.get("verdict")
    if "correct" not in row and isinstance(verdict, Mapping):
        return {"verified": True, "rejected": False}.get(str(verdict.get("status")))
    value = row.get("correct")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _RIGHT.get(str(value).strip().lower())


def _counts(found: object) -> dict[str, bool | None]:
    """Counts of behaviours as presence."""
    if isinstance(found, str):
        try:
            found = exact_json.loads(found)
        except orjson.JSONDecodeError:
            found = None
    counts = found.items() if isinstance(found, Mapping) else ()
    return {str(name): None if not isinstance(n, (int, float)) else n > 0 for name, n in counts}


def _annotated(out: Path, annotator: str) -> dict[str, dict[str, Any]]:
    """What an annotator found under every scheme, by id."""
    files = sorted((out / "annotations" / folder_name(annotator)).glob("*.parquet"))
    if not files:
        there = ", ".join([*annotators(out), RECORD])
        raise UsageError(f"{out} holds no annotations by {annotator}; annotators: {there}")
    found: dict[str, dict[str, Any]] = {}
    for path in files:
        for row in read_annotations(path):
            values = {**_counts(row["behaviors"]), **flat(row["evaluation"])}
            found.setdefault(row["id"], {}).update(values)
    return found


def _only_annotator(out: Path) -> str:
    there = annotators(out)
    if len(there) == 1:
        return there[0]
    if not there:
        raise UsageError(f"{out} holds no annotations: run synth annotate {out} first, or give --annotator {RECORD}")
    raise UsageError(f"{out} is annotated by {', '.join(there)}: choose one with --annotator")
