"""Decontamination: whether a text shares n words in a row with texts that it must not be trained on.

Eight words, as open-r1 does it after s1 (arXiv:2501.19393); words are compared without case and punctuation.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from synth.contents import Contents
from synth.curate.words import ngrams, words
from synth.errors import Reject, UsageError
from synth.journal import Hashes
from synth.rows import question_of
from synth.seeds import parse_row
from synth.sources import source_rows

# Where a file keeps what a student is asked, likeliest first.
TEXT_COLUMNS = ("question", "problem", "prompt", "instruction", "input", "query", "text", "messages")


class Overlap:
    """The n-grams of one source, as 64-bit hashes: 8 bytes for each that is different."""

    def __init__(self, name: str, texts: Iterable[str], n: int) -> None:
        self.name = name
        self.n = n
        self.n_texts = 0
        hashes = array("Q")
        for text in texts:
            self.n_texts += 1
            hashes.extend(_hashes(text, n))
        self._sorted: Hashes = np.unique(np.frombuffer(hashes, np.uint64))
        self.hash = blake2b(self._sorted.tobytes(), digest_size=16).hexdigest()

    def meets(self, text: str) -> bool:
        """Whether the text has n words in a row that the source has; a shorter one, whether it is there whole."""
        own = np.array(_hashes(text, self.n), np.uint64)
        if not len(own) or not len(self._sorted):
            return False
        at = np.minimum(np.searchsorted(self._sorted, own), len(self._sorted) - 1)
        return bool((self._sorted[at] == own).any())


def read_overlap(source: str, n: int, column: str | None) -> Overlap:
    """The n-grams of a .jsonl or .parquet file, or of the questions in a run's folder. Raises UsageError."""
    path = Path(source)
    found = Overlap(source, _folder_texts(path) if path.is_dir() else _file_texts(path, column), n)
    if not found.n_texts:
        raise UsageError(f"--decontaminate {source}: there is no text in it")
    return found


def _hashes(text: str, n: int) -> list[int]:
    found = words(text)
    # A text of fewer words is marked, so that it meets its equals alone.
    mark = b"" if len(found) >= n else b"whole"
    return [
        int.from_bytes(blake2b(gram.encode(errors="replace"), digest_size=8, key=mark).digest(), "big")
        for gram in ngrams(found, n)
    ]


def _folder_texts(path: Path) -> Iterator[str]:
    contents = Contents(path)
    for config in contents.configs:
        for split in contents.splits(config):
            last = None  # the samples of a problem stand together
            for row in contents.rows(config, split, ["problem"]):
                if row["problem"] != last:
                    last = row["problem"]
                    yield question_of(last)


def _file_texts(path: Path, column: str | None) -> Iterator[str]:
    seen: set[str] = set()
    n = 0
    for line in source_rows(path):
        try:
            row = parse_row(line)
        except Reject:
            continue
        seen |= row.keys() if len(seen) < 100 else set()
        for name in (column,) if column else TEXT_COLUMNS:
            if text := _text(row.get(name)):
                n += 1
                yield text
                break
    if seen and not n:
        wanted = repr(column) if column else f"named {', '.join(TEXT_COLUMNS)}"
        raise UsageError(
            f"--decontaminate {path}: there is no text in a column {wanted}; its columns are "
            f"{', '.join(sorted(seen))}. Name one with --text-column."
        )


def _text(value: Any) -> str:
    """The text of a cell: as it is, the question of a row of synth's own, or what the user says in a chat."""
    if isinstance(value, str):
        return question_of(value)
    if isinstance(value, list):
        said = (turn.get("content") for turn in value if isinstance(turn, dict) and turn.get("role") == "user")
        return "\n".join(text for text in said if isinstance(text, str))
    return ""
