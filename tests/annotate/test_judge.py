"""What a judge is asked, and how its answers are read."""

import time

import pytest

from synth.annotate.judge import find_quotes
from synth.parse import read_count


@pytest.mark.parametrize(("said", "count"), [
    ("<count>3</count>", 3),
    ("<count> 3 </count>", 3),
    ("<count>\n0\n</count>", 0),
    ("At first <count>1</count>, but no: <count>2</count>", 2),
    ("<COUNT>4</COUNT>", 4),
    ("<count>2</count> and then more words", 2),
    ("<count><count>5</count>", 5),
    ("no tag", None),
    ("", None),
    ("<count>three</count>", None),
    ("<count></count>", None),
    ("<count>2", None),
    ("2</count>", None),
    ("</count>2<count>", None),
    ("<count>-1</count>", None),
    ("<count>1e3</count>", None),
    ("<count>٣</count>", None),
    ("<count>99999999999999999999</count>", None),
    ("<count>2</count> <count>k</count>", None),
])  # fmt: skip
def test_the_last_tag_wins_and_no_number_is_no_zero(said, count):
    assert read_count(said) == count


def test_quotes_are_found_one_after_the_other_and_what_was_made_up_is_not():
    text = "No. Too high! I go on.\nToo high! And\n  again."
    said = '<quote>Too high!</quote>\n<quote>"Too high!"</quote> <quote>And again.</quote> <quote>never said</quote><quote></quote>'
    assert [text[start:end] for start, end in find_quotes(text, said)] == ["Too high!", "Too high!", "And\n  again."]
    assert find_quotes(text, "<quote>Too high!</quote>" * 3) == [(4, 13), (23, 32)]


@pytest.mark.parametrize("said", ["<count>" * 50_000, "</count>" * 50_000, "<quote>a" * 50_000, "<quote>a b c " * 20_000, "<count>" + " " * 300_000])  # fmt: skip
def test_hostile_answers_are_read_in_little_time(said):
    start = time.process_time()
    read_count(said)
    find_quotes("a b " * 25_000, said)
    assert time.process_time() - start < 3
