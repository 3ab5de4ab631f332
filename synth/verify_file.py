"""Judges responses that others made, a line at a time: what `synth verify` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Any

import orjson

from synth import exact_json
from synth.errors import Reject
from synth.faults import told
from synth.markup import plain, refused
from synth.task import Task
from synth.types import Verdict

MAX_LINE = 1 << 26


def verdicts(task: Task, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One verdict for each line, in their order: id, ok, status, method, reason, answer, ms."""
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        row, fault = _row(line)
        start = perf_counter()
        verdict = _unread(fault) if fault else _judged(task, row, place)
        yield {
            "id": row.get("id"),
            "ok": verdict.status == "verified",
            "status": verdict.status,
            "method": verdict.method,
            "reason": _printable(verdict.reason),
            "answer": _printable(verdict.answer),
            "ms": round(1000 * (perf_counter() - start), 3),
        }


def summary(found: Iterable[dict[str, Any]]) -> str:
    """How many lines came out how, and why they were turned down."""
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for verdict in found:
        statuses[verdict["status"]] += 1
        if not verdict["ok"]:
            reasons[f"{verdict['method']}: {verdict['reason'].split(':')[0][:80]}"] += 1
    lines = [f"{statuses.total():,} lines: " + ", ".join(f"{n:,} {status}" for status, n in sorted(statuses.items()))]
    return "\n".join([*lines, *(f"  {n:,} {reason}" for reason, n in reasons.most_common(10))])


def _row(line: bytes) -> tuple[dict[str, Any], str]:
    """The object of a line, and what is wrong with it."""
    if len(line) > MAX_LINE:
        return {}, f"a line of over {MAX_LINE >> 20} MiB"
    try:
        row = exact_json.tolerant(line)
    except orjson.JSONDecodeError as error:
        return {}, f"not JSON: {error}"
    if not isinstance(row, dict):
        return {}, "not a JSON object"
    return row, ""


def _judged(task: Task, row: dict[str, Any], place: int) -> Verdict:
    response = row.get("response", row.get("completion"))
    if not isinstance(response, str):
        return _unread("no text in response")
    response = plain(response)
    try:
        return refused(response) or task.judge_line(row, response)
    except Reject as why:
        return _unread(str(why))
    except Exception as error:
        raise told(task.name, place, error) from error


def _unread(why: str) -> Verdict:
    """What cannot be read is neither right nor wrong."""
    return Verdict("unverified", "line", why, None, 0.0)


def _printable(text: str | None) -> str | None:
    return None if text is None else text.encode(errors="replace").decode()
