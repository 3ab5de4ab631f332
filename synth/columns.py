"""Columns of other people's rows by name: `problem`, `reward_model.ground_truth`, `messages[-1].content`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MISSING: Any = object()
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(-?[0-9]{1,6})\]")


def at(row: Mapping[str, Any], path: str) -> Any:
    """What stands at a path in a row, MISSING where nothing does. A whole name goes before a path."""
    if path in row:
        return row[path]
    found: Any = row
    place = 0
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None:
            return MISSING
        name, number = step.groups()
        if name is not None:
            found = found.get(name, MISSING) if isinstance(found, Mapping) else MISSING
        else:
            is_there = isinstance(found, list) and -len(found) <= int(number) < len(found)
            found = found[int(number)] if is_there else MISSING
        if found is MISSING:
            return MISSING
        place = step.end()
    return found
