"""Which texts are near one another: by their words (TF-IDF), or by the embeddings of a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from synth.errors import TeacherError, UsageError

Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"[^\W\d_]{2,}")
MAX_TEXTS = 200_000
EMBEDDED_AT_ONCE = 64
# A word is common that one text of so many uses.
COMMON = 8


class Similarity(Protocol):
    """Cosines between texts that are known by their places."""

    def to(self, place: int) -> Floats:
        """The cosine of the text at `place` with every text, shape (n,)."""


class Tfidf:
    """TF-IDF over lower-case words, numbers left out; cosines of normalised vectors.

    The postings of each word are kept, so that a row of cosines costs the words of one text; those of a word that many
    texts use are a row of their own, which is added many times quicker.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.n = len(texts)
        counts = [Counter(_WORD.findall(text.lower())) for text in texts]
        found = Counter(word for count in counts for word in count)
        idf = {word: float(np.log((1 + self.n) / (1 + df)) + 1) for word, df in found.items()}
        self._weights: list[dict[str, float]] = []
        posted: dict[str, tuple[list[int], list[float]]] = {}
        for place, count in enumerate(counts):
            weights = {word: n * idf[word] for word, n in count.items()}
            norm = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
            weights = {word: weight / norm for word, weight in weights.items()}
            self._weights.append(weights)
            for word, weight in weights.items():
                places, values = posted.setdefault(word, ([], []))
                places.append(place)
                values.append(weight)
        self._posted: dict[str, tuple[npt.NDArray[np.intp], Floats]] = {}
        self._common: dict[str, Floats] = {}
        for word, (places, values) in posted.items():
            if COMMON * len(places) > self.n:
                self._common[word] = np.zeros(self.n, np.float32)
                self._common[word][places] = values
            else:
                self._posted[word] = np.array(places, np.intp), np.array(values, np.float32)

    def to(self, place: int) -> Floats:
        cosines, part = np.zeros(self.n, np.float32), np.empty(self.n, np.float32)
        for word, weight in self._weights[place].items():
            common = self._common.get(word)
            if common is not None:
                np.multiply(common, weight, out=part)
                np.add(cosines, part, out=cosines)
            else:
                places, values = self._posted[word]
                cosines[places] += weight * values
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
        self._plain = [" ".join(text.split()).casefold() for text in texts]
        self._similarity = similarity
        self._window = window
        self._k = k
        self._of = lru_cache(maxsize=1024)(self._nearest)

    def of(self, place: int) -> tuple[tuple[int, float], ...]:
        """Up to k places with their cosines, nearest first, equal ones in their order."""
        return self._of(place)

    def _nearest(self, place: int) -> tuple[tuple[int, float], ...]:
        lo, hi = self._window
        cosines = self._similarity.to(place)
        # More than k, since some of them may say the same.
        wanted = min(len(cosines), 4 * self._k + 8)
        places = np.argpartition(-cosines, wanted - 1)[:wanted] if wanted < len(cosines) else np.arange(len(cosines))
        if not (lo <= 0 and hi >= 1):
            places = np.flatnonzero((cosines >= lo) & (cosines <= hi))
        found: list[tuple[int, float]] = []
        places = places[np.lexsort((places, -cosines[places]))]
        own = self._plain[place]
        for other, cosine in zip(places.tolist(), cosines[places].tolist(), strict=True):
            if other != place and self._plain[other] != own and lo <= cosine <= hi:
                found.append((other, round(cosine, 4)))
                if len(found) == self._k:
                    break
        return tuple(found)
