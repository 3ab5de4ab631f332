"""What a run counts: proposals and their fates, and for each strategy its rows, their sums, and why rows were lost."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from synth import exact_json
from synth.chunk import Chunk
from synth.strategy import BEHAVIORS

SPLITS = ("train", "test")
# For each strategy: how far it came, its rows, why rows were rejected, and sums over the kept rows.
Tally = dict[str, Any]


def new_state() -> dict[str, Any]:
    counts = {"proposed": 0, "duplicates": 0, "excluded": 0, "unproposed": 0, "refused": {}, "owed": {}}
    return {"next_index": 0, "ledger": 0, "dry": False, "counts": counts, "strategies": {}}


def new_tally() -> Tally:
    return {
        "through": 0,
        "partial": 0,  # rows of the problem at `through` that are written already
        "kept": dict.fromkeys(SPLITS, 0),
        "rejected": 0,
        "surplus": 0,  # right ones for which their split had no room
        "unverified": 0,  # of the rejected
        "reasons": {},
        "characters": 0,
        "tokens": {"prompt": 0, "completion": 0},
        "behaviors": {behavior: {"sum": 0, "rows": 0, "seen": 0} for behavior in BEHAVIORS},
        "steps": {"rows": 0, "checked": 0},  # kept rows whose steps were read, and how many claims these were
    }


def add_rows(tally: Tally, kept: pa.RecordBatch, bad: pa.RecordBatch) -> None:
    """Counts rows that are written."""
    tally["characters"] += int(pc.utf8_length(kept.column("completion")).to_numpy().sum())
    for name in tally["tokens"]:
        tally["tokens"][name] += pc.sum(kept.column(f"{name}_tokens")).as_py() or 0
    behaviors = kept.column("behaviors")
    for behavior in BEHAVIORS:
        counts = behaviors.field(behavior).drop_null().to_numpy()
        tally["behaviors"][behavior]["sum"] += int(counts.sum())
        tally["behaviors"][behavior]["rows"] += int((counts > 0).sum())
        tally["behaviors"][behavior]["seen"] += len(counts)
    metas = [exact_json.loads(meta) for meta in kept.column("meta").to_pylist()]
    steps = [found for meta in metas if (found := meta.get("steps"))]
    tally["steps"]["rows"] += len(steps)
    tally["steps"]["checked"] += sum(found["checked"] for found in steps)
    _add_retold(tally, [found for meta in metas if (found := meta.get("retold"))])
    tally["rejected"] += bad.num_rows
    verdicts = bad.column("verdict")
    tally["unverified"] += verdicts.field("status").to_pylist().count("unverified")
    found = (verdicts.field(name).to_pylist() for name in ("method", "reason"))
    for method, reason in zip(*found, strict=True):
        add(tally["reasons"], in_short(method, reason))


def _add_retold(tally: Tally, retold: list[dict[str, Any]]) -> None:
    """Counts kept rows of a run with `--retell`: whose text they have, how many tries it took, and the faults."""
    for found in retold:
        counts = tally.setdefault("retold", {"model": 0, "solver": 0, "first": 0, "tries": 0, "faults": {}})
        counts["solver" if found["text"] != "model" else "model"] += 1
        counts["first"] += found["text"] == "model" and found["tries"] == 1
        counts["tries"] += found["tries"]
        for fault in found["faults"]:
            add(counts["faults"], _in_kind(fault))


MAX_REASONS = 50
_PARTICULAR = re.compile(r":| \((?=HTTP)")
_PARTICULARS = re.compile(r"^(?:before|behind) [^,]*, |\d[\d.,]*(?:(?:, | and | [-+*/=] )\d[\d.,]*)*|'[^']*'")


def _in_kind(fault: str) -> str:
    """A fault without its numbers and its place, so that there are few different ones."""
    return _PARTICULARS.sub(lambda found: "N" if found[0][0].isdigit() else "", fault).strip()[:80]


def add_fates(counts: dict[str, Any], chunk: Chunk, duplicate: npt.NDArray[np.bool_], used: int) -> None:
    """Counts what became of the first `used` indices of a chunk."""
    counts["proposed"] += used
    for place, fate in enumerate(chunk.fates[:used]):
        if duplicate[place]:
            counts["duplicates"] += 1
        elif fate == "excluded":
            counts["excluded"] += 1
        elif fate == "refused":
            add(counts["refused"], chunk.reasons[place])
        elif fate == "rejected":
            counts["unproposed"] += 1
    add_owed(counts, chunk, used)


def add_sorted(packed: dict[str, Any], chunk: Chunk, first: npt.NDArray[np.bool_]) -> None:
    """Counts how many new problems belong to each set, and what their task sums up over them."""
    for place in np.flatnonzero(first).tolist() if chunk.sorted else ():
        name, sums = chunk.sorted[place]
        if name:
            add(packed["found"], name)
        for key, n in sums.items():
            packed["sums"][key] = packed["sums"].get(key, 0) + n


def add_owed(counts: dict[str, Any], chunk: Chunk, used: int) -> None:
    """Counts the requests of the first `used` indices that failed for good, by their reason."""
    for place, why in chunk.owed:
        if place < used:
            reasons = counts["owed"]
            # The whole reason, as long as there are not too many different ones.
            add(reasons, why[:200] if why[:200] in reasons or len(reasons) < MAX_REASONS else why.split(":")[0][:80])


def in_short(method: str, reason: str) -> str:
    """A reason without its particulars, so that there are few different ones."""
    return f"{method}: {_PARTICULAR.split(reason)[0][:80]}"


def add(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1
