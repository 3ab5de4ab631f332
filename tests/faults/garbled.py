"""Folders of runs whose files were cut off, overwritten, exchanged or deleted: what a run and its readers make of them.

Held: no traceback; a run that goes on ends with the very bytes of one that was never harmed, or refuses and names the
file; it pays for no answer that is still there; readers refuse or read what is whole.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from click.testing import CliRunner  # noqa: E402
from conftest import content  # noqa: E402
from model_runs import make, server  # noqa: E402

from synth.api import execute  # noqa: E402
from synth.cli.main import cli  # noqa: E402
from synth.errors import SynthError  # noqa: E402
from synth.request import Run  # noqa: E402

N, MORE = 230, 260
READERS = (
    ["status", "OUT"],
    ["report", "OUT", "--terminal"],
    ["export", "OUT", "--to", "trl-sft", "-o", "OUT/../file.jsonl", "--overwrite"],
    ["select", "OUT", "-n", "5", "-o", "OUT/../selected", "--overwrite"],
    ["annotate", "OUT"],
)
Harm = Callable[[Path, random.Random], None]


class Found(NamedTuple):
    """What came of one harm: `outcome` is rebuilt, refused or unharmed; `fault` says what must not be, "" if nothing."""

    kind: str
    file: str
    outcome: str
    fault: str


def _cut(path: Path, rnd: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: rnd.randrange(max(1, path.stat().st_size))])


def _emptied(path: Path, rnd: random.Random) -> None:
    path.write_bytes(b"")


def _flipped(path: Path, rnd: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(3):
        data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
    path.write_bytes(bytes(data))


def _zeroed(path: Path, rnd: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = rnd.randrange(len(data))
    data[start : start + 512] = bytes(len(data[start : start + 512]))
    path.write_bytes(bytes(data))


def _text(path: Path, rnd: random.Random) -> None:
    path.write_text("<html>502 Bad Gateway</html>\n")


def _longer(path: Path, rnd: random.Random) -> None:
    with path.open("ab") as file:
        file.write(rnd.randbytes(64))


def _deleted(path: Path, rnd: random.Random) -> None:
    path.unlink()


HARMS: tuple[Harm, ...] = (_cut, _emptied, _flipped, _zeroed, _text, _longer, _deleted)


def files(out: Path) -> list[str]:
    """The files of a run that it goes on from."""
    found = [path.relative_to(out).as_posix() for path in sorted(out.rglob("*")) if path.is_file()]
    return [name for name in found if not name.endswith(("lock", "README.md", "-wal", "-shm"))]


def trials(n: int, seed: int = 0) -> Iterator[tuple[str, Harm, int]]:
    """Every file of a procedural run and of a model's with every harm first, in a shuffled order; then again."""
    rnd = random.Random(seed)
    k = 0
    while k < n:
        cases = [(kind, harm) for kind in ("procedural", "model") for harm in HARMS for _ in range(5)]
        rnd.shuffle(cases)
        for kind, harm in cases[: n - k]:
            yield kind, harm, k
            k += 1


class Bench:
    """Two runs, each with what it should come to when it goes on, and a server that counts what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.served: Any = server().__enter__()
        for n, name in ((N, "small"), (MORE, "large")):
            self.fill("procedural", folder / f"procedural-{name}", n)
            self.fill("model", folder / f"model-{name}", n)

    def close(self) -> None:
        self.served.__exit__(None, None, None)

    def fill(self, kind: str, out: Path, n: int) -> None:
        if kind == "model":
            make(out, self.served, n=n, strategy=("verify",))
        else:
            execute(Run("countdown", strategy=("verify", "all"), n=n, shard_rows=100, out=str(out)))

    def command(self, kind: str) -> list[str]:
        if kind == "procedural":
            return [
                "run",
                "countdown",
                "-s",
                "verify",
                "-s",
                "all",
                "-n",
                str(MORE),
                "--shard-rows",
                "100",
                "-o",
                "out",
            ]
        more = ["--model", "openai/tiny", "--base-url", self.served.base_url]
        return ["run", "countdown", "-s", "verify", "-n", str(MORE), "--shard-rows", "50", *more, "-o", "out"]

    def try_one(self, kind: str, harm: Harm, number: int) -> Found:
        """Harms one file of a copy, then reads the copy and lets its run go on."""
        rnd = random.Random(number)
        place = self.folder / "trial"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copytree(self.folder / f"{kind}-small", place / "out")
        name = files(place / "out")[number % len(files(place / "out"))]
        harm(place / "out" / name, rnd)
        label = harm.__name__.strip("_")
        for words in READERS:
            if fault := _read(place, words):
                return Found(label, f"{kind}: {name}", "read", fault)
        before = len(self.served.bodies)
        done = _synth(place, *self.command(kind))
        fault = self._fault(kind, name, label, place / "out", done, len(self.served.bodies) - before)
        outcome = "refused" if done.returncode else "rebuilt" if "made again" in done.stderr else "went on"
        return Found(label, f"{kind}: {name}", outcome, fault)

    def _fault(self, kind: str, name: str, label: str, out: Path, done: Any, asked: int) -> str:
        if "Traceback" in done.stderr:
            return done.stderr[-300:]
        if done.returncode:
            return "" if Path(name).name in done.stderr else f"the file is not named: {done.stderr[-300:]}"
        if kind == "model" and name != "journal/replies.sqlite" and asked > (MORE - N) + 5:
            return f"{asked} requests were sent for {MORE - N} rows"
        found, large = (_rows(content(where)) for where in (out, self.folder / f"{kind}-large"))
        if kind == "procedural" and found != large:
            return "other bytes than those of a run that was not harmed"
        if kind == "model" and set(found) != set(large):
            return "other shards than those of a run that was not harmed"
        return ""


def _rows(hashes: dict[str, str]) -> dict[str, str]:
    return {name: found for name, found in hashes.items() if name.startswith(("data/", "rejected/"))}


def _read(place: Path, words: Sequence[str]) -> str:
    """What a command that reads a folder does wrong; "" if nothing. In this process, since there are many."""
    found = CliRunner().invoke(cli, [word.replace("OUT", str(place / "out")) for word in words])
    if isinstance(found.exception, (SynthError, SystemExit, type(None))):
        return ""
    return f"{words[0]}: {found.exception!r}"


def _synth(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "synth", *words],
        cwd=place, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def run(n: int, folder: Path, seed: int = 0) -> list[Found]:
    """Tries n harms in a folder."""
    bench = Bench(folder)
    try:
        return [bench.try_one(*trial) for trial in trials(n, seed)]
    finally:
        bench.close()
