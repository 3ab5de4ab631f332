"""A seed, whoever made it: its question, its answer, and its program where it carries one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson

from synth import exact_json
from synth.errors import Reject
from synth.verify.number import read_number

from . import program as programs
from .carried import check_numbers
from .disputed import why_disputed
from .gsm8k import read_solution
from .marked import Changed, marked
from .program import Leaf, Program, Value

MAX_CHARS = 8000
_QUESTIONS = ("question", "problem", "prompt", "query")
_ANSWERS = ("answer", "final_answer", "expected_answer", "solution", "response")


@dataclass(frozen=True)
class Seed:
    """`free` names the leaves that may be given other values; `why` tells why there is no program, if there is none.

    `answer` is the text of the answer, None if there is none; `id` is for the column `parents`; `values` are all the
    quantities of the program.
    """

    id: str
    question: str
    answer: str | None
    program: Program | None
    free: frozenset[str]
    why: str = ""
    family: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def begun(self) -> Changed:
        """The seed ready to be changed. Raises Reject where it has no program, or asks nothing."""
        if self.program is None:
            raise Reject(self.why)
        return Changed(marked(self.question, self.program), self.program)

    @cached_property
    def inputs(self) -> list[Leaf]:
        """The free leaves whose number a letter can stand for: no share, and none in a three-day trip or in 40g."""
        fixed = self.begun.running_on
        return [
            leaf
            for leaf in self.begun.program.leaves
            if leaf.name in self.free and leaf.unit != "%" and leaf.name not in fixed
        ]

    @cached_property
    def result(self) -> Value:
        """The value of its answer. Raises Reject where that is nothing to go on with."""
        if self.program is None:
            raise Reject(self.why)
        return self.program.result(self.values)


_KEPT = 4096
_seeds: dict[int, tuple[object, Seed]] = {}


def read_seed(row: Mapping[str, Any]) -> Seed:
    """The seed that a row states: one of synth's own, GSM8K's, or any question and answer. Raises Reject.

    Those of the last rows are kept: a row is a parent of several problems.
    """
    found = _seeds.get(id(row))
    if found is not None and found[0] is row:
        return found[1]
    made = _read(row)
    if len(_seeds) >= _KEPT:
        _seeds.clear()
    _seeds[id(row)] = (row, made)
    return made


def _read(row: Mapping[str, Any]) -> Seed:
    if isinstance(row.get("problem"), str) and "problem_id" in row:
        return _own(row)
    question = next((row[name] for name in _QUESTIONS if isinstance(row.get(name), str) and row[name].strip()), None)
    if question is None or len(question) > MAX_CHARS:
        raise Reject(f"no question of up to {MAX_CHARS} characters; the columns are {', '.join(map(str, row))}")
    question = re.sub(r"[ \t]+", " ", question.strip())
    answer = next((row[name] for name in _ANSWERS if row.get(name) is not None), None)
    text = str(answer) if isinstance(answer, (str, int, float)) and not isinstance(answer, bool) else None
    id = blake2b(question.encode(), digest_size=10).hexdigest()
    if text is None:
        return Seed(id, question, None, None, frozenset(), "no program, since the row has no answer")
    if why := why_disputed(id):
        return Seed(
            id, question, final_answer(text), None, frozenset(), f"no program, since its answer is wrong: {why}"
        )
    try:
        found = read_solution(question, text)
    except Reject as why:
        return Seed(id, question, final_answer(text), None, frozenset(), str(why))
    values = found.program.values()
    return Seed(id, question, found.program.answer(values), found.program, found.free, values=values)


def _own(row: Mapping[str, Any]) -> Seed:
    try:
        stated = exact_json.loads(row["problem"])
        question, data = stated["question"], stated["data"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Reject("the column problem is not JSON with a question and data in it") from None
    if not isinstance(question, str) or len(question) > MAX_CHARS or not isinstance(data, dict):
        raise Reject(f"the column problem holds no question of up to {MAX_CHARS} characters, or no data")
    answer = row.get("answer")
    id, answer = str(row["problem_id"]), answer if isinstance(answer, str) else None
    if stated.get("program") is None:
        return Seed(id, question, answer, None, frozenset(), "no program, since the row carries none")
    found = programs.read(stated["program"])
    check_numbers(question, found)
    fixed = data.get("fixed", [])
    used = found.used()
    free = {leaf.name for leaf in found.leaves if leaf.at and leaf.name in used and leaf.name not in fixed}
    values, family = found.values(), str(data.get("family", ""))
    return Seed(id, question, found.answer(values), found, frozenset(free), family=family, values=values)


def final_answer(solution: str) -> str | None:
    """What a solution ends in: behind GSM8K's `####`, in its last box, or the text itself where that is a number."""
    behind = solution.rpartition("####")[2].strip()
    if "\\boxed{" in behind:
        from synth.verify.mathematics import last_box

        behind = (last_box(behind) or "").strip()
    return behind if behind and (len(behind) <= 200 or read_number(behind) is not None) else None
