"""The folder that a selection or a mix fills: new, the same once more, or refused."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

from synth import __version__, fingerprint
from synth.contents import Contents
from synth.curate.overlap import Overlap
from synth.errors import UsageError
from synth.folder import DERIVED, clear, read_run
from synth.journal import save_json
from synth.shards import storage

_NOT_STORED = ("sources", "source", "out", "overwrite")


def described(contents: Contents, given: str, name: str, configs: list[str]) -> dict[str, Any]:
    """What run.json tells of a source: where it lies, what made it, and a hash of the shards that were read."""
    made_by = contents.made_by
    strategies = made_by["strategy"]
    return {
        "name": name,
        "path": given,
        "hash": _hash(contents, configs),
        "configs": configs,
        "strategy": [strategy for strategy in strategies if strategy.replace("+", "-") in configs] or strategies,
        "tasks": made_by.get("tasks") or [made_by["request"]["task"]],
        "license": made_by.get("license"),
        "command": made_by.get("command"),
    }


def _hash(contents: Contents, configs: list[str]) -> str:
    hasher = blake2b(digest_size=16)
    for config in configs:
        for split in (*contents.splits(config), "rejected"):
            for path in contents.shards(config, split):
                hasher.update(f"{config}/{path.name}".encode())
                with storage(path), path.open("rb") as file:
                    while block := file.read(1 << 20):
                        hasher.update(block)
    return hasher.hexdigest()


def made(request: Any, sources: list[dict[str, Any]], against: Sequence[Overlap] = ()) -> dict[str, Any]:
    """What run.json holds before anything is chosen. `request` is a dataclass: its fields are the options."""
    kind = type(request).__name__.lower()
    options = {f.name: _plain(getattr(request, f.name)) for f in fields(request) if f.name not in _NOT_STORED}
    licenses = sorted({name for source in sources for name in _list(source["license"])})
    return {
        "format": DERIVED,
        "made_by": kind,
        "version": __version__,
        "sources": sources,
        "against": [{"name": source.name, "texts": source.n_texts, "hash": source.hash} for source in against],
        "options": options,
        "tasks": list(dict.fromkeys(task for source in sources for task in source["tasks"])),
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "command": shlex.join(["synth", kind, *_command_words(request)]),
    }


def _command_words(request: Any) -> list[str]:
    """The request as words of a command: sources, then what is not as usual."""
    words = [*request.sources, "-o", request.out]
    for f in fields(request):
        value = getattr(request, f.name)
        if f.name in _NOT_STORED or value == f.default:
            continue
        flag = "-n" if f.name == "n" else "--" + f.name.replace("_", "-")
        values = value if isinstance(value, tuple) else (value,)
        words += [flag] if value is True else [flag, *map(_number, values)]
    return words


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _list(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else [str(value)] if value else []


def is_done(out: Path, now: dict[str, Any], overwrite: bool) -> bool:
    """Whether the folder holds this very result. Raises UsageError where it holds anything else to keep."""
    before = read_run(out, DERIVED, "synth select or synth mix")
    if before is None or overwrite:
        return False
    changed = fingerprint.differences(_identity(before), _identity(now))
    if changed:
        raise UsageError(
            f"{out} was filled by another request:\n  " + "\n  ".join(changed) + "\n"
            "Choose another folder with -o, or start again with --overwrite."
        )
    return (out / "README.md").is_file()  # written last


def _identity(made_by: dict[str, Any]) -> dict[str, Any]:
    hashes = {f"rows of source {i + 1}": source["hash"] for i, source in enumerate(made_by["sources"])}
    hashes |= {f"texts of {source['name']}": source["hash"] for source in made_by["against"]}
    return {"made by": made_by["made_by"], **hashes, **made_by["options"]}


def start(out: Path, made_by: dict[str, Any]) -> None:
    """Clears what an earlier call left, and says who fills the folder now."""
    clear(out)
    save_json(out / "run.json", made_by)
