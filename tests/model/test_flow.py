"""As many requests fly as the server takes: the bound, the queue, the pace and the breaker."""

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.model.flow import GROWTH, START, Breaker, Flow, Pace


def round_of(flow, latency=1.0, refused=0):
    """As many requests as the bound allows end; so many of them refused."""
    n = int(flow.bound)
    for i in range(n):
        if i < refused:
            flow.refused()
        else:
            flow.succeeded(latency)


@pytest.mark.parametrize(("most", "first"), [(1, 1), (5, 5), (64, 64), (1000, START)])
def test_the_bound_begins_at_sixty_four_or_the_limit(most, first):
    assert Flow(most).bound == first


def test_the_bound_doubles_every_round_while_latency_holds():
    flow, seen = Flow(1000), []
    for _ in range(6):
        round_of(flow, latency=random.uniform(0.9, 1.4))
        seen.append(flow.bound)
    assert seen == [128, 256, 512, 1000, 1000, 1000]


def test_the_bound_stays_until_a_whole_round_has_ended():
    flow = Flow(1000)
    for _ in range(START - 1):
        flow.succeeded(1.0)
    assert flow.bound == START
    flow.succeeded(1.0)
    assert flow.bound == 2 * START


def test_a_few_refusals_in_a_round_say_nothing():
    flow = Flow(100)
    round_of(flow, refused=3)
    assert flow.bound == 100


@pytest.mark.parametrize(("refused", "lowest"), [(8, 0.8), (16, 0.7), (64, 0.5)])
def test_the_bound_goes_down_gently_with_the_share_that_is_refused(refused, lowest):
    flow = Flow(64)
    round_of(flow, refused=refused)
    assert lowest * 64 <= flow.bound < 64


def test_rising_latency_lowers_the_bound_gently():
    flow = Flow(64)
    round_of(flow, 1.0)
    round_of(flow, 3.0)
    assert 0.8 * 64 <= flow.bound < 64


def test_a_server_that_stays_slow_lets_the_bound_grow_again_in_time():
    flow, seen = Flow(256), []
    round_of(flow, 1.0)
    for _ in range(60):
        round_of(flow, 2.5)
        seen.append(flow.bound)
    assert min(seen) < 64
    assert seen[-1] == 256


def test_the_bound_grows_again_by_a_tenth_a_round():
    flow = Flow(1000)
    round_of(flow, refused=64)
    low = flow.bound
    round_of(flow)
    assert low < flow.bound <= low * GROWTH + 1
    for _ in range(60):
        round_of(flow)
    assert flow.bound == 1000


def test_the_bound_never_falls_below_one_and_recovers_from_it():
    flow = Flow(64)
    for _ in range(100):
        round_of(flow, refused=64)
    assert flow.bound == 1
    for _ in range(5):
        round_of(flow)
    assert flow.bound > 2


@given(st.integers(1, 300), st.lists(st.none() | st.floats(0, 1e6), max_size=600))
def test_the_bound_stays_between_one_and_the_limit_whatever_happens(most, endings):
    flow = Flow(most)
    for latency in endings:
        flow.refused() if latency is None else flow.succeeded(latency)
        assert 1 <= flow.bound <= most


def test_slots_are_given_first_come_first_served():
    async def run():
        flow, order = Flow(2), []

        async def one(i):
            await flow.take()
            order.append(i)
            await asyncio.sleep(0)
            flow.give_back()

        await asyncio.gather(*(one(i) for i in range(20)))
        return flow, order

    flow, order = asyncio.run(run())
    assert order == list(range(20))
    assert (flow.n, flow.peak) == (0, 2)


def test_who_comes_later_does_not_overtake_who_waits():
    async def run():
        flow, order = Flow(1), []

        async def one(name):
            await flow.take()
            order.append(name)

        await one("first")
        waiting = asyncio.create_task(one("waiting"))
        await asyncio.sleep(0)
        flow.give_back()
        await asyncio.gather(asyncio.create_task(one("late")), waiting, give_back_soon(flow))
        return order

    async def give_back_soon(flow):
        for _ in range(3):
            await asyncio.sleep(0)
        flow.give_back()

    assert asyncio.run(run()) == ["first", "waiting", "late"]


def test_a_bound_that_grows_lets_the_waiting_in():
    async def run():
        flow = Flow(4)
        for _ in range(6):
            round_of(flow, refused=4)
        assert flow.bound == 1
        tasks = [asyncio.create_task(flow.take()) for _ in range(4)]
        await asyncio.sleep(0)
        assert flow.n == 1
        for _ in range(10):
            round_of(flow)
        await asyncio.wait_for(asyncio.gather(*tasks), 5)
        return flow.n

    assert asyncio.run(run()) == 4


def test_a_bound_that_falls_takes_no_slot_away_but_gives_none_either():
    async def run():
        flow = Flow(4)
        for _ in range(4):
            await flow.take()
        round_of(flow, refused=4)
        assert flow.bound == 2
        waiting = asyncio.create_task(flow.take())
        for n in (3, 2):
            flow.give_back()
            await asyncio.sleep(0)
            assert flow.n == n
            assert not waiting.done()
        flow.give_back()
        await asyncio.wait_for(waiting, 5)
        return flow.n

    assert asyncio.run(run()) == 2


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.just(0)),
        st.tuples(st.just("end"), st.integers(0, 30)),
        st.tuples(st.just("cancel"), st.integers(0, 30)),
        st.tuples(st.just("cancel as it is let in"), st.integers(0, 30)),
        st.tuples(st.just("turn"), st.just(0)),
        st.tuples(st.just("refused"), st.just(0)),
    ),
    max_size=80,
)


@settings(deadline=None)
@given(st.integers(1, 4), STEPS)
def test_whoever_is_cancelled_leaks_no_slot_and_loses_nobody_elses(most, steps):
    async def run():
        flow, tasks, ends = Flow(most), [], {}

        async def one(end):
            await flow.take()
            try:
                await end.wait()
            finally:
                flow.give_back()

        def some(i):
            living = [task for task in tasks if not task.done()]
            return living[i % len(living)] if living else None

        for step, i in steps:
            task = some(i)
            if step == "begin":
                end = asyncio.Event()
                tasks.append(asyncio.create_task(one(end)))
                ends[tasks[-1]] = end
            elif step == "turn":
                await asyncio.sleep(0)
            elif step == "refused":
                flow.refused()
            elif task is not None and step == "end":
                ends[task].set()
            elif task is not None and step == "cancel":
                task.cancel()
            elif task is not None:
                for other in tasks:
                    ends[other].set()
                await asyncio.sleep(0)
                task.cancel()
            assert 0 <= flow.n <= most
        for end in ends.values():
            end.set()
        # Whoever was not cancelled gets a slot in the end.
        done, pending = await asyncio.wait(tasks, timeout=5) if tasks else ((), ())
        assert not pending
        assert all(task.cancelled() or task.exception() is None for task in done)
        assert flow.n == 0
        await asyncio.wait_for(flow.take(), 5)
        assert flow.n == 1
        assert flow.peak <= most

    asyncio.run(run())


class Clock:
    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


def test_without_limits_nothing_is_waited_for():
    pace = Pace()
    assert [pace.wait(10**9) for _ in range(5)] == [0.0] * 5


def test_requests_are_spread_over_the_minute():
    clock = Clock()
    pace = Pace(rpm=120, now=clock)
    assert [pace.wait(99) for _ in range(4)] == [0.0, 0.5, 1.0, 1.5]
    clock.time += 10
    assert [pace.wait(99) for _ in range(2)] == [0.0, 0.5]


def test_tokens_are_spread_over_the_minute_by_what_each_request_takes():
    pace = Pace(tpm=6000, now=Clock())
    assert [pace.wait(tokens) for tokens in (100, 300, 50, 1)] == [0.0, 1.0, 4.0, 4.5]


def test_the_stricter_of_two_limits_counts():
    pace = Pace(rpm=60, tpm=6000, now=Clock())
    assert [pace.wait(tokens) for tokens in (10, 500, 0)] == [0.0, 1.0, 6.0]


def test_what_was_reckoned_wrongly_is_put_right():
    clock = Clock()
    pace = Pace(tpm=6000, now=clock)
    assert pace.wait(1000) == 0.0
    pace.correct(-900)
    assert pace.wait(100) == pytest.approx(1.0)
    pace.correct(200)
    assert pace.wait(100) == pytest.approx(4.0)
    pace.correct(-(10**6))
    assert pace.wait(100) == 0.0
    unlimited = Pace(rpm=60, now=clock)
    unlimited.wait(1)
    unlimited.correct(10**6)
    assert unlimited.wait(1) == 1.0


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 1000)), max_size=60))
def test_no_minute_holds_more_requests_than_allowed(arrivals):
    clock, starts = Clock(), []
    pace = Pace(rpm=30, tpm=20_000, now=clock)
    for gap, tokens in arrivals:
        clock.time += gap
        ahead = pace.wait(tokens)
        assert ahead >= 0
        starts.append(clock.time + ahead)
    assert starts == sorted(starts)
    for i, start in enumerate(starts):
        assert sum(start <= other < start + 60 - 1e-6 for other in starts[i:]) <= 30


def failures(breaker, clock, n, seconds, for_good=False):
    said = ""
    for _ in range(n):
        clock.time += seconds
        said = breaker.failed("HTTP 500: down", for_good) or said
    return said


def test_a_run_in_which_nothing_succeeds_any_more_ends_with_the_reason():
    clock = Clock()
    breaker = Breaker(now=clock)
    breaker.succeeded()
    said = failures(breaker, clock, 30, seconds=10)
    assert "HTTP 500: down" in said
    assert "in a row" in said


def test_a_short_outage_is_lived_through():
    clock = Clock()
    breaker = Breaker(now=clock)
    breaker.succeeded()
    assert failures(breaker, clock, 1000, seconds=0.1) == ""


def test_a_few_slow_failures_are_lived_through():
    clock = Clock()
    breaker = Breaker(now=clock)
    breaker.succeeded()
    assert failures(breaker, clock, 9, seconds=100) == ""


def test_one_success_begins_the_count_anew():
    clock = Clock()
    breaker = Breaker(now=clock)
    for _ in range(20):
        assert failures(breaker, clock, 9, seconds=100) == ""
        breaker.succeeded()
    assert failures(breaker, clock, 9, seconds=100) == ""


def test_a_run_in_which_nothing_ever_succeeded_ends_after_three_lost_requests():
    clock = Clock()
    breaker = Breaker(now=clock)
    assert failures(breaker, clock, 50, seconds=0.1) == ""
    assert failures(breaker, clock, 2, 0.1, for_good=True) == ""
    assert failures(breaker, clock, 1, 0.1, for_good=True)


def test_lost_requests_do_not_end_a_run_that_has_had_answers():
    clock = Clock()
    breaker = Breaker(now=clock)
    breaker.succeeded()
    assert failures(breaker, clock, 500, 0.1, for_good=True) == ""
