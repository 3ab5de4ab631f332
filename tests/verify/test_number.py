"""One number as an answer: what is read over, and what makes another number of it."""

import pytest

from synth.verify.number import number


def status(answer, expected):
    return number(f"<answer>{answer}</answer>", expected).status


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("16 eggs", "16"),
        ("$1,600.00", "1600"),
        ("16 dollars per day.", "16"),
        ("\\boxed{16}", "16"),
        ("5 third graders", "5"),
        ("5 quarters", "5"),
        ("5 one dollar bills", "5"),
        ("3 times", "3"),
        ("20 square meters", "20"),
        ("20 cm²", "20"),
        ("9 oranges", "9"),
        ("9 tennis balls", "9"),
        ("8 kittens", "8"),
    ],
)
def test_a_unit_behind_the_number_is_read_over(answer, expected):
    assert status(answer, expected) == "verified"


@pytest.mark.parametrize(
    "answer",
    [
        "5 thousand", "5 hundred", "5 million dollars", "5 and a half", "5 thirds", "5 or six", "5 squared", "5 minus two",
        "5 out of ten", "5 k", "5 dollars and fifty cents", "5 pi", "5 to twenty", "5 not", "5 6", "5, 6", "5; 7", "５",
        "5%5", "5 /", "5 = 10 / 2",
    ],
)  # fmt: skip
def test_words_that_make_another_number_of_it_are_no_unit(answer):
    assert status(answer, "5") == "rejected"


def test_a_reference_may_be_a_number_and_a_response_may_be_missing():
    assert number("<answer>5</answer>", 5).status == "verified"
    assert number(None, 5).method == "format"
