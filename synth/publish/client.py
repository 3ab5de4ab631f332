"""The line to the Hub: who one is, patience with it, and its errors in words. Tokens are never shown."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from synth import __version__
from synth.errors import HubError, StoppedShort, SynthError, UsageError
from synth.extras import DISTRIBUTION
from synth.hub_errors import unanswered
from synth.secrets import MASK, redact

if TYPE_CHECKING:
    from huggingface_hub import HfApi

T = TypeVar("T")
Say = Callable[[str], None]
TRIES = 5
LONGEST_WAIT = 900.0  # seconds; the Hub counts in windows of five minutes
BUSY = (408, 429, 500, 502, 503, 504)
LOGIN = "log in with `hf auth login`, or set HF_TOKEN to a token of https://huggingface.co/settings/tokens"


def open_api() -> HfApi:
    """The client, for the Hub that HF_ENDPOINT names; the token is HF_TOKEN or the stored login."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None, library_name=DISTRIBUTION, library_version=__version__)


def check_login() -> None:
    """Raises UsageError where there is no token."""
    from huggingface_hub import get_token

    if not get_token():
        raise UsageError(f"there is no login for the Hub: {LOGIN}")


def full_name(api: HfApi, repo: str, say: Say) -> str:
    """`owner/name`; a name alone is one's own. Raises UsageError for what is no name."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
    except HFValidationError as error:
        raise UsageError(f"{repo!r} is no repository: give owner/name. {str(error).splitlines()[0]}") from None
    if "/" in repo:
        return repo
    check_login()
    return f"{patiently(api.whoami, say)['name']}/{repo}"


def patiently(call: Callable[[], T], say: Say, may_repeat: bool = True, lets: Sequence[int] = ()) -> T:
    """What the call gives; a Hub that is busy is asked again when it says so (Retry-After), then ever more slowly.

    A call that may not be repeated (`may_repeat` False) is, only if the Hub said that it did nothing. Raises HubError
    for a refusal, StoppedShort where the Hub stays busy or away; the errors of statuses in `lets` come through.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return call()
        except Exception as error:
            response = _response(error)
            status = getattr(response, "status_code", None)
            if status in lets or not (status or _is_away(error)):
                raise
            is_idle = status in (429, 503)
            if status and status not in BUSY:
                raise refusal(error, status) from error
            if attempt == TRIES or not (may_repeat or is_idle):
                raise StoppedShort(
                    f"the Hub does not answer: {told(error)}. What was uploaded stays there: the same command goes on."
                ) from error
            seconds = min(LONGEST_WAIT, _asked_wait(response) if is_idle else 0.0) or 0.5 * 2**attempt
            say(f"the Hub {f'is busy ({status})' if status else 'cannot be reached'}: waiting {seconds:g} s")
            time.sleep(seconds)
    raise AssertionError("the loop returns or raises")


def refusal(error: Exception, status: int) -> SynthError:
    """What a status that will not change means, with the cure."""
    if status == 401:
        return HubError(f"the Hub does not know this login: {told(error)}. To push, {LOGIN}")
    if status == 403:
        return HubError(f"this login may not do that: {told(error)}. A token needs the right to write there.")
    return HubError(f"the Hub refuses: {told(error)}")


def told(error: BaseException) -> str:
    """What an error says, on one line, without any token."""
    from huggingface_hub import get_token

    said = getattr(_cause(error), "server_message", None) or str(_cause(error)) or type(error).__name__
    text = redact(" ".join(said.split()))
    if token := get_token():
        text = text.replace(token, MASK)
    return text[:400].rstrip(".")


def _cause(error: BaseException) -> BaseException:
    """The error of the Hub within another that says only which file it was about."""
    inner = error.__cause__
    return inner if isinstance(error, RuntimeError) and inner is not None else error


def _response(error: BaseException) -> Any:
    from huggingface_hub.errors import HfHubHTTPError

    cause = _cause(error)
    return cause.response if isinstance(cause, HfHubHTTPError) else None


def _is_away(error: BaseException) -> bool:
    """Whether an error is one of the line. Raises UsageError where the user wants none."""
    from huggingface_hub.errors import OfflineModeIsEnabled

    if isinstance(_cause(error), OfflineModeIsEnabled):
        raise UsageError("HF_HUB_OFFLINE forbids any look at the Hub: unset it") from None
    return isinstance(_cause(error), unanswered())


def _asked_wait(response: Any) -> float:
    """Seconds of Retry-After, or of the Hub's own `ratelimit: "api";r=0;t=55`; 0 where it says nothing."""
    after = response.headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", after.strip()):
        return float(after)
    found = re.search(r"\br=0\b.*\bt=([0-9]+)", response.headers.get("ratelimit", ""))
    return float(found[1]) if found else 0.0
