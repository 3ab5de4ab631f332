"""Programs: computed exactly, read from JSON that anybody may have written, and found in GSM8K's annotations."""

import re
from fractions import Fraction

import pytest
from gsm8k import GSM8K
from gsm8k_by_hand import KEPT
from gsm8k_by_hand import read as read_kept
from hypothesis import given
from hypothesis import strategies as st
from synth.tasks._programs.gsm8k import read_solution
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import Leaf, Program, Step, read, read_value, told
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.values import Story

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
    assert [(step.op, step.unit) for step in found.program.steps] == [
        ("-", "duck eggs"), ("-", "duck eggs"), ("*", "dollars"),
    ]  # fmt: skip
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


# What GSM8K's annotations do not tell.


@pytest.mark.parametrize(
    ("question", "solution", "why"),
    [
        # Arithmetic outside of the annotations, and its result.
        ("3 boxes of 4 pens and 12 more. How many?", "3*4 = 12 pens, <<12+12=24>>24\n#### 24", "computes outside"),
        ("3 boxes of 4 pens. How many?", "Pens = <<3*4=12>>12\n#### 12", None),
        ("Ann has 9 pens, 2 break. How many?", "So Ann = 9 pens, <<9-2=7>>7\n#### 7", "computes outside"),
        ("Ann has 9 pens, 2 break. How many?", "Of 9 - 2 pens, <<9-2=7>>7\n#### 7", None),
        ("Ann has 9 pens, 2 break. How many?", "With 9 * 2 in mind, <<9-2=7>>7\n#### 7", "computes outside"),
        ("Ann has 9 pens, 2 break. How many?", "A 9/2 chance, <<9-2=7>>7\n#### 7", "nothing explains: '9/2'"),
        # A number of nobody's.
        ("Ann has 9 pens, 2 break. How many?", "Of 25 pens, <<9-2=7>>7\n#### 7", "nothing explains: '25'"),
        ("Ann has 9 pens, 2 break. How many?", "Of the two kinds 1 is left: <<9-2=7>>7\n#### 7", None),
        ("Ann has 9 pens, 2 break. How many?", "<<9-2=7>>8 and <<7+2=9>>9\n#### 9", "goes on with 8"),
        # Constants without their units.
        ("He staples 30 reports in 15 minutes. How many from 8 to 9?", "<<60/15=4>>4, <<4*30=120>>120\n#### 120", "60"),
        ("He staples 30 in 15 minutes. How many an hour?", "<<60/15=4>>4, <<4*30=120>>120\n#### 120", None),
        ("She earns $20 a month. How much till May?", "<<20*12=240>>240\n#### 240", "both of the units that 12"),
        ("She earns $20 a month. How much a year?", "<<20*12=240>>240\n#### 240", None),
        ("It costs 5 a day. How much in all?", "<<5*7=35>>35\n#### 35", "both of the units that 7"),
        ("It costs 5 a night. Every morning he pays. A week?", "<<5*7=35>>35\n#### 35", None),
        ("It costs $5. How many cents?", "<<5*100=500>>500\n#### 500", None),
        ("It costs 5. How many?", "<<5*100=500>>500\n#### 500", "both of the units that 100"),
    ],
)  # fmt: skip
def test_what_a_solution_does_in_its_prose_is_refused(question, solution, why):
    if why is None:
        assert read_solution(question, solution).program.answer() == solution.rpartition("#### ")[2]
    else:
        with pytest.raises(Reject, match=why):
            read_solution(question, solution)


def test_an_annotation_without_its_marks_is_never_a_program_of_the_rest():
    """Mutants of the excerpt: one annotation after the other is told in prose, as some solutions do it."""
    tried = 0
    for row in GSM8K:
        if read_seed(row).program is None:
            continue
        for note in re.findall("<<[^<>]*>>", row["answer"]):
            answer = row["answer"].replace(note, "", 1)
            mutant = read_seed({"question": row["question"], "answer": answer})
            assert mutant.program is None, answer
            tried += 1
    assert tried >= 100


UNITS = {
    60: "hour|hr|minute|min|second",
    12: "year|annual|month|foot|feet|inch|dozen",
    7: "week|day|dai|every (?:morning|night)|nightly",
}


@pytest.mark.parametrize("value", UNITS)
def test_a_constant_is_refused_once_its_units_are_gone_from_the_question(value):
    """Mutants again: the question speaks of rounds where it spoke of hours."""
    rows = [seed for row in read_kept(KEPT) for seed in row["seeds"]] + GSM8K
    tried = 0
    for row in rows:
        seed = read_seed(row)
        if seed.program is None or value not in [leaf.value for leaf in seed.program.leaves if not leaf.at]:
            continue
        question = re.sub(rf"(?i)\b(?:{UNITS[value]})[a-z]*", "round", row["question"])
        assert read_seed({"question": question, "answer": row["answer"]}).program is None, question
        tried += 1
    assert tried >= 3


@pytest.mark.parametrize(
    ("question", "solution", "free"),
    [
        # A list tells how many there are, and who is counted.
        ("Mark has 150 pens, Susan, Bob and Mark share. Each of the 3 friends?", "<<150/3=50>>50\n#### 50", {150}),
        ("Ann, Bea, Cid and Dan have 80 pens for 5 people. How many?", "<<80/5=16>>16\n#### 16", {80}),
        ("For her 3 grandchildren, who are triplets, she knits 9 caps. All?", "<<3*9=27>>27\n#### 27", {9}),
        # One by one.
        ("A game has 4 quarters of 12 minutes. How long?", "<<4*12=48>>48\n#### 48", {12}),
        ("After 5 tests of 9 points, what is due on the sixth for 99 in all?", "<<5*9=45>>45, <<99-45=54>>54\n#### 54", {9, 99}),
        ("For 11 months he pays $25, the rest of $300 in the twelfth.", "<<11*25=275>>275, <<300-275=25>>25\n#### 25", set()),
        ("For 11 months he pays $20, the rest of $300 in the twelfth.", "<<11*20=220>>220, <<300-220=80>>80\n#### 80", {20, 300}),
        ("Of 6 people 2 of them ate 8 cakes each. How many?", "<<2*8=16>>16\n#### 16", set()),
        # The calendar, and money.
        ("He drives for 14 days at $6. In these two weeks?", "<<14*6=84>>84\n#### 84", {6}),
        ("They ride on 5 days of the week, 9 miles. How far?", "<<5*9=45>>45\n#### 45", {9}),
        ("This month has 30 days. He walks 9 miles a day.", "<<30*9=270>>270\n#### 270", {9}),
        ("The film takes 1 hour and 35 minutes. How many minutes?", "<<60+35=95>>95\n#### 95", set()),
        ("He works 10 hours a day for $9. How much a day?", "<<10*9=90>>90\n#### 90", {9}),
        ("He has 3 twenty dollar bills and $15. How much?", "<<3*20=60>>60, <<60+15=75>>75\n#### 75", {3, 15}),
        ("In grades 4 - 7 ten students are chosen. How many?", "<<4*10=40>>40\n#### 40", set()),
        # What one is of bears no other number.
        ("He buys 1 ball for $8 and a bat for $20. How much?", "<<1*8=8>>8, <<8+20=28>>28\n#### 28", set()),
        # Two uses of a small number need not be of one thing.
        ("Parents and a child pay $12 a seat, and 4 snacks at $3, 4 at $5.", "<<4*3=12>>12, <<4*5=20>>20, <<12+20=32>>32\n#### 32", set()),
        # A result that may be a constant, or made of a share.
        ("He buys 6 games a month for 2 months, then twice as many a month for a year.", "<<6*2=12>>12, <<12*12=144>>144, <<144+12=156>>156\n#### 156", set()),
        ("Of 12 cakes Cody ate a third, Tom a quarter. How many?", "<<12/3=4>>4, <<12/4=3>>3, <<12-4-3=5>>5\n#### 5", set()),
        ("He borrows 40% of $900 and spends 60% of it.", "<<900*.4=360>>360, <<360*.6=216>>216\n#### 216", {900}),
        # What nothing uses may be what the others come to.
        ("Of ten packs six had 8 pens, four had 16.", "<<6*8=48>>48, <<4*16=64>>64, <<48+64=112>>112\n#### 112", set()),
        ("Ten stalls have 20 cows. 40 more go to each of the twenty stalls.", "<<40/10=4>>4, <<20+4=24>>24\n#### 24", set()),
    ],
)  # fmt: skip
def test_a_number_that_the_text_tells_twice_is_not_free(question, solution, free):
    found = read_solution(question, solution)
    assert {leaf.value for leaf in found.program.leaves if leaf.name in found.free} == free


def test_a_seed_whose_own_answer_is_wrong_is_refused(monkeypatch):
    from synth.tasks._programs import disputed

    monkeypatch.setitem(disputed.DISPUTED, read_seed(GSM8K[0]).id, "the eggs are counted twice")
    assert read_seed(dict(GSM8K[0])).why == "no program, since its answer is wrong: the eggs are counted twice"


STORY = Program(
    (Leaf("n1", 30, "", (0,)), Leaf("n2", 8, "", (1,)), Leaf("n3", 5, "", (2,)), Leaf("n4", 7, "hours", (3,))),
    (Step("s1", "-", ("n1", "n2")), Step("s2", "-", ("s1", "n3")), Step("s3", "*", ("s2", "n4"))),
    "s3",
)


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({"n1": 32}, True),
        ({"n2": 9}, True),
        ({"n2": 4}, False),  # 8 were more than 5
        ({"n2": 13}, False),  # less was given away than was left
        ({"n1": 12}, False),  # the parts were less than their whole
        ({"n1": Fraction(65, 2)}, False),  # half a count
        ({"n1": 30}, False),  # the same answer
    ],
)
def test_other_values_leave_what_a_story_takes_for_granted(values, holds):
    before = STORY.values()
    assert Story(STORY, before).holds({**before, **values}) == holds


def test_no_day_has_more_hours_than_there_are():
    program = Program(
        (Leaf("n1", 20, "hours", (0,)), Leaf("n2", 9, "dollars", (1,))), (Step("s1", "*", ("n1", "n2")),), "s1"
    )
    before = program.values()
    assert Story(program, before).holds({**before, "n1": 23})
    assert not Story(program, before).holds({**before, "n1": 26})


def test_numbers_of_two_stories_need_not_be_in_any_order():
    one = Program((Leaf("n1", 20, "", (0,)), Leaf("n2", 9, "", (1,))), (Step("s1", "*", ("n1", "n2")),), "s1")
    two = Program((one.leaves[0], Leaf("n2_2", 9, "", (1,))), (Step("j1", "*", ("n1", "n2_2")),), "j1")
    assert not Story(one, one.values()).holds({**one.values(), "n2": 21})
    assert Story(two, two.values()).holds({**two.values(), "n2_2": 21})


def test_percents_of_a_whole_stay_within_it():
    leaves = (Leaf("n1", 200, "", (0,)), Leaf("n2", 60, "%", (1,)), Leaf("n3", 30, "%", (2,)))
    program = Program(
        leaves, (Step("s1", "%", ("n2", "n1")), Step("s2", "%", ("n3", "n1")), Step("s3", "+", ("s1", "s2"))), "s3"
    )
    before = program.values()
    assert Story(program, before).holds({**before, "n2": 65})
    assert not Story(program, before).holds({**before, "n2": 75})


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ("50*.2=10", ["20 % 50"]), (".2*50=10", ["20 % 50"]), ("20/100*50=10", ["20 % 50"]), ("50*20%=10", ["20 % 50"]),
        ("50*.8=40", ["100 - 20", "80 % 50"]), ("50*1.2=60", ["100 + 20", "120 % 50"]), ("50/2=25", ["50 * 0.5"]),
        ("50/.2=250", ["20 / 100", "50 / 0.2"]), ("50*2=100", ["50 / 0.5"]),
        ("50*20/100=10", ["20 % 50"]), ("20*50/100=10", ["20 % 50"]),
    ],
)  # fmt: skip
def test_shares_of_gsm8k_are_said_as_people_say_them(expression, steps):
    question = "Of 50 pens 20% are red, and half are blue. How many?"
    program = read_solution(question, f"<<{expression}>>it\n#### {expression.partition('=')[2]}").program
    values = program.values()
    assert [f"{told(values[a])} {op} {told(values[b])}" for _, op, (a, b), *_ in program.steps] == steps
    used = {name for step in program.steps for name in step.args}
    assert all(leaf.at or leaf.name in used for leaf in program.leaves)
    assert read(program.json()) == program
