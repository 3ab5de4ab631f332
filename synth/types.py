"""The records that pass between the floors. Every row takes one of each: what nobody extends is a named tuple."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Behavior = Literal["backtrack", "verify", "subgoal", "backward"]
# Words that show a behaviour in a text: the behaviour, the words that they may begin with ("^" before one: where a
# clause begins), and a regular expression for what follows, in small letters; a space in it stands for one to four.
Cues = tuple[tuple[Behavior, str, str], ...]
# What becomes of a row whose retellings all have a fault: the solver's text stays, or the row goes.
Otherwise = Literal["original", "drop"]
Status = Literal["verified", "rejected", "unverified"]


_NONE: Mapping[str, Any] = {}  # nobody writes into it; a proxy that forbids it could not be pickled


class Range(NamedTuple):
    """Whole numbers from `lo` to `hi`, both included."""

    lo: int
    hi: int

    @classmethod
    def parse(cls, text: str) -> Range:
        """`"4"` is 4 to 4, `"3-5"` is 3 to 5. Raises ValueError for anything else."""
        lo, dash, hi = text.strip().partition("-")
        parts = [lo, hi] if dash else [lo, lo]
        if not all(part.strip().isascii() and part.strip().isdigit() and len(part) < 10 for part in parts):
            raise ValueError(f"{text!r} is not a whole number such as 4 or a range such as 3-5")
        found = cls(int(parts[0]), int(parts[1]))
        if found.lo > found.hi:
            raise ValueError(f"{text!r} runs backwards: write {found.hi}-{found.lo}")
        return found

    def __str__(self) -> str:
        return str(self.lo) if self.lo == self.hi else f"{self.lo}-{self.hi}"


@dataclass(frozen=True)
class Problem:
    """What the student is asked. `question` holds no word of any strategy.

    `answer` is a reference or None; `data` is JSON for the verifier; `parents` are problem ids of its seeds;
    `program` (JSON) is there where the answer can be recomputed.
    """

    question: str
    answer: str | None
    data: Mapping[str, Any]
    parents: tuple[str, ...] = ()
    program: Any = None


class Completion(NamedTuple):
    """What a teacher wrote. Tokens and cost (USD) are None where nobody counted.

    `record` is what the teacher knows of its own work (JSON); it goes to the row's `meta`. `behaviors` counts what
    the text shows, where that was asked when it was written. `original` is the proved completion that the text retells:
    its steps are checked in place of the text's, and the text is held against it.
    """

    text: str
    finish_reason: str = "stop"
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost_usd: float | None = None
    record: Mapping[str, Any] = _NONE
    behaviors: Mapping[Behavior, int | None] | None = None
    original: str = ""


class Verdict(NamedTuple):
    """What a verifier decided: never without a method, and a rejection never without a reason.

    `unverified` by method "none" has no reference to be held against, by "judge" is what a model vouches for; any
    other was not decided in time. `method` "format" means that no answer could be read; every other rejection is of an
    answer that was read and is wrong. `answer` is the text that was judged; `score` lies in [0, 1].
    """

    status: Status
    method: str
    reason: str = ""
    answer: str | None = None
    score: float = 0.0

    @classmethod
    def verified(cls, method: str, answer: str, reason: str = "") -> Verdict:
        return cls("verified", method, reason, answer, 1.0)

    @classmethod
    def rejected(cls, method: str, reason: str, answer: str | None = None) -> Verdict:
        return cls("rejected", method, reason, answer, 0.0)


class Steps(NamedTuple):
    """What a step checker found in the text of a trace.

    `checked` counts the claims that were read, `false` those that do not hold; `first_false` says which came
    first and why. `behaviors` counts what the text shows of each behaviour. `slip` is there where all is proved but for
    one false equation, from which the trace goes on: `step` says which of its equations it is, from 1, `claim` how it
    reads, `value` what it should have come to.
    """

    checked: int
    false: int
    first_false: str | None
    behaviors: Mapping[str, int]
    slip: Mapping[str, Any] | None = None


class Look(NamedTuple):
    """A result held against what is wanted, and whether it is it.

    `returns` were told before it, and it is the one at `place` in its line, from 0.
    """

    returns: int
    place: int
    is_hit: bool


class Span(NamedTuple):
    """A piece of a completion that shows a behaviour: from character `start` up to, not including, `end`."""

    behavior: Behavior
    start: int
    end: int
