"""What the workers of test_workers.py run."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

print("a module that prints when it is imported")


def echo(*args: Any) -> list[Any]:
    return list(args)


def pid() -> int:
    return os.getpid()


def misbehave(how: str, path: str = "") -> Any:
    """Each name is something that a verifier must never do to its parent."""
    if how == "loop":
        while True:
            pass
    if how == "sleep":
        time.sleep(100)
    if how == "power":
        return 9**9**9 > 0
    if how == "hoard":
        hoard = []
        while True:
            hoard.append(bytearray(1 << 20))
    if how == "keep":
        KEPT.append(bytearray(100 << 20))
    if how == "exit":
        os._exit(3)
    if how == "system exit":
        sys.exit("gone")
    if how == "segfault":
        ctypes.string_at(0)
    if how == "raise":
        raise ValueError("no\x00 such\n thing " + "x" * 1000)
    if how == "recurse":
        return misbehave(how)
    if how == "print":
        print("noise " * 10_000, flush=True)
        os.write(1, b"noise")
        os.write(2, b"noise" * 100_000)
    if how == "read":
        return sys.stdin.read()
    if how == "write":
        Path(path).write_text("something")
    if how == "child":
        return subprocess.Popen(["sleep", "100"]).pid
    if how == "object":
        return object()
    if how == "huge":
        return "x" * 2_000_000
    return how


KEPT: list[bytearray] = []


def settings() -> dict[str, Any]:
    return {
        "env": dict(os.environ),
        "hash": hash("a"),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "file": resource.getrlimit(resource.RLIMIT_FSIZE),
        "session": os.getsid(0) == os.getpid(),
    }
