"""The transport for provider names ("anthropic/..."): litellm, imported when the first request is sent."""

from __future__ import annotations

import asyncio
import json
import os
import re
from typing import Any

import orjson

from synth.errors import TeacherError, UsageError
from synth.model.failures import Faulty, failure, retry_after
from synth.model.sampling import NAMED
from synth.secrets import protect, redact

# Settings of --extra-body that litellm brings into the form of each provider; none names a host, a key or a model.
_SETTINGS = {
    "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "presence_penalty", "response_format",
    "seed", "service_tier", "stop", "thinking", "top_k", "top_logprobs", "verbosity",
}  # fmt: skip


# What litellm advises its programmers.
_ADVICE = re.compile(
    r"\s*(?:To drop these, set|If you want to use these params dynamically|\.? ?Learn more:?).*", re.DOTALL
)


class Providers:
    """Sends request bodies through litellm, to the provider that the name of the model begins with."""

    def __init__(self, model: str, key: str | None, timeout: float) -> None:
        self.where = model
        self._key = key
        if key:
            protect(key)
        self._timeout = timeout
        self._litellm: Any = None
        self._lacks: str | None = None  # the variable of a key that is not set; "" for none; None: nobody has looked

    async def send(self, body: bytes) -> bytes:
        """The response as the JSON of an OpenAI chat completion. Raises Refused, Faulty, Final, or TeacherError."""
        litellm = self._litellm or self._import()
        if self._lacks is None:
            self._lacks = "" if self._key else _lacking(litellm, self.where)
        if self._lacks:
            raise TeacherError(
                f"--model {self.where} needs a key, and {self._lacks} is not set: set it, or name the variable that "
                "holds the key with --api-key-env"
            )
        settings = {"api_key": self._key} if self._key else {}
        try:
            # Retries are decided elsewhere: none here.
            sent = litellm.acompletion(
                **_arguments(orjson.loads(body)), **settings, timeout=self._timeout, num_retries=0, max_retries=0
            )
            response = await asyncio.wait_for(sent, self._timeout)
        except (asyncio.TimeoutError, litellm.exceptions.Timeout):
            raise Faulty(f"no answer within {self._timeout:g} s") from None
        except Exception as error:  # litellm passes on whatever its providers' clients raise
            raise self._failure(error) from None
        # Not its own JSON: that cannot hold half a character, and warns of what litellm typed too narrowly.
        return json.dumps(response.model_dump(mode="python", warnings=False), default=str).encode()

    async def close(self) -> None:
        if self._litellm is not None:
            await self._litellm.close_litellm_async_clients()

    def _failure(self, error: Exception) -> Exception:
        status = getattr(error, "status_code", None)
        said = str(getattr(error, "message", "") or error)
        if body := _body(error):
            said += f" ({body.get('code')}, {body.get('type')})"
        if not isinstance(status, int) or isinstance(error, self._litellm.exceptions.APIConnectionError):
            return Faulty(redact(f"{type(error).__name__}: {said}".encode(errors="replace").decode())[:300])
        kinds = self._litellm.exceptions
        if isinstance(error, kinds.UnsupportedParamsError):
            return failure(400, f"unsupported: {_ADVICE.sub('', said)}", None, self.where)
        if "LLM Provider NOT provided" in said:
            return UsageError(
                f"--model {self.where}: the name does not begin with a provider that litellm knows, as in openai/NAME; "
                "for a server of your own give --base-url, too"
            )
        if isinstance(error, kinds.ContextWindowExceededError):
            said = f"context_length_exceeded: {said}"
        elif isinstance(error, kinds.ContentPolicyViolationError):
            said = f"content_filter: {said}"
        headers = getattr(error, "litellm_response_headers", None)
        headers = headers or getattr(getattr(error, "response", None), "headers", None) or {}
        return failure(status, said, retry_after(headers), self.where)

    def _import(self) -> Any:
        # Otherwise its import fetches a price list from the network.
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        import litellm

        litellm.suppress_debug_info = True
        litellm.telemetry = False
        litellm.drop_params = False  # a setting that a provider lacks is an error, not ignored
        self._litellm = litellm
        return litellm


def _lacking(litellm: Any, model: str) -> str:
    """The variable of a key that a provider wants and that is not set; "" where it may have one in another way.

    litellm itself finds out late, as if the provider could not be reached.
    """
    found = litellm.validate_environment(model=model)
    missing = found.get("missing_keys") or []
    if found.get("keys_in_environment") or not all(name.endswith("_API_KEY") for name in missing):
        return ""
    # Some providers have several names for theirs.
    provider = re.sub(r"[^A-Z]", "", model.partition("/")[0].upper())[:5]
    return (
        "" if any(name.startswith(provider) and name.endswith("KEY") for name in os.environ) else " or ".join(missing)
    )


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    """A request as litellm's arguments: settings that it brings into a provider's own form by name, all else of
    --extra-body in one that it sends on unread. Among its own are hosts, keys and fallbacks."""
    own = {name: value for name, value in body.items() if name in NAMED or name in _SETTINGS}
    extra = {name: value for name, value in body.items() if name not in own}
    return {**own, "extra_body": extra} if extra else own


def _body(error: BaseException) -> dict[str, Any] | None:
    """What the server said, as JSON: older versions of litellm leave it on the error that theirs was raised from."""
    found: BaseException | None = error
    for _ in range(5):
        if isinstance(body := getattr(found, "body", None), dict):
            return body
        found = found and (found.__cause__ or found.__context__)
    return None
