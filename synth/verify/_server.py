"""The first process inside a sandbox: forks one child for each job, and can tell and end it.

It runs nothing that it is given: a child confines itself for good before it does. A request is one byte on a socket:
`j` (a job; its files come along), `?` (has the child ended?), `k` (end it). The socket's end is the server's.
"""

from __future__ import annotations

import _socket
import gc
import marshal
import os
import struct
import sys
from contextlib import suppress
from typing import Any

from synth.verify._jail import confine, isolate

READY, STARTED, FAILED = b"r", b"s", b"e"
RUNNING, KILLED = 1000, 1001
MAX_FILES = 8
STATUS = struct.Struct("<i")


def main(given: dict[str, Any]) -> None:
    """Returns in a child only, once it is to run its job to the interpreter's own end."""
    control = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, given["control"])
    try:
        isolate(*given["isolate"])
    except OSError as problem:
        control.send(FAILED + str(problem).encode())
        os._exit(1)
    for name in given["imports"]:
        __import__(name)
    gc.collect()
    gc.freeze()  # what was imported stays: no collection in a child need look at it
    control.send(READY)
    files = _serve(control)
    with open(files[0], "rb") as file:
        job = marshal.loads(file.read())
    for number, theirs in enumerate(files[1:4]):
        os.dup2(theirs, number)
        os.close(theirs)
    try:
        confine(*job["limits"])
    except OSError as problem:
        control.send(FAILED + str(problem).encode())
        os._exit(1)
    control.send(STARTED)
    control.close()
    run = sys.modules[job["module"]].main
    for name in [name for name in sys.modules if name.startswith("synth.")]:
        del sys.modules[name]
    run(*job["args"], *files[4:])


def _serve(control: _socket.socket) -> list[int]:
    """Until the socket ends. Returns the files of a job, in the child that is to do it."""
    child, status = 0, 0
    while True:
        try:
            request, sent, _, _ = control.recvmsg(1, _socket.CMSG_SPACE(4 * MAX_FILES))
        except OSError:
            # Who was killed before it had read our last word leaves a reset, not an end.
            request, sent = b"", []
        if request == b"j":
            files = [number for _, _, data in sent for number in struct.unpack(f"{len(data) // 4}i", data)]
            child, status = os.fork(), RUNNING
            if not child:
                return files
            for number in files:
                os.close(number)
            continue
        if status == RUNNING:
            status = _status(child, end=request != b"?")
        if not request:
            os._exit(0)
        with suppress(OSError):
            control.send(STATUS.pack(status))


def _status(child: int, end: bool) -> int:
    """The exit status, minus the number of a signal; RUNNING, or with `end` KILLED."""
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        return os.waitstatus_to_exitcode(status)
    if not end:
        return RUNNING
    os.kill(child, 9)
    os.waitpid(child, 0)
    return KILLED
