"""Shared by the tests of exports: folders as runs fill them, with the rows that a test wants."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from fault_server import Faults, FaultServer, solve_countdown

from synth.rows import SCHEMA, digest
from synth.strategy import parse


def row(
    number: int = 0, strategy: str = "all", sample: int = 0, status: str = "verified", **given: Any
) -> dict[str, Any]:
    """A row of the countdown problem of a number."""
    data = given.pop("data", {"numbers": [number + 1, 2], "target": number + 3})
    task, method = given.pop("task", "countdown"), given.pop("method", "program")
    question = f"Make {number + 3}."
    stated = orjson.dumps({"question": question, "data": data, "program": None})
    made = {
        "id": digest(f"{number}/{strategy}/{sample}/{task}".encode()),
        "problem_id": digest(task.encode() + b"\0" + stated),
        "sample": sample,
        "prompt": f"{question}\nThink.\n",
        "completion": f"<think>\n{strategy} {sample}\n</think>\n<answer>{number + 1} + 2</answer>",
        "answer": f"{number + 1} + 2",
        "task": task,
        "strategy": strategy,
        "verdict": {"status": status, "method": method, "reason": "", "score": float(status == "verified")},
        "problem": stated.decode(),
    }
    return {**dict.fromkeys(SCHEMA.names), **made, **given}


def folder(
    out: Path,
    train: list[dict[str, Any]],
    test: list[dict[str, Any]] = (),
    rejected: list[dict[str, Any]] = (),
    **made_by: Any,
) -> Path:
    """A folder with such rows, those of a strategy in their order."""
    strategies = list(dict.fromkeys(found["strategy"] for found in [*train, *test, *rejected]))
    for name, rows in (
        ("data/{}/train-00000", train),
        ("data/{}/test-00000", test),
        ("rejected/{}/part-00000", rejected),
    ):
        for strategy, of_it in groupby(
            sorted(rows, key=lambda found: strategies.index(found["strategy"])), lambda found: found["strategy"]
        ):
            path = out / f"{name.format(parse(strategy).config)}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(list(of_it), SCHEMA), path)
    settings = {"format": "synth-run-1", "task": "countdown", "options": {}, "strategy": strategies, "keep": "verified"}
    (out / "run.json").write_bytes(orjson.dumps({**settings, **made_by}))
    return out


def undecided_server() -> FaultServer:
    """A server that answers every Countdown problem right and wrong by turns."""
    asked: Counter[str] = Counter()

    def answer(body: dict[str, Any]) -> str:
        question = body["messages"][-1]["content"]
        asked[question] += 1
        return solve_countdown(body, wrong_share=float(asked[question] % 2))

    return FaultServer(Faults(), answer=answer)
