"""Run folders for tests: real runs of Countdown, and such with rows that are planted into them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from synth.api import execute
from synth.contents import Contents
from synth.request import Run
from synth.rows import SCHEMA


def countdown(out: Path, **settings: Any) -> Path:
    """A real run."""
    settings = {"strategy": ["backtrack+verify", "negative"], "n": 40, "options": {"size": "3"}, **settings}
    execute(Run("countdown", out=str(out), **settings))
    return out


@lru_cache(maxsize=1)
def _example() -> tuple[bytes, bytes]:
    """The run.json and a row of a real run, as JSON."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        out = countdown(Path(folder) / "out", strategy=["negative"], n=1)
        return (out / "run.json").read_bytes(), orjson.dumps(next(Contents(out).rows("negative", "train")))


def planted(out: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    """A run's folder with the rows given for each `config/split` (`rejected` is one), in place of a real row's values.

    `question` goes into `problem`; ids are numbered where none are given.
    """
    made_by, example = map(orjson.loads, _example())
    made_by["strategy"] = list(dict.fromkeys(name.partition("/")[0].replace("-", "+") for name in rows))
    for name, own in rows.items():
        config, _, split = name.partition("/")
        full = [_row(example, given, f"{config}-{split}-{i}") for i, given in enumerate(own)]
        folder = out / ("rejected" if split == "rejected" else "data") / config
        folder.mkdir(parents=True, exist_ok=True)
        prefix = "part" if split == "rejected" else split
        pq.write_table(pa.Table.from_pylist(full, SCHEMA), folder / f"{prefix}-00000.parquet")
    (out / "run.json").write_bytes(orjson.dumps(made_by))
    return out


def _row(example: dict[str, Any], given: dict[str, Any], row_id: str) -> dict[str, Any]:
    given = {"id": row_id, "problem_id": given.get("question", row_id), **given}
    if "question" in given:
        given["problem"] = orjson.dumps({"question": given.pop("question"), "data": {}, "program": None}).decode()
    return {**example, **given}


def rows_of(out: Path, config: str = "negative", split: str = "train") -> list[dict[str, Any]]:
    return list(Contents(out).rows(config, split))
