"""Where rows come from that others made: files, folders of runs, datasets on the Hub. Read once, a row at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from synth import exact_json
from synth.columns import MISSING, at
from synth.contents import Contents
from synth.errors import Reject, UsageError
from synth.files import ENDINGS, file_rows, is_file_of_rows
from synth.hub_rows import PREFIX, hub_rows
from synth.journal import Hashes, Identities, load_json, save_json
from synth.seeds import SUFFIX, Seeds, identity_hash, parse_row, read_into
from synth.task import Task

KINDS = (
    f"a source is a file of rows ({ENDINGS}), the folder of a run (FOLDER or FOLDER:STRATEGY), or a dataset on the Hub "
    "(hf:owner/name[:config[:split]])"
)
# Rows of a source that may state no problem before it is taken for a source of something else.
N_TRIED = 100


def source_rows(source: str | Path, columns: Mapping[str, str] | None = None, strict: bool = True) -> Iterator[bytes]:
    """The rows of a source as JSON, broken lines as they are. Raises UsageError.

    Rows of synth's own (a run's folder, a dataset pushed from one) count once a problem, whatever the strategies and
    samples. `columns` gives new names: {"question": "prompt"}. What the first row lacks is an error that lists the
    columns; where the source is not `strict`, only if it has neither the one nor the other.
    """
    rows = _rows(str(source))
    is_ours = Path(source).suffix == SUFFIX  # the Arrow file of a run: its columns have their names
    return renamed(rows, str(source), columns, strict) if columns and not is_ours else rows


def _rows(source: str) -> Iterator[bytes]:
    if source.startswith(PREFIX):
        return _each_problem_once(hub_rows(source.removeprefix(PREFIX)))
    path = Path(source)
    if path.is_file():
        return _file_rows(path)
    folder, colon, strategy = source.rpartition(":")
    if path.is_dir():
        return _each_problem_once(_run_rows(Contents(path), ()))
    if colon and Path(folder).is_dir():
        return _each_problem_once(_run_rows(Contents(folder), (strategy,)))
    raise UsageError(f"there is no file {source!r}; {KINDS}")


def _file_rows(path: Path) -> Iterator[bytes]:
    if path.suffix == SUFFIX:
        seeds = Seeds(path)
        return map(seeds.line, range(len(seeds)))
    if not is_file_of_rows(path):
        raise UsageError(f"{str(path)!r} is no file of rows; {KINDS}")
    return file_rows(path)


def _run_rows(contents: Contents, strategies: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    for config in contents.named(strategies):
        for split in contents.splits(config):
            for batch in contents.batches(config, split):
                yield batch.to_pylist()


def _each_problem_once(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """The rows as JSON; of synth's own only the first of each problem. 8 bytes of memory a problem."""
    known = Identities()
    for rows in batches:
        if not rows or not {"problem_id", "problem"} <= rows[0].keys():
            yield from (exact_json.dumps(row, default=str) for row in rows)
            continue
        found = np.array([identity_hash(str(row["problem_id"])) for row in rows], np.uint64)
        first = np.zeros(len(rows), np.bool_)
        first[np.unique(found, return_index=True)[1]] = True
        first &= ~known.knows(found)
        known.add(found[first])
        yield from (exact_json.dumps(row, default=str) for row, is_first in zip(rows, first, strict=True) if is_first)


# Names of columns.


def renamed(rows: Iterator[bytes], source: str, columns: Mapping[str, str], strict: bool) -> Iterator[bytes]:
    """The rows under new names; a name may lead into a column: `reward_model.ground_truth`, `messages[-1].content`."""
    is_checked = False
    for line in rows:
        try:
            row = parse_row(line)
        except Reject:
            yield line
            continue
        if not is_checked:
            _check_columns(row, source, columns, strict)
            is_checked = True
        values = {new: found for new, old in columns.items() if (found := at(row, old)) is not MISSING}
        kept = {name: value for name, value in row.items() if name not in columns.values()}
        yield exact_json.dumps({**kept, **values})


def _check_columns(row: Mapping[str, Any], source: str, columns: Mapping[str, str], strict: bool) -> None:
    for new, old in columns.items():
        if at(row, old) is MISSING and (strict or new not in row):
            raise UsageError(f"--column {new}={old}: {source} has no column {old!r}; it has {', '.join(row)}")


# What a task makes of them.


def read_seeds(target: Path, task: Task, source: str, columns: Mapping[str, str], again: bool = False) -> str:
    """Copies the rows of `--seeds` into the run's Arrow file; returns a hash of them.

    What came from the Hub is read once: a run that goes on does not depend on what has become of it there. `again`
    reads it anew. Raises UsageError.
    """
    note = target.with_suffix(".json")
    if not source.startswith(PREFIX):
        note.unlink(missing_ok=True)
        return read_into(target, seed_rows(task, source, columns))
    asked = {"source": source, "column": dict(columns)}
    there = load_json(note) if note.exists() and target.exists() and not again else {}
    if all(there.get(name) == value for name, value in asked.items()):
        return str(there["hash"])
    note.unlink(missing_ok=True)
    found = read_into(target, seed_rows(task, source, columns))
    save_json(note, {**asked, "hash": found})
    return found


def seed_rows(task: Task, source: str, columns: Mapping[str, str]) -> Iterator[bytes]:
    """The rows of `--seeds`. Raises UsageError where none of the first states a problem of the task."""
    rows = source_rows(source, columns)
    first = list(islice(rows, N_TRIED))
    if first and _can_identify(task):
        _check_stated(task, source, first)
    return chain(first, rows)


def excluded_identities(task: Task, sources: Iterable[str | Path], columns: Mapping[str, str] | None = None) -> Hashes:
    """The sorted identities of every problem that the sources state; rows that state none are passed over."""
    found: set[int] = set()
    for source in sources:
        first: list[bytes] = []
        n = 0
        for line in source_rows(source, columns, strict=False):
            if len(first) < N_TRIED:
                first.append(line)
            with suppress(Reject):
                found.add(identity_hash(task.seed_identity(parse_row(line))))
                n += 1
        if first and not n:
            _check_stated(task, str(source), first)
    return np.array(sorted(found), np.uint64)


def _can_identify(task: Task) -> bool:
    kind = type(task)
    return kind.seed_identity is not Task.seed_identity or kind.from_seed is not Task.from_seed


def _check_stated(task: Task, source: str, lines: Sequence[bytes]) -> None:
    """Raises UsageError, with the first reason and the columns, if no line states a problem of the task."""
    why, columns = "", ""
    for line in lines:
        try:
            row = parse_row(line)
            columns = columns or ", ".join(row)
            task.check_seed(row)
            return
        except Reject as reason:
            why = why or str(reason)
    raise UsageError(
        f"{source} states no problem of the task {task.name}: {why}. "
        + (f"Its columns are {columns}: " if columns else "")
        + "--column NEW=SOURCE gives a column the name that the task reads."
    )
