"""Which rows a report shows: a bounded number, spread over the configurations and over kept and rejected rows."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa

from synth import exact_json
from synth.contents import REJECTED, Contents
from synth.reporting.statistics import reason_of
from synth.strategy import BEHAVIORS

MAX_CHARS = 12_000  # of a text that is shown
N_REASONS = 20  # each reason has a row at least, up to so many
# Of what each configuration may show: kept rows before rejected ones, train before test.
_PARTS = {"train": 3, "test": 1, REJECTED: 2}
Key = tuple[str, str]  # configuration and split


class Sample:
    """`n` rows at most, the same places in every configuration: matched strategies show the same problems."""

    def __init__(self, contents: Contents, n: int) -> None:
        sizes = {(config, split): contents.n(config, split) for config in contents.configs for split in _PARTS}
        self.sizes = {key: size for key, size in sizes.items() if size}
        self._order = list(self.sizes)
        self._wanted = {key: _spread(self.sizes[key], quota) for key, quota in _quotas(self.sizes, n).items()}
        self._came = dict.fromkeys(self.sizes, 0)
        self._reasons: dict[str, set[str]] = {config: set() for config in contents.configs}
        self._found: list[tuple[tuple[bool, float, int], Key, dict[str, Any]]] = []

    def add(self, config: str, split: str, batch: pa.RecordBatch) -> None:
        """Takes what is wanted of the next rows of a split."""
        key = (config, split)
        start = self._came[key]
        self._came[key] += batch.num_rows
        places = {place - start for place in self._wanted[key] if start <= place < self._came[key]}
        if split == REJECTED:
            places |= self._first_of_reasons(config, batch)
        for place in sorted(places):
            row = batch.slice(place, 1).to_pylist()[0]
            order = (split == REJECTED, (start + place) / self.sizes[key], self._order.index(key))
            self._found.append((order, key, row))

    def _first_of_reasons(self, config: str, batch: pa.RecordBatch) -> set[int]:
        seen, places = self._reasons[config], set()
        for place, verdict in enumerate(batch.column("verdict").to_pylist()):
            reason = reason_of(verdict)
            if reason not in seen and len(seen) < N_REASONS:
                seen.add(reason)
                places.add(place)
        return places

    @property
    def rows(self) -> list[tuple[Key, dict[str, Any]]]:
        """Kept rows before rejected ones, those of one problem side by side where strategies are matched."""
        return [(key, row) for _, key, row in sorted(self._found, key=lambda found: found[0])]


def shown(row: dict[str, Any], key: Key, label: str, spans: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """A row as the page has it: text that is too long is cut, and says so."""
    verdict = row["verdict"] or {}
    behaviors = row["behaviors"] or {}
    return {
        "id": row["id"],
        "label": label,
        "split": key[1],
        "status": verdict.get("status"),
        "method": verdict.get("method"),
        "reason": (verdict.get("reason") or "")[:MAX_CHARS],
        "prompt": (row["prompt"] or _seed(row["problem"]))[:MAX_CHARS],
        "completion": (row["completion"] or "")[:MAX_CHARS],
        "cut": max(0, len(row["completion"] or "") - MAX_CHARS),
        "answer": (row["answer"] or "")[:MAX_CHARS] or None,
        "teacher": row["teacher"],
        "finish": row["finish_reason"],
        "counts": [behaviors.get(behavior) for behavior in BEHAVIORS],
        "passed": [row["n_verified"], row["n_samples"]],
        "sample": row["sample"],
        "tokens": row["completion_tokens"],
        "usd": row["cost_usd"],
        "meta": (row["meta"] or "{}")[:2000],
        "spans": spans,
    }


def _seed(problem: str | None) -> str:
    """What stands for the prompt of a row whose problem could not be made: the seed."""
    try:
        found = exact_json.loads(problem or "{}")
        return str(found["data"]["seed"] or "")
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def _quotas(sizes: dict[Key, int], n: int) -> dict[Key, int]:
    """How many rows each part shows, by weight: as many in every configuration, as far as it has them."""
    quotas = dict.fromkeys(sizes, 0)
    open_ones = set(sizes)
    left = n
    while left > 0 and open_ones:
        weight = sum(_PARTS[split] for _, split in open_ones)
        given = {key: min(sizes[key] - quotas[key], left * _PARTS[key[1]] // weight) for key in open_ones}
        if not any(given.values()):
            if any(quotas.values()):
                break  # less than one each is left
            given = dict.fromkeys([key for key in sizes if key in open_ones][:left], 1)
        for key, more in given.items():
            quotas[key] += more
        left -= sum(given.values())
        open_ones = {key for key in open_ones if quotas[key] < sizes[key]}
    return quotas


def _spread(size: int, quota: int) -> set[int]:
    """Places at even distances."""
    return {place * size // quota for place in range(quota)}
