"""Warm processes that run one function on hostile text, and that can be killed at any moment.

A worker is a fresh interpreter that imports one function: nothing is forked, and the user's script is not imported
again. What the function's module does on import is start-up and costs no item its time. A pool that is `n` wide keeps
one worker more than is busy, so that the item after a killed one is served at once.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import orjson

from synth.errors import SynthError
from synth.verify._worker import Dead, Worker
from synth.verify._worker_main import FAILED, LAST, NO_MEMORY

MAX_ARGUMENTS = 200_000  # bytes, as JSON
_START_SECONDS = 60.0
_ATTEMPTS = 3
_MAX_SPARE = 3


class Killed(Exception):
    """The item had no verdict. The message begins with why: `time`, `memory` or `died`."""


class Failed(Exception):
    """The function raised; the message is the exception's type and the first 200 printable characters it says."""


class Workers:
    """Runs `function` ("package.module:name"; JSON values in and out) on up to `n` items at a time.

    An item may take `seconds` of wall time and `memory` bytes. Safe in threads, asyncio, notebooks, worker processes
    and after a fork, where the child starts workers of its own. Linux; elsewhere without the limit on memory.
    """

    def __init__(self, function: str, n: int = 1, seconds: float = 0.8, memory: int = 1 << 30) -> None:
        self.function, self.n, self.seconds, self.memory = function, max(n, 1), seconds, memory
        self._closed = False
        self._reset()
        with _forking:
            _pools.add(self)

    def _reset(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[Worker] = []
        self._busy = self._waiting = self._starting = self._n_failures = 0
        self._n_spare = 1
        self._workers: set[Worker] = set()  # all that live, and those that are not yet buried
        self._reason = ""
        self._threads: ThreadPoolExecutor | None = None

    def call(self, *args: Any, seconds: float | None = None) -> Any:
        """What the function returns. Raises Killed, Failed, ValueError for arguments that cannot be sent, and
        SynthError where no worker starts."""
        request = _encoded(args)
        limit = self.seconds if seconds is None else seconds
        for _ in range(self.n + _ATTEMPTS):
            worker = self._take()
            try:
                kind, reply = worker.ask(request, limit)
            except Dead as death:
                self._bury(worker)
                if death.idle:
                    continue  # it died before it had the item
                raise Killed("died: the pool was closed" if self._closed else f"died: {death}") from None
            except TimeoutError:
                self._bury(worker)
                raise Killed(f"time: over {limit:g} s") from None
            except BaseException:
                self._bury(worker)
                raise
            if kind & LAST:
                self._bury(worker)
            else:
                self._give_back(worker)
            kind &= ~LAST
            if kind == NO_MEMORY:
                raise Killed(f"memory: over {self.memory >> 20} MiB")
            if kind == FAILED:
                raise Failed(reply.decode("utf-8", "replace"))
            return orjson.loads(reply)
        raise SynthError(f"the workers of {self.function} die while they wait: is there memory enough?")

    def ready(self) -> None:
        """Waits until a worker has started: start-up is no item's time. Raises SynthError where none does."""
        self._give_back(self._take())

    async def acall(self, *args: Any, seconds: float | None = None) -> Any:
        """As `call`; the event loop goes on."""
        import asyncio

        with self._changed:
            if self._threads is None:
                # Not the loop's own threads: name look-ups wait for those.
                self._threads = ThreadPoolExecutor(self.n, thread_name_prefix="synth-workers")
            threads = self._threads
        work = partial(self.call, *args, seconds=seconds)
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    def close(self) -> None:
        """Kills every worker and waits until none is left. What is being judged raises Killed."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            for worker in self._workers:
                worker.kill()
            self._changed.notify_all()
            threads, self._threads = self._threads, None
        for worker in idle:
            self._end(worker)
        with self._changed:
            # Whoever waits for an answer of a worker, or for its start, ends it.
            self._changed.wait_for(lambda: not (self._workers or self._starting), timeout=5)
        if threads:
            threads.shutdown()
        with _forking:
            _pools.discard(self)

    def _take(self) -> Worker:
        """An idle worker, first come first served."""
        with self._changed:
            if not self._n_live():
                self._n_failures = 0  # what hindered an earlier call may have passed
            if self._waiting or not self._available():
                self._wait()
            self._check()
            self._busy += 1
            worker = self._idle.pop()
            self._grow()
            if self._waiting and self._available():
                self._changed.notify()
            return worker

    def _wait(self) -> None:
        self._waiting += 1
        try:
            while not self._available():
                self._check()
                self._grow()
                self._changed.wait()
        except BaseException:
            self._changed.notify()  # another may need what woke us
            raise
        finally:
            self._waiting -= 1

    def _available(self) -> bool:
        return bool(self._idle) and self._busy < self.n

    def _n_live(self) -> int:
        return len(self._idle) + self._busy + self._starting

    def _check(self) -> None:
        if self._closed:
            raise SynthError(f"the workers of {self.function} were closed")
        if self._n_failures >= _ATTEMPTS and not self._n_live():
            raise SynthError(f"no worker for {self.function} starts: {self._reason}")

    def _give_back(self, worker: Worker) -> None:
        with self._changed:
            self._busy -= 1
            if not self._closed:
                self._idle.append(worker)
                self._changed.notify()
                return
        self._end(worker)

    def _bury(self, worker: Worker) -> None:
        """Kills at once; waits for the end, which takes a while with a gigabyte, in the background."""
        worker.kill()
        with self._changed:
            self._busy -= 1
            if not self._idle:
                # The last one's successor is not there yet: hostile items come faster than workers start.
                self._n_spare = min(self._n_spare + 1, _MAX_SPARE)
            self._grow()
            self._changed.notify()
        try:
            _in_background(partial(self._end, worker))
        except RuntimeError:  # no thread starts while the interpreter ends
            self._end(worker)

    def _end(self, worker: Worker) -> None:
        worker.end()
        with self._changed:
            self._workers.discard(worker)
            self._changed.notify_all()

    def _grow(self) -> None:
        """Starts what is missing, the spare included. Called with the lock."""
        wanted = min(self.n, self._busy + self._waiting) + self._n_spare
        while self._n_live() < wanted and self._n_failures < _ATTEMPTS and not self._closed:
            try:
                self._starting += 1
                _in_background(self._start)
            except RuntimeError as problem:
                self._failed(str(problem))

    def _start(self) -> None:
        try:
            with _forking:
                worker = Worker(self.function, self.memory)
                with self._changed:
                    self._workers.add(worker)
        except (OSError, ValueError, SynthError) as problem:
            with self._changed:
                self._failed(str(problem))
            return
        weight = 1
        try:
            reason = "closed" if self._closed else worker.wait_until_ready(_START_SECONDS)
        except TimeoutError as late:
            reason, weight = str(late), _ATTEMPTS  # a second minute would be no better
        with self._changed:
            if reason or self._closed:
                self._failed(reason, weight)
            else:
                self._starting -= 1
                self._n_failures = 0
                self._idle.append(worker)
                self._changed.notify()
                return
        self._end(worker)

    def _failed(self, reason: str, weight: int = 1) -> None:
        self._starting -= 1
        self._n_failures += weight
        self._reason = reason
        self._grow()
        self._changed.notify_all()

    def _forget(self) -> None:
        """In a forked child: the workers are the parent's, and so are its threads and whatever they hold locked."""
        for worker in self._workers:
            worker.forget()
        self._reset()


def shared(function: str) -> Workers:
    """This process's pool for the function, as wide as there are cores. Closed at exit; a forked child has its own."""
    with _forking:
        pool = _shared.get(function)
        if pool is None or pool._closed:
            pool = _shared[function] = Workers(function, n=n_cores())
        return pool


def n_cores() -> int:
    """The processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _encoded(args: tuple[Any, ...]) -> bytes:
    try:
        request = orjson.dumps(args)
    except TypeError as problem:  # lone surrogates, numbers of over 64 bits, what is no JSON
        raise ValueError(f"arguments that no worker can be sent: {problem}") from None
    if len(request) > MAX_ARGUMENTS:
        raise ValueError(f"arguments of {len(request):,} bytes; at most {MAX_ARGUMENTS:,} are sent to a worker")
    return request


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="synth-workers", daemon=True).start()


# Held while pipes are made: a fork in between would give the child pipes that it knows nothing of.
_forking = threading.RLock()
_pools: set[Workers] = set()
_shared: dict[str, Workers] = {}


def _after_fork() -> None:
    for pool in _pools:
        pool._forget()
    _forking.release()


def _close_all() -> None:
    for pool in list(_pools):
        pool.close()


os.register_at_fork(before=_forking.acquire, after_in_parent=_forking.release, after_in_child=_after_fork)
atexit.register(_close_all)
