"""Word problems: families, the numbers of the text, the worked solutions and the checker that proves them."""

import re
import zlib
from contextlib import suppress

import pytest
from synth.tasks._programs import carried
from synth.tasks._programs.claims import equations
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import Leaf, Program, Step
from synth.tasks._programs.story import table
from synth.tasks._programs.story.aims import before
from synth.tasks._programs.story.frames import frames
from synth.tasks._programs.story.words import Words
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


def sentences_of(text):
    inside = text[len("<think>\n") : text.index("\n</think>")]
    return inside, re.split(r"(?<=[.?!]) |\n", inside)


@pytest.mark.parametrize("strategy", ["negative", "backtrack", "subgoal", "verify", "backward", "all"])
def test_a_sentence_that_is_missing_or_told_twice_is_caught_where_it_says_something(strategy):
    """A check or an opening may go, and all that is left stays true; nothing else may."""
    tried = 0
    for index in range(25):
        problem, text = told(strategy, index)
        if text is None:
            continue
        inside, sentences = sentences_of(text)
        before = TASK.check(problem, text, parse(strategy))
        for place, sentence in enumerate(sentences):
            is_step = any(made.a for made in equations(sentence)) and not is_check(sentence)
            is_back = sentence in ways_back(problem)
            if not (is_step or is_back):
                continue
            for changed in (sentences[:place] + sentences[place + 1 :], [*sentences[: place + 1], *sentences[place:]]):
                # A wrong start may be gone on with for one step less.
                if len(changed) < len(sentences) and not is_back and not is_right(problem, sentence):
                    continue
                tried += 1
                after = TASK.check(problem, text.replace(inside, " ".join(changed)), parse(strategy))
                assert after.false or after.behaviors["verify"] != before.behaviors["verify"], changed
    assert tried > 100


def is_right(problem, sentence):
    """Whether each equation of a sentence is that of a step."""
    found = view(problem.program)
    steps = {(found.values[args[0]], op, found.values[args[1]]) for _, op, args in found.steps}
    return all(made[:3] in steps for made in equations(sentence))


def is_check(sentence):
    return any(frame.role in table.CHECKS for frame in frames(sentence))


def ways_back(problem):
    """Every way back that a solution of the problem may take."""
    words = Words(view(problem.program), problem.program)
    values = words.view.values
    found = {phrase.format(L=name) for phrase in table.REDO for name in words.names.values()} | set(table.REDO_PLAIN)
    return found | {
        phrase.format(v=f"the {words.amount(name, values[name])}") for phrase in table.BACK_TO for name in words.steps
    }


def test_steps_in_another_order_are_caught():
    caught = tried = 0
    for index in range(120):
        problem, text = told("negative", index)
        inside, sentences = sentences_of(text)
        sentences = [s for s in sentences if " = " in s]
        measured = TASK.difficulty(problem)
        if len(sentences) == measured["depth"] == measured["steps"] >= 2:  # a chain: no two steps may change places
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


def test_a_wrong_start_is_found_by_a_check_and_left():
    kinds = set()
    for index in range(150):
        problem, _ = told("backtrack+verify", index)
        written = TASK.solve(problem, parse("backtrack+verify"), Draw(7, index, "backtrack+verify"))
        kinds.update(written.record["wrong_starts"])
        assert len(written.record["wrong_starts"]) == written.record["dead_ends"] >= 1
        inside, sentences = sentences_of(written.text)
        for place, sentence in enumerate(sentences):
            if sentence in ways_back(problem):
                for gone in (place - 1, place):  # the check that found it, the way back
                    broken = " ".join(sentences[:gone] + sentences[gone + 1 :])
                    assert is_caught(problem, written.text.replace(inside, broken), "backtrack+verify"), broken
    assert kinds >= {"question", "unused", "rise", "fall", "inverse", "unit", "item"}


def test_a_check_has_the_same_words_whichever_way_it_comes_out():
    seen = {}
    for strategy in ("backtrack", "backtrack+verify", "all"):
        for index in range(150):
            _, text = told(strategy, index)
            for sentence in sentences_of(text)[1] if text else ():
                for frame in frames(sentence):
                    if frame.role in table.CHECKS:
                        stem = next(one for one in table.CHECKS[frame.role][0] if frame.text.startswith(one))
                        seen.setdefault(frame.role, {}).setdefault(frame.passes, set()).add(stem)
    for role in ("inverse", "units", "grow", "shrink", "asked", "used"):
        assert len(seen[role][True] & seen[role][False]) >= 2, role
    for _, holds, fails in table.CHECKS.values():
        assert not set(holds) & set(fails)


def test_most_checks_hold():
    held = failed = 0
    for index in range(200):
        _, text = told("backtrack+verify", index)
        roles = [
            frame for one in sentences_of(text)[1] for frame in list(frames(one))[:1] if frame.role in table.CHECKS
        ]
        held += sum(frame.passes for frame in roles)
        failed += sum(not frame.passes for frame in roles)
    assert held >= failed > 100


def test_a_check_that_finds_an_error_is_verification_in_many_traces():
    finds = 0
    for index in range(200):
        _, text = told("backtrack+verify", index)
        finds += any(
            frame.role in table.VERIFYING and not frame.passes for one in sentences_of(text)[1] for frame in frames(one)
        )
    assert finds >= 50


def test_nothing_is_refuted_by_decree():
    for index in range(100):
        _, text = told("all", index)
        assert not re.search(r"sum and not|is a (sum|product|difference|quotient)|first idea", text or "")


def test_a_way_back_that_ends_before_what_is_given_is_caught():
    caught = 0
    for index in range(300):
        problem, text = told("backward", index)
        inside, sentences = sentences_of(text)
        grounded = next((place for place, one in enumerate(sentences) if one in table.GROUNDED), 0)
        if grounded > 1:
            broken = " ".join(sentences[: grounded - 1] + sentences[grounded:])
            assert is_caught(problem, text.replace(inside, broken), "backward"), broken
            caught += 1
    assert caught > 10


def test_a_subgoal_is_pursued_at_once_and_reached():
    caught = 0
    for index in range(150):
        problem, text = told("subgoal", index)
        words = Words(view(problem.program), problem.program)
        order = [name for name, _, _ in words.view.steps]
        inside, sentences = sentences_of(text)
        for name in order[1:]:
            alone = [one for one in order if one in words.names and one != name]
            if not words.ask(name) or order[0] in words.view.made[name][1] or not alone:
                continue
            aim = f"First, {words.ask(name)}."
            steps = [one for one in sentences if " = " in one]
            # Named, and the first step does not lead to it.
            broken = " ".join([aim, *steps, sentences[-1]])
            if not set(before(words, name)) & {order[0]}:
                assert is_caught(problem, text.replace(inside, broken), "subgoal"), broken
                caught += 1
    assert caught > 10


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
    program = Program((Leaf("a", 0, "eggs", (0,)), Leaf("b", 0, "nests", (1,))), (Step("s", "*", ("a", "b")),), "s")
    problem = carried.problem("Ann has 0 eggs in each of 0 nests. How many?", program, {})
    with pytest.raises(Refuse, match="inverse"):
        TASK.solve(problem, parse("verify"), Draw(0, 0))


def test_sentences_are_told_apart_by_their_roles():
    """No two frames of different roles are the same sentence."""
    texts = {}
    for phrases in vars(table).values():
        for text in phrases if isinstance(phrases, list) else ():
            assert text not in texts, text
            texts[text] = True


def test_a_program_without_words_is_told_in_plain_ones():
    leaves = (Leaf("n1", 12, "boxes", (0,)), Leaf("n2", 15, "jars", (1,)), Leaf("n3", 30, "jars", (2,)))
    steps = (
        Step("s1", "*", ("n1", "n2"), "jars", "number of jars"),
        Step("s2", "-", ("s1", "n3"), "jars", "jars left"),
    )
    problem = carried.problem(
        "Of 12 boxes of 15 jars, 30 are sold. How many are left?", Program(leaves, steps, "s2"), {}
    )
    for strategy in STRATEGIES:
        for index in range(20):
            text = TASK.solve(problem, parse(strategy), Draw(0, index)).text
            assert TASK.check(problem, text, parse(strategy)).first_false is None, text
            assert "12 * 15 = 180" in text.replace("×", "*")


def test_a_stranger_s_words_are_proved_or_refused():
    """Names with full stops, numbers or control characters are no names; a line with more sentences is not told."""
    leaves = (Leaf("n1", 12, "boxes. Yes", (0,)), Leaf("n2", 15, "{v}", (1,), "", "jar. No", "of 3"))
    told_lines = ("Mr. Fox packs {=s1} jars.", "It is so. He packs {=s1}.")
    steps = (Step("s1", "*", ("n1", "n2"), "j\nars", "a. b", told_lines, "3 jars", "how? So", "rises: x. y"),)
    problem = carried.problem("12 boxes of 15. How many?", Program(leaves, steps, "s1"), {})
    said = set()
    for strategy in ("negative", "verify", "backtrack", "backward"):
        for index in range(20):
            with suppress(Refuse):
                text = TASK.solve(problem, parse(strategy), Draw(0, index)).text
                assert TASK.check(problem, text, parse(strategy)).first_false is None, text
                said.add(text)
    assert any("Mr. Fox packs 12 * 15 = 180 jars." in text for text in said)
    assert not any("It is so" in text for text in said)


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
