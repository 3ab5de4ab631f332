"""Risk differences and ratios in strata, pooled after Mantel and Haenszel, intervals from a clustered bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Numbers that a block of bootstrap weights may hold.
BLOCK = 20_000_000


@dataclass(frozen=True)
class Comparison:
    """An outcome of rows that are exposed and of rows that are not: both 1, 0, or -1 where it is not known."""

    name: str
    exposed: npt.NDArray[np.int8]
    outcome: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Cells:
    """Counts by stratum, the last axis: rows and outcomes, with the exposure (1) and without it (0)."""

    n1: Floats
    x1: Floats
    n0: Floats
    x0: Floats

    @classmethod
    def of(cls, counts: Floats) -> Cells:
        """From counts of rows by (stratum, exposed, outcome), flat along the last axis."""
        cells = counts.reshape(*counts.shape[:-1], -1, 2, 2)
        sums = cells.sum(axis=-1)
        return cls(sums[..., 1], cells[..., 1, 1], sums[..., 0], cells[..., 0, 1])

    def only(self, kept: npt.NDArray[np.bool_]) -> Cells:
        return Cells(self.n1[..., kept], self.x1[..., kept], self.n0[..., kept], self.x0[..., kept])

    def together(self) -> Cells:
        """All strata as one."""
        return Cells(*(part.sum(axis=-1, keepdims=True) for part in (self.n1, self.x1, self.n0, self.x0)))

    def difference(self) -> Floats:
        """The Mantel-Haenszel risk difference; NaN where no stratum has rows of both kinds."""
        n = np.maximum(self.n1 + self.n0, 1e-12)
        return _divided((self.x1 * self.n0 - self.x0 * self.n1) / n, self.n1 * self.n0 / n)

    def ratio(self) -> Floats:
        """The Mantel-Haenszel risk ratio; NaN where nothing without the exposure has the outcome."""
        n = np.maximum(self.n1 + self.n0, 1e-12)
        return _divided(self.x1 * self.n0 / n, self.x0 * self.n1 / n)


def _divided(above: Floats, below: Floats) -> Floats:
    numerator, denominator = above.sum(axis=-1), below.sum(axis=-1)
    return np.asarray(np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0))


def count(
    comparison: Comparison, stratum: npt.NDArray[np.int64], n_strata: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    """The column of each usable row, or -1, and the counts of all columns.

    A column is a stratum, an exposure and an outcome.
    """
    known = (comparison.exposed >= 0) & (comparison.outcome >= 0)
    column = np.where(known, stratum * 4 + comparison.exposed.astype(np.int64) * 2 + comparison.outcome, -1)
    return column, np.bincount(column[known], minlength=4 * n_strata).astype(float)


def resampled(
    columns: Sequence[npt.NDArray[np.int64]],
    n_strata: int,
    cluster: npt.NDArray[np.int64],
    group: npt.NDArray[np.int64],
    n: int,
    seed: int,
) -> list[Floats]:
    """For each comparison its counts in n bootstrap samples: clusters are drawn with replacement within their group.

    All comparisons are counted in the same samples. `group` is that of each cluster.
    """
    from scipy.sparse import csr_matrix, hstack

    width, n_clusters = 4 * n_strata, len(group)
    parts = []
    for column in columns:
        used = column >= 0
        ones = np.ones(int(used.sum()))
        parts.append(csr_matrix((ones, (cluster[used], column[used])), shape=(n_clusters, width)))
    matrix = hstack(parts, format="csc")
    rng = np.random.default_rng(seed)
    found = [np.empty((n, width)) for _ in columns]
    size = max(1, BLOCK // max(1, n_clusters))
    for start in range(0, n, size):
        weights = _weights(rng, group, min(size, n - start))
        counts = np.asarray((matrix.T @ weights.T).T)
        for place, part in enumerate(found):
            part[start : start + len(counts)] = counts[:, place * width : (place + 1) * width]
    return found


def _weights(rng: np.random.Generator, group: npt.NDArray[np.int64], n: int) -> Floats:
    """How often each cluster is drawn in each of n samples, as many in each group as it has."""
    weights = np.empty((n, len(group)))
    for value in np.unique(group):
        members = np.flatnonzero(group == value)
        weights[:, members] = rng.multinomial(len(members), np.full(len(members), 1 / len(members)), size=n)
    return weights


def interval(samples: Floats, level: float) -> list[float] | None:
    """The percentile interval; None where fewer than half of the samples give a value."""
    good = samples[np.isfinite(samples)]
    if 2 * len(good) < len(samples):
        return None
    tail = (1 - level) / 2
    return [float(bound) for bound in np.quantile(good, (tail, 1 - tail))]


def p_value(estimate: float, samples: Floats) -> float | None:
    """Two-sided, of no difference: the estimate over the standard error of its bootstrap, as a normal deviate."""
    from scipy.stats import norm

    error = float(np.nanstd(samples, ddof=1)) if np.isfinite(samples).sum() > 1 else 0.0
    return float(2 * norm.sf(abs(estimate) / error)) if error > 0 else None


def stratum_figures(cells: Cells, place: int, level: float) -> dict[str, Any]:
    """One stratum by itself: Newcombe's interval of the difference, the log interval of the ratio (statsmodels)."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    n1, x1, n0, x0 = (int(part[place]) for part in (cells.n1, cells.x1, cells.n0, cells.x0))
    alpha = 1 - level
    low, high = confint_proportions_2indep(x1, n1, x0, n0, method="newcomb", compare="diff", alpha=alpha)
    found: dict[str, Any] = {
        "n_with": n1, "n_without": n0, "p_with": x1 / n1, "p_without": x0 / n0,
        "difference": x1 / n1 - x0 / n0, "interval": [float(low), float(high)], "ratio": None, "ratio_interval": None,
    }  # fmt: skip
    if x0:
        low, high = confint_proportions_2indep(x1, n1, x0, n0, method="log-adjusted", compare="ratio", alpha=alpha)
        found |= {"ratio": x1 / n1 * n0 / x0, "ratio_interval": [float(low), float(high)]}
    return found
