"""Warm sandboxes that run tests: each test run is forked from one, and nothing of it stays behind."""

from __future__ import annotations

import atexit
import os
import threading

from synth.verify.sandbox import reusable, start
from synth.verify.server import Server
from synth.verify.workers import n_cores

MODULES = ("_wire", "_asserts", "_remote", "_tests")
# What tests import most: paid for once.
IMPORTS = (
    "ast", "bisect", "collections", "copy", "datetime", "decimal", "fractions", "functools", "heapq", "itertools",
    "json", "math", "operator", "random", "re", "statistics", "string", "threading", "typing",
)  # fmt: skip

_lock = threading.Lock()
_idle: dict[str, list[Server]] = {}


def take(kind: str) -> Server:
    """A judge that nobody else has. Raises OSError where none can be started."""
    with _lock:
        waiting = _idle.get(kind)
        if waiting:
            return waiting.pop()
    return start(kind, MODULES, IMPORTS)


def give_back(kind: str, judge: Server, clean: bool) -> None:
    """`clean`: its last job ended as jobs do."""
    if clean and reusable():
        with _lock:
            waiting = _idle.setdefault(kind, [])
            if len(waiting) < n_cores():
                waiting.append(judge)
                return
    judge.dispose()


def close() -> None:
    """Ends every judge that waits."""
    with _lock:
        waiting = [judge for judges in _idle.values() for judge in judges]
        _idle.clear()
    for judge in waiting:
        judge.dispose()


def _forget() -> None:
    """In a forked child: the judges are the parent's."""
    for judge in (judge for judges in _idle.values() for judge in judges):
        judge.forget()
    _idle.clear()
    _lock.release()


os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_forget)
atexit.register(close)
