"""What a run remembers between calls: how far it came, and which problem each index proposed."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from synth import exact_json
from synth.errors import DamagedError
from synth.shards import storage, writing

Hashes = npt.NDArray[np.uint64]
DROPPED = np.uint64(1 << 63)  # marks an index whose problem no strategy has


class Identities:
    """A set of 64-bit hashes: 8 bytes each in memory, sorted, and as much again while they are merged."""

    def __init__(self, found: Hashes | None = None) -> None:
        self._recent: Hashes = np.empty(0, np.uint64)
        self._sorted: Hashes = np.empty(0, np.uint64) if found is None else np.sort(found)

    def knows(self, identities: Hashes) -> npt.NDArray[np.bool_]:
        return _in(identities, self._sorted) | _in(identities, self._recent)

    def add(self, identities: Hashes) -> None:
        """Adds hashes that are not in it yet."""
        self._recent = np.sort(np.concatenate([self._recent, identities]))
        if len(self._recent) > max(1 << 15, len(self._sorted) >> 3):
            self._sorted = np.sort(np.concatenate([self._sorted, self._recent]), kind="stable")
            self._recent = np.empty(0, np.uint64)

    def __len__(self) -> int:
        return len(self._sorted) + len(self._recent)


class Ledger:
    """Which indices proposed a problem first, in order, and the problem's 64-bit identity.

    On the disk 16 bytes a problem (index, identity); in memory 8.
    """

    def __init__(self, path: Path, n: int) -> None:
        self.path = path
        self.n = n
        self._pending: list[Hashes] = []
        self._hasher = sha256(self._entries().tobytes())
        self._known = Identities(self._entries()[:, 1])

    def _entries(self) -> Hashes:
        with storage(self.path):
            return np.memmap(self.path, np.uint64, "r", shape=(self.n, 2)) if self.n else np.empty((0, 2), np.uint64)

    def knows(self, identities: Hashes) -> npt.NDArray[np.bool_]:
        return self._known.knows(identities)

    def add(self, indices: Hashes, identities: Hashes) -> None:
        """Appends first proposals in index order; `save` puts them on the disk."""
        self._pending.append(np.stack([indices, identities], axis=1))
        self._known.add(identities)

    def __len__(self) -> int:
        return len(self._known)

    def save(self) -> None:
        if not self._pending:
            return
        fresh = np.concatenate(self._pending)
        with storage(self.path), self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(16 * self.n)  # what lies beyond was written by a run that was killed
            file.write(content := fresh.tobytes())
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        self.n += len(fresh)
        self._pending = []
        self._hasher.update(content)

    @property
    def sha256(self) -> str:
        """The hash of what is on the disk."""
        return self._hasher.hexdigest()

    def kept_between(self, lo: int, hi: int) -> Hashes:
        """The indices from lo to hi - 1 whose problem was first proposed there and not dropped."""
        indices = self._entries()[:, 0]
        plain = indices & ~DROPPED
        return np.asarray(indices[(plain >= lo) & (plain < hi) & (indices == plain)])


def _in(values: Hashes, found: Hashes) -> npt.NDArray[np.bool_]:
    if not len(found):
        return np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(found, values), len(found) - 1)
    return np.asarray(found[at] == values)


def save_json(path: Path, value: Any) -> None:
    """Writes JSON under a temporary name and renames it."""
    with writing(path) as temporary:
        temporary.write_bytes(exact_json.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def load_json(path: Path) -> Any:
    """What a JSON file holds. Raises DamagedError, and StorageError for one that cannot be read at all."""
    with storage(path):
        content = path.read_bytes()
    try:
        return exact_json.loads(content)
    except orjson.JSONDecodeError as error:
        raise DamagedError(
            f"{path} is damaged ({error}): put back a copy of it. Where there is none, the same synth run command with "
            "--overwrite makes the rows again; what models answered stays in journal/ and is not paid for twice."
        ) from None
