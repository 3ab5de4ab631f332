"""Which texts are near one another: by their words (TF-IDF), or by the embeddings of a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from synth.errors import TeacherError, UsageError

Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"[^\W\d_]{2,}")
MAX_TEXTS = 200_000
EMBEDDED_AT_ONCE = BLOCK = 64
OUT = -2.0  # less than any cosine: no neighbour
ROUNDING = 1e-6  # by which a cosine of 1 may come out above it
# A word is common that one text of so many uses, as long as the rows of common words have no more cells than this.
COMMON, CELLS = 32, 1 << 25


class Similarity(Protocol):
    """Cosines between texts that are known by their places."""

    def to(self, place: int) -> Floats:
        """The cosine of the text at `place` with every text, shape (n,)."""


class Tfidf:
    """TF-IDF over lower-case words, numbers left out; cosines of normalised vectors.

    A row of cosines costs the words of one text: of each, what it adds to those that share it. A word that many texts
    use is a row of its own, which is added many times quicker. No BLAS: its threads would stand in each other's way.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.n = len(texts)
        posted: dict[str, tuple[list[int], list[int]]] = {}
        for place, text in enumerate(texts):
            for word, times in Counter(_WORD.findall(text.lower())).items():
                places, counts = posted.setdefault(word, ([], []))
                places.append(place)
                counts.append(times)
        squares = np.zeros(self.n)
        weighed = []
        for places, counts in posted.values():
            at, weights = np.array(places), np.array(counts) * (np.log((1 + self.n) / (1 + len(places))) + 1)
            squares[at] += weights * weights
            weighed.append((at, weights))
        norms = np.sqrt(squares)
        # By the place of a text: what stands for its common words, and for those that are rarer.
        self._common: list[list[tuple[Floats, float]]] = [[] for _ in texts]
        self._rarer: list[list[tuple[npt.NDArray[np.intp], Floats, float]]] = [[] for _ in texts]
        weighed.sort(key=lambda word: -len(word[0]))
        for rank, (at, weights) in enumerate(weighed, 1):
            values = (weights / norms[at]).astype(np.float32)
            shared = zip(at.tolist(), values.tolist(), strict=True)
            if COMMON * len(at) > self.n and rank * self.n <= CELLS:
                row = np.zeros(self.n, np.float32)
                row[at] = values
                for place, value in shared:
                    self._common[place].append((row, value))
            else:
                for place, value in shared:
                    self._rarer[place].append((at, values, value))

    def to(self, place: int) -> Floats:
        cosines, part = np.zeros(self.n, np.float32), np.empty(self.n, np.float32)
        for row, value in self._common[place]:
            np.multiply(row, value, out=part)
            np.add(cosines, part, out=cosines)
        for at, values, value in self._rarer[place]:
            cosines[at] += values * value
        return cosines


class Embeddings:
    """The vectors that a model gives, as litellm knows it; kept in `folder`, so that no text is sent twice."""

    def __init__(self, texts: Sequence[str], model: str, base_url: str = "", folder: Path | None = None) -> None:
        key = blake2b(f"{model}\0".encode() + "\0".join(texts).encode(errors="replace"), digest_size=8).hexdigest()
        path = folder / f"embeddings-{key}.npy" if folder else None
        if path and path.exists():
            vectors = np.load(path)
        else:
            vectors = embedded(texts, model, base_url)
            if path:
                np.save(path, vectors)
        self._vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)

    def to(self, place: int) -> Floats:
        cosines: Floats = self._vectors @ self._vectors[place]
        return cosines


def embedded(texts: Sequence[str], model: str, base_url: str = "") -> Floats:
    """The vectors of texts, shape (n, d). Raises TeacherError where the model does not answer."""
    import litellm

    found: list[list[float]] = []
    for start in range(0, len(texts), EMBEDDED_AT_ONCE):
        try:
            given = list(texts[start : start + EMBEDDED_AT_ONCE])
            answer: Any = litellm.embedding(model=model, input=given, num_retries=3, api_base=base_url or None)
        except Exception as error:  # litellm's tree has no common root
            raise TeacherError(f"the embedding model {model!r} does not answer: {type(error).__name__}") from None
        found += [entry["embedding"] for entry in sorted(answer["data"], key=lambda entry: entry["index"])]
    return np.array(found, np.float32)


class Neighbours:
    """The nearest texts of each text, those that say the same left out."""

    def __init__(self, texts: Sequence[str], similarity: Similarity, window: tuple[float, float], k: int) -> None:
        if len(texts) > MAX_TEXTS:
            raise UsageError(f"{len(texts):,} seeds are too many to be compared; give at most {MAX_TEXTS:,}")
        said: dict[str, list[int]] = {}
        self._same = [said.setdefault(" ".join(text.split()).casefold(), []) for text in texts]
        for place, same in enumerate(self._same):
            same.append(place)
        self._similarity = similarity
        self._window = window
        self._k = k
        self._found: dict[int, list[int]] = {}  # those of the last block

    def of(self, place: int) -> list[int]:
        """Up to k places, nearest first, equal ones in their order."""
        if place not in self._found:
            # Texts are asked for one after the other: a block at once keeps what it needs in the processor's caches.
            start = place - place % BLOCK
            block = range(start, min(start + BLOCK, len(self._same)))
            self._found = {other: self._nearest(other) for other in block}
        return self._found[place]

    def _nearest(self, place: int) -> list[int]:
        cosines = self._similarity.to(place)
        cosines[self._same[place]] = OUT
        lo, hi = self._window
        cosines[(cosines < lo - ROUNDING) | (cosines > hi + ROUNDING)] = OUT
        # Nearly always enough are at least a quarter as near as the nearest: few have to be sorted.
        (places,) = (cosines > max(cosines.max() / 4, OUT)).nonzero()
        if len(places) < self._k:
            (places,) = (cosines > OUT).nonzero()
        near = cosines[places]
        if len(places) > self._k:
            among = near >= np.partition(near, -self._k)[-self._k]
            places, near = places[among], near[among]
        found: list[int] = places[np.argsort(-near, kind="stable")[: self._k]].tolist()
        return found
