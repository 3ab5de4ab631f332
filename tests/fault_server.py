"""A chat-completions server that behaves well or badly on demand, the same way every time.

What goes wrong is decided by a hash of the request's body and how often that body has come, or by a rule: never by
the clock. `with FaultServer(Faults(cut=0.1)) as server:` runs it in a thread, `python tests/fault_server.py` as a process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any

import orjson
from aiohttp import web
from synth.tasks._countdown.expressions import steps_of, text_of
from synth.tasks._countdown.prompts import read_question
from synth.tasks._countdown.search import Rules, TooLong, solve

FAILURES = ("rate_limited", "server_error", "malformed", "cut", "dropped")
QUIRKS = ("", "reasoning_content", "think", "parts", "length", "empty", "null_content", "surrogate", "huge")
HUGE = 2_000_000
CANNED = "<think>\n{}</think>\n<answer>(8 - 5) * 8</answer>".format(
    "".join(f"Line {n}: 5 + {n} = {5 + n}, which is not what is needed here, so I go back.\n" for n in range(1, 13))
)
CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


@dataclass
class Faults:
    """Shares of the requests, 0 to 1. One request meets at most one of FAILURES, so these add up to at most 1;
    `slow` and `missing_usage` are drawn on their own. Refusals come at once, everything else after the latency."""

    rate_limited: float = 0.0  # 429 with Retry-After
    server_error: float = 0.0  # 500
    malformed: float = 0.0  # 200; in turn a body that is not JSON, and JSON that is not a completion
    cut: float = 0.0  # ends before its Content-Length
    dropped: float = 0.0  # closed without an answer
    slow: float = 0.0  # answered only after `slow_seconds`
    missing_usage: float = 0.0
    latency: float = 0.0  # mean seconds
    jitter: float = 0.0  # seconds at most above or below the mean
    retry_after: float = 0.1
    slow_seconds: float = 5.0
    always: int | None = None  # every answer has this status and is an error
    quirk: str = ""  # one of QUIRKS: the form of good answers
    echo_key: bool = False  # errors repeat the Authorization header
    rule: Callable[[dict[str, Any], int], str] | None = None  # (body, attempt from 1) -> one of FAILURES or ""

    def __post_init__(self) -> None:
        shares = {name: getattr(self, name) for name in (*FAILURES, "slow", "missing_usage")}
        if not all(0 <= share <= 1 for share in shares.values()) or sum(shares[f] for f in FAILURES) > 1 + 1e-9:
            raise ValueError(f"not shares, or more than 1 in all: {shares}")
        if self.quirk not in QUIRKS:
            raise ValueError(f"quirk {self.quirk!r} is none of {QUIRKS}")

    def failure(self, body: dict[str, Any], attempt: int, draw: float) -> str:
        if self.rule is not None:
            return self.rule(body, attempt)
        for name in FAILURES:
            draw -= getattr(self, name)
            if draw < 0:
                return name
        return ""


def draws(digest: bytes, attempt: int = 0) -> list[float]:
    """Five numbers from 0 to below 1."""
    made = sha256(digest + attempt.to_bytes(8, "big")).digest()
    return [int.from_bytes(made[i : i + 6], "big") / 2**48 for i in range(0, 30, 6)]


@lru_cache(maxsize=1 << 16)
def _countdown(numbers: tuple[int, ...], target: int, ops: str, subset: bool) -> tuple[str, str]:
    """The steps of a solution and its expression; both are empty if there is none."""
    try:
        tree = solve(numbers, target, Rules(ops, subset))
    except TooLong:
        tree = None
    return ("", "") if tree is None else (_told(steps_of(tree)), text_of(tree))


def _told(steps: list[tuple[int, str, int, int]]) -> str:
    return ", ".join(f"{a} {op} {b} = {result}" for a, op, b, result in steps)


def _failing(numbers: tuple[int, ...], target: int) -> tuple[str, str, int]:
    """Steps that use every number and miss the target, their expression and what they make."""
    for op, apply in (("+", int.__add__), ("*", int.__mul__), ("-", int.__sub__)):
        made, steps, text = numbers[0], [], str(numbers[0])
        for number in numbers[1:]:
            steps.append((made, op, number, apply(made, number)))
            made, text = steps[-1][3], f"{text} {op} {number}"
        if made != target:
            break
    return _told(steps), text, made


def solve_countdown(body: dict[str, Any], wrong_share: float = 0.0) -> str:
    """Solves the Countdown problem of the last user message; a share of the problems gets a wrong answer."""
    asked = [text_of_message(message) for message in body["messages"] if message.get("role") == "user"]
    question = asked[-1] if asked else ""
    found = read_question(question)
    if found is None:
        return "<think>ok</think>\n<answer>0</answer>"
    numbers, target, rules = found
    steps, expression = _countdown(numbers, target, rules.ops, rules.subset)
    failing, wrong, made = _failing(numbers, target)
    told = f"I have {', '.join(map(str, numbers))}.\nLet me try {failing}. That makes {made}, not {target}: "
    if not expression or draws(f"{numbers} {target}".encode())[0] < wrong_share:
        return f"<think>\n{told}close enough, I find nothing better.\n</think>\n<answer>{wrong}</answer>"
    told += f"a dead end. I go back to the start.\nNow {steps or 'I look again'}.\nCheck: {expression} = {target}, as it should be."
    return f"<think>\n{told}\n</think>\n<answer>{expression}</answer>"


def text_of_message(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def completion(body: dict[str, Any], text: str, quirk: str, usage: bool, name: str) -> bytes:
    """The JSON of a good answer."""
    thought, end, rest = text.removeprefix("<think>").partition("</think>")
    half = len(text) // 2
    content: Any = text
    extra: dict[str, str] = {}
    if quirk == "reasoning_content":
        content, extra = (rest if end else text).strip(), {"reasoning_content": thought.strip() if end else "Well."}
    elif quirk == "think" and not end:
        content = f"<think>Well.</think>\n{text}"
    elif quirk == "parts":
        content = [{"type": "text", "text": part} for part in (text[:half], text[half:])]
    elif quirk == "length":
        content = text[:half]
    elif quirk in ("empty", "null_content"):
        content = "" if quirk == "empty" else None
    elif quirk == "surrogate":
        content = f"{text}\ud800"
    elif quirk == "huge":
        content = ("so on " * (HUGE // 6 + 1))[: HUGE - len(text)] + text
    message = {"role": "assistant", "content": content, **extra}
    reason = "length" if quirk == "length" else "stop"
    made: dict[str, Any] = {
        "id": f"chatcmpl-{name}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body.get("model", "test"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
    }
    if usage:
        asked, told = sum(len(text_of_message(m).split()) for m in body["messages"]), len(text.split())
        made["usage"] = {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}
    # orjson writes no lone surrogates
    return json.dumps(made).encode() if quirk == "surrogate" else orjson.dumps(made)


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


class FaultServer:
    """The counts are of all requests since the start; `finished` is of good answers that were sent to their end."""

    def __init__(
        self,
        faults: Faults | None = None,
        answer: Callable[[dict[str, Any]], str] = solve_countdown,
        key: str | None = None,
        keep_bodies: bool = True,
        log: str | os.PathLike[str] | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.answer = answer
        self.key = key
        self.keep_bodies = keep_bodies
        self.log = log
        self.port = self.requests = self._finished = self.in_flight = self.max_in_flight = 0
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self._attempts: Counter[bytes] = Counter()
        self._thread: Thread | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def finished(self) -> int:
        """Holds every good answer that a client has read: what the thread has begun to count is awaited."""
        if self._thread is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(turns(), self._loop).result()
        return self._finished

    def __enter__(self) -> FaultServer:
        ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self.serve(ready.set)), name="fault server", daemon=True)
        self._thread.start()
        if not ready.wait(30):
            raise RuntimeError("the server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self.stop)
        self._thread.join()

    def stop(self) -> None:
        self._stop.set()

    async def serve(self, ready: Callable[[], object], port: int = 0) -> None:
        """Serves until `stop`, which only this event loop's thread may call."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._log = None if self.log is None else open(self.log, "ab", buffering=0)  # noqa: SIM115
        # A handler ends with its client's connection; only faults close a connection that a client keeps.
        server = web.Server(self._handle, handler_cancellation=True, access_log=None, keepalive_timeout=3600)
        listener = await self._loop.create_server(server, "127.0.0.1", port, backlog=4096)
        try:
            self.port = listener.sockets[0].getsockname()[1]
            ready()
            await self._stop.wait()
        finally:
            # asyncio leaks a connection that is accepted but not yet set up when its listener closes.
            self._loop.remove_reader(listener.sockets[0])
            await turns()
            listener.close()
            for connection in server.connections:
                if connection.transport is not None:
                    connection.transport.abort()
            await turns()
            if self._log is not None:
                self._log.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests += 1
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        try:
            return await self._respond(request, await request.content.read())
        finally:
            self.in_flight -= 1

    async def _respond(self, request: web.BaseRequest, raw: bytes) -> web.StreamResponse:
        faults, digest = self.faults, sha256(raw).digest()
        if self.keep_bodies:
            self.bodies.append(raw)
            self.headers.append(dict(request.headers))
        asked = request.path == "/v1/chat/completions" and request.method == "POST"
        if asked:
            self._write("got", digest)
        refuse = partial(self._refuse, request, faults)
        if faults.always is not None:
            return await refuse(faults.always, "This is always the answer.")
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return await refuse(401, "Incorrect API key provided.")
        if request.path == "/v1/models" and request.method == "GET":
            models = {"object": "list", "data": [{"id": "test", "object": "model", "owned_by": "tests", "created": 0}]}
            return await self._send(request, 200, orjson.dumps(models))
        if not asked:
            return await refuse(404, f"Unknown request: {request.method} {request.path}")
        try:
            body = orjson.loads(raw)
            known = body["messages"][0]["role"] and body.get("model") != "no-such-model"
        except (orjson.JSONDecodeError, LookupError, TypeError):
            return await refuse(400, "The body is not JSON with messages in it.")
        if not known:
            return await refuse(404, "The model `no-such-model` does not exist.")

        self._attempts[digest] += 1
        attempt = self._attempts[digest]
        draw, slow, usage, jitter, _ = draws(digest, attempt)
        failure = faults.failure(body, attempt, draw)
        if failure == "rate_limited":
            return await refuse(429, "Rate limit reached.")
        wait = faults.slow_seconds if slow < faults.slow else faults.latency + (2 * jitter - 1) * faults.jitter
        if wait > 0:
            await asyncio.sleep(wait)
        if failure == "server_error":
            return await refuse(500, "The server had an error.")
        if failure == "dropped":
            request.protocol.force_close()
            return web.Response()  # goes nowhere
        if failure == "malformed":
            bad = b'{"status": "ok", "choices": 3}' if (attempt + digest[0]) % 2 else b"<html>Bad gateway</html>"
            return await self._send(request, 200, bad)
        name = f"{digest[:12].hex()}-{attempt}"
        made = completion(body, self.answer(body), faults.quirk, usage >= faults.missing_usage, name)
        return await self._send(request, 200, made, cut=failure == "cut", sent=partial(self._sent, digest))

    def _sent(self, digest: bytes) -> None:
        self._finished += 1
        self._write("sent", digest)

    def _write(self, what: str, digest: bytes) -> None:
        if self._log is not None:
            self._log.write(f"{what} {digest.hex()}\n".encode())

    async def _refuse(self, request: web.BaseRequest, faults: Faults, status: int, why: str) -> web.StreamResponse:
        if faults.echo_key:
            why += f" You sent: {request.headers.get('Authorization')}"
        kind = "server_error" if status >= 500 else "requests" if status == 429 else "invalid_request_error"
        headers = {"Retry-After": str(faults.retry_after)} if status in (429, 503) else {}
        error = {"error": {"message": why, "type": kind, "param": None, "code": CODES.get(status)}}
        return await self._send(request, status, orjson.dumps(error), headers)

    async def _send(
        self,
        request: web.BaseRequest,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        cut: bool = False,
        sent: Callable[[], None] = lambda: None,
    ) -> web.StreamResponse:
        """Sends an answer; calls `sent` if all of it went out."""
        response = web.StreamResponse(status=status, headers={"Content-Type": "application/json", **(headers or {})})
        response.content_length = len(body)
        try:
            await response.prepare(request)
            if len(body) > 1 << 16 and request.transport is not None:
                request.transport.set_write_buffer_limits(high=0)  # a write of this length waits until all is sent
            await response.write(body[: len(body) // 2] if cut else body)
            if cut:
                request.protocol.force_close()
            else:
                await response.write_eof()
                sent()
        except ConnectionError:
            pass  # the client has gone
        return response


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", help="refuse every other key")
    parser.add_argument("--canned", action="store_true", help="one fixed text for every request")
    parser.add_argument("--wrong-share", type=float, default=0.0, help="the share of problems answered wrongly")
    parser.add_argument("--ready-file", type=Path, help="gets the port once the server listens")
    parser.add_argument("--log", type=Path, help="gets `got HASH` for a request, `sent HASH` for its good answer")
    options = [field for field in fields(Faults) if field.name != "rule"]
    for field in options:
        flag = f"--{field.name.replace('_', '-')}"
        if field.name == "echo_key":
            parser.add_argument(flag, action="store_true")
        else:
            kind = {"always": int, "quirk": str}.get(field.name, float)
            parser.add_argument(flag, type=kind, default=field.default, choices=QUIRKS if kind is str else None)
    args = parser.parse_args()
    faults = Faults(**{field.name: getattr(args, field.name) for field in options})
    answer = (lambda body: CANNED) if args.canned else partial(solve_countdown, wrong_share=args.wrong_share)
    server = FaultServer(faults, answer, args.key, keep_bodies=False, log=args.log)

    def ready() -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, server.stop)
        print(server.port, flush=True)
        if args.ready_file is not None:
            unready = args.ready_file.with_name(f"{args.ready_file.name}.tmp")
            unready.write_text(f"{server.port}\n")
            unready.replace(args.ready_file)  # never there without the port

    asyncio.run(server.serve(ready, args.port))


if __name__ == "__main__":
    main()
