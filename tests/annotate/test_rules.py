"""The rules for text on any subject: what they see, and what they leave."""

import time

import pytest
from behaviour_texts import NONE, SHOWN

from synth.behaviors.rules import find

LETTERS = {"backtrack": "b", "verify": "v", "subgoal": "s", "backward": "w"}


def shown(text):
    return "".join(sorted({LETTERS[span.behavior] for span in find(text)}))


@pytest.mark.parametrize(("expected", "text"), SHOWN)
def test_what_is_said_in_so_many_words_is_seen(expected, text):
    assert shown(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_hard_negatives_show_nothing(text):
    assert not find(text)


def test_the_rules_are_right_in_at_least_98_of_100_of_these_texts():
    found = [(set(expected), set(shown(text))) for expected, text in [*SHOWN, *(("", text) for text in NONE)]]
    both = sum(len(expected & seen) for expected, seen in found)
    assert both >= 0.98 * sum(len(seen) for _, seen in found)
    assert both >= 0.98 * sum(len(expected) for expected, _ in found)


def test_spans_hold_the_words_and_several_cues_of_one_check_count_once():
    text = "So x = 4.\nLet me check: 4 + 3 = 7. That works.\n\nNext, we compute the area. Wait, I made a mistake."
    found = [(LETTERS[span.behavior], text[span.start : span.end]) for span in find(text)]
    assert found == [("v", "Let me check"), ("s", "Next, we compute"), ("b", "Wait, I made")]


def test_markdown_curly_quotes_and_long_letters_leave_the_places_right():
    text = "İİ **Let’s  double-check** this: 7 is prime. „Too high!”"
    (span,) = find(text)
    assert text[span.start : span.end] == "Let’s  double-check"


def test_what_is_quoted_or_code_is_not_the_authors_reasoning():
    for said in ('"{}"', "“{}”", "'{}'", "`{}`", "```\n{}\n```", "«{}»"):
        assert not find("He wrote " + said.format("Let me double-check the sum."))


@pytest.mark.parametrize("unit", ["let me ", "i ", "we we ", "to ", "first, ", "a" * 30, '"', "'a", "`", "```", "\n", "for 3 ", "plug 3 back ", "let me check if ", "what number ", "to get 24, ", "that ", "it ", "if ", "wait, ", "**", "İ", "\x00", "step 1: ", "find the the "])  # fmt: skip
def test_hostile_text_takes_time_in_proportion_to_its_length(unit):
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    for span in find(text):
        assert 0 <= span.start < span.end <= len(text)
    assert time.process_time() - start < 3
