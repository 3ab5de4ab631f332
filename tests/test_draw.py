from collections import Counter

from synth.draw import Draw


def test_equal_names_give_equal_choices():
    assert [Draw(7, 3, "x").below(1000) for _ in range(3)] == [Draw(7, 3, "x").below(1000)] * 3
    a, b = Draw(1, 2, "p"), Draw(1, 2, "p")
    assert [a.below(10) for _ in range(1000)] == [b.below(10) for _ in range(1000)]


def test_seed_index_and_purpose_each_change_the_tape():
    tapes = {
        tuple(Draw(*name).below(2**31) for _ in range(4)) for name in [(0, 0, ""), (1, 0, ""), (0, 1, ""), (0, 0, "x")]
    }
    assert len(tapes) == 4


def test_choices_are_even():
    draw = Draw(0, 0)
    counts = Counter(draw.below(6) for _ in range(60_000))
    assert set(counts) == set(range(6))
    assert all(abs(n - 10_000) < 500 for n in counts.values())


def test_between_includes_both_ends():
    draw = Draw(0, 0)
    assert {draw.between(3, 5) for _ in range(200)} == {3, 4, 5}


def test_shuffled_keeps_the_items_and_leaves_the_original_alone():
    items = list(range(20))
    assert sorted(Draw(0, 0).shuffled(items)) == items == list(range(20))
    assert Draw(0, 0).shuffled(items) != items
