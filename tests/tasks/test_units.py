"""Units: what may stand for what."""

import pytest
from synth.tasks._fusion.drafts import DRAFTS
from synth.tasks._fusion.forms import FORMS
from synth.tasks._programs.changed import clause
from synth.tasks._programs.dimension import dimension, stated
from synth.tasks._programs.facts import is_near
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


@pytest.mark.parametrize("forms", [FORMS, DRAFTS], ids=["forms", "drafts"])
def test_nothing_but_hours_takes_the_place_of_hours(forms):
    with pytest.raises(Reject, match="no input of the second"):
        forms["sequential"](RIDE, TRIP, Draw(0, 0))
    for mode in ("parallel", "conditional"):
        with pytest.raises(Reject, match="hours cannot be compared with miles"):
            forms[mode](RIDE, TRIP, Draw(0, 0))
    assert "hours" in DRAFTS["sequential"](RIDE, WALK, Draw(0, 0)).whole


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("toy cars", "cars", True), ("toy cars", "race cars", False), ("eggs", "egg", True), ("eggs", "boxes", False),
        ("hours", "hour", True), ("hours", "minutes", False), ("children", "child", True), ("dollars", "cents", False),
        ("berries", "berry", True), ("points on average", "points", False), ("square feet", "feet", False),
    ],
)  # fmt: skip
def test_a_number_is_of_a_measure_or_a_noun(one, other, fits):
    assert dimension(one).fits(dimension(other)) == fits


def test_shares_and_multiples_are_of_nothing():
    assert dimension("%") is dimension("times") is dimension("") is dimension("of the") is None


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("12 fresh duck eggs a day", ("egg", "fresh duck")), ("$12", ("dollars", "")), ("12 hours", ("hours", "")),
        ("12 of the eggs", None), ("12 and more", None), ("12 boxes of eggs", ("box", "")), ("12.", None),
        ("12 is its age", None),
    ],
)  # fmt: skip
def test_a_number_without_a_unit_is_of_the_noun_behind_it(text, of):
    at = text.index("12")
    assert stated(text, at, at + 2) == of


def test_like_size_is_a_factor_of_two():
    assert is_near(10, 20)
    assert is_near(10, 5)
    assert not is_near(10, 21)
    assert not is_near(10, 4)
    assert not is_near(-1, -1)


def test_a_question_within_a_sentence_begins_small():
    assert clause("What's the sum?") == "what's the sum"
    assert clause("How many are left?") == "how many are left"
    assert clause("Ann has how many?") == "Ann has how many"
