"""A corpus as priming data: labelled, sorted and rewritten (Gandhi et al. 2025, arXiv:2503.01307, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from synth.errors import UsageError
from synth.parse import after_think, tagged_answer
from synth.task import BEHAVIORS, Completion, Draw, Problem, Task, Verdict, option

from ._relabel.document import cut, document_id, document_of
from ._relabel.labels import MINIMISED, SHOWN, document_counts, set_of
from ._relabel.retelling import Fault, Retold, retold

UNREAD = "a count could not be read, and the others are 0, so its label is open"


@dataclass(frozen=True)
class _Document(Problem):
    """A document as a problem, with the completion that was written beside it."""

    completion: Completion | None = None


@dataclass(frozen=True)
class Relabel(Task):
    """Sort documents (--seeds) by the reasoning they show, and rewrite them into question, thoughts and answer.

    A model counts in each document how often it shows the four behaviours; `behaviors` holds those that show at least
    one, `minimised` those that show none, both of the same number of tokens. Nothing proves what a model wrote: every
    row is unverified, by the method judge.
    """

    arity: ClassVar[int] = 1
    sets: ClassVar[tuple[str, ...]] = (SHOWN, MINIMISED)

    document_tokens: int = option(3072, "Tokens of a document that are read, up to the last newline (--tokenizer).")
    recheck: bool = option(True, "Count in the rewriting, too, and turn down what shows more or less than its set.")
    tries: int = option(2, "How often the model may try to rewrite a document.")

    def __post_init__(self) -> None:
        for name, value, most in (("document_tokens", self.document_tokens, 10**6), ("tries", self.tries, 20)):
            if not 1 <= value <= most:
                raise UsageError(f"option {name}: {value} is not within 1-{most}")

    async def propose(self, draw: Draw) -> Problem:
        whole = document_of(draw.parents[0])
        text = cut(whole, self.document_tokens, draw.count_tokens)
        counts = await document_counts(draw, text)
        data = {"label": dict(counts), "tokens": draw.count_tokens(text), "is_cut": len(text) < len(whole)}
        parents, name = (document_id(whole),), set_of(counts)
        if name is None:
            return _Document("", None, {**data, "fault": UNREAD, "document": text}, parents)
        if draw.sets and name not in draw.sets:
            return _Document("", None, data, parents)
        made = await retold(draw, text, counts, self.recheck, self.tries)
        if isinstance(made, Fault):
            data |= {"fault": made.why, "document": text}
            return _Document("", None, data, parents, completion=Completion(made.said))
        return _Document(made.question, made.answer, data, parents, completion=_completion(made))

    def told(self, problem: Problem) -> Completion:
        written = problem.completion if isinstance(problem, _Document) else None
        return written or Completion("", finish_reason="none")

    def verify(self, problem: Problem, response: str) -> Verdict:
        if fault := problem.data.get("fault"):
            return Verdict.rejected("seed", fault)
        answer = tagged_answer(after_think(response))
        if not answer:
            return Verdict.rejected("format", "no answer between <answer> and </answer>")
        if answer != problem.answer:
            return Verdict.rejected("judge", "not the answer that the rewritten document gives", answer)
        return Verdict("unverified", "judge", "a model wrote question, thoughts and answer", answer)

    def set_of(self, problem: Problem) -> str:
        return set_of(problem.data["label"]) or SHOWN  # one that is open is rejected there

    def sums(self, problem: Problem) -> dict[str, int]:
        label = problem.data["label"]
        unread = sum(count is None for count in label.values())
        name = set_of(label)
        return {
            "documents": 1,
            f"cut at {self.document_tokens:,} tokens": int(problem.data["is_cut"]),
            **{f"that show {behavior}": int(bool(label[behavior])) for behavior in BEHAVIORS},
            "that show at least one of the four": int(name == SHOWN),
            "that show none": int(name == MINIMISED),
            "whose label is open": int(name is None),
            "counts asked for": len(label),
            "counts that could not be read": unread,
        }

    def identity(self, problem: Problem) -> str:
        return problem.parents[0]

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        return document_id(document_of(row))

    def check_seed(self, row: Mapping[str, Any]) -> None:
        document_of(row)

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        return {"words": len(problem.question.split())}

    def meta(self, problem: Problem) -> dict[str, Any]:
        return {name: problem.data[name] for name in ("label", "tokens", "is_cut")} | {"certificate": "none"}


def _completion(made: Retold) -> Completion:
    return Completion(made.completion, behaviors=made.shown)
