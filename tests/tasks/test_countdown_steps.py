"""The step checker: what is true passes, and every kind of untruth is caught, with the place named."""

import random
import re
from functools import cache
from itertools import combinations, product

import pytest

from synth.draw import Draw
from synth.errors import Refuse
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse

MIXED = [
    "all",
    "backtrack",
    "backtrack+verify",
    "backtrack+subgoal",
    "backtrack+backward",
    "verify",
    "subgoal",
    "backward",
    "negative",
]
EVERY = ["+".join(parts) for n in range(1, 5) for parts in combinations(BEHAVIORS, n)] + ["negative"]
EQUATION = re.compile(r"[0-9]+ ?[-+*/×÷·−] ?[0-9]+ ?= ?[0-9]+")
STORIES = {"search": {}, "oracle": {"story": "oracle", "dead_ends": "1-3"}}
TASKS = {story: configure(load_task("countdown"), options) for story, options in STORIES.items()}
TASK = TASKS["oracle"]


@pytest.fixture(params=STORIES)
def story(request):
    return request.param


@cache
def traces(strategy, n=30, story="oracle", **options):
    task = configure(load_task("countdown"), STORIES[story] | options)
    found = []
    for index in range(n):
        problem = task.propose(Draw(0, index))
        try:
            found.append((problem, task.solve(problem, parse(strategy), Draw(0, index, strategy)).text))
        except Refuse:
            continue
    return found


def check(problem, text, strategy, task=TASK):
    return task.check(problem, text, parse(strategy))


def caught(problem, text, strategy, story="oracle"):
    """Whether a changed text is turned down, by the step checker or by the verifier of its answer."""
    return check(problem, text, strategy, TASKS[story]).false > 0 or TASK.verify(problem, text).status != "verified"


def thoughts(text):
    """The reasoning of a completion, and what goes before and after it."""
    head, _, rest = text.partition("<think>\n")
    inner, _, tail = rest.partition("\n</think>")
    return head + "<think>\n", inner, "\n</think>" + tail


def sentences(inner):
    return re.split(r"(?<=[.?])(\s+)|(\n+)", inner)


@pytest.mark.parametrize("strategy", EVERY)
def test_what_the_teacher_writes_holds(strategy, story):
    for problem, text in traces(strategy, story=story):
        steps = check(problem, text, strategy, TASKS[story])
        assert steps.first_false is None
        assert steps.checked > 0


@pytest.mark.parametrize("options", [{"size": "2"}, {"size": "5"}, {"size": "6"}, {"use": "subset"}, {"operators": "+-"}, {"operators": "+*"},
                                     {"numbers": "1-5", "targets": "1-30", "size": "3"}], ids=str)  # fmt: skip
@pytest.mark.parametrize("strategy", ["all", "backtrack+verify", "backtrack+subgoal", "backtrack+backward", "negative"])
def test_it_holds_under_every_option(options, strategy, story):
    task = configure(load_task("countdown"), STORIES[story] | options)
    found = traces(strategy, 8, story=story, **options)
    assert found or (options == {"size": "2"} and strategy in ("all", "backtrack+subgoal", "backtrack+backward"))
    for problem, text in found:
        assert check(problem, text, strategy, task).first_false is None
        assert task.verify(problem, text).status == "verified"


@pytest.mark.parametrize("strategy", MIXED)
def test_every_changed_digit_is_caught(strategy, story):
    rng = random.Random(0)
    for problem, text in traces(strategy, 12, story=story):
        for found in re.finditer(r"[0-9]", text):
            digit = rng.choice([d for d in "0123456789" if d != found[0]])
            changed = text[: found.start()] + digit + text[found.end() :]
            assert caught(problem, changed, strategy, story), f"{found.start()}: {found[0]} became {digit} in\n{text}"


@pytest.mark.parametrize("more", [" and {}", ", {}"])
@pytest.mark.parametrize("strategy", MIXED)
def test_a_number_put_beside_another_is_caught(strategy, more, story):
    for problem, text in traces(strategy, 20, story=story):
        before, inner, after = thoughts(text)
        for place in re.finditer("[0-9]+", inner):
            told = inner[: place.end()] + more.format(problem.data["numbers"][0]) + inner[place.end() :]
            assert caught(problem, before + told + after, strategy, story), told


@pytest.mark.parametrize("strategy", MIXED)
def test_every_dropped_step_is_caught(strategy, story):
    for problem, text in traces(strategy, story=story):
        head, inner, tail = thoughts(text)
        parts = [part for part in re.split(r"(?<=[.?])\s+|\n+", inner) if part]
        for place, sentence in enumerate(parts):
            is_recap = place >= len(parts) - 2 and len(EQUATION.findall(sentence)) > 1  # tells again what was told
            if EQUATION.search(sentence) and not is_recap:
                changed = head + "\n".join(parts[:place] + parts[place + 1 :]) + tail
                assert caught(problem, changed, strategy, story), f"without {sentence!r}:\n{text}"


@pytest.mark.parametrize("strategy", MIXED)
def test_every_dropped_return_is_caught(strategy, story):
    for problem, text in traces(strategy, story=story):
        head, inner, tail = thoughts(text)
        parts = [part for part in re.split(r"(?<=[.?])\s+|\n+", inner) if part]
        returns = check(problem, text, strategy, TASKS[story]).behaviors["backtrack"]
        for place in range(len(parts)):
            changed = head + "\n".join(parts[:place] + parts[place + 1 :]) + tail
            steps = check(problem, changed, strategy, TASKS[story])
            assert steps.false or steps.behaviors["backtrack"] == returns, f"a return was lost unseen:\n{changed}"


@pytest.mark.parametrize("strategy", [s for s in MIXED if s != "negative"])
def test_a_step_told_twice_is_caught(strategy, story):
    for problem, text in traces(strategy, story=story):
        head, inner, tail = thoughts(text)
        parts = [part for part in re.split(r"(?<=[.?])\s+|\n+", inner) if part]
        for place, sentence in enumerate(parts):
            if EQUATION.search(sentence) and len(EQUATION.findall(sentence)) == 1:
                changed = head + "\n".join([*parts[: place + 1], sentence, *parts[place + 1 :]]) + tail
                assert caught(problem, changed, strategy, story), f"{sentence!r} twice:\n{text}"


@pytest.mark.parametrize("strategy", MIXED)
def test_a_swapped_order_inside_a_list_is_caught(strategy, story):
    swapped = 0
    for problem, text in traces(strategy, story=story):
        head, inner, tail = thoughts(text)
        for found in re.finditer(
            r"(?<![0-9=] )([0-9]+), ([0-9]+)(?=,| and|\]|\}|\.|;)(?! and [0-9]+ ?[-+*/×÷·−])", inner
        ):
            if found[1] != found[2] and not re.match(r".{0,12}=", inner[found.end() :]):
                before = inner[max(0, found.start() - 3) : found.start()]
                if "=" in before:
                    continue
                changed = inner[: found.start()] + f"{found[2]}, {found[1]}" + inner[found.end() :]
                swapped += 1
                assert caught(problem, head + changed + tail, strategy, story), f"{found[0]}:\n{changed}"
    assert swapped > 5 or strategy == "negative"


@pytest.mark.parametrize("strategy", [s for s in MIXED if s != "negative"])
def test_prose_that_no_phrase_accounts_for_is_not_read(strategy, story):
    for problem, text in traces(strategy, 6, story=story):
        head, inner, tail = thoughts(text)
        for lie in (
            "17 is prime, so it was the only way.",
            "This is easy.",
            "7 = 99.",
            "The answer is obvious!",
            "I use 5 twice.",
        ):
            for changed in (f"{lie} {inner}", f"{inner} {lie}", inner.replace(". ", f". {lie} ", 1)):
                if changed != inner:
                    assert check(problem, head + changed + tail, strategy, TASKS[story]).false


def test_the_reason_names_the_first_wrong_sentence():
    problem, text = next(found for found in traces("negative") if "= " in found[1])
    changed = re.sub(r"(Step 2: .*= ?)([0-9]+)", lambda m: m[1] + str(int(m[2]) + 1), text)
    steps = check(problem, changed, "negative")
    assert steps.first_false.startswith("sentence 2, 'Step 2")
    assert "is not" in steps.first_false


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Step 1: 3 + 5 = 8\nStep 2: 8 * 7 = 56", None),
        ("Step 1: 3 + 5 = 9\nStep 2: 9 * 7 = 63", "false: 3 + 5 is not 9"),
        ("Step 1: 3 + 5 = 8\nStep 3: 8 * 7 = 56", "the number of the step is 2"),
        ("Step 1: 3 + 3 = 6\nStep 2: 6 * 7 = 42", "3 is not at hand"),
        ("Step 1: 4 + 4 = 8\nStep 2: 8 * 7 = 56", "4 is not at hand"),
        ("Step 1: 3 + 5 = 8", "before the target is made"),
        ("Step 1: 3 + 5 = 8\nStep 2: 8 * 7 = 56\nIt is nice.", "cannot be read"),
        ("3 + 5 = 8. 8 * 7 = 56.", "numbered steps and nothing else"),
        ("Step 1: 7 * 5 = 35\nStep 2: 35 + 3 = 38", "before the target is made"),
    ],
)
def test_a_direct_solution_is_read_line_by_line(told, reason):
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    steps = check(problem, f"<think>\n{told}\n</think>\n<answer>(3 + 5) * 7</answer>", "negative")
    assert (steps.first_false is None) == (reason is None)
    assert reason is None or reason in steps.first_false


STORY = """3 + 7 = 10. 10 * 5 = 50. That is not 56.
I go back to the start: 3, 5, 7. 3 + 5 = 8. 8 * 7 = 56. That is 56."""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("", "", None),
        ("That is not 56. \n", "", None),
        ("start: 3, 5, 7", "start: 3, 7, 5", "the numbers given are 3, 5, 7"),
        ("the start: 3, 5, 7", "5, 10", "3 is not at hand; there are 5, 10"),
        ("the start: 3, 5, 7", "5 and 10", None),
        ("the start: 3, 5, 7", "8 and 7", "which was never left"),
        ("That is not 56.\n", "", "not checked"),
        ("not 56", "not 50", "the target is 56"),
        ("That is not 56", "That is too big", "claims what is not so"),
        ("That is not 56", "That is too small", None),
        ("10 * 5 = 50. That is not 56.\n", "", "not finished"),
        ("3 + 5 = 8. 8", "3 + 7 = 10. 10", "tried before"),
        ("3 + 5 = 8. 8 * 7 = 56", "7 * 8 = 56", "8 is not at hand"),
        ("That is 56.", "That is 57.", "cannot be|the target is 56"),
        ("3 + 7 = 10. 10 * 5 = 50", "3 + 5 = 8. 8 + 7 = 15", "as a dead end, but 56 can be made"),
    ],
)
def test_a_story_is_followed_as_a_reader_would(old, new, reason):
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    told = STORY.replace(old, new) if old else STORY
    steps = check(problem, f"<think>\n{told}\n</think>\n<answer>(3 + 5) * 7</answer>", "backtrack+verify")
    if reason is None:
        assert steps.first_false is None or "sentence" in steps.first_false
    else:
        assert steps.false
        assert re.search(reason, steps.first_false), steps.first_false


BACK = "I go back to the start: 3, 5, 7. "
BACKWARD = "From 56, 56 / 7 = 8, so 3 and 5 must give 8. "
SWEPT = (
    "26 - 4 = 22. From 44, 44 + 4 = 48, so 2 and 22 must give 48. 22 + 2 = 24, 22 / 2 = 11, 22 - 2 = 20, 22 * 2 = 44"
)
LEFT = ". I go back to 4, 2 and 22. 4 / 2 = 2. 22 * 2 = 44."
TWELVE = "From 38, 38 - 26 = 12, so 98, 62 and 24 must give 12. One subgoal is 74, because with 62 it gives {}. 98 - 24 = 74. 74 - 62 = 12."


@pytest.mark.parametrize(
    ("puzzle", "strategy", "true", "untrue"),
    [
        # What is said of the target, where something else is to be made.
        (0, "backtrack+backward+verify", BACKWARD + "3 * 5 = 15, which is above the 8 needed. I go back to 3 and 5. 3 + 5 = 8.",
         BACKWARD + "3 * 5 = 15, which is above the target. I go back to 3 and 5. 3 + 5 = 8."),
        (0, "backtrack+backward+verify", BACKWARD + "3 * 5 = 15, which is above the 8 needed. I go back to 3 and 5; 8 is needed. 3 + 5 = 8.",
         BACKWARD + "3 * 5 = 15, which is above the 8 needed. I go back to 3 and 5; now the number to make is 56. 3 + 5 = 8."),
        (1, "backtrack+backward+verify", SWEPT + ", and none of them is the 48 needed" + LEFT, SWEPT + ", and none of them is the target" + LEFT),
        (2, "subgoal+backward", TWELVE.format("the 12 needed"), TWELVE.format("the target 38")),
        (0, "backward", "3 + 5 = 8. 56 / 7 = 8, and 8 is there.", "3 + 5 = 8. Shortly before 56: 56 / 7 = 8, so 8 must give 8."),
        # The end, told before it is there, or twice.
        (0, "backtrack+verify", f"3 + 7 = 10. 10 * 5 = 50. That is not 56. {BACK}3 + 5 = 8. 8 * 7 = 56. That is 56. The answer is (3 + 5) * 7.",
         f"3 + 7 = 10. 10 * 5 = 50. The answer is (3 + 7) * 5. That is not 56. {BACK}3 + 5 = 8. 8 * 7 = 56. That is 56."),
        (0, "backtrack+verify", f"3 + 7 = 10. 10 * 5 = 50. That is not 56. {BACK}3 + 5 = 8. 8 * 7 = 56. Step by step, 3 + 5 = 8 and 8 * 7 = 56.",
         f"3 + 7 = 10. 10 * 5 = 50. Step by step, 3 + 7 = 10 and 10 * 5 = 50. {BACK}3 + 5 = 8. 8 * 7 = 56. That is 56."),
        (3, "verify", "4 * 6 = 24. 24 * 1 = 24. 24 / 1 = 24. The target is reached.", "4 * 6 = 24. The target is reached. 24 * 1 = 24. 24 / 1 = 24."),
        (0, "verify", "3 + 5 = 8. 8 * 7 = 56. That is 56. The answer is (3 + 5) * 7.",
         "3 + 5 = 8. 8 * 7 = 56. The answer is (3 + 5) * 7. That is 56. The answer is (3 + 5) * 7."),
        # The problem, told anywhere but at the beginning.
        (0, "verify", "The given numbers are 3, 5 and 7; the target is 56. 3 + 5 = 8. 8 * 7 = 56. That is 56.",
         "3 + 5 = 8. The given numbers are 7 and 8; the target is 56. 8 * 7 = 56. That is 56."),
        (0, "verify", "3 + 5 = 8. 8 * 7 = 56. That is 56.", "03 + 5 = 8. 8 * 7 = 56. That is 56."),
        # Openers that belong to something else; numbered steps in a story.
        (0, "verify", "3 + 5 = 8. 8 * 7 = 56. Good, that is 56.", "3 + 5 = 8. 8 * 7 = 56. No luck; that is 56."),
        (0, "verify", "3 + 5 = 8. 8 * 7 = 56. Now, that is 56.", "3 + 5 = 8. 8 * 7 = 56. Alas, that is 56."),
        (0, "verify", "3 + 5 = 8. 8 * 7 = 56. That is 56.", "3 + 5 = 8. Step 1: 8 * 7 = 56. That is 56."),
    ],
)  # fmt: skip
def test_what_holds_elsewhere_does_not_hold_here(puzzle, strategy, true, untrue):
    numbers, target, answer = [
        ([3, 5, 7], 56, "(3 + 5) * 7"), ([26, 4, 4, 2], 44, "(26 - 4) * (4 / 2)"), ([26, 98, 62, 24], 38, "26 + ((98 - 24) - 62)"),
        ([4, 6, 1, 1], 24, "((4 * 6) * 1) / 1"),
    ][puzzle]  # fmt: skip
    problem = TASK.from_seed({"nums": numbers, "target": target})
    for told, is_true in ((true, True), (untrue, False)):
        steps = check(problem, f"<think>\n{told}\n</think>\n<answer>{answer}</answer>", strategy)
        assert (steps.false == 0) == is_true, steps.first_false


def test_an_answer_that_was_not_derived_is_caught():
    problem = TASK.from_seed({"nums": [2, 2, 4, 8], "target": 32})
    told = (
        "<think>\nStep 1: 2 * 2 = 4\nStep 2: 4 * 4 = 16\nStep 3: 16 + 8 = 24\n</think>\n<answer>8 * 4 * 2 / 2</answer>"
    )
    assert check(problem, told, "negative").false
    other = "<think>\nStep 1: 8 * 4 = 32\nStep 2: 32 * 2 = 64\nStep 3: 64 / 2 = 32\n</think>\n<answer>"
    assert check(problem, other + "((8 * 4) * 2) / 2</answer>", "negative").first_false is None
    assert "not what the trace derived" in check(problem, other + "(8 * 2) * (4 / 2)</answer>", "negative").first_false


@pytest.mark.parametrize("wrong", ["backtrack", "negative", "backtrack+subgoal", "verify", "all"])
def test_a_strategy_that_is_not_honoured_is_named(wrong):
    for problem, text in traces("backtrack+verify", 10):
        assert check(problem, text, wrong).false


@pytest.mark.parametrize("strategy", EVERY)
def test_no_trace_writes_a_false_equation_not_even_as_a_question(strategy, story):
    signs = {"×": "*", "·": "*", "÷": "/", "−": "-"}
    for _, text in traces(strategy, story=story):
        for a, op, b, result in re.findall(r"([0-9]+)\s*([-+*/×÷·−])\s*([0-9]+)\s*=\s*([0-9]+)", text):
            a, b, result, op = int(a), int(b), int(result), signs.get(op, op)
            assert {"+": a + b, "-": a - b, "*": a * b}.get(op, a / b if b and op == "/" else None) == result


def test_answers_use_ascii_only_and_every_number_once():
    for strategy, story in product(EVERY, STORIES):
        for problem, text in traces(strategy, story=story):
            answer = text.partition("<answer>")[2].partition("</answer>")[0]
            assert re.fullmatch(r"[0-9+\-*/() ]+", answer)
            assert sorted(map(int, re.findall("[0-9]+", answer))) == sorted(problem.data["numbers"])


def test_anybodys_text_is_surveyed_for_false_equations_only():
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    text = "Hmm, 3+5=8 and 8 × 7 = 56, or 3 * 5 + 7 = 22 (2 + 3 = 6), 7 - 5 = 3. 10 - 2 - 3 = 5"
    steps = TASK.check(problem, text, parse("all"), strict=False)
    assert (steps.checked, steps.false) == (4, 2)
    assert "2 + 3 = 6" in steps.first_false


@pytest.mark.parametrize("text", ["", "<think>", "<think>\n</think>", "<think>#</think><answer>1</answer>", "\x00", "9" * 10_000,
                                  "<think>" + "1 + 1 = 2. " * 20_000 + "</think><answer>1</answer>", "<think>" + "[" * 5000 + "</think><answer>1</answer>",
                                  "<think>" + "1, " * 30_000 + "</think><answer>1</answer>", "<think>٣ + ٥ = ٨.</think><answer>8</answer>",
                                  "<think>Here =, which is the target.</think><answer>1</answer>", "<think>= = =. So = is. Step 1: =</think><answer>1</answer>",
                                  "<think>Step 1: 3 / 0 = 5</think><answer>3/0</answer>", "<think>The answer is (3 / 0).</think><answer>3/0</answer>"])  # fmt: skip
def test_hostile_text_is_turned_down_and_never_raises(text):
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    for strategy in ("all", "negative", "empty", "placeholder"):
        assert check(problem, text, strategy).false
    TASK.check(problem, text, parse("all"), strict=False)
