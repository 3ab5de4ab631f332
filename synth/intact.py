"""Whether a folder is what its run left there: rows, bytes and SHA-256 of every file, as state.json has them.

A run that goes on over a file that was lost or damaged would make the same problem twice, or lack rows that it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from synth import exact_json
from synth.errors import DamagedError
from synth.journal import load_json, save_json
from synth.shards import encoded, record, storage
from synth.strategy import BEHAVIORS

STATE = "journal/state.json"
LEDGER = "journal/ledger.bin"
# What a run writes rows into: no other name is looked at.
_FILE = re.compile(r"(?:data|rejected)/[A-Za-z0-9._+-]+/(?:train|test|part)-\d+\.parquet")
# What of the counts has counts in it.
_OPEN = {"refused", "owed", "kept", "reasons", "tokens", "behaviors", "steps", "retold", "faults", *BEHAVIORS}
Record = dict[str, Any]


class Damage(NamedTuple):
    """A file that is not what the run left. `is_edited`: it can be read, so that somebody may have meant it."""

    path: Path
    what: str
    is_edited: bool = False

    def __str__(self) -> str:
        return f"{self.path} {self.what}"


def save_state(out: Path, state: dict[str, Any]) -> None:
    """Writes state.json, with a checksum of itself."""
    bare = {name: value for name, value in state.items() if name != "checksum"}
    save_json(out / STATE, {**bare, "checksum": _checksum(bare)})


def load_state(out: Path) -> dict[str, Any] | None:
    """What state.json holds, None where there is none. Raises DamagedError; one of an older version has no checksum."""
    path = out / STATE
    if not path.is_file():
        return None
    found = load_json(path)
    if not _is_state(found) or found.pop("checksum", None) not in (None, _checksum(found)):
        raise DamagedError(f"{path} is damaged: it is not what was written there")
    return dict(found)


def _is_state(found: Any) -> bool:
    """Whether state.json has the form that runs write: anybody may have written it, with a checksum."""
    if not isinstance(found, dict) or not all(
        _is_count(found.get(name, 0)) for name in ("next_index", "ledger", "answers")
    ):
        return False
    counts, strategies, files = found.get("counts", {}), found.get("strategies"), found.get("files", {})
    needed = {"proposed", "duplicates", "excluded", "unproposed", "refused", "owed"}
    if not (isinstance(counts, dict) and needed <= counts.keys() and isinstance(found.get("dry"), bool)):
        return False
    is_listed = all(isinstance(counts[name], dict) for name in ("refused", "owed"))
    if not (_are_counts(counts) and is_listed and isinstance(strategies, dict) and isinstance(files, dict)):
        return False
    are_files = all(_FILE.fullmatch(name) and isinstance(known, dict) for name, known in files.items())
    return are_files and all(map(_is_tally, strategies.values()))


def _is_tally(tally: Any) -> bool:
    if not isinstance(tally, dict) or not _are_counts(tally):
        return False
    inner = {
        "kept": {"train", "test"},
        "reasons": set(),
        "tokens": {"prompt", "completion"},
        "steps": {"rows", "checked"},
    }
    is_there = all(isinstance(tally.get(name, {}), dict) for name in (*inner, "behaviors"))
    is_whole = is_there and all(names <= tally[name].keys() for name, names in inner.items() if name in tally)
    seen = tally.get("behaviors", {}).values() if is_there else ()
    has_all = {"through", "partial", "kept", "rejected", "unverified", "reasons"} <= tally.keys()
    return is_whole and has_all and all(isinstance(one, dict) and {"sum", "rows", "seen"} <= one.keys() for one in seen)


def _are_counts(found: dict[str, Any]) -> bool:
    """Whether every leaf is a number of things, and nothing has leaves that is one itself."""
    return all(
        name in _OPEN and _are_counts(value) if isinstance(value, dict) else _is_count(value)
        for name, value in found.items()
    )


def _is_count(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 1 << 48


def _checksum(bare: dict[str, Any]) -> str:
    # Through JSON once, so that what is written and what is read back are the same.
    return blake2b(exact_json.dumps(exact_json.loads(exact_json.dumps(bare))), digest_size=16).hexdigest()


def damages(out: Path) -> Iterator[Damage]:
    """The files of a run's folder that are not what it left, each read once."""
    try:
        state = load_state(out)
    except DamagedError:
        yield Damage(out / STATE, "is damaged")
        return
    if state is None:
        return
    yield from _of_ledger(out / LEDGER, state)
    for name, known in state.get("files", {}).items():
        if found := _of_shard(out / name, known):
            yield found


def check_intact(out: Path) -> list[Damage]:
    """The damages of a run's folder that its journal mends. Raises DamagedError for a file that somebody edited."""
    found = list(damages(out))
    if edited := next((one for one in found if one.is_edited), None):
        raise DamagedError(
            f"{edited}. A run does not go on over that: put the file back, give another folder with -o, or start again "
            "with --overwrite, which makes the rows anew of the answers in the journal."
        )
    return found


def answers_told(out: Path) -> int:
    """How many answers of models the journal held when state.json was written."""
    return int((load_state(out) or {}).get("answers", 0))


def check_there(out: Path, files: Mapping[str, Any] | None) -> None:
    """Raises DamagedError where a file of a folder is gone: `files` of its run.json, or those of state.json.

    One that came without its journal, as from the Hub, tells of none.
    """
    if files is None:
        files = (load_state(out) or {}).get("files", {})
    for name in files:
        if _FILE.fullmatch(name) and not (out / name).is_file():
            raise DamagedError(
                f"{out / name} is missing: put it back, or let the command that made the folder run again"
            )


def _of_ledger(path: Path, state: dict[str, Any]) -> Iterator[Damage]:
    size = 16 * state["ledger"]
    if not size:
        return
    if not path.is_file():
        yield Damage(path, "is missing")
        return
    with storage(path), path.open("rb") as file:
        content = file.read(size)  # what lies beyond was written by a run that was killed
    if len(content) < size or state.get("ledger_sha256", "") not in ("", sha256(content).hexdigest()):
        yield Damage(path, "is damaged")


def _of_shard(path: Path, known: Record) -> Damage | None:
    if not path.is_file():
        return Damage(path, "is missing")
    with storage(path):
        if path.stat().st_size == known.get("size") and record(path, known["rows"]) == known:
            return None
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException):
        return Damage(path, "is damaged")
    # A run that was killed has written more rows into its last shard than it had counted: those before are the same.
    rows = known.get("rows")
    if _is_count(rows) and table.num_rows >= rows:
        before = encoded(table.slice(0, rows))
        if before is not None and sha256(before).hexdigest() == known.get("sha256"):
            return None
    return Damage(path, f"was changed: it holds {table.num_rows:,} rows, and not those that were written", True)
