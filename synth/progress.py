"""Shows how a run comes along, and lets it be stopped: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from synth.fill import Fill

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Rows kept, rows a second, the share of proposals that became rows, time left. On stderr."""

    def __init__(self, fill: Fill, show: bool | None, samples: int = 1, more: Callable[[], str] = str) -> None:
        self.fill = fill
        self.samples = samples
        self.more = more  # what else there is to tell
        self.on_terminal = is_terminal()
        self.show = self.on_terminal if show is None else show
        self._bar: Any = None
        self._first = self._rows()
        self._started = self._last_line = time.monotonic()

    def _rows(self) -> int:
        return sum(map(self.fill.kept, self.fill.strategies))

    def _yield(self) -> str:
        answers = self.fill.state["counts"]["proposed"] * len(self.fill.strategies) * self.samples
        more = self.more()
        return f"{self._rows() / max(1, answers):.0%}" + (f", {more}" if more else "")

    def __enter__(self) -> Progress:
        if self.show and self.on_terminal:
            from tqdm import tqdm

            total = self.fill.n * len(self.fill.strategies) if self.fill.n else None
            self._bar = tqdm(total=total, initial=self._first, unit="row", file=sys.stderr, dynamic_ncols=True)
        return self

    def update(self) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(f"yield {self._yield()}", refresh=False)
            self._bar.update(self._rows() - self._bar.n)
        elif self.show and time.monotonic() - self._last_line > SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            print(self._line(), file=sys.stderr, flush=True)

    def _line(self) -> str:
        rows = self._rows()
        rate = (rows - self._first) / max(1e-9, time.monotonic() - self._started)
        if not self.fill.n:
            return f"{rows:,} rows, {rate:,.0f} rows/s, yield {self._yield()}"
        total = self.fill.n * len(self.fill.strategies)
        left = f"{(total - rows) / rate:,.0f} s left" if rate else "time left not known"
        return f"{rows:,} of {total:,} rows, {rate:,.0f} rows/s, yield {self._yield()}, {left}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def is_terminal() -> bool:
    """Whether somebody watches stderr; there may be none, or one that logs and knows nothing of terminals."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # none, or closed
        return False


@contextmanager
def stop_on_signal() -> Iterator[Callable[[], bool]]:
    """Yields a function that tells whether Ctrl-C or SIGTERM came; a second one is not held back."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: object) -> None:
        asked.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, stop)
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
