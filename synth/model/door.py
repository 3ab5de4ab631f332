"""The one door to a model: looks into the journal first, keeps to the limits, tries again, and writes down."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from time import monotonic
from typing import NamedTuple, Protocol

from synth.errors import NotTaken, Owed, SynthError, TeacherError, Unanswerable, Unsent
from synth.model.budget import CHARS_PER_TOKEN, Budget, expected
from synth.model.failures import Faulty, Final, Hopeless, Refused, Unfit, failure
from synth.model.flow import Breaker, Flow, Pace
from synth.model.prices import Price
from synth.model.reply import Malformed, cached_tokens, read_reply
from synth.secrets import Redactor, redact
from synth.types import Completion

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before another attempt, doubling
HIDDEN = (
    "the provider counts tokens of reasoning and does not send them: such rows hold what the model said alone, and "
    "meta.reasoning says hidden; --require-reasoning rejects them"
)
MAX_REFUSALS = 50  # of one request, while others succeed


# An Ask, and the hash of what it sends.
Key = tuple[int, str, int, int, bytes]


class Ask(NamedTuple):
    """Who asks: `at` which index, in which role, for the how-manieth time, which sample."""

    at: int
    role: str
    number: int
    sample: int


class Transport(Protocol):
    """Carries one request. Raises Refused, Faulty or Final of `synth.model.failures`, or SynthError to end the run."""

    async def send(self, body: bytes) -> bytes: ...

    async def close(self) -> None: ...


class Journal(Protocol):
    """What `synth.replies.Replies` offers."""

    def find(self, key: Key) -> tuple[bytes, bool] | None: ...

    def put(self, key: Key, body: bytes) -> bytes: ...

    def note(self, key: Key, prompt: int | None, completion: int | None, cost: float | None) -> None: ...

    def fail(
        self, key: Key, reason: str, body: bytes = b"", for_good: bool = False, is_hopeless: bool = False
    ) -> None: ...

    def hopeless(self, key: Key) -> str: ...

    def failed(self, key: Key) -> str: ...


@dataclass
class Shared:
    """What all roles of a run share: the journal, the slots, the budget, and whether the run goes on.

    `why_closed` says why nothing is sent any more; "" while everything is.
    """

    journal: Journal
    flow: Flow
    budget: Budget
    pace: Pace = field(default_factory=Pace)
    breaker: Breaker = field(default_factory=Breaker)
    retries: int = 5
    is_offline: bool = False
    why_closed: str = ""
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    landed: asyncio.Event = field(default_factory=asyncio.Event)  # replaced at every landing
    say: Callable[[str], None] = lambda line: None
    _warned: set[str] = field(default_factory=set)

    def open(self) -> None:
        """Sends again after a close, perhaps in another event loop."""
        self.why_closed, self.closed, self.landed = "", asyncio.Event(), asyncio.Event()

    def close(self, why: str) -> None:
        """Lets what is in flight come home, and sends nothing more."""
        self.why_closed = self.why_closed or why
        self.closed.set()
        self.landed.set()

    def land(self) -> None:
        """A request has come home."""
        self.budget.in_flight -= 1
        self.landed.set()
        self.landed = asyncio.Event()

    async def afford(self, cost: float, tokens: float) -> None:
        """Waits until the budget has room for a request like this. Raises Unsent where it never will."""
        while True:
            self.check()
            why = self.budget.full(cost, tokens)
            if not why:
                self.budget.in_flight += 1
                return
            if not self.budget.in_flight:
                self.close(why)
                raise Unsent(why)
            await self.landed.wait()

    def warn(self, text: str) -> None:
        """Says something once a run."""
        if text not in self._warned:
            self._warned.add(text)
            self.say(text)

    def check(self) -> None:
        """Raises Unsent once nothing is to be sent any more."""
        if self.why_closed:
            raise Unsent(self.why_closed)

    async def pause(self, seconds: float) -> None:
        """Waits. Raises Unsent as soon as the run ends."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.closed.wait(), seconds)
        self.check()


class Door:
    """One model behind one transport; `price` is None where it is not known."""

    def __init__(self, transport: Transport, shared: Shared, price: Price | None, max_tokens: int | None) -> None:
        self.transport = transport
        self.shared = shared
        self.price = price
        self.max_tokens = max_tokens
        self._redactor = Redactor()
        self._flying: dict[Key, asyncio.Future[Completion]] = {}

    async def complete(self, ask: Ask, body: bytes, may_lack: bool = False) -> Completion:
        """The model's answer to a request body. With `may_lack`, a setting that it does not take ends no run.

        Raises Owed for a request that failed for good (NotTaken for such a setting), Unanswerable for one that no
        server would answer, Unsent for one that is not sent since the run stops, and SynthError where every request
        would fail.
        """
        key = (*ask, blake2b(body, digest_size=16).digest())
        if (recalled := self._recalled(key)) is not None:
            return recalled
        if why := self.shared.journal.hopeless(key):
            raise Unanswerable(why)
        if self.shared.is_offline:
            if why := self.shared.journal.failed(key):
                raise Owed(why)
            self.shared.close("the journal holds no answer to a further request")
            raise Unsent(self.shared.why_closed)
        if key in self._flying:  # two strategies that send the same share the answer
            return await asyncio.shield(self._flying[key])
        flight: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        self._flying[key] = flight
        try:
            completion = await self._asked(key, body, may_lack)
            flight.set_result(completion)
            return completion
        except BaseException as error:
            flight.set_exception(error if isinstance(error, Exception) else Unsent("it was cancelled"))
            flight.exception()  # whoever shares it hears of it; nobody has to
            raise
        finally:
            del self._flying[key]

    def _recalled(self, key: Key) -> Completion | None:
        found = self.shared.journal.find(key)
        if found is None:
            return None
        raw, is_noted = found
        try:
            completion = self._read(raw)
        except Malformed as why:  # the run was killed before it was read
            self.shared.journal.fail(key, str(why), raw)
            return None
        if not is_noted:
            self._spend(key, completion)
        return completion

    async def _asked(self, key: Key, body: bytes, may_lack: bool) -> Completion:
        shared, attempt, refusals, wait = self.shared, 0, 0, FIRST_WAIT
        while True:
            try:
                return await self._attempt(key, body)
            except Refused as busy:
                refusals += 1
                shared.flow.refused()
                self._failed(str(busy))
                if refusals > MAX_REFUSALS:
                    why = f"refused {refusals} times: {busy}"
                    shared.journal.fail(key, why, for_good=True)
                    raise Owed(why) from None
                # 0 is no time, and neither is a moment that all come back at together.
                waited = random.uniform(1.0, 1.1) if busy.retry_after else random.uniform(0.5, 1.5)
                pause = (busy.retry_after or wait) * waited
            except Hopeless as fault:  # no word about the server: the next request may well be answered
                why = redact(str(fault))
                shared.journal.fail(key, why, fault.body, is_hopeless=True)
                raise Unanswerable(why) from None
            except Unfit as fault:
                why = redact(str(fault))
                shared.journal.fail(key, why, fault.body, for_good=True)
                if may_lack:
                    raise NotTaken(why) from None
                shared.close(why)  # every other request has the same settings
                raise TeacherError(f"{getattr(self.transport, 'where', 'the model')}: {why}") from None
            except Faulty as fault:
                attempt += 1
                for_good = isinstance(fault, Final) or attempt > shared.retries
                why = redact(str(fault))
                shared.journal.fail(key, why, fault.body, for_good)
                self._failed(why, for_good)
                if for_good:
                    raise Owed(why) from None
                pause = wait * random.uniform(0.5, 1.5)
            wait = min(LONGEST_WAIT, 2 * wait)
            await shared.pause(pause)

    async def _attempt(self, key: Key, body: bytes) -> Completion:
        """Sends a request once. A slot is held for the time of this attempt alone."""
        shared = self.shared
        shared.check()
        cost, tokens = expected(len(body), self.max_tokens, self.price)
        await shared.flow.take()
        try:
            if (ahead := shared.pace.wait(tokens)) > 0:
                await shared.pause(ahead)
            await shared.afford(cost, tokens)
            started = monotonic()
            try:
                raw = await self.transport.send(body)
            except SynthError as error:
                shared.close(str(error))
                raise
            finally:
                shared.land()
            shared.flow.succeeded(monotonic() - started)
        finally:
            shared.flow.give_back()
        try:
            raw = shared.journal.put(key, raw)
        except SynthError as error:  # what cannot be written down would be paid for and lost
            shared.close(str(error))
            raise
        try:
            completion = self._read(raw)
        except Malformed as why:
            if why.status is None:
                raise Faulty(str(why), raw) from None
            shared.journal.fail(key, str(why), raw)  # an error that came as if it were an answer
            told = failure(why.status, str(why), None, getattr(self.transport, "where", "the server"))
            if isinstance(told, SynthError):
                shared.close(str(told))
            raise told from None
        shared.breaker.succeeded()
        if completion.record.get("reasoning") == "hidden":
            shared.warn(HIDDEN)
        used = self._spend(key, completion)
        shared.pace.correct(used - tokens)
        return completion

    def _read(self, raw: bytes) -> Completion:
        """The completion of a raw body, priced. Raises Malformed."""
        completion = read_reply(raw)
        if (text := self._redactor.text(completion.text)) != completion.text:  # it came escaped
            completion = completion._replace(text=text)
        prompt, answer = completion.prompt_tokens, completion.completion_tokens
        if completion.cost_usd is None and self.price and prompt is not None and answer is not None:
            return completion._replace(cost_usd=self.price.of(prompt, answer, cached_tokens(raw)))
        return completion

    def _spend(self, key: Key, completion: Completion) -> int:
        """Books an answer; returns its tokens, reckoned from its length where the server does not count them."""
        prompt, answer = completion.prompt_tokens, completion.completion_tokens
        self.shared.journal.note(key, prompt, answer, completion.cost_usd)
        prompt = prompt or 0
        answer = answer if answer is not None else len(completion.text) // CHARS_PER_TOKEN
        reckoned = self.price.of(prompt, answer) if self.price else 0.0
        self.shared.budget.spend(completion.cost_usd if completion.cost_usd is not None else reckoned, prompt + answer)
        return prompt + answer

    def _failed(self, why: str, for_good: bool = False) -> None:
        if stop := self.shared.breaker.failed(why, for_good):
            self.shared.close(stop)
            raise Unsent(stop)
