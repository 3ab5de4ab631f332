"""One sandboxed process from its start to its certain end: what it reported, what it printed, why it stopped."""

from __future__ import annotations

import json
import marshal
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

STARTED, CODE = -1, 0
HIGH_FD = 60
TICK = 0.02
MAX_LINE = 2_000
# Runs before anything else inside: reads what was given, closes stdin, and goes on without a way back to it.
BOOT = """
import sys
sys.path[:] = [path for path in sys.path if path]
import marshal, os
given = marshal.loads(open(0, "rb", closefd=False).read())
unread, silent = os.pipe()
os.dup2(unread, 0)
os.dup2(given["pipe"], given["high"])
for fd in (unread, silent, given["pipe"]):
    os.close(fd)
jail, child = {"__name__": "jail"}, {"__name__": "child"}
exec(given.pop("jail"), jail)
exec(given.pop("child"), child)
report = child["reporter"](given.pop("token"), given.pop("high"))
jail["confine"](*given.pop("limits"))
report(-1, None)
run, code, tests = child["main"], given.pop("code"), given.pop("tests")
del jail, child, given, marshal
run(code, tests, report)
"""


@dataclass(frozen=True)
class Outcome:
    """`results`: for the code (0) and each test that was reached, None or its error. `started`: the sandbox stood.

    `stopped` says what the parent killed it for, "time" or "output", else ""; `exit` is its status, 128 + n for
    signal n; `said` the end of what it printed.
    """

    results: dict[int, str | None]
    started: bool
    stopped: str
    exit: int
    said: str


def execute(
    command: Sequence[str], environment: Mapping[str, str], given: dict[str, Any], timeout: float, output: int
) -> Outcome:
    """Runs BOOT with `command`. Blocks for little more than `timeout` seconds. Raises OSError if it cannot start."""
    deadline = time.monotonic() + timeout
    token, n = secrets.token_hex(16), len(given["tests"])
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as report:
        try:
            with _unnamed(marshal.dumps({**given, "pipe": writing, "high": HIGH_FD, "token": token})) as stdin:
                process = subprocess.Popen(
                    [*command, BOOT], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    pass_fds=(writing,), env=environment, cwd="/", start_new_session=True,
                )  # fmt: skip
        finally:
            os.close(writing)
        with process, _Pipes(report, MAX_LINE * (n + 2), process.stdout, output) as pipes:
            try:
                stopped = _watch(process, pipes, deadline)
            finally:
                # Before anybody reaps it, so that the number is still its own.
                os.killpg(process.pid, signal.SIGKILL)
                status = process.wait()
                pipes.wait_for_end(1.0)
    results = _results(bytes(pipes.told), token, n)
    started = results.pop(STARTED, "no") is None
    last = bytes(pipes.said[-MAX_LINE:]).decode(errors="replace").strip()
    return Outcome(results, started, stopped, 128 - status if status < 0 else status, last)


class _Pipes:
    """What a process reports and prints, each up to a limit."""

    def __init__(self, report: IO[bytes], most_told: int, printed: IO[bytes] | None, most_said: int) -> None:
        self.told, self.said, self._selector = bytearray(), bytearray(), selectors.DefaultSelector()
        for pipe, into, most in ((report, self.told, most_told), (printed, self.said, most_said)):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                self._selector.register(pipe, selectors.EVENT_READ, (into, most))

    def __enter__(self) -> _Pipes:
        return self

    def __exit__(self, *problem: object) -> None:
        self._selector.close()

    @property
    def open(self) -> bool:
        return bool(self._selector.get_map())

    def read(self, wait: float) -> bool | None:
        """True if there was something to read, None if that was more than allowed."""
        ready = self._selector.select(wait)
        for key, _ in ready:
            into, most = key.data
            some = os.read(key.fd, 1 << 16)
            into += some[: max(0, most + 1 - len(into))]
            if not some:
                self._selector.unregister(key.fileobj)
            if len(into) > most:
                return None
        return bool(ready)

    def wait_for_end(self, seconds: float) -> None:
        """Whoever still holds a pipe is still dying: the namespace goes a moment after the process that held it."""
        deadline = time.monotonic() + seconds
        while self.open and (left := deadline - time.monotonic()) > 0:
            self.read(left)


def _watch(process: subprocess.Popen[bytes], pipes: _Pipes, deadline: float) -> str:
    """Reads until it ends by itself (""), runs out of time or says too much. Does not reap it."""
    while True:
        ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        left = deadline - time.monotonic()
        if left <= 0 and not ended:
            return "time"
        read = pipes.read(0 if ended else min(left, TICK if pipes.open else 0.001))
        if read is None:
            return "output"
        if ended and not read:
            return ""


def _results(told: bytes, token: str, n: int) -> dict[int, str | None]:
    """Lines that carry the token; of two about the same test the failure counts."""
    found: dict[int, str | None] = {}
    for text in told.splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if not (isinstance(line, dict) and line.get("token") == token and type(line.get("test")) is int):
            continue
        test, error = line["test"], line.get("error", "?")
        if STARTED <= test <= n and found.get(test) is None:
            found[test] = error if error is None else str(error)
    return found


def _unnamed(content: bytes) -> IO[bytes]:
    """A file in memory, at its start."""
    file = os.fdopen(os.memfd_create("given"), "w+b")
    file.write(content)
    file.seek(0)
    return file
