"""Where annotations are kept: OUT/annotations/ANNOTATOR/SCHEME.parquet keyed by `id`, or a file of annotated rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synth import exact_json
from synth.annotate import evaluation
from synth.annotate.items import Item
from synth.annotate.judge import MAX_QUOTE, Annotation
from synth.errors import UsageError
from synth.shards import ROW_GROUP, TEMPORARY, replace, storage
from synth.strategy import BEHAVIORS

# The annotator that is the row itself: what the task's checker found in it.
RECORD = "record"
_SPAN = pa.struct([("behavior", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
_FOUND = [
    ("annotator", pa.string()),
    ("scheme", pa.string()),
    ("behaviors", pa.struct([(behavior, pa.int32()) for behavior in BEHAVIORS])),
    ("spans", pa.list_(_SPAN)),
    ("evaluation", pa.string()),
    ("unread", pa.list_(pa.string())),
    ("said", pa.string()),
]
SCHEMA = pa.schema([("id", pa.string()), *_FOUND])


def folder_name(annotator: str) -> str:
    """The name of an annotator as the name of a folder: `openai/gpt-4o-mini` is `openai-gpt-4o-mini`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", annotator).strip(".-")[:100] or "annotator"


def as_columns(item: Item, found: Annotation, annotator: str, scheme: str) -> dict[str, Any]:
    """The annotation of a text as the columns that are written."""
    spans = [
        {"behavior": s.behavior, "start": s.start, "end": s.end, "text": item.text[s.start : s.end][:MAX_QUOTE]}
        for s in found.spans
    ]
    is_cognitive = scheme == "cognitive"
    return {
        "annotator": annotator,
        "scheme": scheme,
        "behaviors": {behavior: found.behaviors.get(behavior) for behavior in BEHAVIORS} if is_cognitive else None,
        "spans": spans if is_cognitive else None,
        "evaluation": None if found.evaluation is None else evaluation.write(found.evaluation),
        "unread": found.unread,
        "said": found.said or None,
    }


class _Parquet:
    """Rows into one Parquet file, under a temporary name until it is finished."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self._temporary = path.with_name(path.name + TEMPORARY)
        self._rows: list[dict[str, Any]] = []
        with storage(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._temporary, schema, compression="zstd")

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) == ROW_GROUP:
            self._flush()

    def finish(self) -> None:
        self._flush()
        with storage(self.path):
            self._writer.close()
            replace(self._temporary, self.path)

    def close(self) -> None:
        with suppress(OSError, pa.ArrowException):  # a full disk refuses the end of the file, too
            self._writer.close()
        self._temporary.unlink(missing_ok=True)

    def _flush(self) -> None:
        with storage(self.path):
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self.schema))
        self._rows = []


class _Lines:
    """Rows into a .jsonl file, under a temporary name until it is finished."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._temporary = path.with_name(path.name + TEMPORARY)
        with storage(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._temporary.open("wb")

    def add(self, row: dict[str, Any]) -> None:
        with storage(self.path):
            self._file.write(exact_json.dumps(row, default=str) + b"\n")

    def finish(self) -> None:
        with storage(self.path):
            self._file.close()
            replace(self._temporary, self.path)

    def close(self) -> None:
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


class Store:
    """Takes annotations in their order; the file appears when all are in it, and an older one stays until then."""

    def __init__(self, path: Path, source: Path | None) -> None:
        """`source` is the file that the rows come from, which go along; None for a run's folder."""
        self.source = source
        self.file: _Parquet | _Lines
        if source is None:
            self.file = _Parquet(path, SCHEMA)
        elif path.suffix == ".jsonl":
            self.file = _Lines(path)
        else:
            self.file = _Parquet(path, _with_annotations(pq.read_schema(source)))

    def __enter__(self) -> Store:
        return self

    def write(self, item: Item, columns: dict[str, Any]) -> None:
        self.file.add({**item.row, **columns} if self.source else {"id": item.id, **columns})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.file.finish()
        finally:
            self.file.close()


def check_output(path: Path, source: Path) -> None:
    """Raises UsageError for an output that rows of the source cannot be written to."""
    if path.resolve() == source.resolve():
        raise UsageError(f"-o {path} is the file that is read: choose another name")
    if path.suffix not in (".jsonl", ".parquet"):
        raise UsageError(f"-o {path} is neither .jsonl nor .parquet")
    if path.suffix == ".parquet":
        if source.suffix != ".parquet":
            raise UsageError(f"-o {path}: rows of a {source.suffix} file have no schema; give -o FILE.jsonl")
        with storage(source):
            kinds = {field.name: str(field.type) for field in pq.read_schema(source)}
        if odd := [name for name, kind in kinds.items() if re.search("time|date|binary|decimal|duration", kind)]:
            raise UsageError(
                f"-o {path}: the columns {', '.join(odd)} hold more than text and numbers; give -o FILE.jsonl"
            )


def _with_annotations(schema: pa.Schema) -> pa.Schema:
    names = {name for name, _ in _FOUND}
    kept = [field for field in schema if field.name not in names]
    return pa.schema([*kept, *(pa.field(name, kind) for name, kind in _FOUND)])


def annotators(out: Path) -> list[str]:
    """The annotators of a run's folder, by the names of their folders."""
    return sorted({path.parent.name for path in (out / "annotations").glob("*/*.parquet")})


def annotation_file(out: Path, annotator: str, scheme: str) -> Path:
    return out / "annotations" / folder_name(annotator) / f"{scheme}.parquet"


def read_annotations(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a file of annotations. Raises StorageError."""
    with storage(path), pq.ParquetFile(path) as file:
        for batch in file.iter_batches(ROW_GROUP):
            yield from batch.to_pylist()
