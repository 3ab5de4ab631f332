"""Runs that are killed (kill -9) at random moments, again and again, until they are done.

Held: the rows come out byte for byte as if nobody had killed the run, no problem twice, and of a model no more is
asked a second time than was in flight at a kill; commands that only read say what they see, and leave no half file.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from conftest import content  # noqa: E402
from model_runs import server  # noqa: E402

IN_FLIGHT = 16
N = 400


class Found(NamedTuple):
    """What came of one story: how often it was killed, and what must not be, "" if nothing."""

    kind: str
    n_kills: int
    fault: str


class Bench:
    """What is killed, by kind, and what it should come to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.served: Any = server(latency=0.03, jitter=0.02).__enter__()
        run = ["run", "countdown", "-s", "verify", "-s", "negative", "--shard-rows", "400", "-n", "3000", "-o"]
        model = ["run", "countdown", "-s", "verify", "-n", str(N), "--model", "openai/tiny", "--shard-rows", "50",
                 "--base-url", self.served.base_url, "--max-connections", str(IN_FLIGHT), "-o"]  # fmt: skip
        self.commands = {
            "procedural": [*run, "out"],
            "two workers": [*run, "out", "--workers", "2"],
            "model": [*model, "out"],
            "select": ["select", "source", "--order", "random", "--near-duplicates", "0.9", "-o", "out"],
            "annotate": ["annotate", "out"],
        }
        assert _start(folder, [*run, "source"]).wait() == 0
        self.whole = {}
        self.seconds = {}
        for kind, words in self.commands.items():
            place = self.place(kind)
            started = time.monotonic()
            assert _start(place, words).wait() == 0
            self.seconds[kind] = time.monotonic() - started
            self.whole[kind] = content(place / "out")

    def close(self) -> None:
        self.served.__exit__(None, None, None)

    def place(self, kind: str) -> Path:
        """An empty folder with what a command of a kind reads."""
        place = self.folder / "trial"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if kind in ("select", "annotate"):
            shutil.copytree(self.folder / "source", place / ("source" if kind == "select" else "out"))
        return place

    def try_one(self, kind: str, n_kills: int, rnd: random.Random) -> Found:
        """Kills a command up to so many times, and lets it end then."""
        place = self.place(kind)
        before, killed = self.served.finished, 0
        for _ in range(n_kills):
            process = _start(place, self.commands[kind])
            time.sleep(rnd.uniform(0.1, 1.1 * self.seconds[kind]))
            if process.poll() is not None:
                break
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
            if fault := self._left(place, kind):
                return Found(kind, killed, fault)
        last = subprocess.run(
            _words(self.commands[kind]), cwd=place, capture_output=True, text=True, env=_environment()
        )
        if last.returncode:
            return Found(kind, killed, last.stderr[-300:])
        return Found(kind, killed, self._fault(place / "out", kind, killed, self.served.finished - before))

    def _left(self, place: Path, kind: str) -> str:
        """What is wrong with the folder that a killed command leaves: whoever reads it has to be told."""
        if kind != "select":
            return ""
        done = subprocess.run(_words(["status", "out"]), cwd=place, capture_output=True, text=True, env=_environment())
        made_by = place / "out" / "run.json"
        is_done = made_by.is_file() and "configs" in json.loads(made_by.read_bytes())  # written when all rows are
        if "Traceback" in done.stderr or (done.returncode == 0) is not is_done:
            return f"status of a killed select: {done.returncode} {done.stderr[-200:]}"
        return ""

    def _fault(self, out: Path, kind: str, n_kills: int, asked: int) -> str:
        found, whole = content(out), self.whole[kind]
        if left := [path.name for path in out.rglob("*.tmp")]:
            return f"{left[0]} is left"
        if kind == "model":
            if asked > N * 1.2 + n_kills * IN_FLIGHT:
                return f"{asked} requests were answered for {N} rows and {n_kills} kills"
            return "" if set(found) == set(whole) else "other shards"
        return "" if found == whole else "other bytes than those of a command that was not killed"


def _words(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "synth", *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _start(place: Path, words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _words(words), cwd=place, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        env=_environment(),
    )  # fmt: skip


def stories(seed: int) -> Iterator[tuple[str, int, random.Random]]:
    """Up to one to six kills, of every kind in turn; a command may end before it is killed."""
    rnd = random.Random(seed)
    for kind in cycle(("procedural", "model", "two workers", "select", "annotate")):
        yield kind, rnd.randint(1, 6), random.Random(rnd.random())


def run(n: int, folder: Path, seed: int = 0) -> list[Found]:
    """Kills n times or some more in a folder."""
    bench, found = Bench(folder), list[Found]()
    try:
        for story in stories(seed):
            if sum(one.n_kills for one in found) >= n:
                break
            found.append(bench.try_one(*story))
    finally:
        bench.close()
    return found
