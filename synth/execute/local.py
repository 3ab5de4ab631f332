"""Runs jobs in this process or in several, and gives their results in the order of the jobs.

For teachers that answer at once; those that are waited for run in `execute/waiting.py`.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Coroutine, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, current_process, parent_process
from typing import Any

from synth.chunk import Chunk, Recipe
from synth.engine import Engine
from synth.errors import SynthError, UsageError
from synth.execute.spawned import Spawned
from synth.journal import Hashes

Job = tuple[Sequence[int], Sequence[str]]  # indices, names of strategies
# None among the jobs: some results have to be taken first.
Jobs = Iterable["Job | None"]

# Rows are made of many small tuples and no cycles: looking for cycles at Python's pace costs a fifth of the time.
COLLECT_AFTER = (100_000, 50, 1000)

PIECE = 500  # indices that a worker is given at once

_engine: Engine | None = None


def work_in_order(engine: Engine, excluded: Hashes, jobs: Jobs, workers: int) -> Generator[Chunk, None, None]:
    """The chunk of every job, in the order of the jobs; `jobs` is read only a little ahead.

    A single worker is this process with its engine; of several, each makes one of the same recipe.
    """
    if workers == 1:
        with _rare_collections():
            for job in jobs:
                if job is not None:
                    yield at_once(engine.work(*job))
        return
    if current_process().daemon:
        raise UsageError("a worker of multiprocessing.Pool may start no processes of its own: give --workers 1")
    pool = ProcessPoolExecutor(workers, Spawned(), _start, (engine.recipe, excluded))
    waiting: deque[Future[Chunk]] = deque()
    try:
        for job in _pieces(jobs):
            if job is not None:
                waiting.append(pool.submit(_work, *job))
            if len(waiting) > 2 * workers or (job is None and waiting):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise SynthError(
            "a worker process was killed, perhaps for want of memory. Nothing that was written is lost: run the same "
            "command again, with fewer --workers if it was memory."
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pieces(jobs: Jobs) -> Jobs:
    """The same jobs cut smaller, so that all workers have something to do up to the end."""
    for job in jobs:
        if job is None:
            yield None
            continue
        indices, strategies = job
        for start in range(0, len(indices), PIECE):
            yield indices[start : start + PIECE], strategies


@contextmanager
def _rare_collections() -> Iterator[None]:
    """For as long as any run of this process works: several may, each in a thread of its own."""
    global _n_at_work, _usual
    with _counting:
        _n_at_work += 1
        if _n_at_work == 1:
            _usual = gc.get_threshold()
            gc.set_threshold(*COLLECT_AFTER)
            gc.freeze()
    try:
        yield
    finally:
        with _counting:
            _n_at_work -= 1
            if not _n_at_work:
                gc.unfreeze()
                gc.set_threshold(*_usual)


_counting = threading.Lock()
_n_at_work = 0
_usual = gc.get_threshold()


def _start(recipe: Recipe, excluded: Hashes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _engine
    _engine = Engine(recipe, excluded)
    gc.set_threshold(*COLLECT_AFTER)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(indices: Sequence[int], strategies: Sequence[str]) -> Chunk:
    if _engine is None:
        raise SynthError("the worker process was not started")
    return at_once(_engine.work(indices, strategies))


def at_once(work: Coroutine[Any, Any, Chunk]) -> Chunk:
    """What a coroutine gives that never has to wait: there is no need for an event loop, whose start costs more."""
    try:
        work.send(None)
    except StopIteration as end:
        chunk: Chunk = end.value
        return chunk
    work.close()
    raise SynthError("the task waits for something, which it can only do in a run with --model or --proposer")
