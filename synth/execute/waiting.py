"""Runs jobs whose answers are waited for: many at once in one event loop, their results in the order of the jobs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from typing import Protocol

from synth.chunk import Chunk
from synth.engine import Engine
from synth.execute.local import Jobs
from synth.execute.loop import Loop

TICK = 0.25  # seconds: how soon a stop is noticed
# Requests that are begun for each one that can be in flight: a slow answer does not leave the others idle.
AHEAD = 4
# Seconds that requests in flight are given to come home once nobody needs them: they are paid for.
GRACE = 30.0


class Lines(Protocol):
    """What the answers come through."""

    def start(self) -> None: ...

    def stop(self, why: str) -> None:
        """Nothing more is sent; what is in flight comes home."""

    def close(self) -> Awaitable[None]: ...


def work_waiting(
    engine: Engine, lines: Lines, jobs: Jobs, connections: int, stopped: Callable[[], bool]
) -> Generator[Chunk, None, None]:
    """The chunk of every job, in the order of the jobs.

    Jobs are begun while fewer than `connections` times AHEAD requests are. Once `stopped()` holds, nothing more is
    sent, and a chunk that lacks answers is cut.
    """
    loop = Loop()
    begun: deque[asyncio.Task[Chunk]] = deque()
    sizes: dict[asyncio.Task[Chunk], int] = {}
    rest, grace = iter(jobs), 0.0
    lines.start()
    try:
        while True:
            while not stopped() and sum(n for task, n in sizes.items() if not task.done()) < connections * AHEAD:
                job = next(rest, None)
                if job is None:  # no more, or none for now
                    break
                indices, strategies = job
                begun.append(loop.task(engine.work(indices, strategies)))
                sizes[begun[-1]] = len(indices) * len(strategies) * engine.recipe.samples
            if not begun:
                return
            if begun[0].done():
                del sizes[begun[0]]
                yield begun.popleft().result()
                continue
            pending = [task for task in begun if not task.done()]
            loop.run(asyncio.wait(pending, timeout=TICK, return_when=asyncio.FIRST_COMPLETED))
            if stopped():
                lines.stop("stopped")
    except GeneratorExit:
        grace = GRACE
        raise
    finally:
        lines.stop("no more rows are needed")
        loop.run(_end(list(begun), grace, lines))
        loop.close()


async def _end(tasks: list[asyncio.Task[Chunk]], grace: float, lines: Lines) -> None:
    if tasks and grace:
        await asyncio.wait(tasks, timeout=grace)
    # Not these alone: what they began may outlive them.
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*tasks, *others, return_exceptions=True)
    await lines.close()
