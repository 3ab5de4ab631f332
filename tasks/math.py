"""Mathematics that others wrote: GSM8K, MATH, or any rows of a question and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from synth import exact_json
from synth.errors import UsageError
from synth.parse import after_think, tagged_answer
from synth.task import Problem, Reject, Task, Verdict, option
from synth.verify import math
from synth.verify.mathematics import last_box, reference_text

from ._math.traps import traps

MAX_CHARS = 20_000
_QUESTIONS = ("question", "problem", "prompt", "query")
_ANSWERS = ("answer", "final_answer", "expected_answer", "solution", "response")


@dataclass(frozen=True)
class Mathematics(Task):
    """Problems that others made (--seeds), solved by a model and judged against their answers.

    Rows hold a question and an answer: GSM8K's `#### 42`, MATH's solutions with a box, or the plain answer.
    """

    answer_format: ClassVar[str] = (
        "Reason step by step between <think> and </think>. Then write the final answer, and nothing else, between "
        "<answer> and </answer>: a number or an expression in LaTeX, without a sentence around it."
    )

    # One of each shape that answers come in.
    examples: ClassVar[tuple[Problem, ...]] = tuple(
        Problem("", answer, {"answer": answer})
        for answer in (
            "42", "-17", "3.25", "1,250", "50\\%", "\\frac{3}{4}", "\\frac{7}{12} + \\frac{1}{3}", "2\\sqrt{3}",
            "\\frac{\\sqrt{2}}{2}",
            "5 + 2\\sqrt{7}", "3\\pi", "\\frac{\\pi}{6}", "2^{10}", "x^{2} + 3x - 4", "\\frac{x + 1}{x - 2}",
            "2 + 3i", "a - b",
            "(x + 1)(x - 5)", "\\frac{1}{\\sqrt{5}}", "12y^{3}", "\\sqrt{2 + \\sqrt{3}}", "0.125", "100000000", "e^{2}",
        )
    )  # fmt: skip

    is_slow_to_judge: ClassVar[bool] = True

    seconds: float = option(0.8, "The time that a verdict may take; what is open then is undecided.")
    max_chars: int = option(8000, "The length that no question exceeds, in characters.")

    def __post_init__(self) -> None:
        if not 0.01 <= self.seconds <= 600:
            raise UsageError(f"option seconds: {self.seconds} is not within 0.01-600")

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        question, answer = stated(row)
        if len(question) > min(self.max_chars, MAX_CHARS):
            raise Reject(f"the question has over {self.max_chars} characters")
        if answer is None and (voted := voted_answer(row)):
            return Problem(question, voted[0], {"answer": voted[0], "certificate": f"vote {voted[1]}"})
        return Problem(question, answer, {"answer": answer})

    def from_line(self, line: Mapping[str, Any]) -> Problem:
        if "problem" in line and "answer" not in line:
            return super().from_line(line)
        answer = _as_text(line.get("answer"))
        if answer is None:
            raise Reject("no text in answer, the reference")
        return Problem("", answer, {"answer": answer})

    def verify(self, problem: Problem, response: str) -> Verdict:
        expected = problem.data["answer"]
        if expected is None:
            return _without_reference(response)
        verdict = math(response, expected, seconds=self.seconds)
        certificate = problem.data.get("certificate")
        return _agreeing(verdict, certificate) if certificate and verdict.status == "verified" else verdict

    def traps(self) -> Sequence[tuple[Problem, str, bool]]:
        return [(Problem("", reference, {"answer": reference}), answer, right) for answer, reference, right in traps()]

    def identity(self, problem: Problem) -> str:
        return " ".join(problem.question.split()).casefold()

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        return {"words": len(problem.question.split())}

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {"certificate": problem.data["certificate"]} if "certificate" in problem.data else {}


def stated(row: Mapping[str, Any]) -> tuple[str, str | None]:
    """The question and the answer of a row. Raises Reject for a row without a question."""
    if isinstance(row.get("problem"), str) and "problem_id" in row:
        row = {**_own(row["problem"]), "answer": row.get("answer")}
    question = next((row[name] for name in _QUESTIONS if isinstance(row.get(name), str) and row[name].strip()), None)
    if question is None:
        raise Reject(f"no text in the column question; the columns are {', '.join(map(str, row))}")
    answer = next((row[name] for name in _ANSWERS if row.get(name) is not None), None)
    text = _as_text(answer)
    return question.strip(), final_answer(text) if text is not None else None


def _as_text(answer: Any) -> str | None:
    """A reference as text: a number's digits, the members of a list; None for what is neither, nor a text."""
    if isinstance(answer, list):
        members = [_as_text(member) for member in answer]
        return reference_text(members) if members and None not in members else None
    if isinstance(answer, (int, float)) and not isinstance(answer, bool):
        return str(answer)
    return answer if isinstance(answer, str) else None


def final_answer(solution: str) -> str | None:
    """What a solution ends in: behind GSM8K's `####`, in the last box, or the text itself where it is short."""
    _, marks, behind = solution.rpartition("####")
    if marks:
        return behind.strip() or None
    boxed = last_box(solution)
    if boxed is not None:
        return boxed.strip() or None
    if "\\boxed " in solution:  # MATH writes `\boxed 2`, too
        return solution.rpartition("\\boxed ")[2].split("$")[0].split()[0].rstrip(".")
    plain = solution.strip()
    return plain if plain and len(plain) <= 500 else None


def voted_answer(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """The answer of a row that was kept by a vote, and the vote as k/n; None for any other row."""
    verdict, completion = row.get("verdict"), row.get("completion")
    if not isinstance(verdict, dict) or verdict.get("method") != "vote" or not isinstance(completion, str):
        return None
    answer = tagged_answer(after_think(completion))
    try:
        vote = exact_json.loads(row.get("meta") or "{}").get("vote") or {}
    except (orjson.JSONDecodeError, AttributeError, TypeError):
        return None
    return (answer, f"{vote['k']}/{vote['n']}") if answer and {"k", "n"} <= set(vote) else None


def _agreeing(verdict: Verdict, certificate: str) -> Verdict:
    """Agreement with what a vote chose is agreement, no proof: its score counts towards the pass rate all the same."""
    return Verdict("unverified", "vote", f"the answer of an earlier {certificate}", verdict.answer, 1.0)


def _own(packed: str) -> dict[str, Any]:
    try:
        return {"question": exact_json.loads(packed)["question"]}
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Reject("the column problem is not JSON with a question in it") from None


def _without_reference(response: str) -> Verdict:
    from synth.verify.mathematics import find_answer

    answer = find_answer(response)
    if answer is None:
        return Verdict.rejected("format", "no \\boxed{}, no <answer> and no 'answer is'")
    return Verdict("unverified", "none", "no reference answer", answer)
