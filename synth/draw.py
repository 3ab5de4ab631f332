"""Random choices that belong to an index: the same on every machine, in every order."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import shake_128
from typing import Any, TypeVar

from synth.errors import UsageError
from synth.tokens import CountTokens, count_words

T = TypeVar("T")
# Renders a template with values, sends it, and gives what was said. A third argument says whom else to ask, or how:
# JUDGE is the proposer at temperature 0, WRITER the model that writes the completions.
Asker = Callable[..., Awaitable[str]]
JUDGE, WRITER = "judge", "writer"
_WORDS = 192


class Draw:
    """A tape of random choices named by (seed, index, purpose).

    Equal names give equal choices, whatever was drawn elsewhere. One hash gives 192 words of 32 bits, one a
    choice; n choices are equally likely up to n * 2**-32. `parents` are the seeds (rows) that a problem is made of,
    for tasks of arity 1 or more; `round` counts the problems made of the same seed before, `prepared` is
    what `Task.prepare` came to. `seed` and `index` are for what has random choices of its own.

    `sets` names those of the task's sets that still lack rows, empty for all: a problem of another one needs no more
    than what tells its set. `count_tokens` is the run's counter (`--tokenizer`).
    """

    __slots__ = (
        "_name", "_tape", "_tapes", "asker", "count_tokens", "index", "parents", "prepared", "round", "seed", "sets"
    )  # fmt: skip

    def __init__(self, seed: int, index: int, purpose: str = "") -> None:
        self.seed = seed
        self.index = index
        self.parents: Sequence[Mapping[str, Any]] = ()
        self.round = 0
        self.prepared: Any = None
        self.asker: Asker | None = None
        self.sets: Sequence[str] = ()
        self.count_tokens: CountTokens = count_words
        self._name = f"{seed}/{index}/{purpose}/"
        self._tapes = 0
        self._tape = array("I")

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        # The line that takes a word stands in every method: a call for it would cost more than it does.
        tape = self._tape or self._next_tape()
        return tape.pop() * n >> 32

    def between(self, lo: int, hi: int) -> int:
        """A whole number from lo to hi, both included."""
        tape = self._tape or self._next_tape()
        return lo + (tape.pop() * (hi - lo + 1) >> 32)

    def chance(self, percent: int) -> bool:
        tape = self._tape or self._next_tape()
        return tape.pop() * 100 >> 32 < percent

    def choice(self, items: Sequence[T]) -> T:
        tape = self._tape or self._next_tape()
        return items[tape.pop() * len(items) >> 32]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The same items in a random order."""
        deck = list(items)
        for i in range(len(deck) - 1, 0, -1):
            tape = self._tape or self._next_tape()
            j = tape.pop() * (i + 1) >> 32
            deck[i], deck[j] = deck[j], deck[i]
        return deck

    async def ask(self, template: str, **values: Any) -> str:
        """What the proposer says to a template (`templates/...`), without its reasoning.

        Goes through the run's journal, limits and budget. Raises Reject for an answer that was cut by its length,
        UsageError where the run has no model.
        """
        return await self._asker()(template, values)

    async def judge(self, template: str, **values: Any) -> str:
        """The same at temperature 0, for what is to be judged rather than invented."""
        return await self._asker()(template, values, JUDGE)

    async def write(self, template: str, **values: Any) -> str:
        """The same of the model that writes the completions (`--model`)."""
        return await self._asker()(template, values, WRITER)

    def _asker(self) -> Asker:
        if self.asker is None:
            raise UsageError("this task asks a model for its problems: give --proposer MODEL, or --model MODEL")
        return self.asker

    def _next_tape(self) -> array[int]:
        words = shake_128(f"{self._name}{self._tapes}".encode()).digest(4 * _WORDS)
        self._tape = array("I", words)
        if sys.byteorder == "big":
            self._tape.byteswap()
        self._tapes += 1
        return self._tape
