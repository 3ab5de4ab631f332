"""Compares rows with and without each of several things, stratum by stratum and pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synth.lift.estimate import Cells, Comparison, count, interval, p_value, resampled, stratum_figures


@dataclass(frozen=True)
class Design:
    """Which stratum and which document each row belongs to; documents are drawn within their benchmark."""

    stratum: npt.NDArray[np.int64]
    labels: list[str]
    cluster: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]  # of each document
    min_cell: int = 10
    n_resamples: int = 1000
    seed: int = 0
    level: float = 0.95


def compare(comparisons: Sequence[Comparison], design: Design) -> list[dict[str, Any]]:
    """What each comparison gives: pooled, crude, by stratum, and the strata that were dropped (JSON)."""
    n_strata = len(design.labels)
    counted = [count(comparison, design.stratum, n_strata) for comparison in comparisons]
    columns = [column for column, _ in counted]
    samples = resampled(columns, n_strata, design.cluster, design.group, design.n_resamples, design.seed)
    return [
        _compared(comparison.name, Cells.of(counts), Cells.of(drawn), design)
        for comparison, (_, counts), drawn in zip(comparisons, counted, samples, strict=True)
    ]


def _compared(name: str, cells: Cells, drawn: Cells, design: Design) -> dict[str, Any]:
    there = cells.n1 + cells.n0 > 0
    kept = (cells.n1 >= design.min_cell) & (cells.n0 >= design.min_cell)
    dropped = [
        {"stratum": design.labels[place], "n_with": int(cells.n1[place]), "n_without": int(cells.n0[place])}
        for place in np.flatnonzero(there & ~kept)
    ]
    strata = [
        {"stratum": design.labels[place], **stratum_figures(cells, place, design.level)}
        for place in map(int, np.flatnonzero(kept))
    ]
    found: dict[str, Any] = {"name": name, "pooled": None, "crude": None, "strata": strata, "dropped": dropped}
    if not strata:
        return found
    cells, drawn = cells.only(kept), drawn.only(kept)
    pooled = _figures(cells, drawn, design.level)
    crude = _figures(cells.together(), drawn.together(), design.level)
    total = cells.together()
    found |= {
        "n_with": int(total.n1[0]),
        "n_without": int(total.n0[0]),
        "p_with": float(total.x1[0] / total.n1[0]),
        "p_without": float(total.x0[0] / total.n0[0]),
        "pooled": pooled,
        "crude": crude,
        "n_positive": sum(stratum["difference"] > 0 for stratum in strata),
        "reversal": _is_clear(pooled) and _is_clear(crude) and pooled["difference"] * crude["difference"] < 0,
    }
    return found


def _figures(cells: Cells, drawn: Cells, level: float) -> dict[str, Any]:
    difference, ratio, differences = float(cells.difference()), float(cells.ratio()), drawn.difference()
    return {
        "difference": difference,
        "interval": interval(differences, level),
        "ratio": ratio if np.isfinite(ratio) else None,
        "ratio_interval": interval(drawn.ratio(), level),
        "p": p_value(difference, differences),
    }


def _is_clear(figures: dict[str, Any]) -> bool:
    bounds = figures["interval"]
    return bool(bounds) and (bounds[0] > 0 or bounds[1] < 0)


def add_q(found: Sequence[dict[str, Any]]) -> None:
    """False-discovery rates after Benjamini and Hochberg over everything that was estimated."""
    from statsmodels.stats.multitest import multipletests

    tested = [each for each in found if each["pooled"] and each["pooled"]["p"] is not None]
    if tested:
        for each, q in zip(tested, multipletests([t["pooled"]["p"] for t in tested], method="fdr_bh")[1], strict=True):
            each["pooled"]["q"] = float(q)
