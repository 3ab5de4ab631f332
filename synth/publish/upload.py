"""`synth.push`: brings a folder's rows to the Hub, in one commit, and sends only what is not there yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.contents import Contents
from synth.errors import HubError, UsageError
from synth.folder import locked
from synth.publish.card import kept_by_others, merged
from synth.publish.client import Say, check_login, full_name, open_api, patiently, told
from synth.publish.files import Change, changes, local_files
from synth.publish.remote import MAIN, Remote, look, read

if TYPE_CHECKING:
    from huggingface_hub import HfApi

CARD = "README.md"
BATCH = 64  # files uploaded before the next are looked at
RACES = 4  # pushes of others that may come between


@dataclass(frozen=True)
class Pushed:
    """What a push did, or would do: `commit` and `pull_request` (its address) are None where there is none."""

    repo: str
    url: str
    revision: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    n_unchanged: int
    n_bytes: int
    is_dry_run: bool
    commit: str | None = None
    pull_request: str | None = None

    def json(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        """The same for people."""
        named = (("add", self.added), ("change", self.changed), ("delete", self.deleted))
        lines = [f"{action:6} {path}" for action, paths in named for path in paths]
        if not lines:
            return f"nothing to push: {self.repo} has all {self.n_unchanged} files already\n{self.url}"
        n = len(self.added) + len(self.changed)
        verb = "would go" if self.is_dry_run else "went"
        lines.append(f"{n} files, {self.n_bytes:,} bytes {verb} to {self.repo}; {self.n_unchanged} are there already")
        lines.append(self.pull_request or self.url)
        return "\n".join(lines)


def push(
    out: str | Path,
    repo: str,
    *,
    private: bool = False,
    revision: str | None = None,
    create_pr: bool = False,
    with_rejected: bool = False,
    with_journal: bool = False,
    message: str | None = None,
    dry_run: bool = False,
    say: Say = lambda line: None,
) -> Pushed:
    """Pushes a folder's rows to `owner/name` on the Hub and returns what changed there.

    The repository is made if it is not there. One commit holds it all, so readers find the old rows or the new, and a
    push that was cut goes on where it was: files already uploaded are not sent again. The keywords are the flags of
    `synth push`. Raises UsageError, HubError for a refusal, StoppedShort where the Hub stays away.
    """
    if create_pr and revision not in (None, MAIN):
        raise UsageError(f"--create-pr opens a pull request against {MAIN}: leave out --revision {revision}")
    contents = Contents(out)
    api = open_api()
    if not dry_run:
        check_login()
    repo = full_name(api, repo, say)
    journal = contents.out / "journal"
    with locked(contents.out) if journal.is_dir() else nullcontext():
        files = local_files(contents, with_rejected, with_journal)
        request = _Push(api, repo, revision or MAIN, contents, files, create_pr, say)
        remote = request.look(private)
        if not dry_run and (remote.sha is None or not remote.has_branch):
            request.create(private, remote)
            remote = request.look(private)
        found = request.changes(remote)
        if dry_run or not found:
            return request.told(found, dry_run=dry_run, commit=None if dry_run else remote.sha)
        return request.upload(found, remote, message)


class _Push:
    """One push: what goes where."""

    def __init__(
        self,
        api: HfApi,
        repo: str,
        revision: str,
        contents: Contents,
        files: dict[str, Path],
        create_pr: bool,
        say: Say,
    ) -> None:
        self.api, self.repo, self.revision, self.say = api, repo, revision, say
        self.contents, self.files, self.create_pr = contents, files, create_pr
        self.card = (contents.out / CARD).read_text(encoding="utf-8") if (contents.out / CARD).is_file() else ""
        self._n_files = 0

    def look(self, private: bool = False) -> Remote:
        """What is there. Raises UsageError where it is public and was to be private."""
        found = look(self.api, self.repo, None if self.revision == MAIN else self.revision, self.say)
        if private and found.sha and not found.is_private:
            raise UsageError(f"{self.repo} is public: make it private on the Hub, or leave out --private")
        return found

    def changes(self, remote: Remote) -> list[Change]:
        """What differs from the repository, its card merged with the folder's."""
        theirs = None
        if CARD in remote.files and remote.sha:
            theirs = read(self.api, self.repo, remote.sha, CARD, self.say).decode("utf-8", "replace")
            for key, value in kept_by_others(self.card, theirs).items():
                self.say(f"the card there says {key}: {value}, and keeps it")
        everything: dict[str, Path | bytes] = dict(self.files)
        absent = [
            name
            for name in ("rejected", "journal")
            if not any(path.startswith(f"{name}/") for path in (*self.files, *remote.files))
            and any((self.contents.out / name).iterdir() if (self.contents.out / name).is_dir() else ())
        ]
        everything[CARD] = merged(self.card, theirs, self.repo, absent).encode()
        self._n_files = len(everything)
        return changes(everything, remote.files, self.contents.configs)

    def create(self, private: bool, remote: Remote) -> None:
        """Makes the repository, and the branch, as far as they are not there."""
        api, repo = self.api, self.repo
        if remote.sha is None:
            self._call(lambda: api.create_repo(repo, repo_type="dataset", private=private or None, exist_ok=True))
        if not remote.has_branch:
            self._call(lambda: api.create_branch(repo, branch=self.revision, repo_type="dataset", exist_ok=True))

    def upload(self, found: list[Change], remote: Remote, message: str | None) -> Pushed:
        """Sends the content, then one commit; looks again where somebody else's commit came first."""
        from huggingface_hub.errors import HfHubHTTPError

        sent = found
        for _ in range(RACES):
            operations = self._operations(found)
            self._send(operations)
            try:
                made = self._commit(operations, found, remote, message)
            except HfHubHTTPError:  # 412: another commit came first
                remote = self.look()
                found = self.changes(remote)
                if not found:  # it was our own, whose answer was lost
                    return self.told(sent, commit=remote.sha)
                sent = found
                continue
            return self.told(sent, commit=str(made.oid), pull_request=made.pr_url)
        raise HubError(f"others push to {self.repo} all the time: try again later, or give --create-pr")

    def told(self, found: Sequence[Change], dry_run: bool = False, **made: str | None) -> Pushed:
        """What was done, for people and scripts."""
        paths = {action: tuple(c.path for c in found if c.action == action) for action in ("add", "change", "delete")}
        return Pushed(
            repo=self.repo,
            url=f"{self.api.endpoint}/datasets/{self.repo}",
            revision=self.revision,
            added=paths["add"],
            changed=paths["change"],
            deleted=paths["delete"],
            n_unchanged=self._n_files - len(paths["add"]) - len(paths["change"]),
            n_bytes=sum(change.size for change in found),
            is_dry_run=dry_run,
            **made,
        )

    def _operations(self, found: Sequence[Change]) -> list[Any]:
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        return [
            CommitOperationDelete(change.path)
            if change.content is None
            else CommitOperationAdd(change.path, change.content)
            for change in found
        ]

    def _send(self, operations: list[Any]) -> None:
        """Uploads what is large, some files at a time; the Hub keeps what it has, and is not sent it again."""
        added = [operation for operation in operations if hasattr(operation, "path_or_fileobj")]
        for start in range(0, len(added), BATCH):
            batch = added[start : start + BATCH]
            self._call(
                lambda batch=batch: self.api.preupload_lfs_files(  # type: ignore[misc]
                    self.repo,
                    batch,
                    repo_type="dataset",
                    revision=self.revision,
                    create_pr=self.create_pr,
                    free_memory=False,
                )
            )

    def _commit(self, operations: list[Any], found: Sequence[Change], remote: Remote, message: str | None) -> Any:
        rows = sum(
            self.contents.n(config, split) for config in self.contents.configs for split in self.contents.splits(config)
        )
        title = message or f"{rows:,} rows of {self.contents.made_by.get('task', 'several runs')}, by synth"
        return self._call(
            lambda: self.api.create_commit(
                self.repo,
                operations,
                commit_message=title,
                repo_type="dataset",
                revision=self.revision,
                create_pr=self.create_pr,
                parent_commit=remote.sha,
            ),
            may_repeat=not self.create_pr,  # a second pull request would be one too many
            lets=[412],
        )

    def _call(self, call: Callable[[], Any], may_repeat: bool = True, lets: Sequence[int] = ()) -> Any:
        from huggingface_hub.errors import HfHubHTTPError

        try:
            return patiently(call, self.say, may_repeat, lets)
        except HfHubHTTPError:  # of `lets`: an OSError, too
            raise
        except OSError as error:  # a file that went away meanwhile, or what the store of large files turned down
            raise HubError(f"what was to be pushed cannot be sent: {told(error)}") from error
        except (ValueError, RuntimeError) as error:  # the client's own: a card, a path, an object that the Hub refused
            raise HubError(f"the Hub's client refuses: {told(error)}") from error
