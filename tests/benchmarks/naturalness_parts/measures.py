"""What is counted of a set: surprise over equations and characters, with intervals, and how varied its wording is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from synth.card import zlib_ratio

from . import text as texts

MASKED_BYTES = 30_000
GRAM_TOKENS = 4_000
RESAMPLES = 2_000
COSTLIEST = 20


class Reader(Protocol):
    """Says for tokens of a text where they begin and end and how surprising they are: model.Model, or a test's own."""

    def surprise(self, prompt: str, text: str, begin: int, tokens: int) -> Sequence[tuple[int, int, float]]: ...


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95% interval."""

    value: float
    low: float
    high: float


class Score(NamedTuple):
    """Of one text, or a sum: nats and characters of the wording that was scored and of all that was scored.

    A token is of the wording where it has a letter outside of equations, expressions and numbers. Texts are longer
    than what is scored of them, and some begin with a plan of many words. So `whole` is the nats of all wording of
    the text, taking what was not scored to be as surprising, per letter, as what was; `equations` are all it has.
    """

    word_nats: float
    word_chars: int
    nats: float
    chars: int
    whole: float
    equations: int


@dataclass
class Frame:
    """A frame: how often it stands in what was scored, and the nats of its wording in all of these places."""

    said: str
    n: int = 0
    nats: float = 0.0


@dataclass(frozen=True)
class Variety:
    """Of n texts with their numbers masked; None where there is too little text to tell.

    `zlib` is how many times their first 30 kB compress, `grams` the share of different ones among the 3-grams of
    their first 4,000 words and marks, `commonest` the share of all sentences that the most frequent one has.
    """

    n: int
    zlib: float | None
    grams: float | None
    commonest: float | None
    sentence: str


@dataclass(frozen=True)
class Measured:
    """The figures of one set; surprise is None where nothing was scored, or nothing to relate it to."""

    name: str
    n: int
    equation: Interval | None
    words: Interval | None
    all: Interval | None
    variety: Variety
    frames: list[Frame]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measured(name: str, rows: Sequence[tuple[str, str]], reader: Reader | None, n: int, tokens: int) -> Measured:
    """Measures rows of a prompt and a text: surprise over the first n, variety over all."""
    frames: dict[str, Frame] = {}
    scores = [score(reader, *row, tokens, frames) for row in rows[:n]] if reader else []
    return Measured(
        name,
        len(scores),
        ratio([(one.whole, one.equations) for one in scores]),
        ratio([(one.word_nats, one.word_chars) for one in scores]),
        ratio([(one.nats, one.chars) for one in scores]),
        variety([text for _, text in rows]),
        sorted(frames.values(), key=lambda frame: -frame.nats)[:COSTLIEST],
    )


def score(reader: Reader, prompt: str, text: str, tokens: int, frames: dict[str, Frame]) -> Score:
    """Scores the first tokens behind a paragraph that only states the problem again; adds to the frames."""
    begin, wording = texts.opening(text), texts.wording(text)
    found = reader.surprise(prompt, text, begin, tokens)
    symbols = [False] * len(text)
    for start, end in texts.symbols(text):
        symbols[start:end] = [True] * (end - start)
    of_words = [t for t in found if any(wording[t[0] : t[1]]) and not any(symbols[t[0] : t[1]])]
    word_nats = sum(nats for _, _, nats in of_words)
    letters = sum(wording[found[0][0] : found[-1][1]]) if found else 0
    for start, end, said in texts.frames(text):
        inside = [nats for at, _, nats in of_words if start <= at < end]
        if inside and end <= found[-1][1]:  # frames that were scored to their end
            frame = frames.setdefault(said, Frame(said))
            frame.n += 1
            frame.nats += sum(inside)
    return Score(
        word_nats,
        sum(end - start for start, end, _ in of_words),
        sum(nats for _, _, nats in found),
        sum(end - start for start, end, _ in found),
        word_nats * sum(wording[begin:]) / letters if letters else 0.0,
        len(texts.equations(text)),
    )


def ratio(pairs: Sequence[tuple[float, float]], seed: int = 0) -> Interval | None:
    """The sum of the first over the sum of the second, with a bootstrap over the pairs (2.5 and 97.5 percentiles)."""
    counts = np.array(pairs, float).reshape(-1, 2)
    if not counts[:, 1].sum():
        return None
    drawn = np.random.default_rng(seed).integers(len(counts), size=(RESAMPLES, len(counts)))
    sums = counts[drawn].sum(axis=1)
    sums = sums[sums[:, 1] > 0]
    low, high = np.quantile(sums[:, 0] / sums[:, 1], (0.025, 0.975))
    above, below = counts.sum(axis=0)
    return Interval(float(above / below), float(low), float(high))


def variety(told: Sequence[str]) -> Variety:
    joined = texts.masked("\n".join(told))
    tokens = texts.words(joined)[:GRAM_TOKENS]
    grams = list(zip(tokens, tokens[1:], tokens[2:], strict=False))
    sentences = Counter(sentence for text in told for sentence in texts.sentences(text))
    [(sentence, most)] = sentences.most_common(1) or [("", 0)]
    return Variety(
        len(told),
        zlib_ratio(joined[:MASKED_BYTES]) if len(joined) >= MASKED_BYTES else None,
        len(set(grams)) / len(grams) if len(tokens) == GRAM_TOKENS else None,
        most / sentences.total() if sentences else None,
        sentence,
    )
