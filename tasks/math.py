"""Mathematics that others wrote: GSM8K, MATH, or any rows of a question and its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from synth import exact_json
from synth.columns import MISSING, at
from synth.errors import UsageError
from synth.parse import after_think, tagged_answer
from synth.task import Problem, Reject, Task, Verdict, option
from synth.verify import math
from synth.verify.mathematics import last_box, reference_text

from ._math.traps import traps

MAX_CHARS = 20_000
_QUESTIONS = ("question", "problem", "prompt", "query")
# Where a reference stands, in the order in which it is looked for. A `response` is somebody's answer, and no reference.
_ANSWERS = (
    "answer", "final_answer", "expected_answer", "gold", "ground_truth", "reward_model.ground_truth", "correct",
    "label", "solution",
)  # fmt: skip
_REFERENCES = _ANSWERS[:6]  # of a line to judge, whose other columns may be the model's
_OPTIONS = ("options", "choices")
_LETTERS = "ABCDEFGHIJ"
_LETTERED = re.compile(r"\(?([A-J])[).:]")
_UNIT_BEHIND = re.compile(r"(-?[0-9][0-9.,/:]*) \([^()]{1,40}\)")  # ASDiv's "9 (apples)"


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

    def reads(self, row: Mapping[str, Any]) -> dict[str, str]:
        row = _lower(row)
        found = {"question": _column(row, _QUESTIONS), "answer": _column(row, _ANSWERS)}
        if found["question"] and "body" in row:
            found["question"] = f"body and {found['question']}"
        if _options(row):
            found["options"] = _column(row, _OPTIONS)
        return {what: name for what, name in found.items() if name}

    def has_reference(self, problem: Problem) -> bool:
        return problem.answer is not None

    def from_line(self, line: Mapping[str, Any]) -> Problem:
        row = _lower(line)
        name = _column(row, _REFERENCES)
        if name is None and isinstance(row.get("problem"), str):
            return super().from_line(line)
        text = _as_text(at(row, name)) if name else None
        answer = final_answer(text) if text is not None else None
        if answer is None:
            raise Reject("no reference: give answer, a text or a number")
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
    row = _lower(row)
    name = _column(row, _QUESTIONS)
    if name is None:
        raise Reject(f"no text in the column question; the columns are {', '.join(map(str, row))}")
    question = str(row[name]).strip()
    if isinstance(row.get("body"), str):  # ASDiv tells the story apart
        question = f"{row['body'].strip()} {question}".strip()
    answer = at(row, found) if (found := _column(row, _ANSWERS)) else None
    if options := _options(row):
        question += "\n" + "\n".join(f"({letter}) {text}" for letter, text in options)
        return question, _chosen(answer, options)
    text = _as_text(answer)
    if text is not None and (unit := _UNIT_BEHIND.fullmatch(text.strip())):
        text = unit[1]
    return question, final_answer(text) if text is not None else None


def _lower(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with names in small letters; of two that are the same then, the first counts."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        found.setdefault(str(name).lower(), value)
    return found


def _column(row: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first of the names under which something stands; a question is a text."""
    for name in names:
        value = at(row, name)
        is_there = value is not MISSING and value is not None and (not isinstance(value, str) or value.strip())
        if is_there and (isinstance(value, str) or names is not _QUESTIONS):
            return name
    return None


def _options(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The letters and texts of a problem with options, as AQuA, MMLU and SAT have them; none for any other."""
    given: list[Any] = next((row[name] for name in _OPTIONS if isinstance(row.get(name), list)), [])
    texts = [text for text in map(_as_text, given) if text]
    if not 2 <= len(texts) == len(given) <= len(_LETTERS):
        return []
    return [(letter, _LETTERED.sub("", text, count=1).strip()) for letter, text in zip(_LETTERS, texts, strict=False)]


def _chosen(answer: Any, options: Sequence[tuple[str, str]]) -> str | None:
    """The letter of the right option: given as such, as its number from 0, or as its text."""
    if isinstance(answer, int) and not isinstance(answer, bool):
        return options[answer][0] if 0 <= answer < len(options) else None
    said = answer.strip() if isinstance(answer, str) else ""
    letter = said.strip("().: ").upper()
    if letter in [one for one, _ in options]:
        return letter
    by_text = [one for one, text in options if text == said]
    return by_text[0] if len(by_text) == 1 else None


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
