"""The rules for text on any subject: what they see, and what they leave."""

import pytest
from behaviour_texts import NONE, SHOWN

from synth.annotate.rules import find

LETTERS = {"backtrack": "b", "verify": "v", "subgoal": "s", "backward": "w"}


def shown(text):
    return "".join(sorted({LETTERS[span.behavior] for span in find(text)}))


@pytest.mark.parametrize(("expected", "text"), SHOWN)
def test_what_is_said_in_so_many_words_is_seen(expected, text):
    assert shown(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_hard_negatives_show_nothing(text):
    assert not find(text)
