"""Files of rows that people have: JSON lines, JSON arrays, CSV and Parquet, packed or not, as JSON, a row at a time."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, cast

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from synth import exact_json
from synth.errors import UsageError

MAX_LINE = 1 << 20  # bytes of a row of JSON lines that is read whole
MAX_ARRAY = 1 << 30  # bytes of a JSON array, which has to be held at once
MAX_BATCH = 1024
_BATCH_BYTES = 1 << 24
ENDINGS = ".jsonl, .json, .csv, .tsv (each also with .gz) or .parquet"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


def is_file_of_rows(path: Path) -> bool:
    """Whether the name ends as that of a file that `file_rows` reads."""
    return _kind(path)[0] in _READERS or _kind(path)[0] == ".parquet"


def file_rows(path: Path, longest: int = MAX_LINE) -> Iterator[bytes]:
    """The rows of a file as JSON; a broken line comes as it is, one that is too long is cut behind the `longest` bytes.

    Raises UsageError.
    """
    kind, is_packed = _kind(path)
    if kind == ".parquet":
        yield from parquet_rows(path)
        return
    if kind not in _READERS:
        raise UsageError(f"{str(path)!r}: the name of a file of rows ends in {ENDINGS}")
    try:
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            yield from _READERS[kind](cast(IO[bytes], file), path, longest)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{str(path)!r} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _kind(path: Path) -> tuple[str, bool]:
    """The ending that tells the format, in small letters, and whether the file is packed."""
    endings = [ending.lower() for ending in path.suffixes]
    is_packed = endings[-1:] == [".gz"]
    found = (endings[:-1] if is_packed else endings)[-1:]
    return (found[0] if found else ""), is_packed


def _json_lines(file: IO[bytes], path: Path, longest: int) -> Iterator[bytes]:
    """Lines without their ends; of one that is too long, a first part that is too long, too."""
    is_first = True
    while line := file.readline(longest + 2):
        if is_first:
            line, is_first = line.removeprefix(b"\xef\xbb\xbf"), False
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = file.readline(longest + 2)
        if line.strip():
            yield line.rstrip(b"\r\n")


def _json(file: IO[bytes], path: Path, longest: int) -> Iterator[bytes]:
    """An array of rows, an object with one under a name, or JSON lines under another ending."""
    content = file.read(MAX_ARRAY + 1)
    if len(content) > MAX_ARRAY:
        raise UsageError(f"{str(path)!r} has over {MAX_ARRAY >> 30} GiB, and an array is read at once: give JSON lines")
    try:
        found = exact_json.tolerant(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        parts = content.removeprefix(b"\xef\xbb\xbf").splitlines()
        if not parts or not parts[0].lstrip().startswith(b"{") or len(parts[0]) < 3:
            raise UsageError(f"{str(path)!r} is neither JSON nor JSON lines: {error}") from None
        yield from filter(bytes.strip, parts)
        return
    if isinstance(found, dict):
        arrays = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        found = arrays[0] if len(arrays) == 1 else [found]
    if not isinstance(found, list):
        raise UsageError(f"{str(path)!r} holds no array of rows")
    yield from (exact_json.dumps(row) for row in found)


def _csv(file: IO[bytes], path: Path, longest: int) -> Iterator[bytes]:
    csv.field_size_limit(longest)
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    try:
        for row in csv.DictReader(text, delimiter="\t" if _kind(path)[0] == ".tsv" else ","):
            yield exact_json.dumps({str(name): _cell(value) for name, value in row.items() if name is not None})
    except csv.Error as error:
        raise UsageError(f"{str(path)!r} is no CSV: {error}") from None
    finally:
        text.detach()  # who opened the file closes it


def _cell(text: Any) -> Any:
    """A cell as what it spells: a whole number, or a list in JSON; else the text."""
    if isinstance(text, str) and _NUMBER.fullmatch(text):
        return int(text)
    if isinstance(text, str) and text[:1] in "[{" and text[-1:] in "]}":
        try:
            return exact_json.loads(text)
        except orjson.JSONDecodeError:
            return text
    return text


_READERS = {
    ".jsonl": _json_lines, ".ndjson": _json_lines, ".json": _json, ".csv": _csv, ".tsv": _csv,
}  # fmt: skip


def parquet_rows(path: Path) -> Iterator[bytes]:
    """The rows of a Parquet file as JSON. Raises UsageError."""
    try:
        with pq.ParquetFile(path) as file:
            for found in file.iter_batches(batch_rows(file)):
                yield from (exact_json.dumps(row, default=str) for row in found.to_pylist())
    except (pa.ArrowException, OSError) as error:
        raise UsageError(f"{str(path)!r} is not a Parquet file: {error}") from None


def batch_rows(file: pq.ParquetFile, most: int = MAX_BATCH) -> int:
    """How many rows to hold at a time, so that a few huge ones do not fill the memory."""
    size: int = sum(file.metadata.row_group(k).total_byte_size for k in range(file.metadata.num_row_groups))
    n: int = file.metadata.num_rows
    return max(1, min(most, _BATCH_BYTES * max(1, n) // max(1, size)))
