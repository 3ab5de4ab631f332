"""What reasoning-gym knows of a problem, as JSON and back without loss: some scorers tell a tuple from a list."""

from __future__ import annotations

import math
from typing import Any

_TUPLE, _ITEMS, _SET, _NUMBER = "__tuple__", "__items__", "__set__", "__number__"
_TAGS = {_TUPLE, _ITEMS, _SET, _NUMBER}
_LARGEST = 2**63


def packed(value: Any) -> Any:
    """JSON. Raises ValueError for what has no form there."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (int, float)):
        return _packed_number(value)
    if isinstance(value, list):
        return [packed(item) for item in value]
    if isinstance(value, tuple):
        return {_TUPLE: [packed(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {_SET: sorted((packed(item) for item in value), key=repr)}
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value) and not _TAGS & set(value):
            return {str.__str__(key): packed(item) for key, item in value.items()}
        return {_ITEMS: [[packed(key), packed(item)] for key, item in value.items()]}
    raise ValueError(f"a value of type {type(value).__name__} cannot be stored in a row")


def _packed_number(value: int | float) -> Any:
    if isinstance(value, int):
        return int(value) if -_LARGEST <= value < _LARGEST else {_NUMBER: str(int(value))}
    return float(value) if math.isfinite(value) else {_NUMBER: str(float(value))}


def unpacked(value: Any) -> Any:
    """What `packed` was given."""
    if isinstance(value, list):
        return [unpacked(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((tag, inner),) = value.items()
        if tag == _TUPLE:
            return tuple(unpacked(item) for item in inner)
        if tag == _SET:
            return {unpacked(item) for item in inner}
        if tag == _ITEMS:
            return {unpacked(key): unpacked(item) for key, item in inner}
        if tag == _NUMBER:
            return int(inner) if inner.lstrip("-").isdigit() else float(inner)
    return {key: unpacked(item) for key, item in value.items()}


def listed(value: Any) -> Any:
    """Plain JSON of what `packed` gave: tuples and sets are lists, keys are texts."""
    if isinstance(value, list):
        return [listed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (tag := next(iter(value))) in _TAGS:
        inner = value[tag]
        if tag == _ITEMS:
            return {str(listed(key)): listed(item) for key, item in inner}
        return inner if tag == _NUMBER else listed(inner)
    return {key: listed(item) for key, item in value.items()}
