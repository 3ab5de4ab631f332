"""Days, posts and places in a line: what the programs of these families answer, counted one by one."""

import re
from contextlib import suppress

import pytest
from synth.tasks._word_problem.build import build
from synth.tasks._word_problem.family import read_families
from synth.tasks.word_problem import FAMILIES

from synth.draw import Draw
from synth.errors import Reject

READ = {family.name: family for family in read_families(FAMILIES)}


def days(first, last):
    return len([day for day in range(1, 32) if first <= day <= last])


def days_in_april_and_may(first, last):
    return len([day for day in range(1, 31) if day >= first]) + len([day for day in range(1, 32) if day <= last])


def posts(length, gap):
    return len([place for place in range(length + 1) if place % gap == 0])


def posts_around(length, gap):
    return len({place % length for place in range(length + 1) if place % gap == 0})


def people(front, back):
    return len([*range(front), "who", *range(back)])


def people_by_places(from_front, from_back):
    return len([*range(from_front - 1), "who", *range(from_back - 1)])


def numbers(lowest, highest):
    return len([number for number in range(200) if lowest <= number <= highest])


def between(one, other):
    return len([place for place in range(1, 100) if one < place < other])


# Each with what only its question says, and how its two numbers are counted one by one.
COUNTED = [
    ("calendar", r"from (?!April)\w+ (\d+) to \w+ (\d+), the first", days),
    ("calendar", r"opens on April (\d+) and closes on the evening of May (\d+)", days_in_april_and_may),
    ("fence", r"Along a straight [a-z ]+ of (\w+) meters, \w+ sets up an? [a-z ]+ at the very .* every (\w+)", posts),
    ("fence", r"A path that is (\w+) meters long runs all the way around .* every (\w+)", posts_around),
    ("queue", r"with (\w+) people in front of \w+ and (\w+) people behind", people),
    ("queue", r"number (\w+) from the front and number (\w+) from the back", people_by_places),
    ("queue", r"the numbers (\w+) to (\w+) are waiting", numbers),
    ("queue", r"is number (\w+) and \w+ is number (\w+)\.", between),
]


@pytest.mark.parametrize(
    ("family", "pattern", "count"), COUNTED, ids=[f"{one[0]}-{one[2].__name__}" for one in COUNTED]
)
def test_counting_one_by_one_gives_the_answer(family, pattern, count):
    seen = 0
    for index in range(400):
        with suppress(Reject):
            question, program = build(READ[family], 1 + index % 3, 0, Draw(4, index))
            stated = [leaf for leaf in program.leaves if leaf.at]
            if len(stated) == 2 and re.search(pattern, question):
                a, b = (leaf.value for leaf in stated)
                assert program.answer() == str(count(a, b)), question
                seen += 1
    assert seen >= 3


@pytest.mark.parametrize("family", ["calendar", "fence", "queue"])
def test_every_one_that_is_forgotten_easily_has_its_reason(family):
    ones = [made for act in READ[family].acts for made in act.made if "1" in made.args]
    assert len(ones) >= 3
    for made in ones:
        assert any(kind == "inclusive" and words.text for kind, _, words in made.relations), made.about.text
