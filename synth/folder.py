"""The folder that a run fills: opened, locked, and never mistaken for somebody else's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synth.errors import DamagedError, UsageError
from synth.inside import check_links
from synth.intact import load_state
from synth.journal import load_json
from synth.replies import REPLIES, read_spent
from synth.shards import TEMPORARY, storage

FORMAT = "synth-run-1"
# What a command makes out of runs: rows as a run has them, but nothing to go on with.
DERIVED = "synth-derived-1"
_OURS = ("data", "rejected", "journal", "README.md", "run.json", "annotations", "report.html")


def read_run(out: Path, format: str = FORMAT, by: str = "synth run") -> dict[str, Any] | None:
    """The run.json of a folder, None where there is nothing yet. Raises UsageError for a folder of another kind."""
    path = out / "run.json"
    if path.is_file():
        found = load_json(path)
        if isinstance(found, dict) and found.get("format") == format:
            return found
        raise UsageError(f"{path} was not written by {by}: choose another folder with -o")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file: choose another folder with -o")
    if out.is_dir() and any(entry.name not in ("journal", "run.json" + TEMPORARY) for entry in out.iterdir()):
        raise UsageError(f"{out} holds files that {by} did not write: choose another folder with -o, or empty it")
    return None


def read_again(out: Path, overwrite: bool) -> dict[str, Any] | None:
    """As `read_run`, but for a damaged run.json of a folder that is to be overwritten: that holds nothing."""
    try:
        return read_run(out)
    except DamagedError:
        if overwrite and (out / "journal" / "lock").is_file():  # a run's, whatever its run.json says
            return {}
        raise


def is_untouched(out: Path) -> bool:
    """Whether a run has come to nothing so far: no row of it, and no answer of a model."""
    tallies = (load_state(out) or {"strategies": {}})["strategies"].values()
    has_rows = any(sum(tally["kept"].values()) + tally["rejected"] for tally in tallies)
    # A folder out of the Hub has rows and annotations, though no journal.
    has_rows |= any(True for part in ("data", "rejected", "annotations") for _ in (out / part).glob("*/*.parquet"))
    return not has_rows and not any(role.n for role in read_spent(out / "journal" / REPLIES))


def n_kept(out: Path, strategies: Sequence[str]) -> int:
    """How many rows every one of the strategies has kept so far."""
    try:
        tallies = (load_state(out) or {"strategies": {}})["strategies"]
    except DamagedError:
        return 0
    return min(sum(tallies[name]["kept"].values()) if name in tallies else 0 for name in strategies)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Makes the folder and keeps other processes out of it. A killed process leaves no lock behind."""
    from filelock import FileLock, Timeout

    check_links(out)
    with storage(out):
        (out / "journal").mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / "journal" / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise UsageError(f"another process fills {out}: wait for it, or choose another folder with -o") from None
    try:
        yield
    finally:
        lock.release()


def clear(out: Path, forget_answers: bool = True) -> None:
    """Deletes what a run wrote, and nothing else; the lock and the seeds belong to the run that is about to start.

    Unless they are to be forgotten, what models answered stays: it was paid for, and answers the same requests again.
    """
    kept = {"lock", "seeds.arrow", "seeds.json"}
    if not forget_answers:
        kept |= {REPLIES + ending for ending in ("", "-wal", "-shm")}
    with storage(out):
        for name in _OURS:
            path = out / name
            if path.is_dir():
                for entry in path.iterdir() if name == "journal" else [path]:
                    if entry.name not in kept:
                        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            else:
                path.unlink(missing_ok=True)


def clear_rows(out: Path) -> None:
    """Deletes the rows and the progress of a run that is to be made again from its first index."""
    with storage(out):
        for name in ("data", "rejected"):
            shutil.rmtree(out / name, ignore_errors=True)
        for name in ("state.json", "ledger.bin"):
            (out / "journal" / name).unlink(missing_ok=True)
