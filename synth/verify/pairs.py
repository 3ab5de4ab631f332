"""One program against pairs of input and output, as contests have them: stdin goes in, stdout is compared here.

What is printed is compared line by line. White space at the end of a line and empty lines at the end count for
nothing; everything else is exact, the digits of a decimal too. The program has to end with exit status 0.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

from synth.verify import pool
from synth.verify.sandbox import job
from synth.verify.server import MAX_LINE, Pipe, Pipes, Server, memory_file
from synth.verify.trial import CODE, LOST, Limits, Outcome

SHOWN = 60
MAX_ERRORS = 100_000  # bytes of stderr


def paired(kind: str, code: str, pairs: Sequence[tuple[str, str]], limits: Limits) -> Outcome:
    """A process of its own for each pair; the time is that of all. Raises OSError if no sandbox can be started.

    The program may print `output` bytes, or as many as are expected and a thousand more.
    """
    results: dict[int, str | None] = {CODE: None}
    left = limits.timeout
    for i, (given, wanted) in enumerate(pairs, 1):
        said, errors = Pipe(max(limits.output, len(wanted.encode()) + 1_000)), Pipe(MAX_ERRORS)
        with pool.server(kind) as server, Pipes(said, errors) as pipes:
            with memory_file(given.encode(errors="surrogatepass")) as stdin:
                work = job(kind, "_program", (code,), left, limits.memory)
                server.send(work, [stdin.fileno(), said.theirs, errors.theirs])
            said.given()
            errors.given()
            absent = server.start()
            if absent:
                return Outcome({}, absent)
            began = time.monotonic()
            stopped = pipes.read_until(partial(_has_ended, server), began + left)
            status = server.end() or 0
            if not server.alive:
                return Outcome({}, LOST)
        left = max(0.0, left - (time.monotonic() - began))
        if stopped:
            return Outcome(results, stopped=stopped)
        results[i] = _error(status, bytes(said.content), bytes(errors.content), wanted)
    return Outcome(results)


def _has_ended(server: Server) -> bool:
    return server.ended() is not None


def _error(status: int, said: bytes, errors: bytes, wanted: str) -> str | None:
    if status:
        last = errors[-MAX_LINE:].decode(errors="replace").strip().split("\n")[-1]
        memory = status == -signal.SIGKILL or last.startswith("MemoryError")
        return "MemoryError" if memory else f"exit {128 - status if status < 0 else status}: {last}"
    try:
        text = said.decode()
    except UnicodeDecodeError:
        return "it printed what is no UTF-8"
    found, expected = _lines(text), _lines(wanted)
    if found == expected:
        return None
    for i, (ours, theirs) in enumerate(zip_longest(found, expected), 1):
        if ours != theirs:
            return f"line {i} is {_shown(ours)}, expected {_shown(theirs)}"
    return "other lines"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _shown(line: str | None) -> str:
    return "missing" if line is None else repr(line if len(line) <= SHOWN else line[:SHOWN] + "...")
