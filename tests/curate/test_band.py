"""Bands of pass rates."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.curate.band import Band
from synth.errors import UsageError


def test_a_plain_band_leaves_its_ends_out():
    band = Band.parse("0..1")
    assert not band.holds(0, 8)
    assert not band.holds(8, 8)
    assert all(band.holds(k, 8) for k in range(1, 8))


def test_a_bracket_takes_an_end_in():
    assert Band.parse("[0.125..0.875]").holds(1, 8)
    assert Band.parse("[0.125..0.875]").holds(7, 8)
    assert not Band.parse("(0.125..0.875)").holds(1, 8)
    assert Band.parse("[.5..1)").holds(1, 2)
    assert not Band.parse("[.5..1)").holds(2, 2)
    assert Band.parse("[1..1]").holds(3, 3)


def test_ends_are_exact_though_they_are_written_in_decimals():
    assert not Band.parse(".1..0.9").holds(1, 10)
    assert not Band.parse(".1..0.9").holds(9, 10)
    assert Band.parse("[.3..0.9").holds(3, 10)


def test_nothing_judged_is_in_no_band():
    assert not Band.parse("[0..1]").holds(0, 0)


@pytest.mark.parametrize(
    "text", ["", "0", "1..0", "0..2", "0.5..0.5", "[0.5..0.5", "-1..1", "0...1..", "a..b", "nan..1"]
)
def test_what_is_no_band_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match=r"--pass-rate .*give"):
        Band.parse(text)


@given(st.integers(0, 99), st.integers(0, 99), st.booleans(), st.booleans(), st.integers(1, 60), st.data())
def test_a_band_holds_what_its_interval_holds(lo, hi, takes_lo, takes_hi, n, data):
    lo, hi = sorted((lo, hi))
    if lo == hi:
        hi += 1
    k = data.draw(st.integers(0, n))
    band = Band.parse(f"{'[' if takes_lo else ''}{lo / 100:.2f}..{hi / 100:.2f}{']' if takes_hi else ')'}")
    rate, lo, hi = Fraction(k, n), Fraction(lo, 100), Fraction(hi, 100)
    inside = lo < rate < hi or (takes_lo and rate == lo) or (takes_hi and rate == hi)
    assert band.holds(k, n) == inside
