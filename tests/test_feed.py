"""How many indices are handed out at once."""

from itertools import count, islice

from synth import feed
from synth.execute.local import PIECE, _pieces
from synth.feed import FIRST_CHUNK, LATE, MAX_CHUNK, SOON, Feed


def sizes(monkeypatch, seconds, n, missing=1e9):
    """The sizes of the first n pieces, where every one of them takes so long."""
    clock = count(0, seconds)
    monkeypatch.setattr(feed, "perf_counter", lambda: next(clock))
    return [len(indices) for indices, _ in islice(Feed(None).jobs(count(), ["all"], lambda name: missing), n)]


def test_pieces_grow_while_they_come_back_soon_and_shrink_where_they_are_late(monkeypatch):
    assert sizes(monkeypatch, SOON / 2, 5) == [FIRST_CHUNK, 2 * FIRST_CHUNK, MAX_CHUNK, MAX_CHUNK, MAX_CHUNK]
    assert sizes(monkeypatch, (SOON + LATE) / 2, 3) == [FIRST_CHUNK] * 3
    assert sizes(monkeypatch, 2 * LATE, 3) == [FIRST_CHUNK, FIRST_CHUNK // 2, FIRST_CHUNK // 4]
    assert sizes(monkeypatch, 2 * LATE, 12)[-1] == 8  # no smaller than that, however slow


def test_little_is_made_in_vain_for_a_small_n(monkeypatch):
    assert sizes(monkeypatch, SOON / 2, 3, missing=100) == [105, 105, 105]


def test_workers_are_given_smaller_pieces_of_the_same_indices():
    jobs = [(list(range(2 * PIECE + 7)), ["all"]), None, ([5], ["all", "negative"])]
    cut = list(_pieces(iter(jobs)))
    assert [job and len(job[0]) for job in cut] == [PIECE, PIECE, 7, None, 1]
    assert [index for job in cut[:3] for index in job[0]] == jobs[0][0]
    assert cut[-1] == jobs[-1]
