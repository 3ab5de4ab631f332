"""Annotates texts by rules, one after the other, or by a model, many at once; in the order of the texts."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from synth.annotate.items import Item, Items
from synth.annotate.judge import Annotation, Judge
from synth.behaviors.rules import find
from synth.errors import Owed, Unsent
from synth.execute.loop import Loop
from synth.execute.waiting import AHEAD, TICK
from synth.progress import SECONDS_BETWEEN_LINES, is_terminal
from synth.roles import Roles
from synth.strategy import BEHAVIORS

# An annotation, or why there is none yet.
Result = Annotation | Owed | Unsent


def by_rules(items: Iterator[Item]) -> Iterator[tuple[Item, Result]]:
    """Rules of the task that made a text, where it has any, and those for general text everywhere else."""
    for item in items:
        spans = item.task.annotate(item.problem, item.text) if item.task and item.problem else None
        found = list(spans) if spans is not None else find(item.text, item.task.cues if item.task else ())
        counts: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        for span in found:
            counts[span.behavior] += 1
        yield item, Annotation({behavior: counts[behavior] for behavior in BEHAVIORS}, found)


def by_model(
    items: Iterator[Item], judge: Judge, roles: Roles, stopped: Callable[[], bool]
) -> Iterator[tuple[Item, Result]]:
    """Texts are begun ahead of those that are waited for, so that the connections stay busy."""
    loop = Loop()
    begun: deque[tuple[Item, asyncio.Task[Result]]] = deque()
    ahead = max(2, roles.request.max_connections * AHEAD // (1 if judge.scheme == "lift" else len(BEHAVIORS)))
    roles.start()
    try:
        while not stopped():
            for item in islice(items, ahead - len(begun)):
                begun.append((item, loop.task(_caught(judge, item))))
            if not begun:
                return
            loop.run(asyncio.wait([begun[0][1]], timeout=TICK))
            while begun and begun[0][1].done():
                item, task = begun.popleft()
                yield item, task.result()
    finally:
        roles.stop("stopped")
        loop.run(_end([task for _, task in begun], roles))
        loop.close()


async def _caught(judge: Judge, item: Item) -> Result:
    try:
        return await judge.annotate(item)
    except (Owed, Unsent) as why:
        return why


async def _end(tasks: list[asyncio.Task[Result]], roles: Roles) -> None:
    """What is in flight comes home and goes into the journal: it is paid for."""
    await asyncio.gather(*tasks, return_exceptions=True)
    await roles.close()


def told(
    results: Iterator[tuple[Item, Result]], items: Items, n: int | None, show: bool
) -> Iterator[tuple[Item, Result]]:
    """The results as they come, with a bar on a terminal and a line now and then elsewhere; on stderr."""
    if not show:
        yield from results
        return
    total = min(n, items.n) if n else items.n
    if is_terminal():
        from tqdm import tqdm

        yield from tqdm(results, total=total, unit="text", file=sys.stderr, dynamic_ncols=True)
        return
    last = time.monotonic()
    for number, result in enumerate(results, 1):
        if time.monotonic() - last > SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(f"{number:,} of {total:,} texts", file=sys.stderr, flush=True)
        yield result
