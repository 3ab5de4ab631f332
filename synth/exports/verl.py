"""verl's rows for reinforcement learning, and TinyZero's, which are verl's with a ground truth of two fields.

The columns are those of verl's "Prepare Data for Post-Training" (verl.readthedocs.io/en/latest/preparation); the
ground truth of Countdown that of TinyZero's examples/data_preprocess/countdown.py.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from synth import exact_json
from synth.errors import UsageError
from synth.exports.rl import scored_by
from synth.exports.sft import MESSAGES, message
from synth.exports.source import Row, Rows, Source, number_of

_TINY_ZERO = pa.struct([("target", pa.int64()), ("numbers", pa.list_(pa.int64()))])
_EXTRA = pa.struct(
    [
        ("split", pa.string()),
        ("index", pa.int64()),
        *((name, pa.string()) for name in ("problem_id", "answer", "task", "problem")),
    ]
)
_ABILITY = {"countdown": "math"}


def rows(source: Source) -> Rows:
    """Raises UsageError where ground truths of two shapes would meet in one column, which Arrow cannot hold."""
    shape: type | None = None
    for row in source.problems():
        truth = _ground_truth(row)
        if shape not in (None, type(truth)):
            raise UsageError(
                f"{source.contents.out} holds problems of countdown and of other tasks ({row['task']}): verl's ground "
                "truths have another shape for each. Name configurations of one task with --strategy."
            )
        shape = type(truth)
        yield {
            "data_source": row["task"] if isinstance(truth, dict) else f"synth/{row['task']}",
            "prompt": [message("user", row["prompt"])],
            "ability": _ABILITY.get(row["task"], row["task"]),
            "reward_model": {"style": "rule", "ground_truth": truth},
            "extra_info": {
                "split": row["split"],
                "index": number_of(row),
                "problem_id": row["problem_id"],
                **scored_by(row),
            },
        }


def schema(first: Row) -> pa.Schema:
    is_tiny_zero = isinstance(first["reward_model"]["ground_truth"], dict)
    truth = _TINY_ZERO if is_tiny_zero else pa.string()
    return pa.schema(
        [
            ("data_source", pa.string()),
            ("prompt", MESSAGES),
            ("ability", pa.string()),
            ("reward_model", pa.struct([("style", pa.string()), ("ground_truth", truth)])),
            ("extra_info", _EXTRA),
        ]
    )


def _ground_truth(row: Row) -> dict[str, Any] | str:
    """TinyZero's for Countdown; for every other task its data as JSON text."""
    data = exact_json.loads(row["problem"])["data"]
    if row["task"] == "countdown" and {"target", "numbers"} <= set(data):
        return {"target": data["target"], "numbers": data["numbers"]}
    return exact_json.dumps(data).decode()
