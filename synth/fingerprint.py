"""What two calls must have in common to fill one folder, and how their difference is told."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

import synth
from synth.task import Task


def of(value: Any) -> str:
    """128 bits of hash over a JSON value, as 32 hexadecimal digits."""
    return blake2b(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def task_sources(task: Task) -> str:
    """A hash of the task's file and of the private package beside it, or of the whole package that it is in."""
    hasher = blake2b(digest_size=16)
    for path in _files(task):
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()


def _files(task: Task) -> Iterable[Path]:
    path = Path(getattr(sys.modules[type(task).__module__], "__file__", None) or synth.__file__)
    yield path
    package = path.parent if path.name == "__init__.py" else path.parent / f"_{path.stem}"
    yield from sorted(package.glob("**/*.py"))


def differences(before: Mapping[str, Any], now: Mapping[str, Any], under: str = "") -> list[str]:
    """What differs, a line each: `options.size: 3-4 before, 5 now`."""
    found = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{under}{key}.")
        elif old != new:
            found.append(f"{under}{key}: {_short(old)} before, {_short(new)} now")
    return found


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
