"""What of a folder goes to the Hub, and what of it is there already: told by hashes of the content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, Literal

from synth.contents import Contents
from synth.replies import REPLIES, settle
from synth.shards import TEMPORARY, storage
from synth.tally import SPLITS

# What a run keeps in journal/ for the time that it runs.
_PASSING = re.compile(r"lock|.*-(wal|shm|journal)|.*" + re.escape(TEMPORARY))
BLOCK = 1 << 20


@dataclass(frozen=True)
class Change:
    """One file that a push adds, changes or deletes; `content` is None where it is deleted."""

    path: str
    action: Literal["add", "change", "delete"]
    size: int
    content: Path | bytes | None


def local_files(contents: Contents, with_rejected: bool, with_journal: bool) -> dict[str, Path]:
    """The files to push, by their path in the repository; the card aside."""
    out = contents.out
    found = [path for config in contents.configs for split in SPLITS for path in contents.shards(config, split)]
    found += sorted((out / "annotations").glob("*/*.parquet"))
    if with_rejected:
        found += sorted((out / "rejected").glob("*/part-*.parquet"))
    if with_journal:
        settle(out / "journal" / REPLIES)
        found += [path for path in sorted((out / "journal").glob("*")) if not _PASSING.fullmatch(path.name)]
    found.append(out / "run.json")
    return {path.relative_to(out).as_posix(): path for path in found if path.is_file()}


def changes(files: Mapping[str, Path | bytes], there: Mapping[str, Any], configs: Sequence[str]) -> list[Change]:
    """What differs from the repository's files (by path), in the order of paths; deletions last."""
    found = []
    for path, content in sorted(files.items()):
        before = there.get(path)
        if before is None or not is_same(content, before):
            found.append(Change(path, "change" if before is not None else "add", _size(content), content))
    gone = sorted(path for path in there if path not in files and _is_read_with(path, configs, files))
    return found + [Change(path, "delete", 0, None) for path in gone]


def _is_read_with(path: str, configs: Sequence[str], files: Mapping[str, Any]) -> bool:
    """Whether a reader would take a shard of the repository for one of the folder's."""
    folder, config, name = path.split("/") if path.count("/") == 2 else ("", "", "")
    if folder == "data" and config in configs:
        return any(re.fullmatch(rf"{split}-.*\.parquet", name) for split in SPLITS)
    has_rejected = any(other.startswith("rejected/") for other in files)
    return folder == "rejected" and has_rejected and config in configs and name.startswith("part-")


def is_same(content: Path | bytes, there: Any) -> bool:
    """Whether a file of the repository (huggingface_hub's RepoFile) has this content."""
    expected = hash_of(there)
    return _size(content) == there.size and hash_like(expected, content) == expected


def hash_of(there: Any) -> str:
    """The hash of the content of a repository's file: `sha256:...`, or `git:...` where it is no LFS object."""
    return f"sha256:{there.lfs.sha256}" if there.lfs is not None else f"git:{there.blob_id}"


def hash_like(other: str, content: Path | bytes) -> str:
    """The hash of the same kind of a content that lies here."""
    if other.startswith("sha256:"):
        return "sha256:" + _hash(content, sha256())
    return "git:" + _hash(content, sha1(b"blob %d\0" % _size(content)))


def _size(content: Path | bytes) -> int:
    if isinstance(content, bytes):
        return len(content)
    with storage(content):
        return content.stat().st_size


def _hash(content: Path | bytes, hasher: Any) -> str:
    for block in [content] if isinstance(content, bytes) else _blocks(content):
        hasher.update(block)
    return str(hasher.hexdigest())


def _blocks(path: Path) -> Iterator[bytes]:
    with storage(path), path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
