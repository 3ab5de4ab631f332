"""What tokens cost: the price list that comes with litellm, read without importing it; nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from synth.errors import UsageError

_LIST = "model_prices_and_context_window_backup.json"
_GIVEN = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*/\s*([0-9]*\.?[0-9]+)\s*")


@dataclass(frozen=True)
class Price:
    """USD a token: of the prompt, of the completion, and of what a provider finds of the prompt in its cache."""

    prompt: float
    completion: float
    cached: float

    def of(self, prompt_tokens: int, completion_tokens: int, cached_tokens: int = 0) -> float:
        """USD."""
        cached = min(cached_tokens, prompt_tokens)
        return (prompt_tokens - cached) * self.prompt + cached * self.cached + completion_tokens * self.completion


def parse_price(text: str) -> Price:
    """`0.15/0.6`: USD for a million tokens of prompt, and of completion. Raises UsageError."""
    found = _GIVEN.fullmatch(text)
    if found is None:
        raise UsageError(f"--price {text!r}: give USD for a million tokens of prompt and of completion, as 0.15/0.6")
    prompt, completion = (float(part) / 1e6 for part in found.groups())
    return Price(prompt, completion, prompt)


def price_of(model: str) -> Price | None:
    """The price of a provider's model, None where the list has none."""
    listed = _prices()
    provider, _, bare = model.partition("/")
    for name in (model, bare):
        entry = listed.get(name)
        # The same name at another provider has another price.
        if isinstance(entry, dict) and (name == model or str(entry.get("litellm_provider")).startswith(provider)):
            prompt, completion = entry.get("input_cost_per_token"), entry.get("output_cost_per_token")
            if isinstance(prompt, (int, float)) and isinstance(completion, (int, float)):
                cached = entry.get("cache_read_input_token_cost")
                return Price(prompt, completion, cached if isinstance(cached, (int, float)) else prompt)
    return None


@lru_cache(maxsize=1)
def _prices() -> dict[str, Any]:
    package = find_spec("litellm")
    for folder in (package.submodule_search_locations or []) if package else []:
        path = Path(folder, _LIST)
        if path.is_file():
            found = orjson.loads(path.read_bytes())
            return found if isinstance(found, dict) else {}
    return {}
