"""Folders for the tests of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from synth.folder import DERIVED
from synth.rows import SCHEMA

HOSTILE = '</script><img src=x onerror="window.hacked=1"><!--<script>\u2028 & "quoted" \'too\''
USUAL: dict[str, Any] = {
    "problem_id": "p",
    "sample": 0,
    "prompt": "How much?\n",
    "completion": "<think>\nOne and one is two.\n</think>\n<answer>2</answer>",
    "task": "elsewhere",
    "strategy": "all",
    "teacher": "somebody",
    "finish_reason": "stop",
    "verdict": {"status": "verified", "method": "exact", "reason": "", "score": 1.0},
    "behaviors": {"backtrack": 0, "verify": 1, "subgoal": None, "backward": None},
    "problem": '{"question": "How much?", "data": {}, "program": null}',
    "parents": [],
    "n_samples": 1,
    "n_verified": 1,
    "meta": "{}",
}
WRONG = {"status": "rejected", "method": "exact", "reason": "wrong value: 3, expected 2", "score": 0.0}


def derived(out: Path, **configs: list[dict[str, Any]]) -> Path:
    """A folder that a command made out of runs; a row of verdict `rejected` goes to `rejected/`."""
    for config, rows in configs.items():
        whole = [{**USUAL, "id": f"{config}-{k}", **row} for k, row in enumerate(rows)]
        bad = [row for row in whole if (row["verdict"] or {}).get("status") == "rejected"]
        for name, part in (
            ("data/{}/train-00000", [r for r in whole if r not in bad]),
            ("rejected/{}/part-00000", bad),
        ):
            if part:
                path = out / f"{name.format(config)}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(pa.Table.from_pylist(part, SCHEMA), path)
    (out / "run.json").write_bytes(orjson.dumps({"format": DERIVED, "task": None, "configs": list(configs)}))
    return out
