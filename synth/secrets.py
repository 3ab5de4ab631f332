"""Keeps keys out of everything that is written: files, logs, errors."""

from __future__ import annotations

import os
import re

MASK = "[key]"
_NAMED_SO = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)S?$", re.IGNORECASE)
# A shorter value would mask ordinary words.
_MIN_LENGTH = 8
_protected: set[str] = set()


def secrets() -> list[str]:
    """The values of environment variables that are named like secrets, or protected; the longest first."""
    here = {name: value.strip() for name, value in os.environ.items()}
    found = {value for name, value in here.items() if _NAMED_SO.search(name) or value in _protected}
    found |= {value.replace("/", "\\/") for value in found}  # as some servers write JSON
    return sorted((value for value in found if len(value) >= _MIN_LENGTH), key=len, reverse=True)


def protect(value: str) -> None:
    """Counts a value of the environment among the secrets, whatever its variable is called."""
    _protected.add(value.strip())


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
