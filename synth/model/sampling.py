"""The settings of a request that change its answer: they are part of what identifies a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from synth.errors import UsageError

_SETTINGS = ("temperature", "top_p", "max_tokens", "reasoning_effort")
# What a request states in fields that are known here; all else came by --extra-body.
NAMED = frozenset(("model", "messages", *_SETTINGS))
# What the run itself decides, and what would change how answers arrive.
_RESERVED = {"model", "messages", "stream", "n"}


@dataclass(frozen=True)
class Sampling:
    """None leaves a setting to the provider. `extra_body` goes into every request as it is."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, lowest, highest in (("temperature", 0, 10), ("top_p", 0, 1), ("max_tokens", 1, 10**7)):
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:
                raise UsageError(f"--{name.replace('_', '-')} {value}: give a number from {lowest} to {highest}")
        if taken := _RESERVED & set(self.extra_body):
            raise UsageError(f"--extra-body may not set {', '.join(sorted(taken))}")

    def body(self, model: str, messages: list[dict[str, str]]) -> bytes:
        """The request: equal arguments give equal bytes."""
        settings = {name: value for name in _SETTINGS if (value := getattr(self, name)) is not None}
        return orjson.dumps({"model": model, "messages": messages, **settings, **self.extra_body})


def parse_extra_body(text: str) -> dict[str, Any]:
    """The JSON object of --extra-body. Raises UsageError."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"--extra-body is not JSON ({error}); give an object such as '{{\"top_k\": 20}}'") from None
    if not isinstance(found, dict):
        raise UsageError("--extra-body is not a JSON object; give one such as '{\"top_k\": 20}'")
    return found
