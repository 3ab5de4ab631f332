"""What tests/benchmarks/naturalness.py counts, without its model: wording, equations, frames, intervals, variety."""

import json
import sys

import orjson
import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from naturalness_parts.measures import Frame, Interval, measured, ratio, score, variety
from naturalness_parts.report import costliest, table
from naturalness_parts.sets import made_sets, named_set, other_set
from naturalness_parts.text import equations, frames, masked, opening, question, reasoning, sentences, wording

from synth.errors import UsageError


class PerCharacter:
    """Reads words and what stands between them as tokens, each as surprising as it is long."""

    def surprise(self, prompt, text, begin, tokens):
        found, start = [], 0
        for place in [i for i, sign in enumerate(text) if sign == " "] + [len(text)]:
            found.append((start, place, float(place - start)))
            start = place
        return [token for token in found if token[0] >= begin][:tokens]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("There are 12 * 15 = 180 books.", 1),
        ("3 + 4 = 7 and 7 × 2 = 14; 14 − 5 = 9", 3),
        ("(3 + 4) * 2 = 7 * 2 = 14", 1),
        ("30% of 380 = $114", 1),
        ("3 + 4 is 7, and 9 - 2 gives 7", 2),
        ("4 bananas + 6 bananas = 10 bananas", 1),
        ("$300/hour * .5 hours = $150", 1),
        ("2+2(16)=34 minutes", 1),
        ("(50 + 35) - 48", 0),
        ("x = 5, and 3, 4, 7 are left", 0),
        ("left are [35, 50]\n- 50 + 35 = 85", 1),
    ],
)
def test_equations_are_expressions_with_what_they_come_to(text, n):
    assert len(equations(text)) == n


@pytest.mark.parametrize("part", ["1", "1 a a a ", "(", "1+", "1,111", "1 + 1 = ", "1 of ", "1/a"])
def test_no_text_of_a_stranger_takes_long(part):
    assert len(list(frames(part * 5_000))) < 5_000


def test_wording_is_every_letter_outside_of_equations_and_numbers():
    text = "So 4 bananas + 6 bananas = 10, not 12."
    assert "".join(sign for sign, is_word in zip(text, wording(text), strict=True) if is_word) == "Sonot"


def test_a_sentence_falls_into_frames_behind_each_equation():
    text = "- Take 50 + 35 = 85, so that 85 - 48 = 37. That is it: 37.\n3 + 4 = 7"
    assert [said for _, _, said in frames(text)] == ["Take E", ", so that E", "That is it:"]
    assert [text[start:end] for start, end, _ in frames(text)] == [
        "- Take 50 + 35 = 85",
        ", so that 85 - 48 = 37",
        "That is it: ",
    ]


def test_sentences_are_masked_and_lines_end_them():
    assert sentences("I have 48 and 35. Is 12.5 near?\n- No\n37.") == ["I have # and #.", "Is #.# near?", "- No"]
    assert masked("3 + 14 = 17") == "# + # = #"


def test_the_reasoning_is_what_stands_before_the_answer():
    assert reasoning("<think>\n3 + 4 = 7\n</think>\n<answer>3 + 4</answer>") == "3 + 4 = 7"
    assert reasoning("<think>\n3 + 4 = 7\n</think>\n<answer>3 + ") == "3 + 4 = 7"
    assert reasoning("He has 3+4=<<3+4=7>>7.\n#### 7") == "He has 3+4=7."
    assert reasoning("#### Step one\nHe has 7.") == "#### Step one\nHe has 7."


def test_the_question_leaves_out_how_to_answer_and_what_is_far_back():
    assert question("Make 37.\nThink between <think> and </think>.\n") == "Make 37."
    assert question("a" + "b" * 419 + "c") == "b" * 419 + "c"


def test_an_opening_is_a_paragraph_that_only_says_the_numbers_again():
    said = "We have 3, 4 and 5, and want 17.\n\n"
    assert opening(said + "3 * 4 = 12") == len(said)
    assert opening("3 * 4 = 12, of 3, 4 and 5.\n\n12 + 5 = 17") == 0
    assert opening("Let us see.\n\n3 * 4 = 12") == 0
    assert opening("3, 4 and 5.") == 0


def test_a_text_is_scored_by_its_wording_and_what_is_not_scored_counts_in_proportion():
    found = {}
    whole = score(PerCharacter(), "", "Here we take 3 + 4 = 7. And that 7 is it.", 100, found)
    assert whole.equations == 1
    assert whole.word_nats == len("Here we take And that is it.") == whole.word_chars
    assert whole.nats == whole.chars == len("Here we take 3 + 4 = 7. And that 7 is it.")
    assert whole.whole == whole.word_nats
    assert found["Here we take E"] == Frame("Here we take E", 1, 12.0)
    half = score(PerCharacter(), "", "Here we take 3 + 4 = 7. And that 7 is it.", 2, {})
    assert half.whole == pytest.approx(7 * (10 + 7 + 4) / 6)  # 7 nats for 6 letters; 18 letters and more follow


def test_frames_that_were_cut_off_are_none():
    found = {}
    score(PerCharacter(), "", "Here we take 3 + 4 = 7.", 2, found)
    assert not found


def test_intervals_are_of_sums_and_narrow_with_more_texts():
    assert ratio([]) is None
    assert ratio([(3.0, 0)]) is None
    assert ratio([(6.0, 2)] * 5) == Interval(3.0, 3.0, 3.0)
    few, many = ratio([(1.0, 1), (9.0, 1)] * 5), ratio([(1.0, 1), (9.0, 1)] * 80)
    assert few.value == many.value == 5.0
    assert few.low < many.low < 5.0 < many.high < few.high
    # The standard error of the mean of 160 values of 1 and 9: 4 / sqrt(160).
    assert many.high - many.low == pytest.approx(2 * 1.96 * 4 / 160**0.5, rel=0.15)


def test_variety_is_told_of_enough_text_and_numbers_make_none():
    assert variety(["Take 3 and 4."] * 3).zlib is variety(["Take 3 and 4."] * 3).grams is None
    same = variety([f"Take {n} and {n + 1}. So {n}." for n in range(3000)])
    assert same.zlib > 100
    assert same.grams == pytest.approx(10 / 3998, abs=1e-3)
    assert (same.commonest, same.sentence) == (0.5, "Take # and #.")


def test_a_table_tells_every_set_and_no_figure_that_is_not_there():
    one = measured("some", [("", "Here we take 3 + 4 = 7."), ("", "So 3 + 5 = 8.")], PerCharacter(), 2, 100)
    line = table([one]).splitlines()[1].split()
    assert line[:4] == ["some", "2", "7", "2-12"]
    assert line[-4:] == ["2", "-", "-", "50.0%"]
    assert "12 nats    1 x   12  Here we take E" in costliest(one)
    assert orjson.loads(orjson.dumps(one.as_json()))["equation"]["low"] == 2
    bare = measured("bare", [("", "So 3 + 5 = 8.")], None, 2, 100)
    assert (bare.n, bare.equation, bare.frames) == (0, None, [])


def test_sets_are_made_with_matched_problems_or_read_from_files(tmp_path):
    first, second = made_sets(["countdown"], ["negative", "backtrack+verify"], 5, 1, tmp_path)
    assert (first.name, second.name) == ("countdown negative", "countdown backtrack+verify")
    assert [prompt for prompt, _ in first.rows] == [prompt for prompt, _ in second.rows]
    assert all("<think>" not in prompt + text and "answer>" not in text for prompt, text in first.rows + second.rows)
    assert named_set(f"x={tmp_path / 'countdown'}:negative", 3).rows == first.rows[:3]
    file = tmp_path / "theirs.jsonl"
    file.write_text(json.dumps({"prompt": "How many?", "text": "3+4=<<3+4=7>>7\n#### 7"}) + "\n{}\n")
    assert other_set(file, 9).rows == [("How many?", "3+4=7")]


def test_a_set_that_is_none_is_named(tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("{}\n")
    for given in ("name", "=x", f"name={tmp_path / 'nothing.jsonl'}", f"name={empty}"):
        with pytest.raises(UsageError, match=r"--sets|expected"):
            named_set(given, 5)
    with pytest.raises(UsageError, match="--against"):
        other_set(empty, 5)
