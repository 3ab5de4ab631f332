"""Cohen's kappa, beside statsmodels and the textbook."""

import numpy as np
import pytest

from synth.annotate.kappa import kappa, weighted_kappa


def test_the_textbook():
    # Cohen 1960: 20 both yes, 15 both no, 5 and 10 in disagreement: 0.7 observed, 0.5 by chance.
    a, b = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert kappa(a, b) == pytest.approx(0.4)


def test_both_kappas_are_those_of_statsmodels():
    rater = pytest.importorskip("statsmodels.stats.inter_rater", reason="needs statsmodels")
    rng = np.random.default_rng(0)
    a = rng.integers(0, 5, 400)
    b = np.clip(a + rng.integers(-1, 2, 400), 0, 4)
    table = np.zeros((5, 5))
    np.add.at(table, (a, b), 1)
    assert kappa(a, b) == pytest.approx(rater.cohens_kappa(table).kappa)
    assert weighted_kappa(a, b) == pytest.approx(rater.cohens_kappa(table, wt="quadratic").kappa)


def test_kappa_of_what_never_varies_is_not_a_number_but_none():
    assert kappa([1, 1, 1], [1, 1, 1]) is None
    assert weighted_kappa([2, 2], [2, 2]) is None
    assert kappa([1, 1, 0], [1, 1, 1]) == 0
