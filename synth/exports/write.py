"""Writes the rows of an export into one file: under a temporary name, then renamed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from synth import exact_json
from synth.errors import StorageError, UsageError
from synth.exports.source import Row
from synth.shards import ROW_GROUP, TEMPORARY, replace

Append = Callable[[list[Row]], None]


def check_target(path: Path, overwrite: bool) -> None:
    """Raises UsageError for a file that cannot be the target, before any work is done."""
    if path.suffix not in _WRITERS:
        raise UsageError(f"-o {path}: the ending says what is written, so give a name that ends in .parquet or .jsonl")
    if path.is_dir():
        raise UsageError(f"-o {path} is a folder: give the name of a file in it")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} is already there: give another -o, or --overwrite")


def write(path: Path, schema: pa.Schema, rows: Iterator[Row]) -> int:
    """Writes the rows, a thousand at a time; returns how many there were. A failure leaves what was there before."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    n = 0
    with storing(path):
        try:
            with _WRITERS[path.suffix](temporary, schema) as append:
                while batch := list(islice(rows, ROW_GROUP)):
                    append(batch)
                    n += len(batch)
            replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    return n


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into StorageError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            f"{path} cannot be written: {why}. Nothing was changed: make room, or choose another -o."
        ) from error


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Append]:
    with pa.OSFile(str(path), "wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield lambda batch: writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))


@contextmanager
def _jsonl(path: Path, schema: pa.Schema) -> Iterator[Append]:
    names = schema.names
    with path.open("wb") as file:
        yield lambda batch: file.writelines(
            exact_json.dumps({name: row[name] for name in names}, option=orjson.OPT_APPEND_NEWLINE) for row in batch
        )


_WRITERS = {".parquet": _parquet, ".jsonl": _jsonl}
