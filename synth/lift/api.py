"""Lift: how much more often answers are right where a behaviour is shown (Nyandwi et al. 2026)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from synth.annotate.evaluation import LEAKING
from synth.errors import UsageError
from synth.extras import how_to_install
from synth.given import names
from synth.lift.compare import Design, add_q, compare
from synth.lift.estimate import Comparison
from synth.lift.rows import BY, Rows, read_rows

FAMILY, TRAINING = "model_family", "training_type"


def lift(
    data: str | Path | Sequence[str | Path],
    *,
    by: Sequence[str] = BY,
    annotator: str | None = None,
    min_cell: int = 10,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, Any]:
    """The lift of every behaviour by stratum and pooled, and what training amplifies (JSON).

    `data` are folders of runs that were annotated, or files in the behavioral-lift row format. `by` are the columns
    that make a stratum. Association, not cause. Raises UsageError.
    """
    if find_spec("statsmodels") is None or find_spec("scipy") is None:
        raise UsageError(f"synth lift needs scipy and statsmodels: {how_to_install('lift')}")
    for name, value, lowest in (("min-cell", min_cell, 1), ("resamples", resamples, 10), ("seed", seed, 0)):
        if value < lowest:
            raise UsageError(f"--{name} {value}: give a number from {lowest} up")
    if not 0.5 <= level < 1:
        raise UsageError(f"--level {level}: give a number from 0.5 to below 1")
    sources = list(names(data, "data"))
    rows = read_rows(sources, annotator)
    settings = {"min_cell": min_cell, "n_resamples": resamples, "seed": seed, "level": level}
    found = compare(
        [Comparison(name, shown, rows.correct) for name, shown in rows.shown.items()], _design(rows, by, settings)
    )
    headline = [each for each in found if each["name"] not in LEAKING]
    add_q(headline)
    return {
        "data": sources,
        "by": list(by),
        **settings,
        "n": len(rows),
        "n_correct": int(rows.correct.sum()),
        "left_out": dict(rows.left_out),
        "notes": rows.notes,
        "behaviors": sorted(headline, key=_size),
        "leaking": sorted((each for each in found if each["name"] in LEAKING), key=_size),
        "amplification": _amplification(rows, settings),
    }


def _design(rows: Rows, by: Sequence[str], settings: dict[str, Any]) -> Design:
    """Documents are drawn within their benchmark, where there are benchmarks."""
    stratum, labels = rows.keys(by)
    over = ["benchmark"] if "benchmark" in rows.columns else []
    cluster, _ = rows.keys([*over, "doc_id"])
    group = np.zeros(int(cluster.max()) + 1, np.int64)
    if over:
        group[cluster] = rows.keys(over)[0]
    return Design(stratum, labels, cluster, group, **settings)


def _amplification(rows: Rows, settings: dict[str, Any]) -> dict[str, Any] | None:
    """How much more often models that were trained to think show a behaviour than instruct models of their family.

    None where no column tells family or training. Pooled over families and benchmarks, and for each family.
    """
    if not {FAMILY, TRAINING} <= rows.columns.keys():
        return None
    training = np.array([kind.strip().lower() for kind in rows.columns[TRAINING]])
    thinks = np.where(training == "thinking", 1, np.where(training == "instruct", 0, -1)).astype(np.int8)
    comparisons = [Comparison(name, thinks, shown) for name, shown in rows.shown.items()]
    over = [FAMILY, *(["benchmark"] if "benchmark" in rows.columns else [])]
    found = compare(comparisons, _design(rows, over, settings))
    add_q(found)
    families: dict[str, dict[str, float]] = {}
    for family in sorted(set(rows.columns[FAMILY])):
        of_it = np.array(rows.columns[FAMILY]) == family
        within = [Comparison(c.name, np.where(of_it, thinks, -1).astype(np.int8), c.outcome) for c in comparisons]
        for each in compare(within, _design(rows, over, settings)):
            if each["pooled"]:
                families.setdefault(family, {})[each["name"]] = {
                    key: each["pooled"][key] for key in ("difference", "interval")
                }  # type: ignore[assignment]
    return {
        "by": over,
        "left_out": int((thinks < 0).sum()),
        "behaviors": sorted(found, key=_size),
        "families": families,
    }


def _size(found: dict[str, Any]) -> tuple[bool, float]:
    return not found["pooled"], -found["pooled"]["difference"] if found["pooled"] else 0.0
