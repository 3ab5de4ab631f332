"""Keeps keys out of everything that is written: files, logs, errors."""

from __future__ import annotations

import os
import re

MASK = "[key]"
_NAMED_SO = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)S?$", re.IGNORECASE)
# A shorter value would mask ordinary words.
_MIN_LENGTH = 8


def secrets() -> list[str]:
    """The values of environment variables that are named like secrets, the longest first."""
    found = {value.strip() for name, value in os.environ.items() if _NAMED_SO.search(name)}
    return sorted((value for value in found if len(value) >= _MIN_LENGTH), key=len, reverse=True)


def redact(text: str) -> str:
    """The text with every secret of the environment masked."""
    for value in secrets():
        text = text.replace(value, MASK)
    return text


class Redactor:
    """As `redact` for many raw bodies: the environment is read once, and an ordinary body costs one search."""

    def __init__(self) -> None:
        values = [value.encode() for value in secrets()]
        self._pattern = re.compile(b"|".join(map(re.escape, values))) if values else None

    def __call__(self, raw: bytes) -> bytes:
        return self._pattern.sub(MASK.encode(), raw) if self._pattern else raw
