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
    """The text with every secret of the environment masked, written with JSON's escapes or without."""
    return Redactor().text(text)


class Redactor:
    """As `redact` for many texts or raw bodies: the environment is read once, and an ordinary body costs one search."""

    def __init__(self) -> None:
        found = secrets()
        plain, escaped = "|".join(map(re.escape, found)), "|".join(map(_escaped, found))
        self._plain = (re.compile(plain), re.compile(plain.encode())) if found else None
        self._escaped = (re.compile(escaped), re.compile(escaped.encode())) if found else None

    def __call__(self, raw: bytes) -> bytes:
        if self._plain is None or self._escaped is None:
            return raw
        raw = self._plain[1].sub(MASK.encode(), raw)
        return self._escaped[1].sub(MASK.encode(), raw) if b"\\u00" in raw else raw

    def text(self, text: str) -> str:
        if self._plain is None or self._escaped is None:
            return text
        text = self._plain[0].sub(MASK, text)
        return self._escaped[0].sub(MASK, text) if "\\u00" in text else text


def _escaped(value: str) -> str:
    """A pattern of a secret of which any sign may be escaped: `p` as `\\u0070`, and that once more within a text."""
    signs = (f"(?:{re.escape(sign)}|\\\\{{1,4}}u(?i:{ord(sign):04x}))" for sign in value)
    return "".join(signs)
