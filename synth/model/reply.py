"""Reads the raw body of a chat completion. Providers differ; what comes out has one form.

Read are: content as a string, as a list of parts, or null; reasoning in `reasoning_content`, in `reasoning`, in
parts, or as `<think>` in the content; usage that is missing or nonsense.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from synth import exact_json
from synth.markup import END_THINK
from synth.parse import canonical
from synth.types import Completion

# In characters. What is longer is cut, and its finish reason says so.
MAX_TEXT = 400_000
MAX_TOKENS = 10**9
_HIDDEN = {"reasoning": "hidden"}
TOO_LONG = "too_long"
REFUSAL = "refusal"  # the model says that it will not answer


class Malformed(Exception):
    """The body is not a chat completion; the message says why. `status` is that of the error that it holds, if any."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


def read_reply(raw: bytes) -> Completion:
    """The completion that a raw body holds. Raises Malformed."""
    body = _loads(raw)
    if not isinstance(body, dict):
        raise Malformed("the body is not a JSON object")
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Malformed(_error_in(body) or "the body holds no choices", _status_in(body))
    choice = choices[0]
    if isinstance(choice.get("error"), dict) or choice.get("finish_reason") == "error":
        raise Malformed(_error_in(choice) or "the answer ended in an error", _status_in(choice) or 500)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise Malformed("the first choice holds no message")
    reasoning, content = _texts(message)
    text = canonical(reasoning, content)
    finish = choice.get("finish_reason")
    finish_reason = finish[:40] if isinstance(finish, str) and finish else "unknown"
    if not text and isinstance(refusal := message.get("refusal"), str) and refusal:
        text, finish_reason = refusal, REFUSAL
    if len(text) > MAX_TEXT:
        text, finish_reason = text[:MAX_TEXT], TOO_LONG
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    prompt, answer = _tokens(usage.get("prompt_tokens")), _tokens(usage.get("completion_tokens"))
    if prompt == answer == 0:  # litellm's way to say that nobody counted
        prompt = answer = None
    return Completion(
        text,
        finish_reason,
        record=_HIDDEN if not reasoning and END_THINK not in content and _reasoned(usage) else {},
        prompt_tokens=prompt,
        completion_tokens=answer,
        cost_usd=_price(usage.get("cost")),
    )


def cached_tokens(raw: bytes) -> int:
    """How many tokens of the prompt the provider took from its cache; 0 where it does not say."""
    details = _loads(raw).get("usage")
    details = details.get("prompt_tokens_details") if isinstance(details, dict) else None
    return _tokens(details.get("cached_tokens")) or 0 if isinstance(details, dict) else 0


def _reasoned(usage: dict[str, Any]) -> bool:
    """Whether tokens of reasoning are counted."""
    details = usage.get("completion_tokens_details")
    return bool(_tokens(details.get("reasoning_tokens"))) if isinstance(details, dict) else False


def _loads(raw: bytes) -> Any:
    """JSON, read as far as it can be: the text was paid for."""
    try:
        return exact_json.tolerant(raw)
    except orjson.JSONDecodeError:
        raise Malformed("the body is not JSON") from None


def _texts(message: dict[str, Any]) -> tuple[str, str]:
    """The reasoning that stands apart, and the content."""
    content, inside = _parts(message.get("content"))
    for name in ("reasoning_content", "reasoning", "reasoning_details", "thinking_blocks"):
        apart, more = _parts(message.get(name))
        if apart or more:
            return apart + more, content
    return inside, content


def _parts(content: Any) -> tuple[str, str]:
    """The text of a string or of a list of parts, and the reasoning among the parts."""
    if isinstance(content, str):
        return content, ""
    text, reasoning = [], []
    for part in content if isinstance(content, list) else []:
        if isinstance(part, str):
            text.append(part)
        elif isinstance(part, dict):
            if isinstance(part.get("text"), str):
                text.append(part["text"])
            elif isinstance(part.get("summary"), str):  # what a provider shows of reasoning that it hides
                reasoning.append(part["summary"])
            else:
                reasoning += _thoughts(part.get("thinking"))
    return "".join(text), "".join(reasoning)


def _thoughts(thinking: Any) -> list[str]:
    """The text of a part that thinks, which is a string or a list of parts of text."""
    parts = [{"text": thinking}] if isinstance(thinking, str) else thinking if isinstance(thinking, list) else []
    return [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]


def _error_in(body: dict[str, Any]) -> str:
    error = body.get("error")
    said = error.get("message") if isinstance(error, dict) else error
    return f"the body is an error: {said[:200]}" if isinstance(said, str) else ""


def _status_in(body: dict[str, Any]) -> int | None:
    error = body.get("error")
    code = error.get("code", error.get("status")) if isinstance(error, dict) else body.get("code")
    text = str(code)
    return int(text) if re.fullmatch("[45][0-9][0-9]", text) else None


def _tokens(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_TOKENS
    return value if is_count else None


def _price(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e6
    return float(value) if is_number else None
