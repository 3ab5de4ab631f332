"""Finds two rows of one problem among many, with the texts on the disk: memory holds one batch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from synth.exports.source import Row

_TABLE = "CREATE TABLE waiting (problem TEXT, strategy TEXT, completion TEXT)"
# One of the same strategy, if there is any: the pair then differs in nothing else.
_FIND = "SELECT rowid, completion FROM waiting WHERE problem = ? ORDER BY strategy != ?, rowid LIMIT 1"


class Waiting:
    """Completions that wait for another one of their problem."""

    def __init__(self, database: sqlite3.Connection, rows: Iterable[Row]) -> None:
        self._database = database
        database.execute(_TABLE)
        values = ((row["problem_id"], row["strategy"], row["completion"]) for row in rows)
        self.n = database.executemany("INSERT INTO waiting VALUES (?, ?, ?)", values).rowcount
        database.execute("CREATE INDEX by_problem ON waiting (problem)")

    def take(self, row: Row) -> str | None:
        """A completion of the row's problem, each only once; None where there is no other."""
        found = self._database.execute(_FIND, (row["problem_id"], row["strategy"])).fetchone()
        if found is None:
            return None
        self._database.execute("DELETE FROM waiting WHERE rowid = ?", (found[0],))
        completion: str = found[1]
        return completion


@contextmanager
def waiting(rows: Iterable[Row], folder: Path) -> Iterator[Waiting]:
    """The rows on the disk, in a folder of their own that is deleted afterwards."""
    with (
        TemporaryDirectory(prefix=".synth-export-", dir=folder) as temporary,
        closing(sqlite3.connect(Path(temporary) / "waiting.sqlite", isolation_level=None)) as database,
    ):
        # Nothing of it outlives the export, so nothing has to survive a crash.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        yield Waiting(database, rows)
