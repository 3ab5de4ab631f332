"""Equations and behaviours of texts that anybody may have written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.behaviors.survey import survey


@pytest.mark.parametrize(
    ("text", "checked", "false"),
    [
        ("So 3 + 4 = 7 and 7 * 2 = 14.", 2, 0),
        ("That is 3 + 4 = 8.", 1, 1),
        ("3 + 4 * 2 = 11, not 14", 1, 0),
        ("$1,200 / 4 = $300 each", 1, 0),
        ("10 / 3 = 3.33, and 10 / 3 = 3.34", 2, 1),
        ("10 / 3 = 3", 1, 1),
        ("20% * 50 = 10, 5 x 6 = 30, 5 × 6 = 31", 3, 1),
        ("1 / 4 = 25% of it", 1, 0),
        ("x + 3 = 7, 2x + 3 = 9, 3(4 + 5) = 27, f(3) = 7", 0, 0),
        ("2 + 3 = 5 + 1 = 6", 0, 0),
        ("On 3/4/2021 = a date, version 1.2.3 = old", 0, 0),
        ("5 / 0 = 0", 0, 0),
        ("- 3 + 4 = 7\n- 5 - 2 = 3\n", 2, 0),
        ("12 - 5 = 7eggs", 0, 0),
        ("nothing at all", 0, 0),
    ],
)
def test_equations_are_read_as_they_stand(text, checked, false):
    found = survey(text)
    assert (found.checked, found.false) == (checked, false)
    assert bool(found.first_false) == bool(false)


def test_behaviours_are_those_of_the_rules():
    found = survey("Let me check: 3 + 4 = 7, which matches. Wait, that is wrong. Let me go back and try again.")
    assert found.behaviors["verify"]
    assert found.behaviors["backtrack"]
    assert not found.behaviors["backward"]


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    found = survey(text)
    assert 0 <= found.false <= found.checked


@pytest.mark.parametrize("piece", ["1 + ", "9", "1,111,", "3 = ", "((", "1.1 * "])
def test_long_texts_are_read_in_time(piece):
    survey(piece * 60_000)
