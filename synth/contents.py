"""What a filled folder holds: its configurations, their splits, shards and rows, read a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synth.errors import DamagedError, UsageError
from synth.files import batch_rows
from synth.folder import DERIVED, FORMAT
from synth.given import as_path
from synth.inside import check_links, check_name
from synth.intact import check_there
from synth.journal import load_json
from synth.rows import SCHEMA
from synth.shards import storage
from synth.strategy import parse
from synth.tally import SPLITS

if TYPE_CHECKING:
    from datasets import Dataset

BATCH = 1000
_TEXTS = ("id", "problem_id", "prompt", "completion", "task", "strategy", "problem")  # null in no row of ours
# What was turned down, as a split.
REJECTED = "rejected"


def train_split(out: Path, config: str) -> Dataset:
    """The train split of a configuration, as `datasets.load_dataset` gives it; without rows where there are none."""
    from datasets import Dataset, Features, load_dataset

    # Files by name, in which brackets and stars mean nothing else: a folder may have any name.
    shards = [escape(str(path.resolve())) for path in sorted((out / "data" / config).glob("train-*.parquet"))]
    if shards:
        return load_dataset("parquet", data_files=shards, split="train")
    return Dataset.from_dict({name: [] for name in SCHEMA.names}, Features.from_arrow_schema(SCHEMA))


class Contents:
    """The rows in a folder that `synth run`, or a command that works on runs, has filled.

    A configuration is a folder of `data/`: `backtrack-verify` for the strategy `backtrack+verify`. Raises UsageError
    for a folder of another kind, and for one without rows. `with_rejected` lists the configurations that kept
    nothing, too.
    """

    def __init__(self, out: str | Path, with_rejected: bool = False) -> None:
        self.out = as_path(out, "the folder")
        check_links(self.out)
        path = self.out / "run.json"
        found = load_json(path) if path.is_file() else None
        if not isinstance(found, dict) or found.get("format") not in (FORMAT, DERIVED):
            raise UsageError(f"{self.out} holds no run: give a folder that synth run -o filled")
        self.made_by: dict[str, Any] = found
        if found["format"] == DERIVED and "configs" not in found:
            raise UsageError(
                f"{self.out} is not whole: the command that made it was stopped. Let it run again: "
                f"{found.get('command', 'synth select or synth mix')}"
            )
        check_there(self.out, found.get("files", {}) if found["format"] == DERIVED else None)
        named = _configs(found, path)
        splits = (*SPLITS, REJECTED) if with_rejected else SPLITS
        self.configs: list[str] = [name for name in named if any(self.shards(name, split) for split in splits)]
        if not self.configs:
            raise UsageError(f"{self.out} holds no rows yet: run the same synth run command to its end first")

    def named(self, given: Sequence[str]) -> list[str]:
        """The configurations of the strategies asked for, in the folder's order; all where none was named.

        A name is a strategy's (`backtrack+verify`) or a configuration's (`backtrack-verify`). Raises UsageError.
        """
        asked = {name if name in self.configs else parse(name).config for name in given}
        if unknown := asked - set(self.configs):
            has = ", ".join(self.configs)
            raise UsageError(f"{self.out} holds no rows of {', '.join(sorted(unknown))}; it has {has}")
        return [name for name in self.configs if name in asked or not given]

    def splits(self, config: str) -> list[str]:
        """`train` and `test`, as far as there are rows."""
        return [split for split in SPLITS if self.shards(config, split)]

    def shards(self, config: str, split: str) -> list[Path]:
        """The Parquet files of a split, in order; split REJECTED is what was turned down."""
        if split == REJECTED:
            return sorted((self.out / "rejected" / config).glob("part-*.parquet"))
        return sorted((self.out / "data" / config).glob(f"{split}-*.parquet"))

    def n(self, config: str, split: str) -> int:
        """How many rows a split has."""
        total = 0
        for path in self.shards(config, split):
            with storage(path):
                total += pq.ParquetFile(path).metadata.num_rows
        return total

    def batches(self, config: str, split: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a split in batches of up to 1,000; what an older schema lacks is null."""
        schema = pa.schema([field for field in SCHEMA if columns is None or field.name in columns])
        for path in self.shards(config, split):
            with storage(path), pq.ParquetFile(path) as file:
                stored = [name for name in schema.names if name in file.schema_arrow.names]
                for batch in file.iter_batches(batch_rows(file, BATCH), columns=stored):
                    yield _filled(batch, schema, path)

    def rows(self, config: str, split: str, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The same, a row at a time."""
        for batch in self.batches(config, split, columns):
            yield from batch.to_pylist()


def _configs(made_by: dict[str, Any], path: Path) -> list[str]:
    """The configurations that a run.json names. Raises UsageError for one that is no plain name."""
    named = made_by.get("configs") or made_by.get("strategy")
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise UsageError(f"{path} is not whole: it names no configurations")
    if not made_by.get("configs"):
        named = [parse(name).config for name in named]
    return [check_name(name, str(path)) for name in named]


def _filled(batch: pa.RecordBatch, schema: pa.Schema, path: Path) -> pa.RecordBatch:
    """The batch with all columns, of our types. Raises DamagedError for what cannot be brought to them."""
    if batch.schema.names == schema.names:
        batch = batch if batch.schema.equals(schema) else _cast(batch, schema, path)
        if not any(batch.column(name).null_count for name in _TEXTS if name in schema.names):
            return batch
    arrays = [
        _whole(batch.column(field.name), field.name)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    names = pa.schema([field.with_type(array.type) for field, array in zip(schema, arrays, strict=True)])
    return _cast(pa.RecordBatch.from_arrays(arrays, schema=names), schema, path)


def _whole(column: pa.Array, name: str) -> pa.Array:
    """A column without nulls, where every row has a text."""
    return pc.fill_null(column.cast(pa.string()), "") if name in _TEXTS and column.null_count else column


def _cast(batch: pa.RecordBatch, schema: pa.Schema, path: Path) -> pa.RecordBatch:
    try:
        return batch.cast(schema)
    except pa.ArrowException as error:
        raise DamagedError(f"{path} holds no rows of synth's: {error}") from None
