"""Writes rows into numbered Parquet shards. Equal rows give equal bytes, however often a run was cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synth.errors import StorageError
from synth.rows import REPEATED, SCHEMA

ROW_GROUP = 2000
TEMPORARY = ".tmp"


class Stream:
    """Appends rows to `folder/prefix-00000.parquet` and on; `n` rows are in it, and the last shard is in memory.

    A shard is written to a temporary name and renamed, when it is full and at every `save`. Rows in the last
    shard's file beyond `n` are the leavings of a killed run: they are made again and written over.
    """

    def __init__(self, folder: Path, prefix: str, shard_rows: int, n: int = 0) -> None:
        self.folder = folder
        self.prefix = prefix
        self.shard_rows = shard_rows
        self.n = n
        self._saved = n
        self.records: dict[str, dict[str, Any]] = {}  # of each file that was written: rows, bytes, SHA-256
        self._buffer: list[pa.RecordBatch] = []
        if n % shard_rows:
            self._buffer = self._read_back(n // shard_rows, n % shard_rows)

    def append(self, rows: pa.RecordBatch) -> bool:
        """Adds rows; True if a shard became full."""
        filled = False
        while rows.num_rows:
            room = self.shard_rows - self.n % self.shard_rows
            self._buffer.append(rows.slice(0, room))
            self.n += min(room, rows.num_rows)
            rows = rows.slice(room)
            if self.n % self.shard_rows == 0:
                self._write((self.n - 1) // self.shard_rows)
                self._buffer, filled = [], True
        return filled

    def save(self) -> None:
        """Puts everything on the disk, the unfinished shard included."""
        if self.n != self._saved and self._buffer:
            self._write(self.n // self.shard_rows)
        self._saved = self.n

    def path(self, shard: int) -> Path:
        return self.folder / f"{self.prefix}-{shard:05d}.parquet"

    def _write(self, shard: int) -> None:
        table = pa.Table.from_batches(self._buffer, SCHEMA)
        path = self.path(shard)
        with writing(path) as temporary:
            with pa.OSFile(str(temporary), "wb") as file:  # a path alone could be taken for a URI
                _write_rows(table, file)
            known = record(temporary, table.num_rows)
        self.records[f"{self.folder.parent.name}/{self.folder.name}/{path.name}"] = known
        self._buffer = table.to_batches()

    def _read_back(self, shard: int, n: int) -> list[pa.RecordBatch]:
        path = self.path(shard)
        with storage(path):
            table = pq.ParquetFile(path).read()
        if table.num_rows < n:
            raise StorageError(
                f"{path} holds {table.num_rows} rows, but {n} were written into it: start again with --overwrite"
            )
        found: list[pa.RecordBatch] = table.slice(0, n).cast(SCHEMA).combine_chunks().to_batches()
        return found


def _write_rows(table: pa.Table, file: pa.NativeFile) -> None:
    """Equal rows give equal bytes, with one version of pyarrow."""
    with pq.ParquetWriter(file, SCHEMA, compression="zstd", use_dictionary=REPEATED) as writer:
        for start in range(0, table.num_rows, ROW_GROUP):  # one at a time: no second copy of them all
            writer.write_table(table.slice(start, ROW_GROUP).combine_chunks(), ROW_GROUP)


def encoded(table: pa.Table) -> bytes | None:
    """The bytes of a shard that holds these rows, None for rows of another kind."""
    sink = pa.BufferOutputStream()
    try:
        _write_rows(table.cast(SCHEMA), sink)
    except (pa.ArrowException, ValueError):
        return None
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def record(path: Path, rows: int) -> dict[str, Any]:
    """What is known of a file: its rows, its bytes, its SHA-256."""
    hasher = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            hasher.update(block)
    return {"rows": rows, "size": path.stat().st_size, "sha256": hasher.hexdigest()}


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A temporary name to write a file under, which gets its own at the end; where that fails, nothing is left of it.

    Raises StorageError for what the disk refuses.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def replace(temporary: Path, path: Path) -> None:
    """Renames a finished file into place, so that a crash leaves the old one or the new one."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into StorageError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            f"{path} cannot be written or read: {why}. What was finished before is safe; once there is room and "
            "permission, the same command goes on from there."
        ) from error
