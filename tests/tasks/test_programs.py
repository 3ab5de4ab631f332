"""Programs: computed exactly, read from JSON that anybody may have written, and found in GSM8K's annotations."""

from fractions import Fraction

import pytest
from gsm8k import GSM8K
from hypothesis import given
from hypothesis import strategies as st
from synth.tasks._programs.gsm8k import read_solution
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import Leaf, Program, Step, read, read_value, told
from synth.tasks._programs.seed import read_seed

from synth.errors import Reject, UsageError
from synth.options import configure
from synth.plugins import load_task

EGGS = Program(
    (
        Leaf("a", 16, "eggs", (0,), "number of eggs"),
        Leaf("b", 3, "eggs", (1,)),
        Leaf("p", Fraction(5, 2), "dollars", (2,)),
    ),
    (Step("s", "-", ("a", "b"), "eggs", "number of eggs left"), Step("t", "*", ("s", "p"), "dollars", "money")),
    "t",
)


def test_a_program_is_computed_exactly():
    assert EGGS.values() == {"a": 16, "b": 3, "p": Fraction(5, 2), "s": 13, "t": Fraction(65, 2)}
    assert EGGS.answer() == "32.5"
    assert EGGS.used() == {"a", "b", "p", "s", "t"}
    assert EGGS._replace(output="s").used() == {"a", "b", "s"}


def test_json_gives_the_program_back():
    assert read(EGGS.json()) == EGGS


@pytest.mark.parametrize(
    ("op", "values", "answer"),
    [
        ("%", (20, 50), "10"), ("/", (1, 3), "1/3"), ("max", (3, 7), "7"), ("min", (3, 7), "3"), ("argmax", (3, 7), "B"),
        ("argmin", (3, 7), "A"), ("if>", (3, 7, 1, 2), "2"), ("if>", (8, 7, 1, 2), "1"), ("-", (3, 7), "-4"),
    ],
)  # fmt: skip
def test_every_operation_is_what_it_says(op, values, answer):
    leaves = tuple(Leaf(f"n{i}", value) for i, value in enumerate(values))
    program = Program(leaves, (Step("s", op, tuple(leaf.name for leaf in leaves)),), "s")
    assert program.answer() == answer
    assert read(program.json()) == program


@given(st.fractions(max_denominator=10**5).filter(lambda value: abs(value) < 10**9))
def test_a_value_that_is_told_is_read_back(value):
    assert read_value(told(value.numerator if value.denominator == 1 else value)) == value


@pytest.mark.parametrize(
    "change",
    [
        {"output": "nobody"}, {"leaves": 3}, {"steps": [{"name": "s"}]}, {"leaves": [{"name": "a", "value": "1e9999"}]},
        {"steps": [{"name": "t", "op": "**", "args": ["a", "b"], "unit": "", "about": ""}]},
        {"steps": [{"name": "t", "op": "-", "args": ["a", "later"], "unit": "", "about": ""}]},
        {"steps": [{"name": "a", "op": "-", "args": ["a", "b"], "unit": "", "about": ""}], "output": "a"},
        {"steps": [{"name": "t", "op": "-", "args": ["a"], "unit": "", "about": ""}]},
    ],
)  # fmt: skip
def test_json_that_is_no_program_is_rejected(change):
    with pytest.raises(Reject, match="program"):
        read({**EGGS.json(), **change})


@pytest.mark.parametrize(
    "hostile", [None, [], "x", {}, {"leaves": [], "steps": [], "output": []}, {"leaves": [[]] * 9}]
)
def test_anything_else_is_rejected_too(hostile):
    with pytest.raises(Reject):
        read(hostile)


def test_division_by_zero_and_giants_are_rejected():
    zero = EGGS._replace(steps=(Step("t", "/", ("a", "z")),), leaves=(*EGGS.leaves, Leaf("z", 0)))
    giant = EGGS._replace(steps=(Step("t", "*", ("a", "z")),), leaves=(*EGGS.leaves, Leaf("z", 10**12)))
    for program in (zero, giant):
        with pytest.raises(Reject):
            program.values()


# Numbers in a text.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,200 eggs, three quarters of 2.50, and 20% of it", [1200, Fraction(3, 4), Fraction(5, 2), 20]),
        ("a third of them, half of those, an eighth", [Fraction(1, 3), Fraction(1, 2), Fraction(1, 8)]),
        ("two hundred and thirty-five, twenty-one and three", [235, 21, 3]),
        ("the 3rd one of them, one more", []),
        ("2 1/2 cups, 3/4 of it, $.5", [Fraction(5, 2), Fraction(3, 4), Fraction(1, 2)]),
        ("Twice as many, a dozen, 5 percent", [2, 12, 5]),
        ("often weighty tenants attend", []),
    ],
)
def test_numbers_are_found_where_they_stand(text, found):
    stated = mentions(text)
    assert [mention.value for mention in stated] == found
    assert all(text[mention.start : mention.end].strip() == text[mention.start : mention.end] for mention in stated)


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_for_numbers(text):
    for mention in mentions(text):
        assert text[mention.start : mention.end]


# GSM8K.


def test_an_annotated_solution_becomes_a_program():
    found = read_solution(GSM8K[0]["question"], GSM8K[0]["answer"])
    assert found.program.answer() == "18"
    assert [(step.op, step.unit) for step in found.program.steps] == [("-", ""), ("-", "duck"), ("*", "")]
    assert {leaf.value for leaf in found.program.leaves if leaf.name in found.free} == {16, 3, 4, 2}


def test_most_of_the_excerpt_has_a_program_and_the_rest_a_reason():
    seeds = [read_seed(row) for row in GSM8K]
    with_program = [seed for seed in seeds if seed.program]
    assert len(with_program) >= 45
    for seed in with_program:
        assert seed.program.answer() == seed.answer
        assert seed.free <= {leaf.name for leaf in seed.program.leaves}
    assert all(seed.why.startswith("no program, since ") for seed in seeds if not seed.program)
    assert all(seed.answer for seed in seeds)


@pytest.mark.parametrize(
    ("question", "solution", "why"),
    [
        ("Ann has 3 pens. How many?", "She has 3.\n#### 3", "holds no annotation"),
        ("Ann has 3 pens. How many?", "<<3*9=27>>27\n#### 27", "nothing explains a number: 9"),
        ("Ann has 3 pens and 4 cups. How many?", "<<3+4=8>>8\n#### 8", "an annotation is wrong"),
        ("Ann has 3 pens and 4 cups. How many?", "<<3+4=7>>7\n#### 9", "do not end on the answer: 7, not 9"),
        ("Ann has 3 pens and 4 cups. How many?", "<<__import__('os')=7>>7\n#### 7", "not plain arithmetic"),
        ("Ann has 3 pens and 4 cups. How many?", "<<(3+4=7>>7\n#### 7", "bracket"),
        ("Ann has 3 pens and 4 cups. How many?", "<<3**4=81>>81\n#### 81", "not plain arithmetic"),
        ("Ann has 3 pens and 0 cups. How many?", "<<3/0=1>>1\n#### 1", "division by 0"),
    ],
)
def test_what_cannot_be_explained_has_no_program(question, solution, why):
    with pytest.raises(Reject, match=why):
        read_solution(question, solution)


def test_a_number_that_may_be_two_things_is_not_free():
    # 3 is stated twice, and 7 is a result that the text states as well.
    twice = read_solution("3 boys run 3 laps of 5 miles. How far?", "<<3*3=9>>9 laps, <<9*5=45>>45 miles\n#### 45")
    assert {leaf.value for leaf in twice.program.leaves if leaf.name in twice.free} == {5}
    alias = read_solution("3 pens, 4 cups, 7 hats. How many?", "<<3+4=7>>7 and <<7+7=14>>14\n#### 14")
    assert not alias.free


@pytest.mark.parametrize(
    ("question", "solution", "free"),
    [
        # "Half that much" is the 2 that divides, not the 2 bolts.
        ("It takes 2 bolts of blue and half that much white. How many?", "<<2/2=1>>1, <<2+1=3>>3\n#### 3", set()),
        # Weekdays are five as well.
        ("She has 5 classes every weekday of 15 people.", "<<5*5=25>>25, <<25*15=375>>375\n#### 375", {15}),
        # The week has seven days, too.
        ("7 men eat 3 eggs a day, then 7 more. A week?", "<<7*3=21>>21, <<21*7=147>>147\n#### 147", {3}),
        ("He sails from 1 to 4 PM at 20 mph. How far?", "<<4-1=3>>3, <<3*20=60>>60\n#### 60", {20}),
        ("It burns 2 cm an hour from 1:00 PM to 5:00 PM.", "<<5-1=4>>4, <<4*2=8>>8\n#### 8", {2}),
        ("He works 9 hours a day, 5 days a week, for $8.", "<<9*5=45>>45, <<45*8=360>>360\n#### 360", {8}),
        ("There are 9 cats with 4 legs. How many legs?", "<<9*4=36>>36\n#### 36", {9}),
        ("16 cups in a gallon, 3 gallons. How many?", "<<16*3=48>>48\n#### 48", {3}),
        ("In Room 12 there are 3 rows of 9.", "<<3*9=27>>27, <<27-12=15>>15\n#### 15", {3, 9}),
        ("The 400-meter relay, 3 times.", "<<400*3=1200>>1200\n#### 1200", {3}),
        ("Ages are in the ratio of 7:11, 36 together.", "<<7+11=18>>18, <<36/18=2>>2\n#### 2", {7, 11, 36}),
    ],
)
def test_a_number_that_cannot_be_another_is_not_free(question, solution, free):
    found = read_solution(question, solution)
    assert {leaf.value for leaf in found.program.leaves if leaf.name in found.free} == free


def test_a_question_with_control_characters_is_nothing_to_be_changed():
    row = {"question": "Ann has 3 pens \x01and buys 4 more. How many?", "answer": "<<3+4=7>>7\n#### 7"}
    with pytest.raises(Reject, match="control characters"):
        read_seed(row).begun  # noqa: B018


@pytest.mark.parametrize("task", ["word_problem", "mutate", "fusion", "rewrite"])
@pytest.mark.parametrize("asked", ["0", "0-2", "11"])
def test_a_solution_tells_at_least_one_wrong_start_and_no_more_than_ten(task, asked):
    with pytest.raises(UsageError, match=f"dead_ends: {asked} is not within 1-10"):
        configure(load_task(task), {"dead_ends": asked})
