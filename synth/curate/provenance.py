"""Where a mixed row comes from, and an id of its own where two sources have the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from synth import exact_json
from synth.curate.survey import Survey, row_hash
from synth.journal import Hashes
from synth.rows import SCHEMA

_ID, _META = SCHEMA.get_field_index("id"), SCHEMA.get_field_index("meta")


class Ids:
    """Keeps the first row of an id as it is; the second becomes `ID-2`, and so on, as sources are given."""

    def __init__(self, surveys: list[Survey]) -> None:
        every = np.concatenate([np.frombuffer(found.row_ids, np.uint64) for found in surveys])
        values, counts = np.unique(every, return_counts=True)
        self._known: Hashes = values
        self._repeated = set(values[counts > 1].tolist())
        self._came: dict[str, int] = {}
        self._given: set[str] = set()
        self.n_changed = 0

    def unique(self, row_id: str) -> str:
        if row_hash(row_id) not in self._repeated:
            return row_id
        k = self._came[row_id] = self._came.get(row_id, 0) + 1
        if k == 1:
            return row_id
        while self._is_taken(new := f"{row_id}-{k}"):
            k += 1
        self._came[row_id] = k
        self._given.add(new)
        self.n_changed += 1
        return new

    def _is_taken(self, row_id: str) -> bool:
        at = int(np.searchsorted(self._known, row_hash(row_id)))
        return row_id in self._given or (at < len(self._known) and int(self._known[at]) == row_hash(row_id))


class Mark:
    """Writes the source into the rows' `meta`: `source`, and `source_id` where the id had to change."""

    def __init__(self, source: str, ids: Ids) -> None:
        self.source = source
        self.ids = ids

    def __call__(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        before, new, metas = rows.column(_ID).to_pylist(), [], []
        for row_id, meta in zip(before, rows.column(_META).to_pylist(), strict=True):
            new.append(self.ids.unique(row_id))
            metas.append(self._meta(meta, row_id if new[-1] != row_id else None))
        columns = list(rows.columns)
        columns[_ID], columns[_META] = pa.array(new, pa.string()), pa.array(metas, pa.string())
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)

    def _meta(self, meta: str | None, row_id: str | None) -> str:
        found = _object(meta)
        inner = found.get("source")  # a mix of mixes: from outside in
        found["source"] = f"{self.source}/{inner}" if inner else self.source
        if row_id is not None:
            found.setdefault("source_id", row_id)
        return exact_json.dumps(found).decode()


def _object(meta: str | None) -> dict[str, Any]:
    """The object of the column `meta`; an empty one for what is none."""
    try:
        found = exact_json.loads(meta or "{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
