import pytest

from synth.controls import blank
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


def test_a_text_of_another_form_is_left_alone():
    assert blank("no tags", "empty", len) == "no tags"


def test_a_tokenizer_that_is_not_there_is_an_error(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UsageError, match="tokenizer"):
        token_counter(str(tmp_path / "tokenizer.json"))
