"""The estimators beside statsmodels, and the intervals beside the truth."""

import numpy as np
import pytest

pytest.importorskip("statsmodels", reason="pip install '.[lift]'")

from lift_rows import planted

from synth.lift.compare import Design, compare
from synth.lift.estimate import Cells, Comparison, interval, resampled


def as_arrays(rows, name="confidence_calibration"):
    """Exposure, outcome, stratum, cluster and the group of each cluster."""
    exposed = np.array([row["evaluation"][name] for row in rows], np.int8)
    outcome = np.array([row["correct"] for row in rows], np.int8)
    benchmarks, benchmark = np.unique([row["benchmark"] for row in rows], return_inverse=True)
    stratum = np.unique([f"{row['model']} {row['benchmark']}" for row in rows], return_inverse=True)[1]
    n_docs = max(row["doc_id"] for row in rows) + 1
    cluster = benchmark * n_docs + np.array([row["doc_id"] for row in rows])
    return exposed, outcome, stratum, cluster, np.repeat(np.arange(len(benchmarks)), n_docs)


def cells_of(exposed, outcome, stratum):
    n = int(stratum.max()) + 1
    return Cells.of(np.bincount(stratum * 4 + exposed * 2 + outcome, minlength=4 * n).astype(float))


def test_the_pooled_ratio_is_that_of_statsmodels():
    from statsmodels.stats.contingency_tables import StratifiedTable

    exposed, outcome, stratum, _, _ = as_arrays(planted(np.random.default_rng(1)))
    cells = cells_of(exposed, outcome, stratum)
    tables = [np.array([[x1, n1 - x1], [x0, n0 - x0]]) for n1, x1, n0, x0 in zip(cells.n1, cells.x1, cells.n0, cells.x0, strict=True)]  # fmt: skip
    assert float(cells.ratio()) == pytest.approx(StratifiedTable(tables).riskratio_pooled)


def test_the_pooled_difference_and_its_error_are_those_of_a_regression_within_strata():
    # With a constant for each stratum, least squares weighs the strata as Mantel and Haenszel do.
    from statsmodels.regression.linear_model import OLS

    exposed, outcome, stratum, cluster, group = as_arrays(planted(np.random.default_rng(2), n_docs=150))
    dummies = np.eye(int(stratum.max()) + 1)[stratum]
    fitted = OLS(outcome.astype(float), np.column_stack([exposed.astype(float), dummies])).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}
    )
    assert float(cells_of(exposed, outcome, stratum).difference()) == pytest.approx(fitted.params[0])
    column = stratum * 4 + exposed * 2 + outcome
    (drawn,) = resampled([column], int(stratum.max()) + 1, cluster, group, 2000, 0)
    assert float(np.std(Cells.of(drawn).difference())) == pytest.approx(fitted.bse[0], rel=0.1)


def test_documents_that_are_wholly_alike_count_once():
    # Four models that answer alike tell no more than one: the error is twice what independent rows would give.
    rng = np.random.default_rng(3)
    exposed, outcome = (np.repeat(rng.integers(0, 2, 300), 4).astype(np.int8) for _ in range(2))
    stratum, cluster = np.tile(np.arange(4), 300), np.repeat(np.arange(300), 4)
    column = stratum * 4 + exposed * 2 + outcome
    (clustered,) = resampled([column], 4, cluster, np.zeros(300, int), 2000, 0)
    (alone,) = resampled([column], 4, np.arange(1200), np.zeros(1200, int), 2000, 0)
    ratio = np.std(Cells.of(clustered).difference()) / np.std(Cells.of(alone).difference())
    assert ratio == pytest.approx(2, rel=0.1)


def test_the_intervals_cover_the_planted_effect_about_as_often_as_they_say():
    covered, n = 0, 120
    for seed in range(n):
        exposed, outcome, stratum, cluster, group = as_arrays(
            planted(np.random.default_rng(1000 + seed), n_docs=40, effect=0.2, spread=0.25)
        )
        design = Design(stratum, [str(place) for place in range(12)], cluster, group, n_resamples=200, seed=seed)
        (found,) = compare([Comparison("x", exposed, outcome)], design)
        low, high = found["pooled"]["interval"]
        covered += low <= 0.2 <= high
    # 95 of 100, with 120 simulations: 2.5 standard errors are 5 of 100.
    assert 0.90 <= covered / n <= 0.995


def test_samples_are_a_function_of_the_seed_and_of_it_alone():
    exposed, outcome, stratum, cluster, group = as_arrays(planted(np.random.default_rng(5), n_docs=10))
    column = stratum * 4 + exposed * 2 + outcome
    first, again, other = (resampled([column], 12, cluster, group, 20, seed)[0] for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).any()
    assert (first.sum(axis=1) == len(column)).all()


def test_an_interval_of_too_few_values_is_none():
    assert interval(np.array([np.nan] * 6 + [1.0] * 4), 0.95) is None
    assert interval(np.array([0.0, 1.0, np.nan]), 0.5) == [0.25, 0.75]


def test_a_stratum_with_one_kind_of_rows_weighs_nothing():
    alone = Cells(np.array([10.0]), np.array([6.0]), np.array([20.0]), np.array([8.0]))
    more = Cells(np.array([10.0, 50]), np.array([6.0, 50]), np.array([20.0, 0]), np.array([8.0, 0]))
    assert float(alone.difference()) == pytest.approx(0.2) == pytest.approx(float(more.difference()))
    assert float(alone.ratio()) == pytest.approx(1.5) == pytest.approx(float(more.ratio()))
    assert np.isnan(Cells(*(np.zeros(1) for _ in range(4))).difference())
