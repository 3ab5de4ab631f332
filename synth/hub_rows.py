"""The rows of a dataset on the Hub, streamed: nothing of it stays on the disk."""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synth.errors import UsageError
from synth.hub_errors import unanswered
from synth.secrets import redact

PREFIX = "hf:"
# No part of it begins with a dot, so that none leads through the folders of this machine.
_REPO = re.compile(r"(?:[A-Za-z0-9_][\w.-]*/)?[A-Za-z0-9_][\w.-]*", re.ASCII)
BATCH = 1000


def hub_rows(name: str) -> Iterator[list[dict[str, Any]]]:
    """The rows of `owner/name[@revision][:config[:split]]` in batches. Raises UsageError.

    Without a config, the dataset's only or default one; without a split, `train`, or the only one. HF_ENDPOINT and
    HF_TOKEN hold, as for every client of the Hub.
    """
    from datasets import load_dataset

    repo, config, split = _parts(name)
    repo, _, revision = repo.partition("@")
    if not _REPO.fullmatch(repo):
        raise UsageError(f"{PREFIX}{name}: {repo!r} is no name of a dataset on the Hub; give hf:owner/name")
    if Path(repo).exists():  # datasets would take it for what is meant
        raise UsageError(f"{PREFIX}{name}: there is a {repo!r} here, too: give its path without {PREFIX}, or move it")
    failures: tuple[type[Exception], ...] = (OSError, ValueError, RuntimeError, *unanswered(), *_unreadable())
    try:
        splits = load_dataset(repo, config or None, revision=revision or None, streaming=True)
        rows = splits[_split(splits, split, name)].with_format("arrow")
        for table in rows.iter(BATCH):
            yield table.to_pylist()
    # FileNotFoundError and ValueError say what there is instead: datasets, configurations, formats.
    except failures as error:
        raise UsageError(f"{PREFIX}{name} cannot be read: {_told(error)}") from error


def _unreadable() -> tuple[type[Exception], ...]:
    """The roots of what is raised over a file that is damaged, or that lies elsewhere on the web and does not come."""
    from aiohttp import ClientError
    from datasets.exceptions import DatasetsError
    from pyarrow import ArrowException

    return ClientError, DatasetsError, ArrowException, EOFError, zlib.error, lzma.LZMAError


def _parts(name: str) -> tuple[str, str, str]:
    parts = name.split(":")
    if len(parts) > 3 or not parts[0] or any(not part.strip("/ ") for part in parts[0].split("/")):
        raise UsageError(f"{PREFIX}{name}: give hf:owner/name, hf:owner/name:config or hf:owner/name:config:split")
    repo, config, split = [*parts, "", ""][:3]
    return repo, config, split


def _split(splits: Any, asked: str, name: str) -> str:
    there = list(splits)
    if asked in there:
        return asked
    if not asked and ("train" in there or len(there) == 1):
        return "train" if "train" in there else str(there[0])
    raise UsageError(f"{PREFIX}{name} has no split {asked or 'train'!r}; it has {', '.join(there)}")


def _told(error: Exception) -> str:
    """The first lines of what a library says; what is below is advice for programmers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return redact(" ".join(lines[:3]))[:500] or type(error).__name__
