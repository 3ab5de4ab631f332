"""How often a task's comparison of retellings takes the good ones of a file, and lets a bad one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from synth import exact_json
from synth.errors import Reject, UsageError
from synth.strategy import parse
from synth.task import Task

GOOD = "good"
MAX_SHOWN, MAX_LINE = 20, 1_000_000
_FIELDS = ("strategy", "original", "retelling")


@dataclass
class Kind:
    """What became of the retellings of one label: "good", or the kind of fault that they have."""

    n: int = 0
    accepted: int = 0
    cases: list[dict[str, Any]] = field(default_factory=list)  # those that were not taken as their label says


class RetellingAudit:
    """Counts by label, in the order in which they came."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}

    def add(self, number: int, label: str, fault: str) -> None:
        kind = self.kinds.setdefault(label, Kind())
        kind.n += 1
        kind.accepted += not fault
        if bool(fault) == (label == GOOD):
            kind.cases.append({"line": number, "label": label, "fault": fault})

    @property
    def wrongly_accepted(self) -> int:
        return sum(kind.accepted for label, kind in self.kinds.items() if label != GOOD)

    def json(self) -> dict[str, Any]:
        good = self.kinds.get(GOOD, Kind())
        bad = sum(kind.n for label, kind in self.kinds.items() if label != GOOD)
        return {
            "kinds": {label: {"n": kind.n, "accepted": kind.accepted} for label, kind in self.kinds.items()},
            "acceptance": good.accepted / good.n if good.n else None,
            "wrongly_accepted": self.wrongly_accepted,
            "wrongly_accepted_rate": self.wrongly_accepted / bad if bad else None,
            "examples": [case for kind in self.kinds.values() for case in kind.cases][:MAX_SHOWN],
        }

    def text(self) -> str:
        width = max(map(len, self.kinds), default=0)
        lines = [f"{'label':{width}}  retellings  accepted"]
        for label, kind in self.kinds.items():
            lines.append(f"{label:{width}}  {kind.n:10,}  {kind.accepted:8,}  {kind.accepted / kind.n:6.1%}")
        for case in [case for kind in self.kinds.values() for case in kind.cases][:MAX_SHOWN]:
            lines.append(f"  line {case['line']}, {case['label']}: {case['fault'] or 'accepted'}")
        return "\n".join(lines)


def audit_retellings(task: Task, path: Path) -> RetellingAudit:
    """Audits a task's `retold` on a .jsonl file: problem, answer, strategy, original, retelling and label a line.

    `problem` and `answer` are as rows hold them, the two texts whole completions; the original has to be proved by the
    task's own step checker. A label is "good", as where there is none, or names the fault. Raises UsageError.
    """
    if not task.compares_retellings:
        raise UsageError(f"--retell: nothing compares retellings of the task {task.name} (`retold`)")
    found = RetellingAudit()
    for number, line in _lines(path):
        strategy = parse(line["strategy"])
        try:
            problem = task.from_line(line)
            steps = task.check(problem, line["original"], strategy)
        except Reject as why:
            raise UsageError(f"--retell {path}, line {number}: {why}") from None
        if steps is None or steps.false > (steps.slip is not None):
            why_not = steps.first_false if steps else "its steps were not read"
            raise UsageError(f"--retell {path}, line {number}: the original is not proved: {why_not}")
        fault = task.retold(problem, line["original"], line["retelling"], strategy)
        found.add(number, line.get("label") or GOOD, fault)
    if not found.kinds:
        raise UsageError(f"--retell {path}: there is no line in it")
    return found


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _line(path, number, line)
    except OSError as error:
        raise UsageError(f"--retell {path}: {error}; give a .jsonl file of retellings") from None


def _line(path: Path, number: int, line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise UsageError(f"--retell {path}, line {number}: it has more than {MAX_LINE:,} bytes")
    try:
        found = exact_json.loads(line)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"--retell {path}, line {number}: not JSON: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in _FIELDS):
        raise UsageError(
            f"--retell {path}, line {number}: give an object with problem, answer and the texts {', '.join(_FIELDS)}"
        )
    if not isinstance(found.get("label") or GOOD, str):
        raise UsageError(f"--retell {path}, line {number}: label is no text")
    return found
