"""What the tests of sandboxed code share: a sandbox to run in, and a look at what it left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.types import Verdict
from synth.verify import pool, sandbox
from synth.verify.program import code

ADD = "def add(a, b):\n    return a + b"
TEST = "assert add(2, 3) == 5"


MARK = f"SYNTH_TEST={os.getpid()}"


def ours() -> list[str]:
    """What carries the environment of this module's sandboxes, whoever its parent is, and what nobody reaped."""
    pool.close()  # those that wait for tests may live
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent, state = (folder / "stat").read_text().rpartition(")")[2].split()[1::-1]
            marked = MARK in (folder / "environ").read_text(errors="replace").split("\0")
        except OSError:
            continue
        if marked or (state == "Z" and int(parent) == os.getpid()):
            found.append((folder / "cmdline").read_text()[:50])
    return found


def left_behind() -> list[str]:
    """What of ours is there for good: a namespace goes a moment after the process that is waited for."""
    deadline = time.monotonic() + 5
    while (found := ours()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


@pytest.fixture(scope="module", autouse=True)
def no_process_stays_behind() -> Iterator[None]:
    sandbox.ENVIRONMENT.update([MARK.split("=")])  # type: ignore[list-item]
    yield
    assert left_behind() == []
    del sandbox.ENVIRONMENT["SYNTH_TEST"]


@pytest.fixture(name="kind", params=sandbox.KINDS)
def each_sandbox(request: pytest.FixtureRequest) -> str:
    if not sandbox.works(request.param):
        pytest.skip(f"the sandbox {request.param} does not work on this machine")
    return str(request.param)


@pytest.fixture(name="best")
def strongest_sandbox() -> None:
    if not any(map(sandbox.works, sandbox.KINDS)):
        pytest.skip("no sandbox works on this machine")


def judged(program: str, tests: str | list[str], kind: str | None = None, **limits: float) -> Verdict:
    return code(f"<think>hm</think>\n<answer>\n{program}\n</answer>", tests, sandbox=kind, **limits)  # type: ignore[arg-type]
