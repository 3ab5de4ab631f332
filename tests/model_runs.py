"""Shared by the tests of runs with a model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from fault_server import Faults, FaultServer, solve_countdown

from synth.api import execute
from synth.request import Run

CONFIG = "backtrack-verify"


def server(wrong_share: float = 0.0, **faults: Any) -> FaultServer:
    """A server that solves Countdown, some problems wrongly; use it in a `with`."""
    return FaultServer(Faults(**faults), answer=partial(solve_countdown, wrong_share=wrong_share))


def make(out: Path, served: FaultServer, task: str = "countdown", **settings: Any) -> Path:
    """A run of a task with a model on the server."""
    given = {"strategy": ("backtrack+verify",), "n": 60, "model": "openai/tiny", "shard_rows": 50}
    given["base_url"] = served.base_url
    execute(Run(task, out=str(out), **{**given, **settings}))
    return out


def rows(out: Path, config: str = CONFIG, folder: str = "data") -> list[dict[str, Any]]:
    """The rows of a config, in their order."""
    files = sorted((out / folder / config).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]
