import pytest

from synth.controls import blank, check_blank
from synth.errors import UsageError
from synth.tokens import token_counter

TEXT = "<think>\n3 + 5 = 8.\n</think>\n<answer>3 + 5</answer>"


def test_words_and_signs_are_counted():
    assert token_counter("words")("3 + 5 = 8, so I stop.") == 10


def test_empty_leaves_one_space_and_the_answer():
    assert blank(TEXT, "empty", len) == "<think> </think>\n<answer>3 + 5</answer>"


def test_the_placeholder_is_as_long_as_the_reasoning():
    assert (
        blank(TEXT, "placeholder", token_counter("words")) == "<think>" + " ." * 6 + "</think>\n<answer>3 + 5</answer>"
    )


@pytest.mark.parametrize(
    ("control", "inner", "good"),
    [("empty", " ", True), ("empty", " .", False), ("empty", "3 + 5 = 8", False), ("placeholder", " . . .", True),
     ("placeholder", " ", False), ("placeholder", "a . .", False)],
)  # fmt: skip
def test_the_reasoning_of_a_control_is_blank(control, inner, good):
    steps = check_blank(f"<think>{inner}</think>\n<answer>(3 + 5) * 7</answer>", control)
    assert (steps.first_false is None) == good
    assert not any(steps.behaviors.values())


def test_a_text_of_another_form_is_left_alone():
    assert blank("no tags", "empty", len) == "no tags"


def test_a_tokenizer_that_is_not_there_is_an_error(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UsageError, match="tokenizer"):
        token_counter(str(tmp_path / "tokenizer.json"))
