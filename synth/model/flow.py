"""How many requests are in flight, and how fast they are sent: as much as the server takes, never more.

The bound starts at 64 (or at the user's, if that is lower) and doubles every round trip while latency holds. It
goes down gently when the server refuses or slows down, and grows by a tenth a round trip from then on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import monotonic

START = 64
TOLERATED = 0.05  # the share of refusals in a round trip that says nothing about the bound
LOWEST_FACTOR = 0.5  # after a round trip in which most were refused
SLOW_DOWN = 0.9  # after a round whose median latency is SLOWER times the best one
SLOWER = 2.0
GROWTH = 1.1
# The best latency is forgotten by so much a round: answers may have become longer for good.
FORGET = 1.02


@dataclass
class Flow:
    """Slots for requests in flight. A slot is taken for one attempt, never for waiting."""

    most: int
    n: int = 0  # in flight
    peak: int = 0
    bound: float = 0.0
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    _latencies: list[float] = field(default_factory=list)
    _best: float = float("inf")
    _refusals: int = 0
    _has_backed_off: bool = False

    def __post_init__(self) -> None:
        self.bound = float(min(START, self.most))

    async def take(self) -> None:
        """Waits for a slot, first come, first served."""
        if self.n < int(self.bound) and not self._waiting:
            self._enter()
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back()
            raise

    def give_back(self) -> None:
        self.n -= 1
        self._admit()

    def succeeded(self, latency: float) -> None:
        """A request was answered after `latency` seconds."""
        self._latencies.append(latency)
        self._end_round()

    def refused(self) -> None:
        """The server said that it is too busy."""
        self._refusals += 1
        self._end_round()

    def _end_round(self) -> None:
        """Judges the bound once as many requests have ended as it lets fly at a time."""
        n = len(self._latencies) + self._refusals
        if n < int(self.bound):
            return
        latency = median(self._latencies) if self._latencies else self._best
        self._best = min(self._best * FORGET, latency)
        if self._refusals > TOLERATED * n:
            self._lower(max(LOWEST_FACTOR, 1 - self._refusals / n))
        elif latency > SLOWER * self._best:
            self._lower(SLOW_DOWN)
        else:
            grown = self.bound * GROWTH + 1 if self._has_backed_off else self.bound * 2
            self.bound = min(float(self.most), grown)
        self._latencies, self._refusals = [], 0
        self._admit()

    def _lower(self, factor: float) -> None:
        self.bound = max(1.0, self.bound * factor)
        self._has_backed_off = True

    def _admit(self) -> None:
        while self._waiting and self.n < int(self.bound):
            turn = self._waiting.popleft()
            if not turn.done():
                self._enter()
                turn.set_result(None)

    def _enter(self) -> None:
        self.n += 1
        self.peak = max(self.peak, self.n)


@dataclass
class Pace:
    """Spreads requests and tokens over a minute: `rpm` and `tpm`, None for no limit."""

    rpm: float | None = None
    tpm: float | None = None
    now: Callable[[], float] = monotonic
    _next: float = 0.0

    def wait(self, tokens: float) -> float:
        """Takes a place in the queue for a request of so many tokens; returns the seconds to wait for it."""
        if self.rpm is None and self.tpm is None:
            return 0.0
        now = self.now()
        start = max(now, self._next)
        self._next = start + max(60 / self.rpm if self.rpm else 0.0, 60 * tokens / self.tpm if self.tpm else 0.0)
        return start - now

    def correct(self, tokens: float) -> None:
        """An answer took so many tokens more than were reckoned with; less is negative."""
        if self.tpm:
            self._next += 60 * tokens / self.tpm


@dataclass
class Breaker:
    """Ends a run in which nothing succeeds any more, rather than letting it hang.

    Open after `attempts` failures in a row that go on for over `seconds`; at once if `first_try` requests failed
    for good before any was ever answered.
    """

    seconds: float = 120.0
    attempts: int = 10
    first_try: int = 3
    now: Callable[[], float] = monotonic
    ever: bool = False  # whether anything was answered, by this run or those before it
    _in_a_row: int = 0
    _lost: int = 0
    _since: float = 0.0

    def succeeded(self) -> None:
        self._in_a_row, self.ever = 0, True

    def failed(self, why: str, for_good: bool = False) -> str:
        """Takes in a failure; returns why the run should stop, "" if it should not."""
        if self._in_a_row == 0:
            self._since = self.now()
        self._in_a_row += 1
        self._lost += for_good
        lasting = self._in_a_row >= self.attempts and self.now() - self._since > self.seconds
        if lasting or (not self.ever and self._lost >= self.first_try):
            return f"{self._in_a_row} requests in a row failed, the last one with: {why}"
        return ""
