"""A dataset repository as it stands: its files with their hashes, at one commit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from synth.errors import UsageError
from synth.publish.client import Say, patiently

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MAIN = "main"


@dataclass(frozen=True)
class Remote:
    """`sha` None: there is no such repository, or none that one may see. `has_branch`: the revision is there."""

    sha: str | None = None
    is_private: bool = False
    has_branch: bool = True
    files: dict[str, Any] = field(default_factory=dict)


def look(api: HfApi, repo: str, revision: str | None, say: Say) -> Remote:
    """What is in the repository; for a branch that is not there, what it would start from. Raises UsageError."""
    from huggingface_hub.errors import RevisionNotFoundError

    has_branch = True
    try:
        info = patiently(lambda: _info(api, repo, revision), say, lets=[404])
    except RevisionNotFoundError:
        if re.match(r"refs/|[0-9a-f]{40}$", revision or ""):
            raise UsageError(f"{repo} has no revision {revision}: name a branch") from None
        has_branch = False
        info = patiently(lambda: api.repo_info(repo, repo_type="dataset"), say)
    if info is None:
        return Remote(has_branch=revision in (None, MAIN))
    tree = patiently(
        lambda: list(api.list_repo_tree(repo, repo_type="dataset", revision=info.sha, recursive=True)), say
    )
    files = {entry.path: entry for entry in tree if hasattr(entry, "blob_id")}
    return Remote(info.sha, bool(info.private), has_branch, files)


def _info(api: HfApi, repo: str, revision: str | None) -> Any:
    """The repository's head, None where a stranger asks for what may not be there: the Hub answers 401 then."""
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        return api.repo_info(repo, repo_type="dataset", revision=revision)
    except RepositoryNotFoundError:
        return None


def read(api: HfApi, repo: str, sha: str, path: str, say: Say) -> bytes:
    """The content of a small file."""
    with TemporaryDirectory() as folder:
        return download(api, repo, sha, path, Path(folder), say).read_bytes()


def download(api: HfApi, repo: str, sha: str, path: str, folder: Path, say: Say) -> Path:
    """Brings a file of the repository into a folder, under the same path."""
    found = patiently(lambda: api.hf_hub_download(repo, path, repo_type="dataset", revision=sha, local_dir=folder), say)
    return Path(str(found))
