"""Near-duplicate problems, by MinHash over three words in a row (rensa: MinHash and LSH in Rust).

It takes about 2 KB of memory a question, and longer than its share of time over many that one template made.
"""

from __future__ import annotations

from typing import Any

from synth.curate.words import ngrams, words
from synth.errors import UsageError
from synth.extras import how_to_install

# The estimate of a similarity s is off by about sqrt(s * (1 - s) / HASHES): 0.04 at 0.8.
HASHES, SHINGLE, SEED = 128, 3, 0
RECALL = 0.9


def rensa() -> Any:
    """The library. Raises UsageError that names the extra."""
    try:
        import rensa as found
    except ImportError:
        raise UsageError(f"--near-duplicates needs rensa: {how_to_install('dedup')}") from None
    return found


def sketch(text: str) -> Any:
    """A MinHash of a question, of one size whatever its length. Numbers and signs are words, case does not count."""
    found = rensa().RMinHash(num_perm=HASHES, seed=SEED)
    found.update(ngrams(words(text, signs=True), SHINGLE) or [""])
    return found


class Near:
    """The questions that were kept so far: none of them close to another."""

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise UsageError(f"--near-duplicates {threshold}: give a similarity above 0, up to 1, such as 0.8")
        self._index = rensa().RMinHashDeduplicator(threshold, HASHES, True, _bands(threshold), SEED)

    def keeps(self, key: str, sketch: Any) -> bool:
        """Keeps a question, unless one that was kept is as similar as the threshold, or more."""
        return bool(self._index.add(key, sketch))


def _bands(threshold: float) -> int:
    """The fewest bands by which a pair at the threshold becomes a candidate nine times of ten."""
    for rows in (64, 32, 16, 8, 4, 2):
        bands = HASHES // rows
        if 1 - (1 - threshold**rows) ** bands >= RECALL:
            return bands
    return HASHES
