"""Warm sandboxes. Each job is forked from one that runs nothing itself, so that nothing of a job stays behind.

A job can reach neither the process that it was forked from nor the next job: it may signal nobody, open no socket,
trace nobody and write no file. Where that filter is not known, no sandbox is used twice.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from synth.verify.sandbox import reusable, start
from synth.verify.server import Server
from synth.verify.workers import n_cores

MODULES = ("_wire", "_asserts", "_answer", "_child", "_program", "_remote", "_tests")
# What tests and answers import most: paid for once.
IMPORTS = (
    "ast", "bisect", "collections", "copy", "datetime", "decimal", "fractions", "functools", "heapq", "itertools",
    "json", "math", "operator", "random", "re", "statistics", "string", "threading", "typing", "unittest",
)  # fmt: skip

_lock = threading.Lock()
_idle: dict[str, list[Server]] = {}


@contextmanager
def server(kind: str) -> Iterator[Server]:
    """A sandbox that nobody else has. Raises OSError where none can be started."""
    with _lock:
        waiting = _idle.get(kind)
        taken = waiting.pop() if waiting else None
    if taken is None:
        taken = start(kind, MODULES, IMPORTS)
    kept = False
    try:
        yield taken
        taken.end()
        kept = taken.alive and reusable() and _keep(kind, taken)
    finally:
        if not kept:
            taken.dispose()


def close() -> None:
    """Ends every sandbox that waits."""
    with _lock:
        waiting = [server for servers in _idle.values() for server in servers]
        _idle.clear()
    for one in waiting:
        one.dispose()


def _keep(kind: str, one: Server) -> bool:
    with _lock:
        waiting = _idle.setdefault(kind, [])
        if len(waiting) >= 2 * n_cores():
            return False
        waiting.append(one)
        return True


def _forget() -> None:
    """In a forked child: the sandboxes are the parent's."""
    for one in (one for servers in _idle.values() for one in servers):
        one.forget()
    _idle.clear()
    _lock.release()


os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_forget)
atexit.register(close)
