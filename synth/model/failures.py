"""What can go wrong between a request and its answer, sorted by what is to be done about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from synth.errors import TeacherError
from synth.secrets import redact

MAX_WAIT = 3600.0
_BUSY = (429, 503, 529)
_NO_SUCH_MODEL = ("model_not_found", "no such model", "unknown model", "model does not exist", "invalid model")
_BAD_KEY = (
    "api key not valid",
    "api_key_invalid",
    "incorrect api key",
    "invalid api key",
    "invalid x-api-key",
    "missing credentials",
)
_REFUSED_CONTENT = (
    "content_filter", "content filter", "content management policy", "content policy", "content_policy", "flagged",
    "moderation", "data_inspection_failed", "inappropriate content", "prohibited_content", "usage policies",
    "safety system",
)  # fmt: skip
_TOO_LONG = (
    "context_length_exceeded", "context length", "context window", "prompt is too long", "input is too long",
    "string_above_max_length", "too many tokens", "request too large", "exceeds the maximum number of tokens",
)  # fmt: skip
_SETTING = (
    r"(?:temperature|top_p|max_tokens|reasoning_effort|system (?:role|message|instruction|prompt)|developer instr)"
)
_NOT_TAKEN = (
    r"(?:unsupported|not support|n't support|only the default|may not be|not permitted|not allowed|not enabled|"
    r"deprecated)"
)
_UNFIT = re.compile(rf"{_NOT_TAKEN}.{{0,120}}{_SETTING}|{_SETTING}.{{0,120}}{_NOT_TAKEN}")
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit", "credit balance is too low")


class Refused(Exception):
    """The server is too busy for now; `retry_after` (seconds) is what it asks for, None if it does not say."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Faulty(Exception):
    """This attempt failed; the next one may not. `body` is what came instead of an answer."""

    def __init__(self, why: str, body: bytes = b"") -> None:
        super().__init__(why)
        self.body = body


class Final(Faulty):
    """This request will fail however often it is sent."""


class Hopeless(Final):
    """So will it whoever sends it, and only this one: its content is refused, or it is too long."""


class Unfit(Final):
    """The model does not take a setting of this request."""


def failure(status: int, said: str, retry_after: float | None, where: str) -> Exception:
    """The error for a status that is not a success. SynthError ends the run: every other request fails likewise."""
    # Half a character, which JSON may hold, could be neither printed nor written down.
    said = redact(" ".join(said.split()).encode(errors="replace").decode())
    low, said = said.lower(), said[:300]
    what = f"HTTP {status}: {said}"
    if status in (400, 403, 413, 422, 451) and (why := _hopeless(status, low)):
        return Hopeless(f"{why} ({what})", said.encode())
    if status in (400, 422) and _UNFIT.search(low):
        return Unfit(f"{what}{_cure(low)}", said.encode())
    if status in (401, 403) or any(sign in low for sign in _BAD_KEY):
        cure = "Set the environment variable that holds its key, or name another one with --api-key-env."
        return TeacherError(f"{where} does not accept the key ({what}). {cure}")
    if status == 402 or any(sign in low for sign in _NO_CREDIT):
        return TeacherError(f"{where} gives no more credit ({what}). Top it up; the same command goes on from here.")
    if status in (404, 405) or any(sign in low for sign in _NO_SUCH_MODEL):
        return TeacherError(f"{where} does not know this model or address ({what}). Check --model and --base-url.")
    if 300 <= status < 400:
        return TeacherError(f"{where} points elsewhere ({what}). Give the address it points to as --base-url.")
    if status in _BUSY and (status != 503 or retry_after is not None):
        return Refused(what, retry_after)
    if status in (408, 409, 425) or status >= 500:
        return Faulty(what, said.encode())
    return Final(what, said.encode())


def _hopeless(status: int, low: str) -> str:
    """Why a request has no answer anywhere, "" where it may have one."""
    if any(sign in low for sign in _REFUSED_CONTENT):
        return "its content is refused"
    return "it is too long for the model" if status == 413 or any(sign in low for sign in _TOO_LONG) else ""


def _cure(low: str) -> str:
    """What to do about a setting that a model does not take, in our own flags."""
    if "max_completion_tokens" in low:
        return """. Give --extra-body '{"max_completion_tokens": N}' in place of --max-tokens N"""
    named = [name for name in ("temperature", "top_p", "max_tokens", "reasoning_effort") if name in low]
    if "system" in low:
        return ". --system-in-user puts what the system message says before the question"
    return f". Leave out --{named[0].replace('_', '-')}" if named else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `retry-after-ms` or `Retry-After` (seconds or a date) ask for; None if neither can be read."""
    for name, unit in (("retry-after-ms", 1e-3), ("Retry-After", 1.0)):
        value = headers.get(name) or headers.get(name.lower())
        if value is None:
            continue
        try:
            seconds = float(value) * unit
        except ValueError:
            seconds = _until(value)
        if 0 <= seconds < float("inf"):
            return min(seconds, MAX_WAIT)
    return None


def _until(date: str) -> float:
    try:
        when = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return -1.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    return max(0.0, (when - datetime.now(timezone.utc)).total_seconds())
