"""The journal of what models answered: raw bodies, on the disk before anybody reads them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from synth.errors import DamagedError, StorageError
from synth.model.door import Key
from synth.secrets import Redactor

REPLIES = "replies.sqlite"
_DAMAGED = ("malformed", "not a database", "file is encrypted")
MAX_FAILURE = 20_000  # bytes kept of a body that is no answer

_TABLES = """
CREATE TABLE IF NOT EXISTS reply (
    idx INTEGER NOT NULL, role TEXT NOT NULL, ask INTEGER NOT NULL, sample INTEGER NOT NULL, request BLOB NOT NULL,
    is_noted INTEGER NOT NULL, prompt_tokens INTEGER, completion_tokens INTEGER, cost_usd REAL, body BLOB NOT NULL,
    UNIQUE (idx, role, ask, sample, request)
);
CREATE TABLE IF NOT EXISTS failure (
    idx INTEGER NOT NULL, role TEXT NOT NULL, ask INTEGER NOT NULL, sample INTEGER NOT NULL, request BLOB NOT NULL,
    reason TEXT NOT NULL, for_good INTEGER NOT NULL, body BLOB NOT NULL
);
"""
_SPENT = (
    "SELECT role, count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), "
    "coalesce(sum(cost_usd), 0.0), count(*) - count(cost_usd) FROM reply GROUP BY role ORDER BY role"
)
_HOPELESS = 2  # in the column for_good
_COLUMNS = "idx, role, ask, sample, request"
_KEY = "idx = ? AND role = ? AND ask = ? AND sample = ? AND request = ?"


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=8).digest()


class Spent(NamedTuple):
    """What one role has used: answers, tokens, USD, and how many answers have no known price."""

    role: str
    n: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float
    n_unpriced: int


def _check_tables(path: Path, db: sqlite3.Connection) -> None:
    """Raises DamagedError for a file with more than our tables: a view or a trigger of a stranger's would run here."""
    db.execute("PRAGMA trusted_schema = OFF")
    kinds = {kind for (kind,) in db.execute("SELECT type FROM sqlite_master")}
    if kinds - {"table", "index"}:
        raise _damaged(path, f"it holds {', '.join(sorted(map(str, kinds - {'table', 'index'})))}")


def _spent(path: Path, row: tuple[Any, ...]) -> Spent:
    if not isinstance(row[0], str):  # in a damaged file, whatever the table allows
        raise _damaged(path, "a role is no text")
    return Spent(*row)


def told(spent: list[Spent]) -> str:
    """What was spent, for people: a price that is not known is not called zero."""
    parts = []
    for role in spent:
        tokens = f"{role.prompt_tokens:,} + {role.completion_tokens:,} tokens"
        cost = f"{role.cost_usd:.4f} USD" if role.n_unpriced < role.n else "price not known"
        if 0 < role.n_unpriced < role.n:
            cost += f" and {role.n_unpriced:,} answers whose price is not known"
        parts.append(f"{role.role}: {role.n:,} answers, {tokens}, {cost}")
    return "; ".join(parts)


class Replies:
    """Answers by key, in one SQLite file; every one is committed when `put` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._redact = Redactor()
        self._is_closed = False
        with _stored(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # One thread at a time uses it, though in a notebook not always the same one.
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            _check_tables(path, self._db)
            self._db.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing; a machine without power may lose the last answers, and asks again.
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
            if "checksum" not in {column[1] for column in self._db.execute("PRAGMA table_info(reply)")}:
                self._db.execute("ALTER TABLE reply ADD COLUMN checksum BLOB")  # a journal of an older version
            # No index above this one has an answer: the usual case, which needs no look-up.
            rows = self._db.execute(f"SELECT {_COLUMNS}, reason FROM failure WHERE for_good = {_HOPELESS}")
            self._hopeless: dict[Key, str] = {(*row[:5],): row[5] for row in rows}
            self._highest: int = self._db.execute("SELECT coalesce(max(idx), -1) FROM reply").fetchone()[0]

    def find(self, key: Key) -> tuple[bytes, bool] | None:
        """The raw body of a finished request, and whether what it took was written down."""
        if key[0] > self._highest:
            return None
        with _stored(self.path):
            found = self._db.execute(f"SELECT body, is_noted FROM reply WHERE {_KEY}", key).fetchone()
        return (found[0], bool(found[1])) if found else None

    def put(self, key: Key, body: bytes) -> bytes:
        """Writes a raw body and returns what was written: the key of anybody's account is masked in it."""
        kept = self._redact(body)
        self._highest = max(self._highest, key[0])
        with _stored(self.path):
            self._db.execute(
                "INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?, ?, 0, NULL, NULL, NULL, ?, ?)",
                (*key, kept, _checksum(kept)),
            )
            self.flush()
        return kept

    def note(self, key: Key, prompt_tokens: int | None, completion_tokens: int | None, cost_usd: float | None) -> None:
        """Writes down what an answer took, once it was read; on the disk with the next answer."""
        with _stored(self.path):
            if not self._db.in_transaction:
                self._db.execute("BEGIN")
            self._db.execute(
                f"UPDATE reply SET is_noted = 1, prompt_tokens = ?, completion_tokens = ?, cost_usd = ? WHERE {_KEY}",
                (prompt_tokens, completion_tokens, cost_usd, *key),
            )

    def fail(self, key: Key, reason: str, body: bytes = b"", for_good: bool = False, is_hopeless: bool = False) -> None:
        """Writes down a failed attempt; what came in place of an answer does not count as one.

        `for_good`: this run tries it no more. `is_hopeless`: no run does.
        """
        kept = self._redact(body)[:MAX_FAILURE]
        reason = self._redact(reason.encode(errors="replace")).decode()
        with _stored(self.path):
            self._db.execute(f"DELETE FROM reply WHERE {_KEY}", key)
            how = _HOPELESS if is_hopeless else int(for_good)
            self._db.execute("INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*key, reason, how, kept))
            if is_hopeless:
                self._hopeless[key] = reason
            self.flush()

    def hopeless(self, key: Key) -> str:
        """Why a request has no answer anywhere; "" if it may have one."""
        return self._hopeless.get(key, "")

    def refuses(self, setting: str) -> bool:
        """Whether a model behind this journal once did not take a setting."""
        query = "SELECT 1 FROM failure WHERE for_good = 1 AND reason LIKE ? LIMIT 1"
        with _stored(self.path):
            return self._db.execute(query, (f"HTTP 4%{setting}%",)).fetchone() is not None

    def failed(self, key: Key) -> str:
        """Why a request failed for good the last time; "" if it did not."""
        query = f"SELECT reason FROM failure WHERE {_KEY} AND for_good ORDER BY rowid DESC LIMIT 1"
        with _stored(self.path):
            found = self._db.execute(query, key).fetchone()
        return found[0] if found else ""

    @property
    def n(self) -> int:
        """How many answers there are."""
        with _stored(self.path):
            found: int = self._db.execute("SELECT count(*) FROM reply").fetchone()[0]
        return found

    def drop_damaged(self) -> int:
        """Deletes answers that are not what was written, so that they are asked for again; returns how many."""
        with _stored(self.path):
            if (found := self._db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise _damaged(self.path, found)
            rows = self._db.execute("SELECT rowid, body, checksum FROM reply WHERE checksum IS NOT NULL")
            bad = [
                (rowid,) for rowid, body, checksum in rows if not isinstance(body, bytes) or _checksum(body) != checksum
            ]
            self._db.executemany("DELETE FROM reply WHERE rowid = ?", bad)
        return len(bad)

    def spent(self) -> list[Spent]:
        """What each role has used so far."""
        with _stored(self.path):
            return [_spent(self.path, row) for row in self._db.execute(_SPENT)]

    def close(self) -> None:
        with _stored(self.path):
            self.flush()
            self._is_closed = True
            self._db.close()

    def flush(self) -> None:
        """Puts the last notes on the disk."""
        if not self._is_closed and self._db.in_transaction:
            self._db.execute("COMMIT")


def read_spent(path: Path) -> list[Spent]:
    """What each role has used, read from a journal that a run may be writing; nothing where there is no journal."""
    if not path.exists():
        return []
    # Where nothing can be written, nobody is writing either, and SQLite cannot take its lock.
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    with _stored(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as db:
        _check_tables(path, db)
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'reply'").fetchone():
            return []  # a run has only just begun
        return [_spent(path, row) for row in db.execute(_SPENT)]


def settle(path: Path) -> None:
    """Brings everything into the one file, as a run that ends in peace does; nothing where there is no journal."""
    if path.exists():
        with _stored(path), closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_replies(source: Path, target: Path) -> None:
    """A copy of a journal, with what a killed run left beside the file; the source is not touched."""
    mode = "mode=ro" if os.access(source.parent, os.W_OK) else "immutable=1"
    with (
        _stored(source),
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?{mode}", uri=True)) as there,
        closing(sqlite3.connect(target)) as here,
    ):
        _check_tables(source, there)
        there.backup(here)


def _damaged(path: Path, why: object) -> DamagedError:
    return DamagedError(
        f"{path} is damaged ({why}): put back a copy of it. Where there is none, --overwrite --forget-answers starts "
        "again, and pays again for what models answer."
    )


@contextmanager
def _stored(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.DatabaseError) and any(sign in str(error) for sign in _DAMAGED):
            raise _damaged(path, error) from error
        raise StorageError(
            f"{path} cannot be written or read: {error}. What was finished before is safe; once there is room and "
            "permission, the same command goes on from there."
        ) from error
