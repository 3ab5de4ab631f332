"""How varied traces are: how far they compress, and how many are nearly the same as another one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

import numpy as np
import numpy.typing as npt

from synth.card import DIGITS, ENOUGH, zlib_ratio

SHINGLE = 5  # words
NEAR = 0.8  # Jaccard similarity of two traces' shingles
N_HASHES = 128
MAX_SHINGLES = 5000  # of a trace: what is said of a longer one is said of its beginning
_WORD = re.compile(r"\w+|[^\w\s]")
_FACTORS, _SHIFTS = np.random.default_rng(0).integers(1 << 63, size=(2, N_HASHES, 1), dtype=np.uint64) | np.uint64(1)


@dataclass(frozen=True)
class Variety:
    """Figures of `n` traces, each as they stand and with their digits masked; None where they are too few to tell.

    `zlib` is how many times they compress, `near` the share that has a near-duplicate among them: one that shares
    at least 80% of their five-word shingles, as MinHash estimates it.
    """

    n: int
    zlib: float | None
    zlib_masked: float | None
    near: float | None
    near_masked: float | None


def variety(traces: list[str]) -> Variety:
    joined = "\n".join(traces)
    masked = [DIGITS.sub("#", trace) for trace in traces]
    is_enough = len(joined) > ENOUGH
    return Variety(
        len(traces),
        zlib_ratio(joined) if is_enough else None,
        zlib_ratio("\n".join(masked)) if is_enough else None,
        near_duplicates(traces),
        near_duplicates(masked),
    )


def near_duplicates(texts: list[str]) -> float | None:
    """The share of texts that have a near-duplicate among the others; None of fewer than two texts with words."""
    signatures = np.array([s for s in map(_signature, texts) if s is not None], np.uint32)
    if len(signatures) < 2:
        return None
    near = 0
    for place, one in enumerate(signatures):
        alike = (signatures == one).mean(axis=1)
        alike[place] = 0
        near += bool(alike.max() >= NEAR)
    return near / len(signatures)


def _signature(text: str) -> npt.NDArray[np.uint32] | None:
    """MinHash of the shingles of a text (Broder 1997); None where there is no word."""
    words = [word[0] for word in islice(_WORD.finditer(text.lower()), MAX_SHINGLES)]
    if not words:
        return None
    places = range(max(1, len(words) - SHINGLE + 1))
    shingles = np.array([crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in places], np.uint64)
    hashed = (_FACTORS * shingles + _SHIFTS) >> np.uint64(32)  # multiply-shift
    return np.asarray(hashed.min(axis=1).astype(np.uint32))
