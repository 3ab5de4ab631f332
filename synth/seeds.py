"""Problems that others made: read once into an Arrow file of the run, then random access without memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from synth.errors import Reject, UsageError
from synth.journal import Hashes
from synth.shards import TEMPORARY, replace, storage
from synth.task import Task

BLOCK = 1024
MAX_LINE = 1 << 20
KEPT = 2048
_ROW = pa.schema([("row", pa.binary())])


def source_rows(source: Path) -> Iterator[bytes]:
    """The rows of a .jsonl or .parquet file as JSON, broken lines as they are. Raises UsageError."""
    if not source.is_file():
        raise UsageError(f"there is no file {str(source)!r}; a source is a .jsonl or .parquet file")
    if source.suffix == ".parquet":
        try:
            for found in pq.ParquetFile(source).iter_batches(BLOCK):
                yield from (orjson.dumps(row, default=str) for row in found.to_pylist())
        except pa.ArrowException as error:
            raise UsageError(f"{str(source)!r} is not a Parquet file: {error}") from None
    elif source.suffix in (".jsonl", ".ndjson"):
        with source.open("rb") as lines:
            while line := lines.readline(MAX_LINE + 1):
                if line.strip():
                    yield line.rstrip(b"\r\n")
    else:
        raise UsageError(f"{str(source)!r} is neither .jsonl nor .parquet")


def parse_row(line: bytes) -> dict[str, Any]:
    """The row that a line holds. Raises Reject."""
    if len(line) > MAX_LINE:
        raise Reject("malformed: a line of over a megabyte")
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Reject(f"malformed: not JSON: {error}") from None
    if not isinstance(row, dict):
        raise Reject("malformed: not a JSON object")
    return row


def read_into(target: Path, source: Path) -> str:
    """Copies the rows of a source into an Arrow file; returns a hash of its rows."""
    hasher = blake2b(digest_size=16)
    temporary = target.with_name(target.name + TEMPORARY)
    rows = source_rows(source)
    with storage(target), pa.OSFile(str(temporary), "wb") as file, pa.ipc.new_file(file, _ROW) as writer:
        for block in _blocks(rows):
            for line in block:
                hasher.update(len(line).to_bytes(8, "big") + line)
            writer.write_batch(pa.record_batch([pa.array(block, pa.binary())], schema=_ROW))
    replace(temporary, target)
    return hasher.hexdigest()


def _blocks(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    for line in rows:
        block.append(line)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


class Seeds(Sequence[Mapping[str, Any]]):
    """Random access to the rows of an Arrow file that `read_into` wrote. A broken row raises Reject."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self._read: dict[int, Mapping[str, Any]] = {}  # some of the last rows: pairs ask for a row several times
        with storage(path):
            self._file = pa.ipc.open_file(pa.memory_map(str(path)))
        last = self._file.num_record_batches - 1
        self._n = 0 if last < 0 else last * BLOCK + self._file.get_batch(last).num_rows

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, place: Any) -> Any:
        place = range(self._n)[place]
        if place not in self._read:
            if len(self._read) >= KEPT:
                self._read.clear()
            self._read[place] = parse_row(self.line(place))
        return self._read[place]

    def line(self, place: int) -> bytes:
        block = self._file.get_batch(place // BLOCK)
        line: bytes = block.column(0)[place % BLOCK].as_py()
        return line


def excluded_identities(task: Task, sources: Iterable[Path]) -> Hashes:
    """The sorted identities of every problem that the sources state; rows that state none are passed over."""
    found = set()
    for source in sources:
        for line in source_rows(source):
            with suppress(Reject):
                found.add(identity_hash(task.seed_identity(parse_row(line))))
    return np.array(sorted(found), np.uint64)


def identity_hash(identity: str) -> int:
    """64 bits of hash."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")
