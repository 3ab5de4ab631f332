"""The rules that find behaviours in anybody's text: what they see, what they leave, and how often they are right."""

import time

import pytest
from synth.tasks._countdown.survey import survey

from synth.draw import Draw
from synth.errors import Refuse, Reject
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse
from tasks._countdown.detect import detect

TASKS = [
    configure(load_task("countdown"), options)
    for options in ({}, {"wording": "varied"}, {"story": "oracle", "dead_ends": "1-2"})
]
TASK = TASKS[0]
LETTERS = {"b": "backtrack", "v": "verify", "s": "subgoal", "w": "backward"}


def shown(text, numbers, target):
    """The behaviours that are found at all, as letters."""
    counts = detect(text, numbers, target)
    return "".join(letter for letter, behavior in LETTERS.items() if counts[behavior])


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([4, 7, 9, 1], 36, "7 - 1 = 6. That doesn't work. Let me go back: 7 + 1 = 8."),
    ([4, 7, 9, 1], 36, "Hmm, 9 + 7 = 16, 16 + 4 = 20. That won't help. Wait, maybe 9 * 4 = 36?"),
    ([4, 7, 9, 1], 36, "- 4 + 7 = 11\n- 11 + 9 = 20\n- 4 * 7 = 28\n- 28 + 9 = 37"),
    ([84, 83, 72, 34], 39, "We can start with 84 + 83 - 72 - 34 = 61. Let's try another combination: 84 + 72 - 83 - 34."),
    ([12, 4, 8, 3], 50, "Let me try 12 * 4 = 48. Alternatively, 12 + 8 = 20 could be a start."),
    ([12, 4, 8, 3], 50, "12 times 4 is 48. 48 plus 8 is 56. Scrap that. 12 times 3 is 36."),
    ([12, 4, 8, 3], 50, "(12 + 4) * 3 = 48\n(12 - 4) * 3 = 24"),
    ([12, 4, 8, 3], 50, "\\( 12 \\times 4 = 48 \\), \\( 48 + 3 = 51 \\). \\( 12 \\times 3 = 36 \\)"),
])  # fmt: skip
def test_a_return_is_seen_by_its_words_or_by_the_numbers_used_again(numbers, target, text):
    assert "b" in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([6, 4, 2, 9], 21, "**Step 1:** Multiply 6 and 4: 6 × 4 = 24.\n**Step 2:** 24 ÷ 2 = 12.\n**Step 3:** 12 + 9 = 21.\nThe expression is $6 \\times 4 \\div 2 + 9$."),
    ([6, 4, 2, 9], 21, "6 * 4 = 24, 24 / 2 = 12, 12 + 9 = 21. So (6 * 4) / 2 + 9 = 21."),
    ([6, 4, 2, 9], 21, "6 * 4 = 24, 24 / 2 = 12, 12 + 9 = 21. In full: 6 * 4 = 24, then 24 / 2 = 12, then 12 + 9 = 21."),
    ([6, 4, 2, 9], 21, "Let me try 6 * 4. 6 * 4 = 24. Now 24 / 2 = 12, then 12 + 9 = 21."),
    ([7, 8, 9, 3], 30, "Let's look at another way to see the numbers 7, 8, 9 and 3 before I begin."),
    ([3, 4, 20, 5], 60, "With 3 and 4: 3 + 4 = 7, 3 * 4 = 12, 4 - 3 = 1."),
    ([4, 4, 3, 1], 20, "4 * 4 = 16, 3 + 1 = 4, 16 + 4 = 20."),
    ([6, 4, 2, 9], 21, "Working backwards from 21, 21 - 9 = 12. 6 * 4 = 24 and 24 / 2 = 12."),
])  # fmt: skip
def test_a_straight_path_a_list_of_options_and_a_summary_are_no_return(numbers, target, text):
    assert "b" not in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([10, 5, 9], 24, "10 + 5 + 9 = 24. Yes, that's the target!"),
    ([10, 5, 6], 24, "10 * 5 = 50, which is not 24."),
    ([10, 5, 6], 24, "10 + 5 = 15, 15 + 6 = 21. Hmm, 21 isn't the target."),
    ([10, 5, 6], 24, "10 * 5 = 50 (way too high)"),
    ([10, 5, 6], 24, "10 * 6 = 60; 60 / 5 = 12. That falls short of 24 by 12."),
    ([10, 5, 6], 24, "5 * 6 = 30. We need 24, not 30."),
    ([10, 5, 6], 24, "10 + 5 + 6 = 21. 21 is less than 24."),
    ([10, 5, 6], 24, "10 + 5 + 6 = 21 != 24"),
    ([10, 5, 9], 24, "10 + 5 = 15, 15 + 9 = 24. Let me double-check: 10 + 5 = 15, 15 + 9 = 24."),
    ([10, 5, 9], 24, "10 + 5 = 15, 15 + 9 = 24 ✓"),
    ([10, 5, 6], 24, "10 + 5 = 15\n15 + 6 = 21\nNone of these give what I want."),
    ([10, 5, 9], 24, "10 + 5 + 9 = 24, which matches our target."),
])  # fmt: skip
def test_a_result_held_against_the_target_is_a_check(numbers, target, text):
    assert "v" in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([10, 5, 9], 24, "We need to create an equation that equals 24 using the numbers 10, 5 and 9. The target is 24."),
    ([10, 5, 9], 24, "I have to get to 24. 10 + 5 = 15. 15 + 9 = 24. So the answer is 10 + 5 + 9 = 24."),
    ([10, 5, 9], 24, "24 is greater than all the numbers, so I add them: 10 + 5 = 15 and 15 + 9 = 24."),
    ([10, 5, 9], 24, "Finally, 15 + 9 gives 24."),
])  # fmt: skip
def test_stating_the_task_or_ending_at_the_target_is_no_check(numbers, target, text):
    assert "v" not in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([7, 8, 9, 3], 30, "If I could get 10 first, then 3 would do the rest."),
    ([7, 8, 9, 3], 30, "So I need to make 10 from 7, 8 and 9."),
    ([7, 8, 9, 3], 30, "But how can I get a 10?"),
    ([7, 8, 9, 3], 30, "Let me aim for a factor such as 10."),
    ([7, 8, 9, 3], 30, "Maybe I should look at the factors of 30."),
    ([7, 8, 9, 3], 30, "It'd be nice to have 10, because 3 would triple it."),
    ([7, 8, 9, 3], 30, "My first subgoal is 10."),
    ([7, 8, 9, 3], 30, "Let's try to get close to 30 with the big numbers."),
    ([7, 8, 9, 3], 30, "10 would be useful here."),
])  # fmt: skip
def test_a_number_named_as_an_aim_is_a_subgoal(numbers, target, text):
    assert "s" in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([7, 8, 9, 3], 30, "I need to make 30 from 7, 8, 9 and 3. I want to use 9 first."),
    ([7, 8, 9, 3], 30, "Let me make 9 + 8 = 17. I get 17 and then 10."),
    ([7, 8, 9, 3], 30, "I add 9 and 8 to get 17, then subtract 7 to get 10. I use 10 and 3 to get 30."),
    ([7, 8, 9, 3], 30, "I need to use each of the 4 numbers once."),
    ([2, 6, 12], 24, "To get 24 from 2, I need 12."),
])  # fmt: skip
def test_the_target_a_given_number_or_a_result_is_no_subgoal(numbers, target, text):
    assert "s" not in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([2, 6, 3, 5], 24, "24 / 2 = 12, so I need 12."),
    ([2, 6, 3, 5], 24, "To get 24 from 2, I need 12."),
    ([2, 6, 3, 5], 24, "Working backwards, 24 is 8 times 3."),
    ([2, 6, 3, 5], 24, "What plus 5 makes 24?"),
    ([2, 6, 3, 5], 24, "If the last step is adding 5, the rest must give 19."),
    ([2, 6, 3, 5], 24, "Starting from the target, 24 - 6 leaves 18."),
    ([2, 6, 3, 5], 24, "Since 24 = 4 * 6, the others should give 4."),
    ([2, 6, 3, 5], 24, "24 is divisible by 6, giving 4."),
    ([2, 6, 3, 5], 24, "6 * ? = 24"),
])  # fmt: skip
def test_a_step_from_the_target_is_backward(numbers, target, text):
    assert "w" in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text"), [
    ([2, 6, 3, 5], 24, "2 * 6 = 12. That doesn't work, so go back to the start. 6 * 3 = 18."),
    ([2, 6, 3, 5], 24, "As the last step, 19 + 5 = 24."),
    ([24, 6, 3, 5], 24, "24 / 6 = 4, 4 * 5 = 20."),
    ([2, 6, 3, 5], 24, "6 * 5 = 30, and 30 - 24 = 6 too many."),
])  # fmt: skip
def test_a_return_a_last_step_and_a_distance_are_not_backward(numbers, target, text):
    assert "w" not in shown(text, numbers, target)


@pytest.mark.parametrize(("numbers", "target", "text", "expected"), [
    ([98, 28, 20], 658, "98 * 6 = 588, which is less than 658. 98 * 7 = 686, a bit more. 686 - 658 = 28, one of my numbers. "
     "How can I get a 7? Hmm, 28 / 4 = 7, but there is no 4.\n\nMaybe 28 * 20 = 560. 560 + 98 = 658. Yes! That works.", "bvs"),
    ([87, 22, 61], 126, "1. First, let's try simple additions:\n   - \\(87 + 22 = 109\\)\n   - \\(109 + 61 = 170\\) (too high)\n"
     "   - \\(87 + 61 = 148\\) (too high)\n2. Next:\n   - \\(87 - 22 = 65\\)\n   - \\(65 + 61 = 126\\)", "bv"),
    ([1, 5, 6, 10], 42, "Let me aim for a factor of 42 such as 7.\n1 + 6 = 7\n10 - 5 = 5\n7 * 5 = 35\nHmm, 35 is not 42.\n"
     "Wait, what if I use 6 * 5 = 30 and 30 + 10 = 40, 40 + 1 = 41. Close but too low.", "bvs"),
    ([6, 4, 2, 9], 21, "Starting from 21, 21 - 9 = 12. Then I need to make 12 from 6, 4 and 2. 6 * 4 / 2 = 12.", "w"),
    ([10, 20, 30], 60, "We can use addition: 10 + 20 = 30, and 30 + 30 = 60. So the final equation is 10 + 20 + 30.", ""),
    ([48, 13, 10], 82, "I need to make 82 from [48, 13, 10]. First, 13 * 10 = 130. Finally, 130 - 48 = 82.", ""),
    ([2, 3, 4], 14, "Try: 2 + 3 = 5; 5 * 4 = 20 ≠ 14.\nTry: 2 * 4 = 8; 8 + 3 = 11 ≠ 14.\nTry: 3 * 4 = 12; 12 + 2 = 14 ✓", "bv"),
])  # fmt: skip
def test_whole_texts_in_the_manner_of_models_show_what_a_reader_sees(numbers, target, text, expected):
    assert shown(f"<think>\n{text}\n</think>\n<answer>1</answer>", numbers, target) == expected


def test_every_return_and_every_check_counts_once():
    text = "3 + 5 = 8. Not 14. Let's go back. 3 * 5 = 15. Too high. That doesn't work, so try another way. 5 * 4 = 20."
    counts = detect(text, [3, 5, 4], 14)
    assert (counts["backtrack"], counts["verify"]) == (2, 2)


def test_only_the_thinking_counts_where_there_is_any():
    said = "\n2 + 5 = 7. Too low! Let me start over. 2 * 5 = 10.\n"
    assert not any(detect(f"<think>2 + 5 = 7</think>{said}<answer>2 + 5</answer>", [2, 5], 11).values())
    assert (
        shown(said, [2, 5], 11) == shown(f"<think>{said}", [2, 5], 11) == shown(f"{said}</think>7", [2, 5], 11) == "bv"
    )
    assert list(detect("", [2, 5], 11)) == list(BEHAVIORS)


def test_the_check_of_anybodys_text_reports_the_counts():
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    steps = TASK.check(problem, "3 + 5 = 8, 8 * 7 = 56. That's the target.", parse("all"), strict=False)
    assert steps.behaviors == {"backtrack": 0, "verify": 1, "subgoal": 0, "backward": 0}


@pytest.mark.parametrize("unit", ["9", "7 ", "a", "not ", "to get ", "work ", "3+", "3 + 5 = 8, ", "3=", "(", ") ", "38 - ", "38 - 7 = 31. ", "I need to make 31. ",
                                  "go back ", "undo the ", "\n", ".", "- ", "1. ", "<think>", "</think>", "<answer>", "if the last ", "\\times", "’", "٣", "İ", "\x00", "is ", "3 is "])  # fmt: skip
def test_hostile_text_takes_time_in_proportion_to_its_length(unit):
    for text in (unit * (200_000 // len(unit)), "3 + 5 = 8. not " + unit * (90_000 // len(unit)) + "7"):
        start = time.process_time()
        counts = detect(text, [3, 5, 7], 38)
        assert time.process_time() - start < 2
        assert all(0 <= count <= len(text) for count in counts.values())


def traces(strategy, n=120, task=TASK):
    """Texts of the procedural teacher, each with its problem and what the step checker proved that it shows."""
    for index in range(n):
        try:
            problem = task.propose(Draw(3, index))
            text = task.solve(problem, parse(strategy), Draw(3, index, strategy)).text
        except (Refuse, Reject):
            continue
        yield problem, text, task.check(problem, text, parse(strategy)).behaviors


@pytest.mark.parametrize("task", TASKS, ids=["plain", "varied", "oracle"])
def test_the_rules_agree_with_what_the_step_checker_proves_of_the_teachers_texts(task):
    pairs = {behavior: [] for behavior in BEHAVIORS}
    for strategy in ("backtrack", "verify", "subgoal", "backward", "all", "negative"):
        for problem, text, proved in traces(strategy, task=task):
            found = detect(text, problem.data["numbers"], problem.data["target"])
            for behavior in BEHAVIORS:
                pairs[behavior].append((proved[behavior], found[behavior]))
    for behavior, counted in pairs.items():
        both = sum(proved > 0 and found > 0 for proved, found in counted)
        precision = both / sum(found > 0 for _, found in counted)
        recall = both / sum(proved > 0 for proved, _ in counted)
        far = sum(abs(proved - found) for proved, found in counted) / len(counted)
        assert precision >= 0.97, behavior
        assert recall >= 0.97, behavior
        # A search has dozens of looks and returns, many of them in one sentence: of these the rules count some as one.
        told = sum(proved for proved, _ in counted) / len(counted)
        assert far <= (0.1 if task.story == "oracle" else 0.5 * max(1, told)), (
            f"{behavior}: the counts differ by {far:.2f} a text"
        )


def test_texts_of_the_negative_strategy_show_next_to_nothing():
    found = [detect(text, problem.data["numbers"], problem.data["target"]) for problem, text, _ in traces("negative")]
    assert sum(any(counts.values()) for counts in found) <= 0.02 * len(found)


def test_an_equation_at_the_end_of_a_line_is_checked_whatever_the_next_one_begins_with():
    found = survey("1. 3 + 4 = 8\n2. 5 + 5 = 10\n- 6 * 2 = 12\n- 1 + 1 = 3", (3, 4, 5), 24)
    assert (found.checked, found.false, found.first_false) == (4, 2, "false: 3 + 4 = 8")
    longer = survey("1 + 2 + 3 = 6, 2 * 3 = 6 + 1, 0.5 + 1 = 1, 3 + 4 = 7 000", (1, 2, 3), 6)
    assert longer.checked == 0
