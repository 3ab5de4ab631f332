"""One program against its tests: apart, in two sandboxes with a pipe between them, or together where tests need it."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from synth.verify import pool
from synth.verify._tests import CODE_ENDED
from synth.verify.sandbox import job
from synth.verify.server import MAX_LINE, Pipe, Pipes, Server

CODE = 0
LOST = "it ended while it was used"
GRACE = 2.0  # seconds in which a process that has closed its pipe is gone, too, on the busiest machine


@dataclass(frozen=True)
class Limits:
    """Of one process: seconds of wall time, bytes of memory, bytes printed."""

    timeout: float
    memory: int
    output: int


@dataclass(frozen=True)
class Outcome:
    """`results`: for the code (0) and each test that was reached, None or its error.

    `absent` says why the sandbox did not stand; `together`, why the tests need the code in their own interpreter;
    `stopped` what the parent killed it for, "time", "output" or "silent", else ""; `exit` is its status, minus the
    number of a signal.
    """

    results: dict[int, str | None]
    absent: str = ""
    together: str = ""
    stopped: str = ""
    exit: int = 0


def apart(kind: str, code: str, tests: Sequence[str], limits: Limits) -> Outcome:
    """No object of the code's ever meets a test. Blocks for little more than the time; raises OSError if no sandbox
    can be started."""
    said, told = Pipe(limits.output), Pipe(MAX_LINE * (len(tests) + 3))
    with ExitStack() as stack:
        pipes, null = stack.enter_context(Pipes(said, told)), stack.enter_context(_null())
        answer, judge = stack.enter_context(pool.server(kind)), stack.enter_context(pool.server(kind))
        calls, replies = os.pipe(), os.pipe()
        try:
            work = job(kind, "_answer", (code,), limits.timeout, limits.memory)
            answer.send(work, [null, said.theirs, said.theirs, calls[0], replies[1]])
            work = job(kind, "_tests", (list(tests),), limits.timeout, limits.memory)
            judge.send(work, [null, null, null, calls[1], replies[0], told.theirs])
        finally:
            for end in (*calls, *replies):
                os.close(end)
            said.given()
            told.given()
        absent = answer.start() or judge.start()
        if absent:
            return Outcome({}, absent)
        stopped = pipes.read_until(lambda: not told.open, time.monotonic() + limits.timeout)
        lines = _lines(told)
        together = next((line["shared"] for line in lines if "shared" in line), "")
        if stopped or together or {"end": True} in lines:
            return Outcome(_results(lines, len(tests)), "", together, stopped)
        status = _ended(judge)
        if status == CODE_ENDED:
            status = _ended(answer)
        if not (judge.alive and answer.alive):
            return Outcome({}, LOST)
        return Outcome(_results(lines, len(tests)), "", "", "silent" if status is None else "", status or 0)


def together(kind: str, code: str, tests: Sequence[str], limits: Limits) -> Outcome:
    """Code and tests in one interpreter. Blocks and raises as `apart`."""
    token = secrets.token_hex(16)
    said, told = Pipe(limits.output), Pipe(MAX_LINE * (len(tests) + 2))
    with Pipes(said, told) as pipes, pool.server(kind) as server, _null() as null:
        given = job(kind, "_child", (code, list(tests), token), limits.timeout, limits.memory)
        server.send(given, [null, said.theirs, said.theirs, told.theirs])
        said.given()
        told.given()
        absent = server.start()
        if absent:
            return Outcome({}, absent)
        stopped = pipes.read_until(lambda: server.ended() is not None, time.monotonic() + limits.timeout)
        if not server.alive:
            return Outcome({}, LOST)
        lines = [line for line in _lines(told) if line.get("token") == token]
        return Outcome(_results(lines, len(tests)), "", "", stopped, 0 if stopped else server.ended() or 0)


@contextmanager
def _null() -> Iterator[int]:
    with open(os.devnull, "r+b") as null:
        yield null.fileno()


def _ended(server: Server) -> int | None:
    """The status of a job that is about to end; None if it does not."""
    deadline = time.monotonic() + GRACE
    while (status := server.ended()) is None and time.monotonic() < deadline:
        time.sleep(0.001)
    return status


def _lines(told: Pipe) -> list[dict[str, Any]]:
    found = []
    for text in bytes(told.content).splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(line, dict):
            found.append(line)
    return found


def _results(lines: list[dict[str, Any]], n: int) -> dict[int, str | None]:
    """Of two lines about the same test the failure counts."""
    found: dict[int, str | None] = {}
    for line in lines:
        test, error = line.get("test"), line.get("error", "?")
        if type(test) is int and CODE <= test <= n and found.get(test) is None:
            found[test] = error if error is None else str(error)
    return found
