"""What a terminal is shown: text that others wrote cannot steer it."""

from __future__ import annotations

import re
from typing import IO, Any

# Control signs but for ends of lines and tabs, and those that turn the direction of writing round.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text with every sign that steers a terminal written out, as JSON writes it: `\\u001b`."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Screen:
    """A text stream that writes such signs out. A progress bar may begin its line anew."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if text.startswith("\r"):  # tqdm's bar, which goes over its last line
            return self._stream.write("\r" + clean(text[1:]))
        return self._stream.write(clean(text))

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
