"""Problems that others made: read once into an Arrow file of the run, then random access without memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from synth import exact_json
from synth.errors import Reject
from synth.files import MAX_LINE
from synth.shards import TEMPORARY, replace, storage

BLOCK = 1024
SUFFIX = ".arrow"
KEPT = 2048
_ROW = pa.schema([("row", pa.binary())])


def parse_row(line: bytes) -> dict[str, Any]:
    """The row that a line holds. Raises Reject."""
    if len(line) > MAX_LINE:
        raise Reject("malformed: a line of over a megabyte")
    try:
        row = exact_json.tolerant(line)
    except orjson.JSONDecodeError as error:
        raise Reject(f"malformed: not JSON: {error}") from None
    if not isinstance(row, dict):
        raise Reject("malformed: not a JSON object")
    return row


def read_into(target: Path, rows: Iterable[bytes]) -> str:
    """Copies rows into an Arrow file; returns a hash of them."""
    hasher = blake2b(digest_size=16)
    temporary = target.with_name(target.name + TEMPORARY)
    try:
        with storage(target), pa.OSFile(str(temporary), "wb") as file, pa.ipc.new_file(file, _ROW) as writer:
            for block in _blocks(rows):
                for line in block:
                    hasher.update(len(line).to_bytes(8, "big") + line)
                writer.write_batch(pa.record_batch([pa.array(block, pa.binary())], schema=_ROW))
        replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return hasher.hexdigest()


def _blocks(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    for line in rows:
        block.append(line[: MAX_LINE + 1])  # what is longer is no row, and need not be held
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


def identity_hash(identity: str) -> int:
    """64 bits of hash."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")
