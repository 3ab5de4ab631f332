"""Runs Python that nobody trusts, in the strongest sandbox that works on this machine.

| name | what the code can still reach |
|---|---|
| `bubblewrap` | the interpreter's own files, read-only, in namespaces of their own: no network, no other process |
| `namespaces` | the same, set up by the child itself through the kernel's user namespaces |
| `rlimits` | names and sizes of this machine's files; what is in them only on a kernel without Landlock |

All of them set rlimits (memory, CPU, no file, no core), give up every capability and install a seccomp filter: no
process is started, no socket opened, no file written, no signal sent. So nothing outlives the one process that the
parent kills. Where that filter is not known (not Linux, or neither x86_64 nor aarch64) only bubblewrap will do.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from types import CodeType
from typing import Any, cast

from synth.errors import UsageError
from synth.verify._filter import program
from synth.verify.server import Server

KINDS = ("bubblewrap", "namespaces", "rlimits")
BASE = ("_jail", "_server")
PROGRAM = ("_program",)
INSTALL = "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap)"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LD_LIBRARY_PATH": f"{sys.base_prefix}/lib",
    # An answer that leans on the order of a set is judged alike every time.
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",
}
# With an environment of our own this shuts out what -I does; -I would also ignore the hash seed.
FLAGS = ("-s", "-S", "-B", "-X", "utf8", "-c")


def choose(name: str | None = None) -> str:
    """The sandbox of that name, or of the environment's SYNTH_SANDBOX, or the strongest. Raises UsageError."""
    name = name or os.environ.get("SYNTH_SANDBOX") or None
    if name is not None and name not in KINDS:
        raise UsageError(f"sandbox {name!r}: expected one of {', '.join(KINDS)}")
    for kind in (name,) if name else KINDS:
        if works(kind):
            return kind
    wanted = f"the sandbox {name!r} does not work" if name else "no sandbox works"
    raise UsageError(f"{wanted} on this machine, and code is never run without one: {INSTALL}")


@cache
def works(kind: str) -> bool:
    """A trivial program runs to its end. Asked once a process: bwrap may be installed and forbidden."""
    if not hasattr(os, "fork") or (kind != "bubblewrap" and program() is None):
        return False
    with open(os.devnull, "r+b") as null:
        try:
            server = start(kind, PROGRAM)
        except OSError:
            return False
        try:
            server.send(job(kind, "_program", ("x = 1",), 10, 1 << 30), [null.fileno()] * 3)
            deadline = time.monotonic() + 10
            if server.start():
                return False
            while (ended := server.ended()) is None and time.monotonic() < deadline:
                time.sleep(0.001)
            return ended == 0
        finally:
            server.dispose()


def start(kind: str, modules: Sequence[str], imports: Sequence[str] = ()) -> Server:
    """A sandbox that can do the jobs of these modules of ours. Raises OSError where it cannot be started."""
    given = {
        "modules": [(name, _compiled(name)) for name in (f"synth.verify.{name}" for name in (*BASE, *modules))],
        "isolate": (kind, _paths()),
        "imports": list(imports),
    }
    return Server([*_wrapper(kind), _python(), *FLAGS], ENVIRONMENT, given)


def job(kind: str, module: str, args: tuple[Any, ...], timeout: float, memory: int) -> dict[str, Any]:
    """What a server is asked to do: `main` of a module with these arguments, and the files that are sent along."""
    limits = (kind, _paths(), program(), memory, int(timeout) + 2)
    return {"module": f"synth.verify.{module}", "args": args, "limits": limits}


def reusable() -> bool:
    """Nothing of a job outlives it: only where no process can be started in it."""
    return program() is not None


def _wrapper(kind: str) -> list[str]:
    if kind != "bubblewrap":
        return []
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise FileNotFoundError("bubblewrap is not installed")
    # The parent is the thread that starts it. One that waits for more jobs outlives that, and ends with its socket.
    ends = [] if reusable() else ["--die-with-parent"]
    binds = [part for path in _paths() for part in ("--ro-bind", path, path)]
    return [
        bwrap, "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--hostname", "sandbox",
        "--new-session", *ends, "--cap-drop", "ALL", *binds, "--tmpfs", "/tmp", "--chdir", "/tmp",
        "--remount-ro", "/",
    ]  # fmt: skip


@cache
def _paths() -> list[str]:
    """The folders that the interpreter needs to read: its own and the system's libraries."""
    system = ["/usr", "/lib", "/lib32", "/lib64", "/nix/store"]
    own = [] if f"{sys.base_prefix}/".startswith("/usr/") else [sys.base_prefix]
    return [path for path in [*system, *own] if os.path.isdir(path)]


@cache
def _python() -> str:
    """The interpreter behind any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


@cache
def _compiled(name: str) -> CodeType:
    """A module of ours, for an interpreter that cannot import synth."""
    spec = find_spec(name)
    load = cast("Callable[[str], CodeType]", cast(Any, spec).loader.get_code)
    return load(name)
