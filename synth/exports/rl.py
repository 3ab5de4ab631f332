"""Formats for reinforcement learning: a row for each problem, with what the task's verifier needs to score it.

`problem` is the JSON text of the run's column of that name (`question`, `data`, `program`), `answer` the reference
where there is one, `task` the task whose verifier judges.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from synth import exact_json
from synth.exports.source import Row, Rows, Source

_SCORED = [(name, pa.string()) for name in ("answer", "task", "problem")]
_TESTS = pa.struct([("language", pa.string()), ("test_cases", pa.list_(pa.string()))])

GRPO = pa.schema([("prompt", pa.string()), *_SCORED])
OPENRLHF = pa.schema([("prompt", pa.string()), ("label", pa.string()), ("datasource", pa.string())])


def scored_by(row: Row) -> dict[str, Any]:
    return {name: row[name] for name, _ in _SCORED}


def grpo(source: Source) -> Rows:
    """TRL hands every column but `prompt` to the reward functions by its name."""
    return ({"prompt": row["prompt"], **scored_by(row)} for row in source.problems())


def open_r1(source: Source) -> Rows:
    """`solution` is what open-r1's accuracy reward parses; for code, `verification_info` holds the tests."""
    for row in source.problems():
        made = {"prompt": row["prompt"], "solution": boxed(row["answer"]), **scored_by(row)}
        tests = exact_json.loads(row["problem"])["data"].get("tests")
        if isinstance(tests, list):
            made["verification_info"] = {"language": "python", "test_cases": tests}
        yield made


def open_r1_schema(first: Row) -> pa.Schema:
    tests = [("verification_info", _TESTS)] if "verification_info" in first else []
    return pa.schema([("prompt", pa.string()), ("solution", pa.string()), *_SCORED, *tests])


def openrlhf(source: Source) -> Rows:
    """OpenRLHF hands its reward function the label alone, so the label is JSON of all that scores."""
    for row in source.problems():
        label = {**scored_by(row), "problem": exact_json.loads(row["problem"])}
        yield {"prompt": row["prompt"], "label": exact_json.dumps(label).decode(), "datasource": row["task"]}


def boxed(answer: str | None) -> str | None:
    """An answer as Math-Verify finds it in a solution: it looks for LaTeX."""
    if answer is None or "\\boxed" in answer:
        return answer
    return f"\\boxed{{{answer.strip().strip('$')}}}"
