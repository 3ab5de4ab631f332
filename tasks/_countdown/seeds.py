"""The problem that somebody else's row states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from synth import exact_json
from synth.task import Reject

from .instances import MAX_SIZE

MAX_SEED_NUMBER = 10**6


def stated(row: Mapping[str, Any]) -> tuple[list[int], int]:
    """The numbers and the target of a row: columns `nums` (or `numbers`) and `target`, or a row of synth's own."""
    if isinstance(row.get("problem"), str):
        try:
            stated = exact_json.loads(row["problem"])
            row = stated["data"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise Reject("the column problem is not JSON with data in it") from None
    numbers, target = row.get("nums", row.get("numbers")), row.get("target")
    if not isinstance(numbers, list) or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        raise Reject(f"no list of whole numbers in the column nums; the columns are {', '.join(map(str, row))}")
    if not isinstance(target, int) or isinstance(target, bool):
        raise Reject(f"no whole number in the column target; the columns are {', '.join(map(str, row))}")
    if not 2 <= len(numbers) <= MAX_SIZE or not all(0 < n <= MAX_SEED_NUMBER for n in [*numbers, target]):
        raise Reject(f"not 2 to {MAX_SIZE} numbers and a target, all from 1 to {MAX_SEED_NUMBER}")
    return numbers, target
