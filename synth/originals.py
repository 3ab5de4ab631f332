"""What is to be made again: a run's folder here, or one that was pushed to the Hub."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from synth.errors import UsageError
from synth.folder import DERIVED, FORMAT
from synth.inside import check_links
from synth.journal import load_json
from synth.publish.client import open_api
from synth.publish.files import hash_like, hash_of
from synth.publish.remote import download, look

Say = Callable[[str], None]
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9_][\w.-]*")


class Original:
    """A filled folder: its run.json, its files, and their hashes."""

    is_remote = False

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.made_by = self._read()

    def _read(self) -> dict[str, Any]:
        path = self.file("run.json")
        found = load_json(path) if path else None
        kind = found.get("format") if isinstance(found, dict) else None
        if kind == DERIVED:
            raise UsageError(
                f"{self.name} was made out of other runs: make those again, and then it; its run.json names them"
            )
        if kind != FORMAT or not isinstance(found, dict):
            raise UsageError(f"{self.name} holds no run.json of a run: give a folder that synth run filled")
        return found

    def file(self, path: str) -> Path | None:
        """A file of it, None where it has none."""
        found = self.folder / path
        return found if found.is_file() else None

    def hashes(self) -> dict[str, str]:
        """The hash of every shard."""
        found = sorted(path for name in ("data", "rejected") for path in (self.folder / name).rglob("*.parquet"))
        return {path.relative_to(self.folder).as_posix(): hash_like("sha256:", path) for path in found}


class OnHub(Original):
    """A dataset on the Hub: only what is asked for is downloaded, and the hashes of shards are the Hub's own."""

    is_remote = True

    def __init__(self, repo: str, revision: str | None, folder: Path, say: Say) -> None:
        self._api, self._say = open_api(), say
        self._remote = look(self._api, repo, revision, say)
        if self._remote.sha is None or not self._remote.has_branch:
            raise UsageError(
                f"there is no folder {repo!r}, and no dataset of that name on the Hub"
                + (f" with the revision {revision}" if revision else "")
                + " (or not without a login)"
            )
        super().__init__(repo, folder)

    def file(self, path: str) -> Path | None:
        if path not in self._remote.files:
            return None
        found = self.folder / path
        return (
            found
            if found.is_file()
            else download(self._api, self.name, str(self._remote.sha), path, self.folder, self._say)
        )

    def hashes(self) -> dict[str, str]:
        return {path: hash_of(there) for path, there in self._remote.files.items() if path.endswith(".parquet")}


def find_original(source: str, revision: str | None, folder: Path, say: Say) -> Original:
    """The run that a name stands for; of the Hub's, what is needed goes into `folder`. Raises UsageError."""
    if Path(source).is_dir():
        if revision:
            raise UsageError(f"--revision is of a dataset on the Hub, and {source} is a folder")
        check_links(Path(source))
        return Original(source, Path(source))
    if not _REPO.fullmatch(source):
        raise UsageError(f"there is no folder {source!r}: give one that synth run filled, or owner/name on the Hub")
    return OnHub(source, revision, folder, say)
