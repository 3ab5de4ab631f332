"""What two calls must have in common to fill one folder, and how their difference is told."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import orjson

from synth import exact_json


def of(value: Any) -> str:
    """128 bits of hash over a JSON value, as 32 hexadecimal digits."""
    return blake2b(exact_json.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def differences(before: Mapping[str, Any], now: Mapping[str, Any], under: str = "") -> list[str]:
    """What differs, a line each: `options.size: 3-4 before, 5 now`."""
    found = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{under}{key}.")
        elif old != new:
            found.append(f"{under}{key}: {_short(old)} before, {_short(new)} now")
    return found


def _short(value: Any) -> str:
    text = f"{len(value)} values" if isinstance(value, dict) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
