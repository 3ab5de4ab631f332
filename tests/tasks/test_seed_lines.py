"""GSM8K told in its own words: lines that give their sentences back, names that read as English, other values."""

import re
from collections import Counter

import pytest
from gsm8k import GSM8K
from gsm8k_by_hand import KEPT
from gsm8k_by_hand import read as read_kept
from synth.tasks._programs import carried, lines
from synth.tasks._programs.claims import equations
from synth.tasks._programs.gsm8k import read_solution
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import read, told
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.seed_names import named
from synth.tasks._programs.values import resampled, with_values

from synth.draw import Draw
from synth.errors import Reject

ROWS = list(
    {
        row["question"]: row
        for row in [*GSM8K, *(seed for kept in read_kept(KEPT) for seed in kept["seeds"])]
        if "answer" in row
    }.values()
)
SEEDS = [(row, seed) for row in ROWS if (seed := read_seed(row)).program is not None]
# Words that join an equation to the sentence behind it, and money, which is said in other words.
JOINING = Counter("and so because dollars per times 2 one 1".split())


def filled(text, program, values):
    """A line with its values; `12 * 15 = 180` or `30% of 380 = 114` for an equation."""
    found = lines.line(text)
    parts = [found.texts[0]]
    for (is_equation, name), behind in zip(found.slots, found.texts[1:], strict=True):
        said = told(values[name])
        if is_equation:
            step = program.step(name)
            a, b = (told(values[arg]) for arg in step.args)
            said = f"{a}% of {b} = {said}" if step.op == "%" else f"{a} {step.op} {b} = {said}"
        parts += [said, behind]
    return "".join(parts)


def words(text):
    """The words and numbers of a sentence, numbers by their value."""
    spoken, behind = [], 0
    text = text.replace("$", " ")
    for mention in mentions(text):
        spoken += [*re.findall(r"[a-z']+", text[behind : mention.start].lower()), told(mention.value)]
        behind = mention.end
    return Counter([*spoken, *re.findall(r"[a-z']+", text[behind:].lower())])


def human(solution):
    """The sentences of a solution as their writer wrote them, without annotations."""
    story = re.sub(r"<<[^<>]*>>", " ", solution.rpartition("####")[0]).replace("’", "'")
    return [row for row in story.split("\n") if row.strip()]


def test_most_steps_are_told_in_the_words_of_their_writers():
    steps = told_steps = rows = 0
    for _, seed in SEEDS:
        used = seed.program.used()
        needed = [step.name for step in seed.program.steps if step.name in used]
        covered = {name for step in seed.program.steps for text in step.told for name in lines.line(text).told}
        steps += len(needed)
        told_steps += len(covered & set(needed))
        rows += covered >= set(needed)
    assert told_steps >= 0.9 * steps
    assert rows >= 0.8 * len(SEEDS)


def test_a_line_says_what_its_writer_said():
    """All words and numbers of a line stand in one line of the solution, but for equations on the way to its own."""
    for row, seed in SEEDS:
        said = [words(sentence) for sentence in human(row["answer"])]
        for text in (text for step in seed.program.steps for text in step.told):
            shown = re.sub(r"\{=?([a-z0-9]+)\}", lambda found, of=seed.values: told(of[found[1]]), text)
            on_the_way = Counter(told(seed.values[name]) for name in lines.line(text).told[:-1])
            ours = words(shown.replace("’", "'")) - on_the_way - JOINING
            assert any(not ours - theirs for theirs in said), (text, row["answer"])


def other_values(seed):
    """The seed's program with other values, as often as there are some among a few tries."""
    for index in range(4):
        try:
            values = resampled(seed.program, seed.values, seed.free, Draw(7, index))
        except Reject:
            return
        yield with_values(seed.program, values)


def test_with_other_values_every_equation_of_a_line_is_true_and_every_number_known():
    n = 0
    for _, seed in SEEDS:
        for program in [seed.program, *other_values(seed)]:
            values = program.values()
            known = set(values.values())
            for step in program.steps:
                for text in step.told:
                    shown = filled(text, program, values)
                    for equation in equations(shown):
                        assert not equation.is_false(), shown
                        n += 1
                    assert {mention.value for mention in mentions(shown)} <= known
    assert n > 1000


def test_a_seed_of_which_a_number_changes_says_no_one_of_several():
    for _, seed in SEEDS:
        for program in other_values(seed):
            for step in program.steps:
                for text in step.told:
                    ones = [name for _, name in lines.line(text).slots if seed.values[name] == 1]
                    assert all(program.values()[name] == 1 for name in ones), text


def test_a_line_that_speaks_of_several_is_not_told_of_one():
    question, solution = "A pen costs $2 and a cup $4. How much more?", "It costs $4-$2=$<<4-2=2>>2 more.\n#### 2"
    program = read_solution(question, solution).program
    assert carried.problem(question, program, {}).program["steps"][0]["told"] == ["It costs {=s1} dollars more."]
    changed = with_values(program, {leaf.name: 3 for leaf in program.leaves if leaf.value == 2})
    assert "told" not in carried.problem(question.replace("$2", "$3"), changed, {}).program["steps"][0]


def lines_of(question, solution):
    return [text for step in read_solution(question, solution).program.steps for text in step.told]


@pytest.mark.parametrize(
    ("question", "solution", "expected"),
    [
        (
            "A pen costs $3 and a cup $4. How much are 5 sets?",
            "A set costs $3 + $4 = $<<3+4=7>>7.\nSo he pays 5 sets * $7/set = $<<5*7=35>>35 for them.\n#### 35",
            ["A set costs {=s1} dollars.", "So he pays {=s2} dollars for them."],
        ),
        (
            "Ann has 3 red, 4 blue and 5 green pens. How many?",
            "So she has 3+4+5=<<3+4+5=12>>12 pens.\n#### 12",
            ["{=s1}, so she has {=s2} pens."],
        ),
        (
            "Ann has 16 pens in 4 boxes. How many in a box?",
            "There are 4 pens in each because 16/4=<<16/4=4>>4\n#### 4",
            ["{=s1}, so there are {s1} pens in each."],
        ),
        (
            "Of 50 pens 20% are red. How many are not?",
            "20% of 50 is 50*.2=<<50*.2=10>>10 pens, so 50-10=<<50-10=40>>40 pens are not.\n#### 40",
            ["{n2}% of {n1} is {=s1} pens, so {=s2} pens are not."],
        ),
        (
            "Ann has twice as many pens as Bob, who has 6. How many?",
            "Ann has twice as many as Bob, 6*2=<<6*2=12>>12 pens\n#### 12",
            ["Ann has {n2} times as many as Bob, {=s1} pens."],
        ),
        (
            "A truck carries 3 bags of 4 pounds a trip. How much?",
            "the truck carries 3*4=<<3*4=12>>12 pounds/trip\n#### 12",
            ["The truck carries {=s1} pounds per trip."],
        ),
        ("Ann has 3 pens and 4 cups.", "She has has 3+4=<<3+4=7>>7 things.\n#### 7", []),
        # A number that is none of the program, a half, a count of those listed, a sum that is another one: no line.
        ("Ann has 3 pens and 4 cups.", "In the 2 boxes are 3+4=<<3+4=7>>7 things.\n#### 7", None),
        ("Ann ate half of 8 nuts.", "She ate half of them, 8/2=<<8/2=4>>4.\n#### 4", []),
        ("Ann has 3 pens and 4 cups.", "The three of them have 3+4=<<3+4=7>>7 things.\n#### 7", ["The {n1} of them have {=s1} things."]),
        ("Ann has 3 pens and 4 cups.", "She has 4-3=1 more, so 3+4=<<3+4=7>>7 things.\n#### 7", None),
        ("Ann has 3 pens and 4 cups.", "She got an 3+4=<<3+4=7>>7 things.\n#### 7", []),
        ("Ann has 9 M&Ms and 4.", "She has 9+4=<<9+4=13>>13 M&Ms.\n#### 13", []),
        ("Ann has $9 and $4.", "While she has 9+4=<<9+4=13>>13 dollars.\n#### 13", []),
        ("Ann has $9 and $4.", "She gets a $9-$4=$<<9-4=5>>5 change.\n#### 5", []),
    ],
)  # fmt: skip
def test_lines_are_the_sentences_with_their_numbers_as_slots(question, solution, expected):
    if expected is None:
        with pytest.raises(Reject):
            lines_of(question, solution)
    else:
        assert lines_of(question, solution) == expected


@pytest.mark.parametrize(
    ("prose", "behind", "is_money", "ask", "about"),
    [
        ("He serves ", " cars a week.", False, "how many cars he serves a week", "number of cars he serves a week"),
        ("So in total they ate", " slices.", False, "how many slices they ate", "number of slices they ate"),
        ("There are", " bales of hay left.", False, "how many bales of hay there are left", "number of bales of hay left"),
        ("On Monday, Ann sold", " pens", False, "how many pens Ann sold on Monday", "number of pens Ann sold on Monday"),
        ("The total cost was $", ".", True, "what the total cost was", "total cost"),
        ("so she spends $", " on rolls", True, "how much she spends on rolls", "amount she spends on rolls"),
        ("Mia is", " years old.", False, "how old Mia is", "age of Mia"),
        ("First find the total cost of the shoes: $", "", True, "", "total cost of the shoes"),
        ("Ann has", " more pens than Bob", False, "how many more pens Ann has than Bob", ""),
        # No noun, no verb, a number, a list that is cut, two verbs: no name.
        ("for a total of", " pens", False, "", ""), ("That's", " pens", False, "", ""), ("He sells", "", False, "", ""),
        ("In the two days he sells", " pens", False, "", ""),
        ("Ann, Bob, and Mia ate", " nuts", False, "", ""), ("The man who came ate", " nuts", False, "", ""),
        ("He, his wife, and their children eat", " nuts", False, "", ""), ("The cost of those is $", "", True, "", ""),
        ("The number of tins that Ann buys is", "", False, "how many tins Ann buys", "number of tins that Ann buys"),
        ("The pens cost", " dollars in all", False, "how much the pens cost in all", "amount the pens cost in all"),
        ("He works", " hours on Monday and Friday", False, "", ""), ("It is $", "", True, "", ""),
    ],
)  # fmt: skip
def test_names_are_made_of_the_clause_before_and_the_words_behind(prose, behind, is_money, ask, about):
    assert named(prose, behind, is_money) == (ask, about)


def test_names_are_short_plain_and_of_one_step_each():
    n = 0
    for _, seed in SEEDS:
        for kind in ("ask", "about"):
            said = [name for step in seed.program.steps if (name := getattr(step, kind))]
            n += len(said)
            assert len(said) == len(set(said))
            for name in said:
                assert re.fullmatch(r"[A-Za-z][A-Za-z' -]*", name), name
                assert len(name.split()) <= 14
                assert not mentions(name)
        assert read(seed.program.json()) == seed.program
    assert n > 200
