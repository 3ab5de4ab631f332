"""The process behind `synth.verify.workers`: imports one function, then answers until its parent is gone.

A request is its length, the CPU seconds it may take, and a JSON list of arguments. A reply is its length,
its kind and the JSON value, or the reason why there is none.
"""

from __future__ import annotations

import fcntl
import gc
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from time import process_time
from typing import Any, NoReturn

import orjson

REQUEST = struct.Struct("<II")
REPLY = struct.Struct("<IB")
READY, VALUE, FAILED, NO_MEMORY = range(4)
LAST = 16  # added to a kind: the worker ends after this reply

MAX_REPLY = 1_000_000  # bytes
# Enough for 100 nested groups in a recursive parser, too little for the C stack to run out.
_RECURSION = 3_000


def main(function: str, memory: int, requests: int, replies: int, lifeline: int) -> NoReturn:
    """Never returns. The last three are file descriptors; nothing is ever sent over the lifeline."""
    _end_with_parent(lifeline)
    sys.setrecursionlimit(_RECURSION)
    module, _, name = function.partition(":")
    judge = getattr(import_module(module), name)
    sys.dont_write_bytecode = True
    gc.freeze()  # what was imported stays: no collection need look at it
    size = _sizes()
    start = size()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    if start:
        _limit(resource.RLIMIT_AS, start + memory)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 2)
    os.close(null)
    os.write(replies, REPLY.pack(0, READY))
    with suppress(BrokenPipeError):
        _serve(judge, requests, replies, lambda: size() > start + memory // 4)
    os._exit(0)


def _serve(judge: Callable[..., Any], requests: int, replies: int, full: Callable[[], bool]) -> None:
    """Until the parent closes the pipe, or the worker is full: the next item has a right to its memory."""
    while (request := _receive(requests)) is not None:
        kind, reply = _answer(judge, request)
        if kind == NO_MEMORY or full():
            kind |= LAST
        rest = memoryview(REPLY.pack(len(reply), kind) + reply)
        while rest:
            rest = rest[os.write(replies, rest) :]
        if kind & LAST:
            return


def _receive(requests: int) -> bytes | None:
    """The next item's arguments; its CPU limit is set."""
    data = os.read(requests, 1 << 16)
    while len(data) < REQUEST.size or len(data) < REQUEST.size + REQUEST.unpack_from(data)[0]:
        more = os.read(requests, 1 << 16) if data else b""
        if not more:
            return None
        data += more
    allowed = int(process_time()) + 1 + REQUEST.unpack_from(data)[1]
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or allowed < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    return data[REQUEST.size :]


def _answer(judge: Callable[..., Any], request: bytes) -> tuple[int, bytes]:
    try:
        try:
            value = orjson.dumps(judge(*orjson.loads(request)))
        except MemoryError:
            raise
        except BaseException as problem:
            return FAILED, _reason(problem).encode("utf-8", "replace")
    except MemoryError:
        return NO_MEMORY, b""
    if len(value) > MAX_REPLY:
        return FAILED, f"ValueError: a result of over {MAX_REPLY:,} bytes".encode()
    return VALUE, value


def _reason(problem: BaseException) -> str:
    try:
        said = "".join(filter(str.isprintable, str(problem)[:2_000]))[:200]
    except Exception:
        said = "a message that cannot be read"
    return f"{type(problem).__name__}: {said}"


def _end_with_parent(lifeline: int) -> None:
    """When the parent's end of the lifeline closes, the kernel sends SIGIO, and that ends a busy process too.

    A watching thread would wait for the GIL, and PR_SET_PDEATHSIG is sent when the thread that started us ends.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGIO, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _limit(what: int, value: int) -> None:
    """As low as asked, or as it was already."""
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _sizes() -> Callable[[], int]:
    """Tells the bytes of address space, which RLIMIT_AS counts; 0 where the system does not say."""
    try:
        file = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return lambda: 0
    page = resource.getpagesize()
    return lambda: int(os.pread(file, 32, 0).split(maxsplit=1)[0]) * page
