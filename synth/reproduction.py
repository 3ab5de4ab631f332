"""`synth.reproduce`: makes a run's rows again from what its run.json says, and compares them shard by shard."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from synth import fingerprint
from synth.api import execute
from synth.errors import StoppedShort, SynthError, UsageError
from synth.journal import load_json
from synth.options import options_of
from synth.originals import Original, find_original
from synth.plugins import load_task, load_teacher
from synth.publish.files import hash_like
from synth.replies import REPLIES, copy_replies
from synth.request import Run
from synth.shards import storage
from synth.strategy import parse
from synth.trust import check_task, is_task_name, stored_keywords, trusted

Say = Callable[[str], None]
Step = tuple[tuple[str, ...], "int | None"]  # strategies and rows that a folder was asked for
# What does not change the rows, and belongs to the machine of whoever made them, or to their account.
_NOT_TAKEN = ("workers", "api_key_env", "max_cost", "max_tokens_total", "rpm", "tpm", "max_connections")


@dataclass(frozen=True)
class Shard:
    """One shard: `expected` is the hash of the original's content, `made` that of the new one; None where it lacks."""

    path: str
    status: Literal["equal", "differs", "missing", "extra"]
    expected: str | None
    made: str | None
    note: str = ""


@dataclass(frozen=True)
class Reproduction:
    """What came of it; `notes` tell what was otherwise this time."""

    source: str
    shards: tuple[Shard, ...]
    notes: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        return all(shard.status == "equal" for shard in self.shards)

    def json(self) -> dict[str, Any]:
        return {"is_equal": self.is_equal, **asdict(self)}

    def text(self) -> str:
        """The same for people."""
        width = max(len(shard.path) for shard in self.shards)
        lines = []
        for shard in self.shards:
            told = (shard.expected or shard.made or "")[:19]
            lines.append(f"{shard.status:8} {shard.path:{width}}  {told}  {shard.note}".rstrip())
        n = sum(shard.status == "equal" for shard in self.shards)
        lines.append(f"{n} of {len(self.shards)} shards are equal, byte for byte")
        return "\n".join(lines + list(self.notes))


def reproduce(
    source: str | Path,
    *,
    revision: str | None = None,
    workers: int = 1,
    trust: bool = False,
    say: Say = lambda line: None,
) -> Reproduction:
    """Makes the rows of a run again in a temporary folder, and compares the hash of every shard.

    `source` is a folder, or a dataset on the Hub (`owner/name`), of which run.json and the journal are downloaded.
    Where a model was asked, its recorded answers are read from the journal and nothing is sent. `trust` runs the task
    file and takes the templates that a folder's run.json names; a dataset's are never taken. The keywords are the flags
    of `synth reproduce`. Raises UsageError for what cannot be made again.
    """
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(TemporaryDirectory(prefix="synth-reproduce-")))
        original = find_original(str(source), revision, temporary / "original", say)
        out = temporary / "again"
        try:
            request = _request(original, out, workers, trust, say)
            steps = [(tuple(step["strategy"]), step["n"]) for step in original.made_by.get("grown", [])]
        except (KeyError, TypeError, AttributeError, ValueError) as error:  # somebody else may have written it
            raise UsageError(f"the run.json of {original.name} is not whole: {error!r}") from error
        notes = _made(request, steps or [(request.strategy, request.n)], original, say)
        made_by = load_json(out / "run.json")
        for part in ("request", "judging"):
            notes += [
                f"otherwise now: {line}" for line in fingerprint.differences(original.made_by[part], made_by[part])
            ]
        return Reproduction(str(source), tuple(_compared(original, out, notes)), tuple(notes))


def _request(original: Original, out: Path, workers: int, trust: bool, say: Say) -> Run:
    """The request of run.json, to be made in another folder; nothing is sent for it."""
    stored = original.made_by
    _check_files(original, trust)
    if trust:
        for line in trusted(stored["task"], stored.get("templates")):
            say(line)
    given = {name: value for name, value in stored_keywords(stored).items() if name not in _NOT_TAKEN}
    model, proposer = given.get("model"), given.get("proposer")
    is_recorded = model is None or model.startswith("replay:")
    if not is_recorded:
        _check_teacher(str(model), original)
    if proposer or given.get("retell") or not is_recorded:
        _copy_journal(original, out)
        given["offline"] = True
    else:
        given["workers"] = workers if model is None else 1
    own = options_of(load_task(stored["task"]))
    if sent := [option.name for option in own if option.sends and stored["options"].get(option.name)]:
        raise UsageError(
            f"{original.name} was made with {', '.join(sent)}: it cannot be made again without sending what it sends, "
            "and nothing is sent here"
        )
    if given.get("seeds"):
        given["seeds"] = str(original.file("journal/seeds.arrow") or given["seeds"])
    try:
        return Run(stored["task"], stored["options"], out=str(out), **given)
    except UsageError as error:  # nobody could have asked for it
        raise ValueError(str(error)) from error


def _check_files(original: Original, trust: bool) -> None:
    """Raises UsageError where run.json names files to run, or, of a dataset, any of this machine."""
    stored = original.made_by
    if not original.is_remote:
        check_task(stored["task"], f"the run.json of {original.name}", trust)
        if stored.get("templates") and not trust:
            raise UsageError(
                f"the run.json of {original.name} names a folder of templates: look into it; --trust takes it"
            )
        return
    if not is_task_name(stored["task"]):
        raise UsageError(
            f"{original.name} was made by a task file of its author's, {stored['task']!r}: get the file, look at it, "
            "download the dataset, and give the folder with --trust"
        )
    named = {"templates": stored.get("templates"), "--model": str(stored.get("model") or "").partition("replay:")[2]}
    named |= {"--exclude": next((name for name in stored.get("exclude") or () if not name.startswith("hf:")), None)}
    if stored.get("seeds") and not original.file("journal/seeds.arrow"):
        named["--seeds"] = None if stored["seeds"].startswith("hf:") else stored["seeds"]
    for what, path in named.items():
        if path:
            raise UsageError(
                f"{original.name} was made with files of its author's ({what}: {path!r}): get them, look at them, "
                "download the dataset, and give the folder"
            )


def _check_teacher(model: str, original: Original) -> None:
    kind, colon, _ = model.partition(":")
    if (colon or "/" not in model) and load_teacher(kind) is not None:
        raise UsageError(
            f"{original.name} was answered by the installed teacher {model!r}, and its answers are not in the journal: "
            "it cannot be made again without asking it"
        )


def _copy_journal(original: Original, out: Path) -> None:
    replies = original.file(f"journal/{REPLIES}")
    if replies is None:
        raise UsageError(
            f"{original.name} holds no journal/{REPLIES}, and a model answers differently each time: rows can be made "
            "again only from its recorded answers" + (" (synth push --with-journal)" if original.is_remote else "")
        )
    (out / "journal").mkdir(parents=True)
    copy_replies(replies, out / "journal" / REPLIES)


def _made(request: Run, steps: Sequence[Step], original: Original, say: Say) -> list[str]:
    """Makes the rows, as the folder grew; what cut it short comes back as notes."""
    notes = []
    for strategy, n in steps:
        try:
            execute(replace(request, strategy=strategy, n=n), say=say)
        except StoppedShort as short:
            notes.append(f"it ended short: {str(short).replace(str(request.folder), 'the temporary folder')}")
        except SynthError as error:
            raise type(error)(f"{original.name} cannot be made again: {error}") from error
    return notes


def _compared(original: Original, out: Path, notes: list[str]) -> list[Shard]:
    made = {path.relative_to(out).as_posix(): path for path in out.rglob("*.parquet")}
    configs = {parse(name).config for name in original.made_by["strategy"]}
    expected = {path: found for path, found in original.hashes().items() if _is_ours(path, configs)}
    if not any(path.startswith("rejected/") for path in expected) and original.is_remote:
        if any(path.startswith("rejected/") for path in made):
            notes.append("rejected/ is not in the repository, and was not compared")
        made = {path: file for path, file in made.items() if not path.startswith("rejected/")}
    if not expected:
        raise UsageError(f"{original.name} holds no rows to compare with")
    return [_shard(path, expected, made, original) for path in sorted({*expected, *made})]


def _is_ours(path: str, configs: set[str]) -> bool:
    found = re.fullmatch(r"(?:data/([^/]+)/(?:train|test)|rejected/([^/]+)/part)-\d{5}\.parquet", path)
    return bool(found) and (found[1] or found[2]) in configs  # type: ignore[index]


def _shard(path: str, expected: Mapping[str, str], made: Mapping[str, Path], original: Original) -> Shard:
    before = expected.get(path)
    if path not in made:
        return Shard(path, "missing", before, None, "it did not come out again")
    if before is None:
        return Shard(path, "extra", None, hash_like("sha256:", made[path]), "it was not there")
    now = hash_like(before, made[path])
    if now == before:
        return Shard(path, "equal", before, now)
    return Shard(path, "differs", before, now, _difference(original.file(path), made[path]))


def _difference(before: Path | None, now: Path) -> str:
    """What a person wants to know first of two shards that are not the same bytes."""
    if before is None:
        return ""
    try:
        with pq.ParquetFile(before) as old, pq.ParquetFile(now) as new:
            n_before, n_now, writer = old.metadata.num_rows, new.metadata.num_rows, old.metadata.created_by
            if n_before != n_now:
                return f"{n_before:,} rows before, {n_now:,} now"
            if old.read().equals(new.read()):
                return f"the same rows in other bytes, written by {writer}; now by {new.metadata.created_by}"
    except (pa.ArrowException, OSError) as error:
        return f"it cannot be read: {error}"
    return _first_row_that_differs(before, now)


def _first_row_that_differs(before: Path, now: Path) -> str:
    with storage(before):
        old, new = pq.read_table(before).to_pylist(), pq.read_table(now).to_pylist()
    for place, (was, found) in enumerate(zip(old, new, strict=True)):
        if was != found:
            names = ", ".join(name for name in {**was, **found} if was.get(name) != found.get(name))
            return f"row {place} is the first that differs, in: {names}"
    return "the columns differ"
