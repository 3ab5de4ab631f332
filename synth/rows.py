"""The flat record that is written: one Arrow schema for all tasks, and the columns of a batch of rows."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.abc import MetaPathFinder
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from synth import exact_json
from synth.selection import Sample
from synth.strategy import BEHAVIORS, Strategy
from synth.types import Problem


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ImportError(fullname)


def _without_pandas() -> None:
    """Makes pyarrow's first array, at which it imports pandas in order to know its types: 0.2 s and 30 MB for nothing.

    Where pandas is asked for by name later (`to_pandas`), pyarrow looks for it again.
    """
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(finder)


_without_pandas()
SCHEMA_VERSION = "1"
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("problem_id", pa.string()),
        ("sample", pa.int32()),
        ("prompt", pa.string()),
        ("completion", pa.string()),
        ("answer", pa.string()),
        ("task", pa.string()),
        ("strategy", pa.string()),
        ("teacher", pa.string()),
        ("finish_reason", pa.string()),
        (
            "verdict",
            pa.struct([*((name, pa.string()) for name in ("status", "method", "reason")), ("score", pa.float64())]),
        ),
        ("behaviors", pa.struct([(behavior, pa.int32()) for behavior in BEHAVIORS])),
        ("problem", pa.string()),
        ("parents", pa.list_(pa.string())),
        ("n_samples", pa.int32()),
        ("n_verified", pa.int32()),
        ("prompt_tokens", pa.int64()),
        ("completion_tokens", pa.int64()),
        ("cost_usd", pa.float64()),
        ("meta", pa.string()),
    ],
    metadata={"synth.schema": SCHEMA_VERSION},
)
# Columns in which a few values come again and again: only those are worth a dictionary in the file.
REPEATED = ["task", "strategy", "teacher", "finish_reason", "verdict.status", "verdict.method", "verdict.reason"]
COLUMNS: dict[str, str] = {
    "id": "unique across runs",
    "problem_id": "hash of the task and the problem; matched strategies and samples share it",
    "sample": "which of the teacher's samples for the problem, from 0",
    "prompt": "what the student is asked, and the form of the answer; no word of the strategy",
    "completion": "`<think>...</think>` and `<answer>...</answer>`",
    "answer": "a reference answer, where there is one",
    "task": "the task that made the problem",
    "strategy": "the behaviours that the teacher was asked for",
    "teacher": "who wrote the completion",
    "finish_reason": "why the teacher stopped",
    "verdict": "status (verified, rejected, unverified), method, reason, score from 0 to 1",
    "behaviors": "how often the text shows each behaviour; null where nobody looked",
    "problem": "JSON: question, data for the verifier, program",
    "parents": "problem ids of the seeds that the problem was made of",
    "n_samples": "judged samples of the problem",
    "n_verified": "how many of them are verified, or give the answer of an earlier vote: the pass rate",
    "prompt_tokens": "as the teacher counts them; null where it does not",
    "completion_tokens": "as the teacher counts them; null where it does not",
    "cost_usd": "price of the completion; null where it is not known",
    "meta": "JSON: difficulty, steps (checked, false, first_false; method retold where the words are a model's), "
    "retold (model, tries, faults, text: whose it is), slip (step, claim, value), "
    "certificate (program, vote k/n, none), source, ...",
}


class Stated(NamedTuple):
    """A problem in the form in which rows hold it."""

    id: str
    prompt: str
    json: str
    problem: Problem
    difficulty: Mapping[str, Any]
    meta: Mapping[str, Any]


def stated(
    task: str, problem: Problem, prompt: str, difficulty: Mapping[str, Any], meta: Mapping[str, Any] | None = None
) -> Stated:
    packed = exact_json.dumps({"question": problem.question, "data": problem.data, "program": problem.program})
    return Stated(digest(task.encode() + b"\0" + packed), prompt, packed.decode(), problem, difficulty, meta or {})


def question_of(problem: str) -> str:
    """The question in the column `problem`; a text that is no such JSON is a question itself."""
    if problem.startswith("{"):
        with suppress(orjson.JSONDecodeError):
            found = exact_json.loads(problem)
            if isinstance(found, dict) and isinstance(found.get("question"), str):
                return str(found["question"])
    return problem


def digest(data: bytes) -> str:
    """80 bits of hash as 20 hexadecimal digits."""
    return blake2b(data, digest_size=10).hexdigest()


def row(
    row_id: str,
    task: str,
    asked: Stated,
    strategy: Strategy,
    teacher: str,
    sample: Sample,
    counts: tuple[int, int],
) -> tuple[Any, ...]:
    """The values of one row, in the order of the schema; `counts` are judged and verified samples of the problem."""
    completion, verdict, steps = sample.completion, sample.verdict, sample.steps
    meta: dict[str, Any] = {"difficulty": asked.difficulty, **asked.meta, **completion.record}
    if steps is not None:
        meta["steps"] = {"checked": steps.checked, "false": steps.false, "first_false": steps.first_false}
    if steps is not None and completion.original:
        meta["steps"]["method"] = "retold"
    if sample.vote is not None:
        meta["vote"] = {"k": sample.vote[0], "n": sample.vote[1]}
        if meta.get("certificate") == "none":
            meta["certificate"] = "vote {}/{}".format(*sample.vote)
    shown: Mapping[Any, int | None] = completion.behaviors or (steps.behaviors if steps else {})
    n_samples, n_verified = counts
    return (
        row_id,
        asked.id,
        sample.number,
        asked.prompt,
        completion.text,
        asked.problem.answer,
        task,
        strategy.name,
        teacher,
        completion.finish_reason,
        {"status": verdict.status, "method": verdict.method, "reason": verdict.reason, "score": verdict.score},
        {behavior: shown.get(behavior) for behavior in BEHAVIORS},
        asked.json,
        list(asked.problem.parents),
        n_samples,
        n_verified,
        completion.prompt_tokens,
        completion.completion_tokens,
        completion.cost_usd,
        exact_json.dumps(meta).decode(),
    )


def batch(rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    """Rows as an Arrow batch of the schema."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    arrays = [pa.array(list(column), type=field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
