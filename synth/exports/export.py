"""`synth.export`: from a run's folder to a file that a trainer reads. `synth export` is the same with flags."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import Any

from orjson import dumps

from synth.contents import Contents
from synth.errors import UsageError
from synth.exports.chat import as_chat, chat_schema
from synth.exports.dataset_info import save, with_entry
from synth.exports.formats import FORMATS, Format
from synth.exports.source import INCLUDE, SPLITS_OR_ALL, VERDICTS, Source
from synth.exports.write import check_target, storing, write
from synth.given import as_path, names

# What `load_dataset` reads as rows of the run, and what resuming needs.
_OWN = ("data", "rejected", "journal", "annotations")


@dataclass(frozen=True)
class Exported:
    """What was written: `n` rows of `configs` in `path`; `told` says how they were chosen, `use` what reads them."""

    path: Path
    n: int
    configs: tuple[str, ...]
    told: tuple[str, ...]
    use: str


def export(
    out: str | Path,
    *,
    to: str,
    path: str | Path,
    strategy: str | Sequence[str] = (),
    split: str = SPLITS_OR_ALL[0],
    chat: bool = False,
    dataset_info: bool = False,
    include: str | Sequence[str] = (),
    verdict: str = VERDICTS[0],
    overwrite: bool = False,
    trust: bool = False,
) -> Exported:
    """Writes the rows of a run's folder in a trainer's format; the keywords are the flags of `synth export`.

    `trust` runs the task file that the folder's run.json names, where rows that were put aside have to be split.
    Raises UsageError, with nothing written, where the folder holds no such rows or `path` cannot be the target.
    """
    made, target = _format(to, chat, dataset_info), as_path(path, "path")
    if split not in SPLITS_OR_ALL:
        raise UsageError(f"split {split!r} is not one of {', '.join(SPLITS_OR_ALL)}")
    included = (include,) if isinstance(include, str) else tuple(include)
    if unknown := [name for name in included if name not in INCLUDE]:
        raise UsageError(f"include {unknown[0]!r} is not one of {', '.join(INCLUDE)}")
    if verdict not in VERDICTS:
        raise UsageError(f"verdict {verdict!r} is not one of {', '.join(VERDICTS)}")
    if verdict != VERDICTS[0] and not made.is_imitated:
        formats = ", ".join(name for name, other in FORMATS.items() if other.is_imitated)
        raise UsageError(f"--verdict {verdict} is for rows to imitate ({formats}): {to} takes what it needs")
    check_target(target, overwrite)
    contents = Contents(out)
    if any((contents.out / name).resolve() in target.resolve().parents for name in _OWN):
        raise UsageError(f"-o {target} lies among the rows of the run: give a name outside of its folders")
    named = names(strategy, "strategy")
    source = Source(contents, named, split, target.parent, included, trust, verdict, made.is_imitated)
    entered = with_entry(target, made.entry, overwrite) if made.entry and (dataset_info or made.is_entered) else None
    with storing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    n = _write(target, made, source, chat)
    if entered is not None:
        save(target, entered)
    return Exported(target, n, tuple(source.configs), tuple(source.notes), _use(made, target, contents.made_by))


def _format(to: str, chat: bool, dataset_info: bool) -> Format:
    if to not in FORMATS:
        raise UsageError(f"unknown format {to!r}; there are {', '.join(FORMATS)}")
    made = FORMATS[to]
    if chat and not made.takes_chat:
        named = ", ".join(name for name, other in FORMATS.items() if other.takes_chat)
        raise UsageError(f"--chat is for {named}; what {to} holds is settled by what reads it")
    if dataset_info and (made.entry is None or chat):
        named = ", ".join(name for name, other in FORMATS.items() if other.entry)
        raise UsageError(f"--dataset-info is for {named}, without --chat")
    return made


def _write(target: Path, made: Format, source: Source, chat: bool) -> int:
    """Writes the file; returns how many rows it has."""
    # Closed at the end, whatever happens: what waits on the disk goes with it.
    with storing(target), closing(made.rows(source)) as rows:
        first = next(rows, None)
        if first is None:
            why = "; ".join(source.notes) or "no row fits"
            raise UsageError(f"nothing to export from {source.contents.out} (split {source.split}): {why}")
        schema = made.schema(first) if callable(made.schema) else made.schema
        every = chain([first], rows)
        if chat:
            return write(target, chat_schema(schema), map(as_chat, every))
        return write(target, schema, every)


def _use(made: Format, target: Path, made_by: dict[str, Any]) -> str:
    """What reads the file: Python or YAML, whose quotes are JSON's, or words of a shell."""
    return made.use.format(
        kind={".parquet": "parquet", ".jsonl": "json"}[target.suffix],
        text=dumps(str(target)).decode(),
        task=dumps(made_by.get("task", "TASK")).decode(),
        word=quote(str(target)),
        stem=quote(target.stem),
        folder=quote(str(target.parent)),
    )
