"""Programming problems that others made: a question and tests that the answer has to pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from synth.errors import UsageError
from synth.task import Problem, Reject, Task, Verdict, option
from synth.verify import code

_QUESTIONS = ("question", "text", "prompt", "problem")
_TESTS = ("tests", "test_list", "test", "input_output")
_MAX_PAIRS = 10_000
_MAX_PAIRED = 50_000_000  # characters of all pairs of a problem


@dataclass(frozen=True)
class Code(Task):
    """Programming problems (--seeds) with tests, which a model's Python has to pass in a sandbox.

    Rows hold a question (or text, or prompt) and tests: Python with asserts, one string or a list (MBPP's test_list),
    or what the program has to print for what it reads: [{"input": "1 2", "output": "3"}, ...].
    """

    answer_format: ClassVar[str] = (
        "Reason step by step between <think> and </think>. Then write the whole Python program, and nothing else, "
        "between <answer> and </answer>."
    )

    is_slow_to_judge: ClassVar[bool] = True

    seconds: float = option(5.0, "The time that all tests of an answer may take together.")
    megabytes: int = option(1024, "The memory that an answer may take.")

    def __post_init__(self) -> None:
        if not 0.1 <= self.seconds <= 600:
            raise UsageError(f"option seconds: {self.seconds} is not within 0.1-600")
        if not 16 <= self.megabytes <= 1 << 20:
            raise UsageError(f"option megabytes: {self.megabytes} is not within 16-1048576")

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        question = next(
            (row[name] for name in _QUESTIONS if isinstance(row.get(name), str) and row[name].strip()), None
        )
        if question is None:
            raise Reject(f"no text in the column question; the columns are {', '.join(map(str, row))}")
        return Problem(question.strip(), None, {"tests": _tests(row)})

    def from_line(self, line: Mapping[str, Any]) -> Problem:
        if "problem" in line and not any(name in line for name in _TESTS):
            return super().from_line(line)
        return Problem("", None, {"tests": _tests(line)})

    def verify(self, problem: Problem, response: str) -> Verdict:
        return code(response, problem.data["tests"], timeout=self.seconds, memory=self.megabytes << 20)


def _tests(row: Mapping[str, Any]) -> list[str] | list[dict[str, str]]:
    """The tests of a row: HumanEval calls its function by the name in `entry_point`. Raises Reject."""
    found = next((row[name] for name in _TESTS if row.get(name)), None)
    pairs = _pairs(found)
    if pairs:
        return pairs
    tests = [found] if isinstance(found, str) else found
    if not isinstance(tests, list) or not tests or not all(isinstance(test, str) for test in tests):
        raise Reject('no text, no list of texts and no list of {"input": text, "output": text} in tests')
    if isinstance(row.get("entry_point"), str) and row["entry_point"].isidentifier():
        tests = [f"{test}\n\ncheck({row['entry_point']})\n" if "def check(" in test else test for test in tests]
    return tests


def _pairs(found: Any) -> list[dict[str, str]]:
    """Pairs of input and output, also as two lists (CodeContests), or as a text of JSON with two lists (APPS)."""
    if isinstance(found, str) and found.lstrip()[:1] == "{" and len(found) <= _MAX_PAIRED:
        try:
            found = orjson.loads(found)
        except orjson.JSONDecodeError:
            return []
    if isinstance(found, Mapping):
        inputs, outputs = (found.get(name, found.get(f"{name}s")) for name in ("input", "output"))
        if not (isinstance(inputs, list) and isinstance(outputs, list) and len(inputs) == len(outputs)):
            raise Reject("tests: expected as many inputs as outputs, in two lists")
        found = [{"input": given, "output": wanted} for given, wanted in zip(inputs, outputs, strict=True)]
    if not (isinstance(found, list) and found and all(isinstance(pair, Mapping) for pair in found)):
        return []
    pairs = [{name: pair.get(name) for name in ("input", "output")} for pair in found]
    if not all(isinstance(text, str) for pair in pairs for text in pair.values()):
        raise Reject("tests: an input or an output is no text")
    if len(pairs) > _MAX_PAIRS or sum(len(text) for pair in pairs for text in pair.values()) > _MAX_PAIRED:
        raise Reject(f"tests: over {_MAX_PAIRS:,} pairs, or over {_MAX_PAIRED:,} characters")
    return pairs
