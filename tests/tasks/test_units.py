"""Units: what may stand for what."""

import pytest
from synth.tasks._fusion.forms import FORMS
from synth.tasks._programs.changed import clause
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.units import kind, measure_at, other_unit

from synth.draw import Draw
from synth.errors import Reject


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("hours", "hours", True), ("hour", "hours", True), ("km", "kilometers", True), ("eggs", "boxes", True),
        ("hours", "minutes", False), ("hours", "miles", False), ("dollars", "cents", False), ("dollars", "eggs", False),
        ("miles per hour", "miles", False), ("miles per hour", "mph", True), ("square feet", "feet", False),
    ],
)  # fmt: skip
def test_a_measure_is_a_kind_of_its_own_and_counts_are_one(one, other, fits):
    assert (kind(one) == kind(other)) == fits


def test_a_measure_of_the_same_quantity_is_another_unit():
    assert other_unit("cents", "dollars") == other_unit("cent", "dollars") == "cents"
    assert other_unit("dollars", "dollars") == other_unit("miles", "dollars") == other_unit("eggs", "boxes") == ""


def gsm8k(question, steps, answer):
    return read_seed({"question": question, "answer": f"{steps}\n#### {answer}"})


RIDE = gsm8k("Ann rides 12 miles an hour. How many hours does she need for 84 miles?", "84/12=<<84/12=7>>7 hours", 7)
WALK = gsm8k(
    "Bob walks for 6 hours. Then he rests. How many hours is he out after 3 more hours?", "6+3=<<6+3=9>>9 hours", 9
)
TRIP = gsm8k(
    "Cy drove 8 miles. Then he rested. How many miles has he driven 5 miles later?", "8+5=<<8+5=13>>13 miles", 13
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$5 each", "dollars"), ("5 hours", "hours"), ("5-hour trip", "hours"), ("5 miles an hour", "miles per hour"), ("5 mph", "miles per hour"),
        ("5 eggs", ""), ("5", ""), ("5 km per day", "kilometers per day"), ("5 minutes a song", "minutes"),
    ],
)  # fmt: skip
def test_a_text_tells_the_measure_of_its_numbers(text, unit):
    at = text.index("5")
    assert measure_at(text, at, at + 1) == unit


def test_hours_take_the_place_of_hours_before_that_of_miles():
    assert "hours" in FORMS["sequential"][0](RIDE, WALK, Draw(0, 0)).whole
    with pytest.raises(Reject, match="no input of the second"):
        FORMS["sequential"][0](RIDE, TRIP, Draw(0, 0))
    assert "miles" in FORMS["sequential"][1](RIDE, TRIP, Draw(0, 0)).whole
    for mode in ("parallel", "conditional"):
        with pytest.raises(Reject, match="hours cannot be compared with miles"):
            FORMS[mode][0](RIDE, TRIP, Draw(0, 0))


def test_a_question_within_a_sentence_begins_small():
    assert clause("What's the sum?") == "what's the sum"
    assert clause("How many are left?") == "how many are left"
    assert clause("Ann has how many?") == "Ann has how many"
