"""Questions turned round, and names for what they ask in another story."""

import pytest
from synth.tasks._programs.asked import asked, settled
from synth.tasks._programs.entering import entered
from synth.tasks._programs.marked import Changed, Marked
from synth.tasks._programs.persons import by_name, hers, owned, people
from synth.tasks._programs.program import Entry, Leaf, Program
from synth.tasks._programs.verbs import BASES, PAST_OF, past, third

EGGS = Program((Leaf("n1", 5, "eggs", (0,)),), (), "n1")


@pytest.mark.parametrize(
    ("question", "ref"),
    [
        ("How many eggs does she sell a day?", "the eggs she sells a day"),
        ("How many bolts in total does it take?", "the bolts it takes"),
        ("How much did he pay for everything?", "what he paid for everything"),
        ("How many dollars does Mia have left?", "the money Mia has left"),
        ("How many dollars does Mia spend?", "what Mia spends"),
        ("How many kilograms of pears does Bianca have now?", "the pears Bianca has now"),
        ("How many crates are filled?", "the crates that are filled"),
        ("How many cans can be recycled?", "the cans that can be recycled"),
        ("How many pages must he read a day?", "the pages he must read a day"),
        ("How many pages has Olivia read?", "the pages Olivia has read"),
        ("How much does he still owe?", "what he still owes"),
        ("How many dollars is the bill in the end?", "the bill in the end"),
        ("What is the total price in dollars?", "the total price"),
        ("What does all of this cost Odette, in dollars?", "what all of this costs Odette"),
        ("How old is the cousin now?", "the age of the cousin"),
        ("After the sale, how many dollars are left?", "the money that is left after the sale"),
        ("How many dollars is that?", None),
        ("How many more points does Ann have than Bob?", None),
        ("What is the average of the bills?", None),
        ("Who has more?", None),
        ("How many? How much?", None),
        ("How many " + "very " * 200 + "large eggs are left?", None),
    ],
)
def test_a_question_points_at_what_it_asks_for(question, ref):
    found = asked(question)
    assert (found.ref if found else None) == ref


@pytest.mark.parametrize(
    ("question", "would"),
    [
        ("How many eggs does she sell a day?", "how many eggs would she sell a day"),
        ("How many crates can he fill?", "how many crates could he fill"),
        ("How many dollars did they pay?", "how many dollars would they pay"),
        ("How many crates are left?", "how many crates would be left"),
        ("How many eggs are there in the box?", "how many eggs would there be in the box"),
        ("How old is the cousin now?", "how old would the cousin be"),
        ("How many meters long is the rope?", "how many meters long would the rope be"),
        ("At $4 each, how many dollars does she get?", "how many dollars would she get at $4 each"),
    ],
)
def test_a_question_is_asked_of_another_world(question, would):
    assert asked(question).would == would


def test_what_is_long_is_counted_in_its_measure():
    assert asked("How many meters long is the rope?").noun == "meters"
    assert asked("How many kilometers away is the town?").noun == "kilometers"


def test_what_a_question_supposes_is_told_in_the_story():
    assert settled("A.", "If each pack has 5 pens, how many pens does Al have?") == (
        "A. Each pack has 5 pens.",
        "How many pens does Al have?",
    )
    for ask in (
        "If he worked 5 hours instead, how many dollars would he earn?",
        "If every week went like this, how much would he get?",
        "How many pens does Al have?",
    ):
        assert settled("A.", ask) == ("A.", ask)


@pytest.mark.parametrize(
    ("ref", "story", "made"),
    [
        ("the money she has saved", "Mia saves. She is happy.", "the money Mia has saved"),
        ("the bags they packed", "Mia packs, and Leon packs, too.", "the bags Mia and Leon packed"),
        ("the money in his wallet", "Leon has a wallet.", "the money in Leon's wallet"),
        ("the money that is left", "Leon spends.", "the money that Leon has left"),
        ("the water in the tank", "Leon fills it.", "the water in Leon's tank"),
        ("the pay", "Leon works.", "Leon's pay"),
        ("all the eggs", "Leon has hens.", "all of Leon's eggs"),
        ("the fence that is needed", "Leon has a yard.", "the fence that Leon needs"),
        ("the money for the cards", "Leon sells them.", "Leon's money for the cards"),
        ("the points of the Falcons", "Leon is a fan.", "the points of the Falcons"),
        ("the crates that are left", "There are crates.", "the crates that are left"),
        ("what each of these adults pays", "Leon pays.", None),
        ("what all of this costs Leon", "Leon pays.", None),
        ("the money he has", "Leon and Theo save.", None),
        ("the money they have", "Leon saves.", None),
    ],
)
def test_what_a_story_comes_to_is_pointed_at_by_whom_it_belongs_to(ref, story, made):
    assert owned(ref, story) == made


def test_a_pronoun_becomes_the_one_name_that_it_may_stand_for():
    assert by_name("she sells a day", "Janet has ducks. Tom has none.") == "Janet sells a day"
    assert by_name("she sells a day", "Janet and Mia have ducks.") is None
    assert by_name("what it costs", "Janet buys it.") is None


def test_no_month_and_no_common_word_is_taken_for_a_person():
    months = "January February March April May June July August September October November December"
    for word in f"{months} Monday Saturday Will Holly Daisy Bill Penny Joy Austin Jordan".split():
        assert people(f"On {word} it rains.") == []


def test_a_name_that_was_said_becomes_a_pronoun_only_where_she_acts():
    given = Changed(Marked("Mia has \x01n1\x025\x03 eggs.", "How many eggs does Mia have?"), EGGS)
    said = entered(given, Entry("n1", "Mia has 5 eggs.", "With {ref}, Mia bakes."), "the eggs that are left for Mia")
    assert said.text.body == "With the eggs that are left for Mia, she bakes."
    said = entered(given, Entry("n1", "Mia has 5 eggs.", "Mia has {ref}."), "the eggs that are left for Mia")
    assert said.text.body == "Mia has the eggs that are left for Mia."
    # Neither "the money is" for things, nor a place twice, nor a sentence that the text does not hold.
    for stated, entry, ref in (
        ("Mia has 5 eggs.", "{ref} is there.", "the eggs that are left"),
        ("Mia has 5 eggs.", "Mia has {ref} in the till.", "the money in the till"),
        ("Mia has 6 eggs.", "Mia has {ref}.", "the eggs that are left"),
        ("Mia has 5 eggs.", "Mia has {ref} and 3 more.", "the eggs that are left"),
    ):
        assert entered(given, Entry("n1", stated, entry), ref) is None


def test_his_story_is_told_of_her():
    assert hers("He has his pen with him. Washing himself, he hums.") == (
        "She has her pen with her. Washing herself, she hums."
    )
    assert people("In May Leon met Mia in Paris.") == ["Leon", "Mia"]


def test_verbs_have_their_forms():
    assert [third(verb) for verb in ("pack", "carry", "play", "wash", "go", "have")] == [
        "packs", "carries", "plays", "washes", "goes", "has",
    ]  # fmt: skip
    assert [past(verb) for verb in ("pack", "bake", "carry", "play", "stop", "sell", "plan")] == [
        "packed", "baked", "carried", "played", "stopped", "sold", "planned",
    ]  # fmt: skip
    assert PAST_OF["is"] == PAST_OF["are"] == "were"
    assert all(PAST_OF[third(verb)] == past(verb) for verb in BASES - {"be"})
