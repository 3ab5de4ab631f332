"""This side of a sandbox: starts it, gives it jobs, and is certain of their end."""

from __future__ import annotations

import array
import marshal
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from synth.verify._server import FAILED, KILLED, READY, RUNNING, STARTED, STATUS

TICK = 0.02
START_SECONDS = 20.0
MAX_LINE = 2_000
# Reads what was given and becomes `synth.verify._server`, in an interpreter that cannot import synth.
BOOT = """
import sys
sys.path[:] = [path for path in sys.path if path]
import marshal
given = marshal.loads(open(0, "rb", closefd=False).read())
for name, code in given.pop("modules"):
    module = sys.modules[name] = type(sys)(name)
    exec(code, vars(module))
sys.modules["synth.verify._server"].main(given)
"""


class Server:
    """One sandbox, which runs one job at a time. Not for two threads at once. Raises OSError if it cannot start."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], given: dict[str, Any]) -> None:
        self._said = said = os.memfd_create("said")
        self._control, theirs = socket.socketpair()
        self._ready, self.alive = False, True
        try:
            with theirs, memory_file(marshal.dumps({**given, "control": theirs.fileno()})) as stdin:
                self._process = subprocess.Popen(
                    [*command, BOOT], stdin=stdin, stdout=said, stderr=subprocess.STDOUT,
                    pass_fds=(theirs.fileno(),), env=environment, cwd="/", start_new_session=True,
                )  # fmt: skip
        except BaseException:
            self._control.close()
            os.close(said)
            raise

    def send(self, job: dict[str, Any], files: Sequence[int]) -> None:
        """Starts a job: `files` are its stdin, stdout and stderr, and those that its function takes last."""
        with memory_file(marshal.dumps(job)) as given:
            sent = array.array("i", [given.fileno(), *files])
            # Where the server is gone, `start` says why.
            with suppress(BrokenPipeError, ConnectionError):
                self._control.sendmsg([b"j"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, sent)])

    def start(self) -> str:
        """Waits until the job is confined, and starts. Returns why it never will, or nothing."""
        deadline = time.monotonic() + START_SECONDS
        for wanted in (STARTED,) if self._ready else (READY, STARTED):
            told = self._receive(1, deadline)
            if told != wanted:
                why = self._receive(MAX_LINE, deadline) if told == FAILED else b""
                self.close()
                why = why or self._last_said()
                return why.decode(errors="replace").strip().split("\n")[-1] or f"exit {self._process.returncode}"
            self._ready = True
        return ""

    def ended(self) -> int | None:
        """The exit status of the job (minus the number of a signal), None while it runs."""
        status = self._ask(b"?")
        return None if status == RUNNING else status

    def end(self) -> int | None:
        """Ends the job. The exit status of one that had ended by itself."""
        status = self._ask(b"k")
        return None if status == KILLED else status

    def forget(self) -> None:
        """In a forked child: the sandbox is the parent's."""
        self._control.close()
        os.close(self._said)
        self._process.returncode = 0

    def close(self) -> None:
        """Kills all that is in the sandbox, and waits for its end."""
        self.alive = False
        if self._process.returncode is not None:
            return
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
        # It ends by itself, last of all in there; unless something holds it up.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        if self._process.returncode is None:
            # Before anybody reaps it, so that the number is still its own.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def dispose(self) -> None:
        self.close()
        self._control.close()
        os.close(self._said)

    def _ask(self, request: bytes) -> int:
        status = b""
        with suppress(OSError):
            self._control.sendall(request)
            status = self._receive(STATUS.size, time.monotonic() + START_SECONDS)
        if len(status) < STATUS.size:
            self.alive = False
            return KILLED
        return int(STATUS.unpack(status)[0])

    def _receive(self, n: int, deadline: float) -> bytes:
        self._control.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            return self._control.recv(n)
        except OSError:
            return b""

    def _last_said(self) -> bytes:
        size = os.lseek(self._said, 0, os.SEEK_END)
        return os.pread(self._said, MAX_LINE, max(0, size - MAX_LINE))


class Pipe:
    """What a job writes, up to `most` bytes."""

    def __init__(self, most: int) -> None:
        self.reading, self.theirs = os.pipe()
        self.most, self.content, self.open = most, bytearray(), True
        os.set_blocking(self.reading, False)

    def given(self) -> None:
        """The job has its end now."""
        os.close(self.theirs)
        self.theirs = -1

    def close(self) -> None:
        os.close(self.reading)
        if self.theirs >= 0:
            self.given()


class Pipes:
    """Reads several at once."""

    def __init__(self, *pipes: Pipe) -> None:
        self._selector = selectors.DefaultSelector()
        self._pipes = pipes
        for pipe in pipes:
            self._selector.register(pipe.reading, selectors.EVENT_READ, pipe)

    def __enter__(self) -> Pipes:
        return self

    def __exit__(self, *problem: object) -> None:
        self._selector.close()
        for pipe in self._pipes:
            pipe.close()

    def read_until(self, done: Callable[[], bool], deadline: float) -> str:
        """Reads until it is done (""), it is too late ("time"), or one has too much ("output")."""
        while True:
            finished = done()
            left = deadline - time.monotonic()
            if left <= 0 and not finished:
                return "time"
            some = self._read(0 if finished else min(left, TICK if self._selector.get_map() else 0.001))
            if some is None:
                return "output"
            if finished and not some:
                return ""

    def _read(self, wait: float) -> bool | None:
        """True if there was something to read, None if that was more than allowed."""
        ready = self._selector.select(wait)
        for key, _ in ready:
            pipe: Pipe = key.data
            some = os.read(key.fd, 1 << 16)
            if not some:
                pipe.open = False
                self._selector.unregister(key.fileobj)
            pipe.content += some[: pipe.most + 1 - len(pipe.content)]
            if len(pipe.content) > pipe.most:
                return None
        return bool(ready)


def memory_file(content: bytes) -> IO[bytes]:
    """A file in memory, at its start."""
    file = os.fdopen(os.memfd_create("given"), "w+b")
    file.write(content)
    file.seek(0)
    return file
