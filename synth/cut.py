"""Which rows of a chunk are taken: those for which there is room, up to where a strategy has what it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synth.chunk import Chunk, Judged
from synth.tally import Tally

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def fitting(room: Mapping[str, int], tally: Tally, kept: Places, is_test: Flags) -> Places:
    """Those of the kept rows for which their split has room."""
    fits = np.zeros(len(kept), np.bool_)
    for split, own in (("train", ~is_test), ("test", is_test)):
        fits[np.flatnonzero(own)[: max(0, room[split] - tally["kept"][split])]] = True
    found: Places = kept[fits]
    return found


def counted_end(chunk: Chunk, judged: Judged, kept: Places, missing: float) -> tuple[int, int, int]:
    """Where the rows to write end, the index to go on at, and how many rows of that index are written by then."""
    places = judged.places
    if len(kept) < missing:
        return len(places), int(chunk.indices[-1]) + 1, 0
    end = int(kept[int(missing) - 1]) + 1
    place = places[end - 1]
    if end < len(places) and places[end] == place:
        return end, int(chunk.indices[place]), end - int(np.searchsorted(places, place))
    return end, int(chunk.indices[place]) + 1, 0


def packed_end(chunk: Chunk, judged: Judged, cut: int | None) -> tuple[int, int, int]:
    """The same where the row at `cut` is too much for its set."""
    if cut is None:
        return len(judged.places), int(chunk.indices[-1]) + 1, 0
    return cut, int(chunk.indices[judged.places[cut]]), 0


def picked(rows: Any, places: Places) -> Any:
    """Some of the rows; nothing is copied where it is all of them, or none."""
    if len(places) == rows.num_rows or not len(places):
        return rows.slice(0, len(places))
    return rows.take(places)


def repeated(identities: npt.NDArray[np.uint64]) -> Flags:
    """True where the same identity stands earlier in the array."""
    again = np.ones(len(identities), np.bool_)
    again[np.unique(identities, return_index=True)[1]] = False
    return again
