"""Results on the way, asked for and stated in the words of GSM8K's own solutions."""

import re

import pytest
from gsm8k import GSM8K, proposals
from synth.tasks._programs.lines import line
from synth.tasks._programs.marked import sentences
from synth.tasks._programs.program import Leaf, Program, Step, read
from synth.tasks._programs.seed import read_seed
from synth.tasks._rewrite.spoken import spoken

from synth.draw import Draw
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import parse


def said(ask, unit="", about="", story="Janet sells things. What is left?", last="How much is it?"):
    step = Step("s1", "+", ("n1", "n1"), unit, about, ask=ask)
    program = Program((Leaf("n1", 4),), (step, Step("s2", "+", ("s1", "n1"))), "s2")
    return spoken(step, program, last, story)


@pytest.mark.parametrize(
    ("ask", "unit", "question", "statement"),
    [
        ("how many cars he serves a week", "", "How many cars does Josh serve a week?", "Josh serves {} cars a week"),
        ("how many cookies Josh made", "", "How many cookies did Josh make?", "Josh made {} cookies"),
        ("how much he spent on ties", "dollars", "How much did Josh spend on ties?", "Josh spent ${} on ties"),
        ("how many pens they carry home", "", None, None),
        ("how many nuts the men eat", "", "How many nuts do the men eat?", "the men eat {} nuts"),
        ("how many books each shelf can hold", "", "How many books can each shelf hold?", "each shelf can hold {} books"),
        ("how many pens he needs to buy", "", "How many pens does Josh need to buy?", "Josh needs to buy {} pens"),
        ("how many blue sticks there are", "", "How many blue sticks are there?", "there are {} blue sticks"),
        ("how old Mia is", "years", "How old is Mia?", "Mia is {} years old"),
        ("how long the rope is", "feet", "How many feet long is the rope?", "the rope is {} feet long"),
        ("what the cost of paper is", "dollars", "What is the cost of paper?", "the cost of paper is ${}"),
        # What may be so at several moments, or for several things; what has no known verb.
        ("how many pens Mia has", "", None, None), ("how much he pays", "dollars", None, None),
        ("how many miles he drove", "miles", None, None), ("how many pens there are", "", None, None),
        ("how much the house is", "dollars", None, None), ("what the total cost is", "dollars", None, None),
        ("how many hours he spends a day", "hours", None, None), ("how many pens he gluffs a day", "", None, None),
    ],
)  # fmt: skip
def test_names_are_turned_into_questions_and_statements(ask, unit, question, statement):
    found = said(ask, unit, story="Josh serves cars. How many?")
    assert (found and found.question, found and found.statement) == (question, statement)


def test_what_is_asked_for_in_the_same_words_is_no_part():
    assert said("how many cookies Josh made", last="How many cookies did Josh make?") is None
    assert said("how many cookies Josh made", last="How many cookies did Josh make on Monday?") is None
    assert said("how many cookies Josh made", last="How many cookies did they eat?")


def test_a_pronoun_that_may_be_two_people_is_not_asked_for():
    assert said("how many cars he serves a week", story="Josh and Peter serve cars.") is None
    assert said("how many cars Josh serves a week", story="Josh and Peter serve cars.")


@pytest.mark.parametrize("direction", ["easier", "subproblem"])
def test_problems_of_gsm8k_are_made_easier_and_taken_apart(direction):
    task = configure(load_task("rewrite"), {"direction": direction, "by": "program"})
    made = [(read_seed(GSM8K[place]), one) for place, one in proposals(task, GSM8K) if not isinstance(one, str)]
    assert len(made) >= 10
    for seed, problem in made:
        program = read(problem.program)
        assert program.answer() == problem.answer
        assert (problem.answer == seed.answer) == (direction == "easier")
        assert len(program.steps) < len([step for step in seed.program.steps if step.name in seed.program.used()])
        known = set(program.values())
        assert all(
            set(line(text).told) <= {step.name for step in program.steps}
            for step in program.steps
            for text in step.told
        )
        assert all({name for _, name in line(text).slots} <= known for step in program.steps for text in step.told)
        assert not re.search(r"\b(?:how is|does [^?]* be)\b| \?|  ", problem.question)
        first = program.steps[0].told if program.steps else ()
        assert not any(re.match(r"(?:Then|So|Therefore|Thus|Next)\b", text) for text in first)
        text = task.solve(problem, parse("negative"), Draw(0, 1)).text
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("negative")).first_false is None


def test_no_fact_is_put_into_the_middle_of_a_sentence():
    text = "Susan earns $5. If she works from 8 a.m. to 11 a.m. and rests for an hour, what does Dr. May earn? Why?"
    assert sentences(text) == [
        "Susan earns $5.",
        "If she works from 8 a.m. to 11 a.m. and rests for an hour, what does Dr. May earn?",
        "Why?",
    ]
