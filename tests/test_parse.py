import time

import pytest

from synth.parse import after_think, tagged_answer, think, unwrap


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no tags", "no tags"),
        ("", ""),
        ("<think>a</think>b", "b"),
        ("a</think>b", "b"),
        ("<think>a</think>b</think>c", "c"),
        ("<think>a</think>b<think>c</think>d", "d"),
        ("<think>a</think>b<think>c", "b"),
        ("a<think>b", "a"),
        ("<think>all of it", ""),
        ("a<think>b<think>c", "a"),
        ("<think>a</think>", ""),
        ("a</THINK>b", "a</THINK>b"),
        ("a</think >b", "a</think >b"),
        ("a<thinking>b", "a<thinking>b"),
    ],
)
def test_only_what_follows_the_reasoning_is_said(text, said):
    assert after_think(text) == said


@pytest.mark.parametrize(
    ("text", "reasoning"),
    [
        ("<think>a</think>b", "a"),
        ("<think>a</think>b</think>c", "a</think>b"),
        ("<think>\na\n</think>", "\na\n"),
        ("<think></think>", ""),
        (" <think>a</think>", None),
        ("a</think>b", None),
        ("<think>a", None),
        ("", None),
    ],
)
def test_reasoning_runs_from_a_leading_tag_to_the_last_closing_one(text, reasoning):
    assert think(text) == reasoning


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("<answer>1</answer>", "1"),
        ("before <answer>1</answer> after", "1"),
        ("<answer>1</answer><answer>2</answer>", "2"),
        ("<answer>1</answer><answer>2", "1"),
        ("<answer>1<answer>2</answer>", "2"),
        ("<answer>1<answer>2</answer></answer>", "2"),
        ("<answer>1<answer>2</answer>3</answer>", "2"),
        ("<answer>1</answer>2</answer>", "1"),
        ("<answer>1</answer><answer></answer>", ""),
        ("</answer>1<answer>", None),
        ("1</answer>", None),
        ("<answer>1", None),
        ("", None),
        ("<Answer>1</Answer>", None),
        ("<answer id='1'>1</answer>", None),
        ("<answer >1</answer >", None),
        ("< answer>1</ answer>", None),
        ("&lt;answer&gt;1&lt;/answer&gt;", None),
        ("＜answer＞1＜/answer＞", None),
        (r"\boxed{1}", None),
    ],
)
def test_the_last_complete_innermost_answer_counts(said, answer):
    assert tagged_answer(said) == answer


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\r\n", "\f", "\v", "\u00a0", " \n\u00a0\t "])
def test_white_space_around_an_answer_is_trimmed(space):
    assert tagged_answer(f"<answer>{space}1 + 2{space}</answer>") == "1 + 2"
    assert unwrap(f"`{space}1 + 2{space}`") == "1 + 2"
    assert unwrap(f"```text{space}\n{space}1 + 2{space}```") == "1 + 2"


@pytest.mark.parametrize("other", ["\u2003", "\u3000", "\u2028", "\u202f", "\u200b", "\ufeff", "\x85", "\x1c", "\0"])
def test_no_other_character_is_trimmed(other):
    assert tagged_answer(f"<answer>{other}1{other}</answer>") == f"{other}1{other}"
    assert unwrap(f"`{other}1{other}`") == f"{other}1{other}"
    assert unwrap(f"```\n{other}1{other}\n```") == f"{other}1{other}"


@pytest.mark.parametrize(
    ("answer", "bare"),
    [
        ("1+2", "1+2"),
        ("`1+2`", "1+2"),
        ("``1+2``", "1+2"),
        ("$1+2$", "1+2"),
        ("$$1+2$$", "1+2"),
        ("$$\n1+2\n$$", "1+2"),
        ("```1+2```", "1+2"),
        ("```\n1+2\n```", "1+2"),
        ("```python\n1+2\n```", "1+2"),
        ("```math \r\n1+2\r\n```", "1+2"),
        ("```1\n+2```", "1\n+2"),
        ("```python 1+2```", "python 1+2"),
        ("```é\n1+2\n```", "é\n1+2"),
        ("`$1+2$`", "$1+2$"),
        ("$`1+2`$", "`1+2`"),
        ("```\n$1+2$\n```", "$1+2$"),
        ("$$1+2$", "$1+2"),
        ("`1+2", "`1+2"),
        ("1+2$", "1+2$"),
        ("`1+2$", "`1+2$"),
        ("x `1+2`", "x `1+2`"),
        ("", ""),
        ("$", "$"),
        ("`", "`"),
        ("$$", ""),
        ("``````", ""),
    ],
)
def test_one_complete_layer_is_taken_off(answer, bare):
    assert unwrap(answer) == bare


LONG = {
    "a megabyte": "1" * 1_000_000,
    "unclosed answers": "<answer>" * 200_000,
    "unopened answers": "</answer>" * 200_000,
    "one opened answer, closed often": "<answer>" + "</answer>" * 200_000,
    "often opened, closed once": "<answer>" * 200_000 + "</answer>",
    "many answers": "<answer>1</answer>" * 100_000,
    "almost answers": "<answer" * 200_000 + "</answer>",
    "unclosed thoughts": "<think>" * 200_000,
    "unopened thoughts": "</think>" * 200_000,
    "backticks": "`" * 1_000_000,
    "dollars": "$" * 1_000_000,
    "fences": "```a\n" * 200_000 + "```",
    "spaces": " " * 1_000_000,
    "lone surrogates": "\ud800" * 500_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_read_in_linear_time(text):
    began = time.perf_counter()
    assert after_think(text) in text
    assert (think(text) or "") in text
    assert (tagged_answer(text) or "") in text
    assert unwrap(text) in text
    assert time.perf_counter() - began < 5
