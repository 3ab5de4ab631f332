"""LLaMA-Factory's dataset_info.json: the file beside the data that says how each of its files is read.

Its keys: github.com/hiyouga/LLaMA-Factory, data/README.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from synth import exact_json
from synth.errors import UsageError
from synth.journal import save_json

NAME = "dataset_info.json"
Entry = dict[str, Any]


def with_entry(path: Path, entry: Entry, overwrite: bool) -> dict[str, Any]:
    """What the dataset_info.json beside a file will hold: what it holds now, and the file's entry by its stem.

    Raises UsageError where that cannot be read, or names another file so.
    """
    info = path.with_name(NAME)
    try:
        found = exact_json.loads(info.read_bytes()) if info.exists() else {}
    except (OSError, orjson.JSONDecodeError) as error:
        raise UsageError(f"{info} cannot be read: {error}; mend it, or give another folder with -o") from None
    if not isinstance(found, dict):
        raise UsageError(f"{info} is not a JSON object; mend it, or give another folder with -o")
    made = {"file_name": path.name, **entry}
    if found.get(path.stem, made) != made and not overwrite:
        raise UsageError(f"{info} has another entry {path.stem!r}: give another -o, or --overwrite")
    return {**found, path.stem: made}


def save(path: Path, found: dict[str, Any]) -> None:
    """Writes the dataset_info.json beside a file."""
    save_json(path.with_name(NAME), found)
