"""The scenario families as texts: what every step of theirs says of itself, and that it says it in English."""

import re
from itertools import pairwise

import pytest
from synth.tasks._word_problem.build import build
from synth.tasks._word_problem.family import read_families
from synth.tasks.word_problem import FAMILIES

from synth.draw import Draw
from synth.errors import Reject

READ = read_families(FAMILIES)
# A family is told as a whole or not at all.
TOLD = [family for family in READ if any(made.told for act in family.acts for made in act.made)]
SLOT = re.compile(r"\{=?\w+\}")


def stories(family, n=30):
    for index in range(n):
        try:
            yield build(family, 2 + index % 6, 0, Draw(3, index))
        except Reject:
            continue  # a single family may have no problem of a length


@pytest.mark.parametrize("family", TOLD, ids=lambda family: family.name)
def test_every_step_has_two_wordings_and_a_name(family):
    for act in family.acts:
        for made in act.made:
            assert len(made.told) >= 2, (act.kind, act.before, made.about.text)
            assert len(set(made.told)) == len(made.told)
            assert made.short.text, (act.kind, act.before, made.about.text)


@pytest.mark.parametrize("family", TOLD, ids=lambda family: family.name)
def test_no_two_steps_of_a_story_have_one_name(family):
    for question, program in stories(family):
        names = [step.short for step in program.steps]
        assert len(set(names)) == len(names), (question, names)


@pytest.mark.parametrize("family", TOLD, ids=lambda family: family.name)
def test_steps_of_an_act_that_follow_from_each_other_may_be_told_in_one_sentence(family):
    chains = [
        (first, then)
        for act in family.acts
        for first, then in pairwise(act.made)
        if first.name in then.args and first.name != then.name
    ]
    joint = [then for first, then in chains if any(f"={first.name}" in line.slots for line in then.told)]
    assert len(joint) >= 0.5 * len(chains)


@pytest.mark.parametrize("family", TOLD, ids=lambda family: family.name)
def test_what_is_told_reads_on_from_any_sentence_before_it(family):
    for question, program in stories(family):
        for step in program.steps:
            for line in (*step.told, step.ask, program.ref):
                assert not re.match(r"(then|so|next|and|finally)\b", line), line
                assert "  " not in line, line
                assert not re.search(r"\b(a|an|the) (a|an|the)\b", line), line
                assert not re.search(r"\b(\w+) \1\b", SLOT.sub("", line)), line
            # Where the article of a word is wrong.
            said = " ".join((question, *step.told, step.short, step.ask))
            assert not re.search(r"\ban [bcdfgjklmnpqrstvwxz]|\ba [aeiou](?!ne|n?i)", said), said


@pytest.mark.parametrize("family", READ, ids=lambda family: family.name)
def test_no_sentence_of_a_question_begins_with_a_small_letter(family):
    for question, _ in stories(family):
        assert not re.search(r"[.?!] [a-z]", question), question


@pytest.mark.parametrize("family", READ, ids=lambda family: family.name)
def test_a_problem_asks_once_and_at_its_end(family):
    for act in family.acts:
        for line in act.wordings:
            assert line.bare.count("?") == (act.kind == "ask"), line.bare
            assert line.bare.endswith("?" if act.kind == "ask" else "."), line.bare


@pytest.mark.parametrize("family", READ, ids=lambda family: family.name)
def test_hardly_any_problem_asks_for_what_it_has_stated(family):
    """No sum per head of what each head pays: a division that undoes a product, a difference that undoes a sum."""
    told = undone = 0
    for _, program in stories(family, 120):
        told += 1
        steps = {step.name: step for step in program.steps}
        undone += any(
            (step.op, steps[step.args[0]].op) in (("/", "*"), ("-", "+")) and step.args[1] in steps[step.args[0]].args
            for step in program.steps
            if step.args[0] in steps
        )
    assert undone <= told / 12
