"""The parent's side of one worker process: start it, ask it, kill it."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from contextlib import suppress
from time import monotonic

from synth.errors import SynthError
from synth.verify._worker_main import REPLY, REQUEST

_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)S?$", re.IGNORECASE)
# The arguments are those of `main`, after which comes sys.path: checkout or wheel, the worker finds what we find.
_PROGRAM = (
    "import sys; a = sys.argv; sys.path[:] = a[6:]; from synth.verify._worker_main import main; "
    "main(a[1], *map(int, a[2:6]))"
)
_CHUNK = 1 << 16


class Dead(Exception):
    """The process ended by itself; `idle` if that was before it could have looked at the item."""

    def __init__(self, how: str = "", idle: bool = False) -> None:
        super().__init__(how)
        self.idle = idle


class Worker:
    """One process. Not for two threads at a time, except for `kill`."""

    def __init__(self, function: str, memory: int) -> None:
        if not sys.executable:
            raise SynthError("no Python interpreter to start workers with: sys.executable is empty")
        request_end, self._requests = os.pipe()
        self._replies, reply_end = os.pipe()
        lifeline_end, self._lifeline = os.pipe()
        self._open = [self._requests, self._replies, self._lifeline]
        theirs = (request_end, reply_end, lifeline_end)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, function, str(memory), *map(str, theirs), *_search_path()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                pass_fds=theirs,
            )
        except BaseException:
            self._close()
            raise
        finally:
            for end in theirs:
                os.close(end)
        os.set_blocking(self._requests, False)
        self._room, self._arrivals = select.poll(), select.poll()
        self._room.register(self._requests, select.POLLOUT)
        self._arrivals.register(self._replies, select.POLLIN)

    def wait_until_ready(self, seconds: float) -> str:
        """Empty when it is, else what it died of. Raises TimeoutError."""
        deadline, errors = monotonic() + seconds, b""
        stderr = self._process.stderr
        if stderr is None:
            return "no stderr"
        both = select.poll()
        both.register(self._replies, select.POLLIN)
        both.register(stderr, select.POLLIN)
        while events := both.poll(_left(deadline)):
            for ready, _ in events:
                if ready == self._replies:
                    if os.read(self._replies, REPLY.size):
                        stderr.close()
                        return ""
                    self.kill()  # so that the next read ends
                    errors += stderr.read()
                    return _last_line(errors) or f"it ended with {self._how()}"
                if chunk := os.read(ready, _CHUNK):
                    errors = (errors + chunk)[-_CHUNK:]
                else:
                    both.unregister(ready)
        raise TimeoutError(f"not ready after {seconds:g} s. {_last_line(errors)}".strip())

    def ask(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        """The kind and the body of the reply. Raises Dead, and TimeoutError after `seconds`."""
        deadline = monotonic() + seconds
        if self._arrivals.poll(0):
            raise Dead(idle=True)
        self._send(REQUEST.pack(len(request), int(min(2 * seconds, 1e9)) + 1) + request, deadline)
        reply = b""
        while self._arrivals.poll(_left(deadline)):
            more = os.read(self._replies, _CHUNK)
            if not more:
                self.kill()
                raise Dead(self._how())
            reply += more
            if len(reply) >= REPLY.size:
                size, kind = REPLY.unpack_from(reply)
                if len(reply) == REPLY.size + size:
                    return kind, reply[REPLY.size :]
        raise TimeoutError

    def _send(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while True:
            try:
                rest = rest[os.write(self._requests, rest) :]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                raise Dead(idle=True) from None
            if not rest:
                return
            if not self._room.poll(_left(deadline)):
                raise TimeoutError

    def kill(self) -> None:
        """With whatever it started. Returns at once."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kills it and waits until nothing of it is left, not even a zombie."""
        self.kill()
        self._process.wait()
        self._close()

    def forget(self) -> None:
        """In a forked child: closes this copy of the pipes. The process belongs to the parent."""
        self._process.returncode = 0
        self._close()

    def _close(self) -> None:
        while self._open:
            os.close(self._open.pop())
        process = getattr(self, "_process", None)
        if process and process.stderr:
            process.stderr.close()

    def _how(self) -> str:
        code = self._process.wait()
        if code >= 0:
            return f"exit status {code}"
        with suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"


def _left(deadline: float) -> float:
    """Milliseconds. An answer that is there when the time is over still counts, so never below 0."""
    return max(deadline - monotonic(), 0.0) * 1000


def _search_path() -> list[str]:
    try:
        here = os.getcwd()
    except OSError:  # deleted
        here = "/"
    return [os.path.join(here, entry) for entry in sys.path if isinstance(entry, str)]


def _environment() -> dict[str, str]:
    """Ours without anything named like a secret. Hashes are fixed, so that a verdict is the same every time."""
    kept = {name: value for name, value in os.environ.items() if not _SECRET.search(name)}
    return {**kept, "PYTHONHASHSEED": "0"}


def _last_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip()[:500] if lines else ""
