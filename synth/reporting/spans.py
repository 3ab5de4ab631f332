"""Where a text shows a behaviour: what annotators wrote down, and what the task's own detectors find."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

class Spans:
    def __init__(self, out: Path, ids: Sequence[str]) -> None:
        pass

    def of(self, row: dict[str, Any]) -> dict[str, list[list[Any]]]:
        return {}
