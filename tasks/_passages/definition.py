"""The definition of a task, as a user writes it down: what it is, what goes in, what comes out, a few examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from synth.errors import UsageError

MAX_CHARS = 20_000
_FORM = "expected YAML with description, input_format, output_format and perhaps demos, a list of input and output"


@dataclass(frozen=True)
class Definition:
    """`demos` are pairs of an input and its output."""

    description: str
    input_format: str
    output_format: str
    demos: tuple[tuple[str, str], ...] = ()


def read_definition(path: Path) -> Definition:
    """The definition in a YAML file. Raises UsageError that says what is missing."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"option definition: {path} cannot be read: {error}") from None
    if len(text) > MAX_CHARS:
        raise UsageError(f"option definition: {path} has over {MAX_CHARS} characters")
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"option definition: {path} is not YAML: {error}") from None
    if not isinstance(found, dict):
        raise UsageError(f"option definition: {path}: {_FORM}")
    demos = found.get("demos") or []
    if not isinstance(demos, list) or not all(
        isinstance(demo, dict) and {"input", "output"} <= set(demo) for demo in demos
    ):
        raise UsageError(f"option definition: {path}: demos is not a list of input and output")
    return Definition(
        _text(found, "description", path),
        _text(found, "input_format", path),
        _text(found, "output_format", path),
        tuple((str(demo["input"]), str(demo["output"])) for demo in demos),
    )


def _text(found: dict[Any, Any], name: str, path: Path) -> str:
    if not isinstance(found.get(name), str) or not found[name].strip():
        raise UsageError(f"option definition: {path} has no text for {name}; {_FORM}")
    return str(found[name]).strip()
