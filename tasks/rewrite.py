"""Rewriting: a model puts a problem into other words, and every number has to stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Any, ClassVar

import orjson

from synth.errors import UsageError
from synth.task import Draw, Problem, Reject, Task, Verdict, option
from synth.verify import number

from ._rewrite.numbers import numbers_in

MAX_CHARS = 8000
_TAGGED = re.compile(r"<problem>(.*?)</problem>", re.DOTALL)
_MARKUP = ("<think", "</think", "<answer", "</answer", "<problem")


@dataclass(frozen=True)
class Rewrite(Task):
    """Put word problems (--seeds) into other words; the numbers stay, and so does the answer.

    A proposer writes each paraphrase. One that loses a number, brings a new one or only repeats the text goes back
    to it with the fault.
    """

    arity: ClassVar[int] = 1

    tries: int = option(3, "How often the proposer may try a problem.")

    def __post_init__(self) -> None:
        if not 1 <= self.tries <= 20:
            raise UsageError(f"option tries: {self.tries} is not within 1-20")

    async def propose(self, draw: Draw) -> Problem:
        seed = draw.parents[0]
        question, answer = stated(seed)
        fault, text = "", ""
        for _ in range(self.tries):
            said = await draw.ask("rewrite/paraphrase.jinja", question=question, rejected=text, fault=fault)
            text = _tagged(said)
            fault = fault_of(question, text)
            if not fault:
                return Problem(text, answer, {"answer": answer}, (_parent(seed, question),))
        raise Reject(f"no paraphrase in {self.tries} tries: {fault}")

    def verify(self, problem: Problem, response: str) -> Verdict:
        return number(response, problem.data["answer"])

    def identity(self, problem: Problem) -> str:
        return _plain(problem.question)

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return _plain(stated(row)[0])

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        return {"words": len(problem.question.split()), "numbers": len(numbers_in(problem.question))}


def stated(row: Mapping[str, Any]) -> tuple[str, str | None]:
    """The question and the answer of a row: GSM8K's columns, or a row of synth's own. Raises Reject."""
    question, answer = row.get("question", row.get("problem")), row.get("answer")
    if isinstance(row.get("problem"), str) and "problem_id" in row:
        try:
            question = orjson.loads(row["problem"])["question"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise Reject("the column problem is not JSON with a question in it") from None
    if not isinstance(question, str) or not 10 <= len(question.strip()) <= MAX_CHARS:
        raise Reject(f"no question of 10 to {MAX_CHARS} characters; the columns are {', '.join(map(str, row))}")
    if isinstance(answer, (int, float)) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(answer, str):
        return question.strip(), None
    return question.strip(), answer.rpartition("####")[2].strip() or None


def fault_of(question: str, text: str) -> str:
    """What is wrong with a paraphrase, "" if nothing is."""
    if not text:
        return "there is no text between <problem> and </problem>"
    if any(mark in text for mark in _MARKUP):
        return "the problem holds tags"
    if not len(question) // 3 <= len(text) <= 3 * len(question) + 200:
        return "it is far shorter or longer than the problem"
    if _plain(text) == _plain(question):
        return "it repeats the problem word for word"
    before, now = numbers_in(question), numbers_in(text)
    if lost := before - now:
        return f"it lacks {_listed(lost)}"
    if new := now - before:
        return f"it states {_listed(new)}, which the problem does not"
    return ""


def _tagged(said: str) -> str:
    found = _TAGGED.search(said[: 4 * MAX_CHARS])
    return found[1].strip() if found else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _listed(numbers: frozenset[Fraction]) -> str:
    return ", ".join(str(n) if n.denominator == 1 else f"{float(n):g}" for n in sorted(numbers)[:5])


def _parent(seed: Mapping[str, Any], question: str) -> str:
    known = seed.get("problem_id")
    return known if isinstance(known, str) and known else blake2b(question.encode(), digest_size=10).hexdigest()
