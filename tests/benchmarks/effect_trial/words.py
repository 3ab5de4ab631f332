"""Words, signs and numbers of a row as places in a vocabulary; every number up to MAX_NUMBER is one token."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .sets import Puzzle, Row

MAX_NUMBER = 400
_TOKEN = re.compile(r"</?(?:think|answer)>|[0-9]+|[a-z]+(?:'[a-z]+)*|\n|\S")
PAD, END, BIG = 0, 1, 2
FIRST_NUMBER = 3
_BIG_TEXT = "…"  # what stands for a number without a token: part of no equation, and of no right answer


def split(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


class Vocabulary:
    """All the words of some texts. `values` has the value of each token, -1 for what is no number."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = sorted({word for text in texts for word in split(text) if not word.isdigit()} | {"=", "?"})
        numbers = list(map(str, range(MAX_NUMBER + 1)))
        self.tokens = ["", "", _BIG_TEXT, *numbers, *words]
        self.values = [-1] * FIRST_NUMBER + list(range(MAX_NUMBER + 1)) + [-1] * len(words)
        self._places = {word: place for place, word in enumerate(self.tokens) if word}

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        return [self._places.get(str(int(word)) if word.isdigit() else word, BIG) for word in split(text)]

    def decode(self, places: Sequence[int]) -> str:
        """The text up to its end, with a space between any two words."""
        ends = places.index(END) if END in places else len(places)
        return " ".join(self.tokens[place] for place in places[:ends] if place)


def asked(puzzle: Puzzle) -> str:
    """A problem in the fewest tokens, the same for all sets: `5 5 9 = 50 ?`."""
    return f"{' '.join(map(str, puzzle.numbers))} = {puzzle.target} ?"


class Encoded:
    """The rows of a set as tokens: each the whole row, and where its completion begins."""

    def __init__(self, rows: Sequence[Row], longest: int) -> None:
        self.vocabulary = Vocabulary(row.completion for row in rows)
        self.rows: list[tuple[list[int], int]] = []
        self.n_too_long = 0
        for row in rows:
            prompt = self.vocabulary.encode(asked(row.puzzle))
            whole = [*prompt, *self.vocabulary.encode(row.completion), END]
            if len(whole) <= longest:
                self.rows.append((whole, len(prompt)))
            else:
                self.n_too_long += 1
        self.longest = max((len(whole) for whole, _ in self.rows), default=0)

    @property
    def tokens_a_row(self) -> float:
        return sum(len(whole) for whole, _ in self.rows) / max(1, len(self.rows))
