"""What every task does with a problem that carries its program: state it, read it back, judge, tell, check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from synth import exact_json
from synth.errors import UsageError
from synth.parse import after_think, tagged_answer
from synth.task import Completion, Draw, Problem, Range, Refuse, Reject, Steps, Strategy, Verdict
from synth.verify import number

from . import program as programs
from .cues import CUES as CUES
from .fitted import fitted
from .numerals import mentions
from .program import CHOICES, Program
from .slip import wrong_solution
from .story.reading import check
from .story.telling import Told, teach
from .story.words import Words
from .units import other_unit
from .view import view

MAX_ANSWER = 200
MAX_DEAD_ENDS = 10
ANSWER_FORMAT = (
    "Think between <think> and </think>. Then write the answer between <answer> and </answer>: one number without "
    "its unit, exact, as a whole number, a decimal or a fraction."
)


def problem(
    question: str, program: Program, data: Mapping[str, Any], parents: tuple[str, ...] = (), is_new: bool = False
) -> Problem:
    """The problem of a question and its program, `is_new` if it was put together out of no others.

    Raises Reject where the two do not agree.
    """
    check_numbers(question, program)
    if not is_new:
        program = fitted(program, question)
    return Problem(question, program.answer(), data, parents, program.json())


def check_numbers(question: str, program: Program) -> None:
    """Reads every number of the text back to a leaf, and finds every leaf in the text. Raises Reject."""
    stated = mentions(question)
    owner: dict[int, programs.Leaf] = {}
    for leaf in program.leaves:
        for place in leaf.at:
            if place in owner or place >= len(stated):
                raise Reject(f"the text does not state {programs.told(leaf.value)} where the program has it")
            owner[place] = leaf
    for place, mention in enumerate(stated):
        if place not in owner:
            raise Reject(f"the text states {question[mention.start : mention.end]}, which the program does not know")
        if owner[place].value != mention.value:
            said = question[mention.start : mention.end]
            raise Reject(f"the text states {said} where the program has {programs.told(owner[place].value)}")


def from_row(row: Mapping[str, Any]) -> Problem:
    """The problem of a row of synth's own that carries a program. Raises Reject."""
    try:
        stated = exact_json.loads(row["problem"])
        question, data = stated["question"], stated["data"]
        found = programs.read(stated["program"])
    except (KeyError, TypeError, orjson.JSONDecodeError):
        raise Reject(
            f"no column problem with a question and a program; the columns are {', '.join(map(str, row))}"
        ) from None
    if not isinstance(question, str) or not isinstance(data, dict):
        raise Reject("the column problem holds no question or no data")
    parents = tuple(parent for parent in row.get("parents") or () if isinstance(parent, str))
    return problem(question, found, data, parents)


def verdict(stated: Problem, response: str) -> Verdict:
    """Runs the program again and holds the answer against what comes out."""
    if stated.program is None:
        return _unproved(response)
    try:
        expected = view(stated.program).answer
    except (KeyError, TypeError):
        raise Reject("the program of the problem is none") from None
    if expected in CHOICES:
        return _letter(response, expected)
    answer = tagged_answer(after_think(response))
    if answer == expected:
        # Just as the program states it: there is nothing to be read.
        return Verdict.verified("program", answer)
    found = number(response, expected)
    program = stated.program
    unit = next((step["unit"] for step in program["steps"] if step["name"] == program["output"]), "")
    if found.status == "verified" and (other := _said_instead(found.answer or "", unit)):
        return Verdict.rejected("program", f"wrong unit: {other} are not {unit}", found.answer)
    return (
        found if found.method == "format" else Verdict(found.status, "program", found.reason, found.answer, found.score)
    )


def _said_instead(answer: str, unit: str) -> str:
    """The measure that an answer names in the place of the one asked for: 16 cents are not 16 dollars."""
    return other_unit("".join(re.findall("[a-z]+", answer.casefold())[:1]), unit)


def _unproved(response: str) -> Verdict:
    """Any answer is as good as another where nothing proves one; a vote may tell them apart."""
    answer = tagged_answer(after_think(response))
    if not answer or len(answer) > MAX_ANSWER:
        return Verdict.rejected("format", f"no answer of up to {MAX_ANSWER} characters between <answer> and </answer>")
    return Verdict("unverified", "none", "the problem carries no program", answer)


def _letter(response: str, expected: str) -> Verdict:
    answer = tagged_answer(after_think(response))
    said = (answer or "").strip("()[]*. \n").upper()
    if answer is None or said not in CHOICES:
        return Verdict.rejected(
            "format", f"not one of the letters {' and '.join(CHOICES)}", (answer or "")[:100] or None
        )
    if said != expected:
        return Verdict.rejected("program", f"wrong choice: {said} is not {expected}", answer)
    return Verdict.verified("program", answer)


def solution(stated: Problem, strategy: Strategy, draw: Draw, dead_ends: Range) -> Completion:
    """A worked solution. Raises Refuse where the strategy cannot be shown."""
    if stated.program is None:
        raise Refuse("the problem carries no program")
    found = view(stated.program)
    if not found.steps:
        raise Refuse("there is no step to show")
    if strategy.is_incorrect:
        return wrong_solution(stated.program, strategy, draw, draw.between(*dead_ends))
    told = teach(Words(found, stated.program), strategy, draw, draw.between(*dead_ends))
    text = f"<think>\n{told.text}\n</think>\n<answer>{found.answer}</answer>"
    return Completion(text, record=_record(told))


def _record(told: Told) -> dict[str, Any]:
    return {"dead_ends": told.dead_ends, **({"wrong_starts": list(told.kinds)} if told.kinds else {})}


def check_dead_ends(asked: Range) -> None:
    """Raises UsageError for numbers of wrong starts that no solution tells."""
    if not 1 <= asked.lo <= asked.hi <= MAX_DEAD_ENDS:
        raise UsageError(f"option dead_ends: {asked} is not within 1-{MAX_DEAD_ENDS}")


def steps(stated: Problem, text: str, strategy: Strategy) -> Steps | None:
    return check(stated.program, text, strategy) if stated.program else None


def identity(stated: Problem) -> str:
    return plain(stated.question)


def plain(question: str) -> str:
    """A question without regard to case and space."""
    return " ".join(question.split()).casefold()


def difficulty(stated: Problem) -> dict[str, Any]:
    """Steps that the answer takes, their longest chain, given numbers, and numbers that are not needed."""
    if stated.program is None:
        return {"words": len(stated.question.split())}
    found = view(stated.program)
    depth: dict[str, int] = {}
    used: set[str] = set()
    for name, _, args in found.steps:
        depth[name] = 1 + max(depth.get(arg, 0) for arg in args)
        used.update(args)
    given = [leaf["name"] for leaf in stated.program["leaves"] if leaf["at"]]
    return {
        "steps": len(found.steps),
        "depth": depth.get(found.output, 0),
        "numbers": len(given),
        "distractors": sum(name not in used for name in given),
    }
