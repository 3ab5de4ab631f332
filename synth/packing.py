"""Fills the sets of a run one after the other, each to the same number of tokens.

The first set, as a rule the scarcer one, takes all there is, or as much as the budget allows; the others take as much
as it came to. Where one has less, the rows are made once more with that for a budget: the smallest set decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from synth.tokens import CountTokens

# Tokens of a row, while it is not known how many they are.
USUAL = 500
# What the state of a folder holds of it: the budget (None: none was given), the training tokens and rows of each set,
# which sets met a row that would have been too much, how many problems belong to each, and sums of the task over them.
Packed = dict[str, Any]


@dataclass(frozen=True)
class Packing:
    """`budget` tokens of prompt and completion in the train split of each set; None: as many as the smallest has."""

    sets: tuple[str, ...]
    budget: int | None
    count: CountTokens

    def new(self) -> Packed:
        tokens, rows = (dict.fromkeys(self.sets, 0) for _ in range(2))
        return {"budget": self.budget, "tokens": tokens, "rows": rows, "full": [], "found": {}, "sums": {}}

    def missing(self, packed: Packed, name: str, first_is_through: bool) -> float:
        """About how many rows a set can take now, 0 for none: the others wait until the first one is done."""
        first = self.sets[0]
        if name in packed["full"] or not (name == first or first_is_through or first in packed["full"]):
            return 0
        room = self.room(packed, name)
        a_row = (USUAL + sum(packed["tokens"].values())) / (1 + sum(packed["rows"].values()))
        return float("inf") if room is None else ceil(room / a_row)

    def room(self, packed: Packed, name: str) -> int | None:
        """Tokens that a set may still take; None for any number."""
        first = self.sets[0]
        budget: int | None = packed["budget"]
        if name != first and first not in packed["full"]:
            budget = packed["tokens"][first]
        return None if budget is None else budget - int(packed["tokens"][name])

    def cut(
        self,
        packed: Packed,
        name: str,
        rows: pa.RecordBatch,
        kept: npt.NDArray[np.int64],
        counts: npt.NDArray[np.bool_],
    ) -> int | None:
        """The first of the kept rows that does not fit, None where all do; those before it are taken in.

        Only rows where `counts` holds cost tokens.
        """
        room = self.room(packed, name)
        prompts, completions = rows.column("prompt"), rows.column("completion")
        for place in kept.tolist():
            if not counts[place]:
                continue
            n = self.count(prompts[place].as_py()) + self.count(completions[place].as_py())
            if room is not None and n > room:
                packed["full"].append(name)
                return int(place)
            room = None if room is None else room - n
            packed["tokens"][name] += n
            packed["rows"][name] += 1
        return None

    def too_much(self, packed: Packed) -> int | None:
        """The budget to start again with, where a set has less than the first one; None where they agree."""
        tokens: dict[str, int] = packed["tokens"]
        is_short = any(tokens[name] < tokens[self.sets[0]] and name not in packed["full"] for name in self.sets)
        least: int = min(tokens.values())
        return least if is_short and least else None


def shortage(packed: Packed, asked: int | None) -> str:
    """What a user has to know who gets less than was `asked` for (None: as much as there is); "" for nothing."""
    tokens: dict[str, int] = packed["tokens"]
    if empty := [name for name, n in tokens.items() if not n]:
        found = ", ".join(f"{packed['found'].get(name, 0):,} for {name}" for name in tokens)
        return (
            f"there are no rows of {' and '.join(empty)} to train on that fit: {found} were found. Give more documents"
        )
    if asked is not None and not set(tokens) <= {*packed["full"]} and (n := min(tokens.values())) < asked:
        return f"the documents ran dry: the smaller set has {n:,} of the {asked:,} tokens of --token-budget"
    return ""
