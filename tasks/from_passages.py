"""Problems from a task's definition and passages of its field (Synthetic Data RL, arXiv:2505.17063, steps 1-6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar

from synth.errors import UsageError
from synth.task import Asker, Draw, Pairing, Problem, Reject, Seeds, Task, Verdict, option

from ._passages.definition import Definition, read_definition
from ._passages.ranking import passage_of, ranked
from ._programs import carried

MAX_CHARS = 8000
MAX_KEYWORDS = 20
_INPUT = re.compile(r"<input>(.*?)</input>", re.DOTALL)
_OUTPUT = re.compile(r"<output>(.*?)</output>", re.DOTALL)


@dataclass(frozen=True)
class FromPassages(Task):
    """Make problems of a task that a definition describes, each out of a passage (--seeds) of its field.

    A proposer names keywords, by which BM25 ranks the passages, and the pattern behind the examples; then it writes
    one problem a passage with its own answer. That answer is one vote among those of the samples: nothing is proved.
    """

    arity: ClassVar[int] = 1

    definition: str = option("", "A YAML file: description, input_format, output_format, demos (input and output).")
    keywords: tuple[str, ...] = option((), "Words of the field; the proposer names them where none are given.")
    passes: int = option(1, "How many problems are made of each passage.")

    def __post_init__(self) -> None:
        if not 1 <= self.passes <= 100:
            raise UsageError(f"option passes: {self.passes} is not within 1-100")
        if self.definition:
            self._defined  # noqa: B018  a mistake in it shows at once

    @cached_property
    def _defined(self) -> Definition:
        if not self.definition:
            raise UsageError("option definition: give a YAML file that describes the task")
        return read_definition(Path(self.definition))

    @property
    def rounds(self) -> int:
        return self.passes

    async def prepare(self, ask: Asker) -> dict[str, Any]:
        """The keywords of the field and the pattern behind the examples."""
        defined = self._defined
        keywords = list(self.keywords)
        if not keywords:
            said = await ask("from_passages/keywords.jinja", {"defined": defined})
            lines = (line.strip(" \t-*.0123456789") for line in said.splitlines())
            keywords = [line[:60] for line in lines if line][:MAX_KEYWORDS]
        pattern = await ask("from_passages/pattern.jinja", {"defined": defined}) if defined.demos else ""
        return {"keywords": keywords, "pattern": pattern[:MAX_CHARS]}

    def pairing(self, seeds: Seeds, prepared: Any = None) -> Pairing:
        places = ranked(seeds, (prepared or {}).get("keywords", self.keywords))
        return lambda place, round: (places[place],) if place < len(places) else ()

    async def propose(self, draw: Draw) -> Problem:
        if not draw.parents:
            raise Reject("the passage says what another one said before, or nothing")
        prepared = draw.prepared or {"keywords": self.keywords, "pattern": ""}
        passage = passage_of(draw.parents[0])
        said = await draw.ask(
            "from_passages/problem.jinja",
            defined=self._defined,
            pattern=prepared["pattern"],
            passage=passage,
            demos=draw.shuffled(self._defined.demos)[:3],
        )
        question, answer = (_last(found, said) for found in (_INPUT, _OUTPUT))
        if not question or len(question) > MAX_CHARS:
            raise Reject(f"no problem of up to {MAX_CHARS} characters between <input> and </input>")
        if not answer or len(answer) > carried.MAX_ANSWER:
            raise Reject(f"no answer of up to {carried.MAX_ANSWER} characters between <output> and </output>")
        parent = blake2b(passage.encode(), digest_size=10).hexdigest()
        return Problem(question, None, {"proposed": answer}, (parent,))

    def verify(self, problem: Problem, response: str) -> Verdict:
        return carried.verdict(problem, response)

    def ballots(self, problem: Problem) -> tuple[str, ...]:
        return (problem.data["proposed"],)

    def identity(self, problem: Problem) -> str:
        return carried.plain(problem.question)

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        question = row.get("question", row.get("input"))
        if not isinstance(question, str):
            raise Reject("no text in the column question")
        return carried.plain(question)

    def check_seed(self, row: Mapping[str, Any]) -> None:
        passage_of(row)

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        return {"words": len(problem.question.split())}

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {"certificate": "none"}


def _last(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.findall(said[: 4 * MAX_CHARS])
    return found[-1].strip() if found else ""
