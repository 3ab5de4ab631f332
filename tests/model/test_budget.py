"""A limit is kept, and passed by little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.model.budget import ENOUGH, TOKENS_EXPECTED, Budget, expected
from synth.model.prices import Price


def test_without_limits_it_is_never_full():
    budget = Budget()
    budget.spend(1e9, 10**12)
    assert budget.full(1e9, 1e12) == ""


def test_what_is_spent_is_added_up():
    budget = Budget()
    budget.spend(0.5, 100)
    budget.spend(0.25, 50)
    assert (budget.cost, budget.tokens, budget.n) == (0.75, 150, 2)


def test_before_means_are_known_what_is_expected_counts():
    budget = Budget(max_cost=1.0)
    assert budget.full(1.0, 0) == ""
    assert budget.full(1.1, 0) != ""
    budget.in_flight = 1
    assert budget.full(0.5, 0) == ""
    assert budget.full(0.6, 0) != ""


def test_once_means_are_known_they_count_and_not_what_is_expected():
    budget = Budget(max_cost=1.0)
    for _ in range(ENOUGH):
        budget.spend(0.1, 10)
    assert budget.full(1e9, 1e9) == ""
    budget.in_flight = 4
    assert budget.full(0, 0) == ""
    budget.in_flight = 5
    assert budget.full(0, 0) != ""


def test_the_message_names_the_limit_and_what_was_spent():
    budget = Budget(max_cost=0.5, cost=0.4999)
    assert "0.4999 of --max-cost 0.5 USD" in budget.full(0.1, 0)
    budget = Budget(max_tokens=100_000, tokens=99_999)
    assert "99,999 of --max-tokens-total 100,000" in budget.full(0, 10)


def test_tokens_have_a_limit_of_their_own():
    budget = Budget(max_tokens=100)
    assert budget.full(1e9, 100) == ""
    assert budget.full(0, 101) != ""


def test_a_request_is_reckoned_by_its_length_and_what_it_may_answer():
    price = Price(1e-6, 2e-6, 5e-7)
    assert expected(400, 1000, price) == (pytest.approx(100e-6 + 2000e-6), 1100.0)
    assert expected(400, None, None) == (0.0, 100.0 + TOKENS_EXPECTED)


@given(st.integers(1, 64), st.lists(st.integers(50, 150), min_size=5, max_size=5), st.integers(1, 100_000))
def test_a_limit_is_passed_by_no_more_than_a_request_where_requests_are_alike(connections, first, limit):
    """All answers take 100 tokens, after five that were paid for before and took about as much."""
    budget = Budget(max_tokens=limit)
    for tokens in first:
        budget.spend(0.0, tokens)
    before = budget.tokens
    while not budget.full(0, 100):
        budget.in_flight += 1
        if budget.in_flight == connections:
            budget.in_flight -= 1
            budget.spend(0.0, 100)
    while budget.in_flight:
        budget.in_flight -= 1
        budget.spend(0.0, 100)
    assert budget.tokens <= max(before, limit + 100 + 50 * connections)
    if before < limit and connections == 1:
        assert budget.tokens >= limit - 150
