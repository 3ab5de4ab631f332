"""Servers that answer in fifty wrong ways: to every request, to a third of the problems, or to each first attempt.

Held: no traceback, no hang, no key in what is said or written; a run goes on where it can, its rows are those of a good
server; what no server would answer is a rejected row with its reason; what concerns every request ends the run at once
and says what to do.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from fault_server import completion, solve_countdown  # noqa: E402
from model_runs import rows  # noqa: E402

from synth.api import execute  # noqa: E402
from synth.errors import SynthError  # noqa: E402
from synth.request import Run  # noqa: E402

N = 12
KEY = "sk-of-the-user-0123456789"
ESCAPED = "".join(f"\\u{ord(sign):04X}" for sign in KEY).encode()
# What a run comes to: all rows; all rows, and rejected ones with a reason; the end, by an exit code.
ROWS, REASONS, ENDS, SHORT = "all rows", "rows and reasons", "ends", "stops short"


class Kind(NamedTuple):
    """One way to answer: to which requests, with what, what a run should come to and what it should say then."""

    name: str
    to: str  # "all", "some" (a third of the problems, always) or "first" (the first attempt at each)
    status: int
    body: Any  # JSON, bytes, or a function of the good answer
    outcome: str
    says: str = ""


def _error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def _message(**fields: Any) -> Any:
    def changed(good: dict[str, Any]) -> dict[str, Any]:
        choice = {**good["choices"][0], "message": {"role": "assistant", **fields}}
        return {**good, "choices": [choice]}

    return changed


def _choice(**fields: Any) -> Any:
    return lambda good: {**good, "choices": [{**good["choices"][0], **fields}]}


def _thought(name: str, form: Any) -> Any:
    def changed(good: dict[str, Any]) -> dict[str, Any]:
        text = good["choices"][0]["message"]["content"]
        thought, _, rest = text.removeprefix("<think>").partition("</think>")
        return _message(content=rest, **{name: form(thought)})(good)

    return changed


def _bytes(change: Any) -> Any:
    return lambda good: change(json.dumps(good).encode())


KINDS = (
    # What no server would answer: a row with its reason, the first of all included.
    Kind("context length", "some", 400, _error("too long", code="context_length_exceeded"), REASONS, "too long"),
    Kind("context, vLLM", "some", 400, _error("This model's maximum context length is 10 tokens"), REASONS, "too long"),
    Kind("prompt too long", "some", 400, _error("prompt is too long: 9 tokens > 5 maximum"), REASONS, "too long"),
    Kind("413", "some", 413, b"Payload Too Large", REASONS, "too long"),
    Kind("content filter", "some", 400, _error("no", code="content_filter"), REASONS, "content is refused"),
    Kind("403 flagged", "some", 403, _error("Your input was flagged by moderation"), REASONS, "content is refused"),
    Kind("content policy", "some", 422, _error("violates our content policy"), REASONS, "content is refused"),
    Kind("inspection", "some", 400, _error("x", code="data_inspection_failed"), REASONS, "content is refused"),
    Kind("refusal", "some", 200, _message(content=None, refusal="I can't help."), REASONS, "the model refused"),
    Kind("filtered", "some", 200, _choice(message={"content": ""}, finish_reason="content_filter"), REASONS, ""),
    # What passes: asked again.
    Kind("429 once", "first", 429, _error("slow down"), ROWS),
    Kind("503 once", "first", 503, b"<html>busy</html>", ROWS),
    Kind("500 once", "first", 500, _error("oops"), ROWS),
    Kind("520 once", "first", 520, b"", ROWS),
    Kind("200 with 429", "first", 200, _error("rate limited upstream", code=429), ROWS),
    Kind("200 with 502", "first", 200, _error("bad gateway upstream", code="502"), ROWS),
    Kind("finish error", "first", 200, _choice(finish_reason="error", message={"content": "ha"}), ROWS),
    Kind("choice error", "first", 200, _choice(error={"code": 503, "message": "upstream"}), ROWS),
    Kind("no choices", "first", 200, {"choices": []}, ROWS),
    Kind("null choices", "first", 200, {"choices": None}, ROWS),
    Kind("choices of text", "first", 200, {"choices": "x"}, ROWS),
    Kind("no message", "first", 200, {"choices": [{}]}, ROWS),
    Kind("a list", "first", 200, [1, 2], ROWS),
    Kind("not JSON", "first", 200, b"<html>502</html>", ROWS),
    Kind("empty", "first", 200, b"", ROWS),
    Kind("deep JSON", "first", 200, b"[" * 100_000, ROWS),
    Kind("cut JSON", "first", 200, _bytes(lambda raw: raw[: len(raw) // 2]), ROWS),
    # What can be read: no paid answer is thrown away.
    Kind("NaN", "all", 200, _bytes(lambda raw: raw.replace(b'"logprobs": null', b'"logprobs": NaN')), ROWS),
    Kind("Infinity", "all", 200, _bytes(lambda raw: raw.replace(b'"created": 17', b'"x": -Infinity, "created": 17')), ROWS),
    Kind("bad UTF-8", "all", 200, _bytes(lambda raw: raw.replace(b"chatcmpl", b"chat\xff\xfecmpl")), ROWS),
    Kind("bad UTF-8 in text", "all", 200, _bytes(lambda raw: raw.replace(b"<think>", b"<think>\xe2\x28 ", 1)), ROWS),
    Kind("half a character", "all", 200, _bytes(lambda raw: raw.replace(b"<think>", b"<think>\\ud800 ", 1)), ROWS),
    Kind("byte order mark", "all", 200, _bytes(lambda raw: b"\xef\xbb\xbf" + raw), ROWS),
    Kind("reasoning", "all", 200, _thought("reasoning", str), ROWS),
    Kind("reasoning_content", "all", 200, _thought("reasoning_content", str), ROWS),
    Kind("reasoning_details", "all", 200,
         _thought("reasoning_details", lambda text: [{"type": "reasoning.text", "text": text}]), ROWS),
    Kind("thinking_blocks", "all", 200,
         _thought("thinking_blocks", lambda text: [{"type": "thinking", "thinking": text, "signature": "x"}]), ROWS),
    Kind("usage of text", "all", 200, lambda good: {**good, "usage": "many"}, ROWS),
    Kind("usage below zero", "all", 200, lambda good: {**good, "usage": {"prompt_tokens": -5}}, ROWS),
    Kind("no usage", "all", 200, lambda good: {k: v for k, v in good.items() if k != "usage"}, ROWS),
    Kind("odd finish", "all", 200, _choice(finish_reason={"a": 1}), ROWS),
    # What concerns every request: the end, at once, with the cure.
    Kind("401", "all", 401, _error("Incorrect API key"), ENDS, "--api-key-env"),
    Kind("403", "all", 403, _error("forbidden"), ENDS, "--api-key-env"),
    Kind("200 with 401", "all", 200, _error("no auth", code=401), ENDS, "--api-key-env"),
    Kind("402", "all", 402, _error("pay"), ENDS, "no more credit"),
    Kind("404", "all", 404, _error("no such model"), ENDS, "--model"),
    Kind("temperature", "all", 400, _error("Unsupported value: 'temperature' does not support 0.5"), ENDS, "--temperature"),
    Kind("max_tokens", "all", 400,
         _error("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."), ENDS, "max_completion_tokens"),
    Kind("no system role", "all", 400, _error("System role not supported"), ENDS, "--system-in-user"),
    Kind("moved", "all", 307, b"", ENDS, "--base-url"),
    Kind("bad request", "all", 400, _error("no"), SHORT, "HTTP 400"),
    Kind("always 500", "all", 500, _error("oops"), SHORT, "HTTP 500"),
    Kind("echoes the key", "all", 401, _error(f"you sent {KEY}"), ENDS, "--api-key-env"),
    Kind("echoes it escaped", "all", 500,
         b'{"error": {"message": "you sent ' + "".join(f"\\u{ord(c):04x}" for c in KEY).encode() + b'"}}', SHORT, "HTTP 500"),
    Kind("key in answers", "all", 200, _message(content=f"<think>{KEY}</think><answer>1</answer>"), SHORT),
    Kind("key escaped", "all", 200, _bytes(lambda raw: raw.replace(b"<think>", b"<think>" + ESCAPED, 1)), ROWS),
    Kind("key escaped twice", "all", 200,
         _bytes(lambda raw: raw.replace(b"<think>", b"<think>" + ESCAPED.replace(b"\\", b"\\\\"), 1)), ROWS),
    Kind("steers the terminal", "all", 400, _error("\x1b[2J\x1b]0;x\x07"), SHORT, "HTTP 400"),
)  # fmt: skip


class Found(NamedTuple):
    """What came of one kind: `outcome` in words, requests that were sent, and what must not be, "" if nothing."""

    kind: str
    outcome: str
    n_requests: int
    seconds: float
    fault: str


@contextmanager
def serving(kind: Kind) -> Iterator[tuple[str, Counter[bytes]]]:
    """A server of a kind: its address, and how often each body came."""
    asked: Counter[bytes] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *given: Any) -> None:
            pass

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            asked[raw] += 1
            body = json.loads(raw)
            good = json.loads(completion(body, solve_countdown(body), "", True, "x"))
            user = body["messages"][-1]["content"].encode()
            is_bad = {"all": True, "first": asked[raw] == 1, "some": sha256(user).digest()[0] % 3 == 0}[kind.to]
            status, said = (kind.status, kind.body) if is_bad else (200, good)
            said = said(good) if callable(said) else said
            sent = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            if status in (429, 503):
                self.send_header("Retry-After", "0.05")
            if status == 307:
                self.send_header("Location", "http://127.0.0.1:9/v1")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *given: Any) -> None:  # a client that has gone
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def try_one(kind: Kind, out: Path) -> Found:
    """A small run against a server of a kind."""
    import os

    os.environ["SYNTH_TEST_API_KEY"] = KEY
    said: list[str] = []
    started = time.monotonic()
    with serving(kind) as (url, asked), warnings.catch_warnings():
        warnings.simplefilter("error")
        request = Run(
            "countdown", strategy=("verify",), n=N, model="openai/tiny", base_url=url, out=str(out), retries=1, seed=3,
            api_key_env="SYNTH_TEST_API_KEY", max_attempts=3, max_connections=4, temperature=0.5, max_tokens=900,
            timeout=20,
        )  # fmt: skip
        code = 0
        try:
            execute(request, say=said.append)
        except SynthError as error:
            code = error.exit_code
            said.append(str(error))
        except Exception as error:
            return Found(kind.name, "crash", asked.total(), time.monotonic() - started, repr(error)[:300])
    return Found(
        kind.name,
        f"exit {code}",
        asked.total(),
        time.monotonic() - started,
        _fault(kind, out, code, "\n".join(said), asked),
    )


def _fault(kind: Kind, out: Path, code: int, said: str, asked: Counter[bytes]) -> str:
    kept = rows(out, "verify")
    lost = rows(out, "verify", "rejected")
    reasons = [row["verdict"]["reason"] for row in lost]
    told = said + "\n".join(reasons)
    written = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file() and path.suffix != ".parquet")
    holds = said.encode() + json.dumps(kept).encode() + json.dumps(lost).encode() + written
    if any(form in holds.lower() for form in (KEY.encode(), ESCAPED.lower(), ESCAPED[:36].lower())):
        return "the key stands in what was said or written"
    if kind.says and kind.says not in told:
        return f"{kind.says!r} is not said: {told[-300:]}"
    if kind.outcome in (ROWS, REASONS) and (code or len(kept) != N):
        return f"exit {code}, {len(kept)} rows of {N}: {said[-300:]}"
    if kind.outcome == REASONS and not lost:
        return "no row is rejected with the reason"
    if kind.outcome == REASONS and max(asked.values()) > 1:
        return "what has no answer was asked for again"
    if kind.outcome == ROWS and kind.to == "all" and asked.total() > N + 8:
        return f"{asked.total()} requests for {N} rows: answers were thrown away"
    if kind.outcome == ENDS and (code != 1 or asked.total() > 8):
        return f"exit {code} after {asked.total()} requests: {said[-200:]}"
    if kind.outcome == SHORT and code != 3:
        return f"exit {code}: {said[-200:]}"
    return ""


def run(n: int, folder: Path, seed: int = 0) -> list[Found]:
    """Tries n kinds, in their order from a place that the seed names."""
    return [try_one(KINDS[(seed + k) % len(KINDS)], folder / str(k)) for k in range(min(n, len(KINDS)))]
