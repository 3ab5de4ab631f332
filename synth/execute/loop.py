"""Event loops of synth's own, also where one is running already, as in every cell of a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    """Runs what is to be waited for. A thread can run one loop only: if it does, this one runs in another thread.

    Between two calls of `run` the loop stands still, so that its tasks can be made and looked at from outside.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1, "synth-loop") if _is_taken() else None

    def task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins something, which goes on whenever the loop runs."""
        return self._loop.create_task(work)

    def run(self, work: Awaitable[T]) -> T:
        """What something gives that is awaited in the loop."""
        if self._thread is None:
            return self._loop.run_until_complete(work)
        return self._thread.submit(self._loop.run_until_complete, work).result()

    def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown()
        self._loop.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`."""
    if not _is_taken():
        return asyncio.run(work)
    with ThreadPoolExecutor(1, "synth-loop") as thread:
        return thread.submit(asyncio.run, work).result()


def _is_taken() -> bool:
    """Whether this thread is running a loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
