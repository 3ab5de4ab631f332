"""Where Countdown texts show behaviours; and how often the rules are right on the teacher's own texts, strategy by strategy."""

from itertools import combinations

import pytest

from synth.draw import Draw
from synth.errors import Refuse, Reject
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse
from synth.task import Problem
from tasks._countdown.detect import detect, marked
from tasks._countdown.spans import Aligned, spans

ALL = ["+".join(names) for n in (1, 2, 3, 4) for names in combinations(BEHAVIORS, n)] + ["negative"]


def traces(strategy, n, **options):
    """Texts of the procedural teacher, each with what its record says that it shows."""
    task = configure(load_task("countdown"), options)
    for index in range(n):
        try:
            problem = task.propose(Draw(11, index))
            text = task.solve(problem, parse(strategy), Draw(11, index, strategy)).text
        except (Refuse, Reject):
            continue
        yield task, problem, text, task.check(problem, text, parse(strategy)).behaviors


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"wording": "varied"},
        {"size": "5"},
        {"story": "oracle", "dead_ends": "1-2"},
        {"story": "oracle", "size": "4-6", "dead_ends": "1-5"},
    ],
    ids=["default", "varied", "large", "oracle", "large oracle"],
)
def test_precision_and_recall_are_at_least_98_of_100_on_every_behaviour_and_no_strategy_is_far_off(options):
    right, found, recorded = (dict.fromkeys(BEHAVIORS, 0) for _ in range(3))
    for strategy in ALL:
        n, wrong = 0, 0
        for task, problem, text, record in traces(strategy, 50, **options):
            shown = {span.behavior for span in task.annotate(problem, text)}
            n += 1
            wrong += shown != {behavior for behavior in BEHAVIORS if record[behavior]}
            for behavior in BEHAVIORS:
                right[behavior] += behavior in shown and record[behavior] > 0
                found[behavior] += behavior in shown
                recorded[behavior] += record[behavior] > 0
        assert wrong <= 0.1 * n, f"{strategy}: {wrong} of {n} texts are read otherwise than told"
    for behavior in BEHAVIORS:
        assert right[behavior] >= 0.98 * found[behavior], f"precision of {behavior}"
        assert right[behavior] >= 0.98 * recorded[behavior], f"recall of {behavior}"


def test_every_count_has_its_span_and_the_span_its_words():
    for task, problem, text, _ in traces("all", 40):
        found = task.annotate(problem, text)
        counts = {behavior: sum(span.behavior == behavior for span in found) for behavior in BEHAVIORS}
        assert counts == detect(text, problem.data["numbers"], problem.data["target"])
        for span in found:
            quoted = text[span.start : span.end]
            assert quoted == quoted.strip()
            assert 2 <= len(quoted) <= 120


@pytest.mark.parametrize(("behavior", "quoted", "text"), [
    ("verify", "isn’t the target", "<think>İ say: 10 × 5 = 50; it isn’t the target.</think>"),
    ("backtrack", "5 \\times 6 = 30", "$10 \\times 5 = 50$. No: $5 \\times 6 = 30$"),
    ("subgoal", "Let's make 12", "Let's make 12. 10 + 6 = 16."),
    ("backward", "Work backwards", "Work backwards, 24 - 6 = 18."),
    ("verify", "TOO HIGH", "10 * 5 = 50 is TOO HIGH!"),
])  # fmt: skip
def test_a_span_points_into_the_text_as_it_was_written(behavior, quoted, text):
    found = [text[span.start : span.end] for span in spans(text, [10, 5, 6], 24) if span.behavior == behavior]
    assert quoted in found


@pytest.mark.parametrize("text", [
    "We’re at 3×5 = 15 – İstanbul, ΣΑΣ; let's see: 2.5 ≈ 3, $7 \\cdot 2$",
    "can't **won't** 3 times 4 and 5 divided by 6 != 7, 12x3, 007",
    "", "7", "  \n", "’’’", "12 multiplied by 3 x 4", "\\times 3 \\( 4 \\)",
])  # fmt: skip
def test_the_aligned_copy_is_what_the_detectors_read(text):
    copy = Aligned(text)
    copy.mark([3, 4, 5], 7)
    assert copy.text == marked(text, [3, 4, 5], 7)[0]
    assert len(copy.starts) == len(copy.ends) == len(copy.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(copy.starts, copy.ends, strict=True))


@pytest.mark.parametrize("text", [
    "Check out our menu. 10 + 5 = 15.",
    "10 + 5 = 15. Let us check out the shop. 15 + 9 = 24.",
    'The word "backtrack" is long. 10 + 5 = 15, 15 + 9 = 24.',
    '10 + 5 = 15. She said, "That is too high!" 15 + 9 = 24.',
    "We need 24 apples. 10 + 5 = 15.",
    "We need 12 apples and 3 pears. 10 + 5 = 15.",
    "I want 30 dollars. 10 + 5 = 15.",
    "10 + 5 = 15. All right, now 15 + 9 = 24.",
    "Let me think step by step. 10 + 5 = 15. 15 + 9 = 24.",
    "Looking at it the other way round, 10 + 5 = 15. 15 + 9 = 24.",
])  # fmt: skip
def test_hard_negatives_show_nothing(text):
    assert not spans(text, [10, 5, 9], 24)


def test_hostile_text_never_raises():
    problem = Problem("", None, {"numbers": [3, 5, 7], "target": 38})
    for text in ("İ" * 5000, "\x00" * 5000, "<think>" * 5000, "3 + 5 = 8. " * 5000, '"' * 5001, "“" * 5000, "’" * 5000):
        for span in configure(load_task("countdown"), {}).annotate(problem, text):
            assert 0 <= span.start < span.end <= len(text)
