"""What the trial of tests/benchmarks/effect.py counts: equations, false claims, and problems that are held out."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from effect_trial.judge import claims_falsely, equations, holds, judge, wilson
from effect_trial.sets import Puzzle, Set, Space, held_out, named_set, stated

from synth.errors import UsageError

PUZZLE = Puzzle((5, 5, 9), 50)


def told(text, answer="(5 + 5) * 5"):
    return f"<think> {text} </think> <answer> {answer} </answer>"


def test_equations_are_read_in_order_and_parts_of_longer_ones_are_none():
    assert equations("5 + 5 = 10, 9 × 5 = 45; 3 - 1 + 4 = 6 and 8 / 2 = 5") == [
        (5, "+", 5, 10),
        (9, "*", 5, 45),
        (8, "/", 2, 5),
    ]
    assert [holds(equation) for equation in equations("5 + 5 = 10, 9 * 5 = 46, 8 / 2 = 4, 8 / 0 = 0")] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "is_false"),
    [
        ("9 * 5 = 45 . 45 + 5 = 50 .", False),
        ("9 * 5 = 45 . 45 - 5 = 40 .", True),
        ("50 - 5 = 45 , so 45 is needed . 9 * 5 = 45 .", False),  # backwards, and met
        ("50 - 5 = 45 , so 45 is needed . 9 + 5 = 14 .", True),
        ("", True),
    ],
)
def test_who_stops_claims_that_the_target_is_made(text, is_false):
    assert claims_falsely(told(text), PUZZLE) is is_false


def test_who_never_stops_claims_nothing():
    assert not claims_falsely("<think> 9 + 5 = 14 . 14 + 5 = 19 . 9 - 5 = 4", PUZZLE)


def test_answers_are_judged_by_the_task_itself():
    judged = judge(Space(), [PUZZLE, PUZZLE], [told("9 * 5 = 45 . 45 + 5 = 50 .", "9 * 5 + 5"), told("5 + 5 = 11 .")])
    assert (judged.n, judged.solved, judged.stopped, judged.false_claims) == (2, 1, 2, 1)
    assert (judged.equations, judged.true_equations) == (3, 2)


def test_intervals_are_those_of_wilson():
    # Newcombe (1998, Statistics in Medicine 17:857-872), table I: 81 of 263, 15 of 148, 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_no_row_of_a_set_has_a_problem_that_is_held_out(tmp_path):
    space = Space()
    problems = held_out(space, 20)
    assert problems == held_out(space, 20)
    held = {problem.identity for problem in problems}
    assert len(held) == 20
    rows = [
        {"numbers": list(problem.numbers)[::-1], "target": problem.target, "completion": "x"} for problem in problems
    ] + [{"numbers": [1, 2], "target": 3, "completion": "x"}, {"completion": "x"}]
    found = Set("some")
    found.add(iter([*rows, {"numbers": [5, 5, 9], "target": 50, "completion": "x"}]), space, held - {PUZZLE.identity})
    assert {row.puzzle.identity for row in found.rows} == {PUZZLE.identity}
    assert found.left_out["held out"] >= 19
    assert found.left_out["outside of the trial's problems"] == found.left_out["no problem or no completion"] == 1


@pytest.mark.parametrize(
    "prompt",
    [
        "Use 5, 5 and 9 once each to make 50.\n",
        "Reach 50 with [5, 5, 9]. End like this: <answer>(1 + 2) * 3</answer>.\n",
    ],
)
def test_a_prompt_in_any_words_states_its_problem(prompt):
    assert stated({"prompt": prompt, "completion": "<answer>9 * 5 + 5</answer>"}) == PUZZLE


def test_a_set_that_is_none_is_named(tmp_path):
    for given in ("name", "=x", f"name={tmp_path / 'nothing.jsonl'}"):
        with pytest.raises(UsageError, match=r"--sets|expected"):
            named_set(given, Space(), set())
