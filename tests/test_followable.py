"""Whether a search can be followed: what its course gives away of where it ends."""

from synth.followable import followable
from synth.types import Look


def search(*hits, returns=None):
    returns = returns or range(len(hits))
    return [Look(n, 0, bool(hit)) for n, hit in zip(returns, hits, strict=True)]


def test_a_count_of_dead_ends_that_is_the_same_everywhere_gives_all_away():
    found = followable([search(0, 1)] * 50)
    assert found.hits == (0.0, 1.0)
    assert found.left == 0.0


def test_where_the_count_says_nothing_all_is_left_to_the_look():
    """Half of all looks are hits, whatever went before."""
    found = followable([search(*[0] * n, 1) for n in range(12) for _ in range(2 ** (12 - n))])
    assert all(abs(share - 0.5) < 0.01 for share in found.hits)
    assert found.left > 0.99


def test_counts_that_one_trace_in_ten_does_not_come_to_are_left_out():
    found = followable([search(1)] * 95 + [search(0, 0, 0, 0, 1)] * 5)
    assert len(found.hits) == 1


def test_where_nothing_is_searched_there_are_no_figures():
    assert followable([]) is None
    assert followable([[], []]) is None
