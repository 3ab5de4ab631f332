"""Word problems: families, the numbers of the text, the worked solutions and the checker that proves them."""

import re
import zlib
from contextlib import suppress

import pytest
from synth.tasks._programs import carried
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.phrases import GROUNDED
from synth.tasks._programs.view import view
from synth.tasks._word_problem.build import MEASURES
from synth.tasks._word_problem.family import parse as parse_families

from synth.draw import Draw
from synth.errors import Refuse, Reject, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse
from synth.task import Range

STRATEGIES = ["negative", *BEHAVIORS, "backtrack+verify", "verify+subgoal+backward", "all"]


def word_problem(**options):
    return configure(load_task("word_problem"), options)


TASK = word_problem()


def told(strategy, index, task=TASK):
    """A problem and a worked solution of it, None where the teacher refuses."""
    problem = task.propose(Draw(7, index))
    try:
        return problem, task.solve(problem, parse(strategy), Draw(7, index, strategy)).text
    except Refuse:
        return problem, None


# Problems.


def test_there_are_forty_families_and_more():
    assert len(TASK.chosen) >= 40


@pytest.mark.parametrize("family", TASK.chosen, ids=lambda family: family.name)
def test_a_family_gives_problems_of_many_lengths_whose_numbers_are_all_accounted_for(family):
    task = word_problem(family=[family.name], steps="2-9", distractors="0-2")
    made = []
    for index in range(40):
        with suppress(Reject):  # a single family may have no problem of a length
            made.append(task.propose(Draw(1, index)))
    assert len({problem.question for problem in made}) >= 30
    for problem in made:
        assert problem.data["family"] == family.name
        leaves = [leaf for leaf in problem.program["leaves"] if leaf["at"]]
        assert len(mentions(problem.question)) == len(leaves)
        found = view(problem.program)
        labels = [found.labels[name] for name, _, _ in found.steps]
        assert len(set(labels)) == len(labels)
        for step in problem.program["steps"]:
            value = found.values[step["name"]]
            assert value > 0
            assert value == int(value) or step["unit"] in MEASURES, (problem.question, step)


@pytest.mark.parametrize("n", [1, 3, 6, 9, 12])
def test_the_number_of_steps_is_the_one_asked_for(n):
    task = word_problem(steps=str(n), distractors="1")
    for index in range(25):
        measured = task.difficulty(task.propose(Draw(2, index)))
        assert measured["steps"] == n
        assert measured["distractors"] == 1
        assert 1 <= measured["depth"] <= n


def test_a_thousand_questions_compress_at_most_four_and_a_half_times():
    text = "\n".join(TASK.propose(Draw(0, index)).question for index in range(1000)).encode()
    assert len(text) / len(zlib.compress(text, 6)) <= 4.5


def test_a_text_that_does_not_state_the_program_is_refused():
    problem, _ = told("negative", 0)
    from synth.tasks._programs.program import read

    program = read(problem.program)
    first = mentions(problem.question)[0]
    for text in (
        problem.question[: first.start] + "9999" + problem.question[first.end :],
        problem.question + " There are 17 ducks.",
        problem.question[: first.start] + "some" + problem.question[first.end :],
    ):
        with pytest.raises(Reject):
            carried.check_numbers(text, program)


def test_the_answer_is_what_the_program_gives_and_nothing_else():
    for index in range(100):
        problem, text = told("negative", index)
        assert TASK.verify(problem, text).method == "program"
        wrong = text.replace(f"<answer>{problem.answer}</answer>", "<answer>7777777</answer>")
        assert TASK.verify(problem, wrong).status == "rejected"


@pytest.mark.parametrize(
    ("unit", "said", "status"),
    [
        ("dollars", "cents", "rejected"), ("dollars", "dollars", "verified"), ("dollars", "", "verified"),
        ("hours", "minutes", "rejected"), ("hours", "hour", "verified"), ("apples", "dollars", "verified"),
        ("kilometers", "meter", "rejected"), ("kilometers", "kilometers in all", "verified"), ("", "cents", "verified"),
    ],
)  # fmt: skip
def test_a_measure_that_was_not_asked_for_is_wrong(unit, said, status):
    problem, _ = told("negative", 0)
    last = problem.program["steps"][-1]
    last["unit"] = unit
    assert TASK.verify(problem, f"<answer>{problem.answer} {said}</answer>").status == status


# Worked solutions.


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_solution_is_proved_and_shows_what_was_asked_for(strategy):
    refused = 0
    for index in range(150):
        problem, text = told(strategy, index)
        if text is None:
            refused += 1
            continue
        steps = TASK.check(problem, text, parse(strategy))
        assert steps.first_false is None, text
        assert {b for b in BEHAVIORS if steps.behaviors[b]} == parse(strategy).shows
    assert refused <= 3


def test_the_strategies_of_a_problem_share_its_answer():
    for index in range(20):
        answers = {text.rpartition("<answer>")[2] for s in STRATEGIES if (text := told(s, index)[1])}
        assert len(answers) == 1


def is_caught(problem, text, strategy):
    return TASK.check(problem, text, parse(strategy)).false > 0


@pytest.mark.parametrize("strategy", ["negative", "all"])
def test_a_changed_digit_is_caught_wherever_it_stands(strategy):
    for index in range(12):
        problem, text = told(strategy, index)
        for found in re.finditer(r"[0-9]", text):
            at = found.start()
            changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
            assert is_caught(problem, changed, strategy) or is_same_value(text, changed), changed


def is_same_value(before, after):
    """Whether the change left every number what it was: 2.50 is 2.5."""
    numbers = lambda text: [float(n) for n in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]  # noqa: E731
    return numbers(before) == numbers(after)


@pytest.mark.parametrize("strategy", ["negative", "backtrack", "subgoal", "all"])
def test_a_step_that_is_missing_or_told_twice_is_caught(strategy):
    for index in range(20):
        problem, text = told(strategy, index)
        inside = text[len("<think>\n") : text.index("\n</think>")]
        sentences = re.split(r"(?<=[.?]) |\n", inside)
        for place, sentence in enumerate(sentences):
            if " = " not in sentence or "rough" in sentence or "verify" in sentence.lower() or "heck" in sentence:
                continue
            for changed in (sentences[:place] + sentences[place + 1 :], [*sentences[: place + 1], *sentences[place:]]):
                broken = text.replace(inside, " ".join(changed))
                steps = TASK.check(problem, broken, parse(strategy))
                # A check may go or come twice and all stay true; a step may not.
                if steps.behaviors["verify"] == TASK.check(problem, text, parse(strategy)).behaviors["verify"]:
                    assert steps.false, broken


def test_steps_in_another_order_are_caught():
    caught = tried = 0
    for index in range(60):
        problem, text = told("negative", index)
        inside = text[len("<think>\n") : text.index("\n</think>")]
        sentences = [s for s in re.split(r"(?<=[.?]) |\n", inside) if " = " in s]
        depth = TASK.difficulty(problem)["depth"]
        if len(sentences) == depth >= 2:  # a chain: no two steps may change places
            swapped = inside.replace(sentences[0], "\0").replace(sentences[1], sentences[0]).replace("\0", sentences[1])
            tried += 1
            caught += is_caught(problem, text.replace(inside, swapped), "negative")
    assert caught == tried > 10


@pytest.mark.parametrize(
    "foreign", ["Clearly so.", "2 + 2 = 4.", "The moon is 5.", "I check it again.", "So the answer is 1.", "\x00"]
)
def test_what_is_no_sentence_of_a_solution_is_caught(foreign):
    for index in range(10):
        problem, text = told("verify", index)
        assert is_caught(problem, text.replace("<think>\n", f"<think>\n{foreign} "), "verify")
        assert is_caught(problem, text.replace("\n</think>", f" {foreign}\n</think>"), "verify")


def test_a_behaviour_that_was_not_asked_for_is_caught():
    problem, text = told("all", 3)
    assert TASK.check(problem, text, parse("negative")).false
    assert TASK.check(problem, told("negative", 3)[1], parse("verify")).false


def test_a_wrong_start_that_is_not_left_is_caught():
    for index in range(20):
        problem, text = told("backtrack", index)
        from synth.tasks._programs.phrases import DROPPED

        for phrase in DROPPED:
            if phrase in text:
                assert is_caught(problem, text.replace(phrase, "", 1), "backtrack")


def test_a_way_back_that_ends_before_what_is_given_is_caught():
    caught = 0
    for index in range(60):
        problem, text = told("backward", index)
        links = [
            one
            for one in re.split(r"(?<=[.?]) |\n", text)
            if re.search(r"I need|depends on|follows from|first have to have|it takes", one)
        ]
        grounded = next((one for one in GROUNDED if one in text), None)
        if len(links) > 1 and grounded:
            assert is_caught(problem, text.replace(links[-1], ""), "backward"), text
            caught += 1
    assert caught > 10


def test_subgoals_that_are_reached_in_another_order_than_planned_are_caught():
    caught = 0
    for index in range(150):
        problem, _ = told("subgoal", index)
        found = view(problem.program)
        steps = found.steps
        if len(steps) != 3 or any(steps[0][0] in args for _, _, args in steps[1:2]):
            continue
        # Two steps that do not depend on each other, planned one way and taken the other.
        (a, *_), (b, *_), (c, *_) = steps
        plan = (
            f"My first subgoal is the {found.labels[a]}. The next subgoal is the {found.labels[b]}. "
            f"The plan ends with the {found.labels[c]}, which answers the question."
        )
        lines = [equation(found, name) for name in (a, b, c)]
        for order, is_true in (((0, 1, 2), True), ((1, 0, 2), False)):
            body = " ".join([plan, *(lines[place] for place in order), f"The answer is {found.answer}."])
            whole = f"<think>\n{body}\n</think>\n<answer>{found.answer}</answer>"
            assert is_caught(problem, whole, "subgoal") != is_true, whole
        caught += 1
    assert caught > 3


def equation(found, name):
    """A step in the plainest words."""
    from synth.tasks._programs.program import told as said

    op, args = found.made[name]
    a, b = (said(found.values[arg]) for arg in args)
    sign = "% of " if op == "%" else f" {op} "
    return f"The {found.labels[name]}: {a}{sign}{b} = {said(found.values[name])}."


@pytest.mark.parametrize("extra", ["In fact it is 99. ", "<answer>99</answer> ", "The sum is 5. "])
def test_what_is_said_after_the_reasoning_is_checked_too(extra):
    problem, text = told("verify", 1)
    assert is_caught(problem, text.replace("</think>\n", f"</think>\n{extra}"), "verify")
    assert is_caught(problem, f"{text} {extra}", "verify")


def test_a_control_character_is_caught():
    problem, text = told("negative", 3)
    for character in "\x00\x01\x02\x03":
        assert is_caught(problem, text.replace(" ", f" {character}", 1), "negative")


def test_a_product_with_nothing_is_not_checked_by_its_inverse():
    from synth.tasks._programs.program import Leaf, Program, Step

    program = Program((Leaf("a", 0, "eggs", (0,)), Leaf("b", 5, "nests", (1,))), (Step("s", "*", ("a", "b")),), "s")
    problem = carried.problem("Ann has 0 eggs in each of 5 nests. How many?", program, {})
    with pytest.raises(Refuse, match="inverse"):
        TASK.solve(problem, parse("verify"), Draw(0, 0))


def test_every_phrase_takes_what_its_shape_says():
    from synth.tasks._programs.sentences import PHRASES, TABLE, shape

    for claim, templates in TABLE.items():
        for template, phrase in zip(templates, PHRASES[claim], strict=True):
            marks = sorted(mark for mark in shape(template) if mark in "\x01\x02\x03")
            assert phrase.format(*marks) == shape(template)


def test_wordings_are_told_apart_by_their_shape():
    from synth.tasks._programs.sentences import SHAPES

    for shape, claims in SHAPES.items():
        assert len({claim.role for claim in claims}) == 1, shape


# Options, and families of one's own.


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"steps": "0-3"}, "not within 1-12"),
        ({"distractors": "9"}, "not within 0-3"),
        ({"family": "cuneiform"}, "there is no 'cuneiform'; there are"),
        ({"families": "/nowhere"}, "holds no families"),
    ],
)
def test_bad_options_say_what_is_allowed(options, said):
    with pytest.raises(UsageError, match=said):
        word_problem(**options).chosen  # noqa: B018


OWN = """family ducks
place pond/ponds
open ducks
  - {who} counts {a} ducks on the pond.
  a 5-30 ducks: number of ducks on the pond
  x = a * 2 feet: number of feet in the water
ask ducks
  - How many feet do they have?
"""


def test_a_family_of_ones_own_is_a_text_file(tmp_path):
    (tmp_path / "ducks.txt").write_text(OWN)
    task = word_problem(families=str(tmp_path), steps="1")
    problem = task.propose(Draw(0, 0))
    assert problem.question.endswith("ducks on the pond. How many feet do they have?")
    assert int(problem.answer) == 2 * mentions(problem.question)[0].value
    assert task.steps == Range(1, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("{a} ducks", "some ducks"), "has to state each of a once"),
        (("{a} ducks", "{a} ducks and 3 geese"), "states a number of its own, 3"),
        (("{who}", "{whom}"), "unknown slot"),
        (("5-30", "30-5"), "line 5"),
        (("5-30", "about ten"), "a rule is"),
        (("a * 2", "a ** 2"), "a step is"),
        (("a * 2", "7 * 2"), "no step uses a"),
        (("x = a * 2", "a = a * 2"), "a step is named a, as is a quantity"),
        (("ask ducks", "end ducks"), "line 7|has no ask"),
        (("family ducks", "kind ducks"), "line 1"),
        (("pond/ponds", "pond | | lake"), "a value is empty"),
    ],
)
def test_a_mistake_in_a_family_is_named_with_its_line(change, said):
    with pytest.raises(UsageError, match=said):
        parse_families(OWN.replace(*change))
