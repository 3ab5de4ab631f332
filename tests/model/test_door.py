"""What comes through the door is written down first, asked for once, tried again, paid for once, and stopped in time."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from time import monotonic

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.errors import Owed, StorageError, TeacherError, Unsent
from synth.model import door as door_module
from synth.model.budget import Budget
from synth.model.door import MAX_REFUSALS, Ask, Door, Shared
from synth.model.failures import Faulty, Final, Refused
from synth.model.flow import Breaker, Flow, Pace
from synth.model.prices import Price
from synth.model.sampling import Sampling
from synth.replies import Replies

ASK = Ask(7, "teacher", 0, 0)
BODY = b'{"model": "tiny"}'
PLANTED = "sk-planted-0123456789"
USAGE = {"prompt_tokens": 10, "completion_tokens": 20}
PRICE = Price(0.01, 0.02, 0.001)  # with USAGE: half a dollar


def answer(text="<answer>7</answer>", usage=USAGE, **more):
    return orjson.dumps({"choices": [{"message": {"content": text}, "finish_reason": "stop"}], "usage": usage, **more})


class Fake:
    """A transport: says one thing after the other, the last of them for ever. Errors are raised."""

    def __init__(self, *says, seconds=0.0):
        self.says, self.seconds = list(says) or [answer()], seconds
        self.bodies, self.n, self.peak = [], 0, 0

    async def send(self, body):
        self.bodies.append(body)
        self.n, self.peak = self.n + 1, max(self.peak, self.n + 1)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.n -= 1
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if callable(said):
            said = said(body)
        if isinstance(said, Exception):
            raise said
        return said

    async def close(self):
        pass


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(door_module, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(door_module, "LONGEST_WAIT", 0.002)


@pytest.fixture
def replies(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANTED_API_KEY", PLANTED)
    with closing(Replies(tmp_path / "replies.sqlite")) as opened:
        yield opened


def open_door(replies, transport, price=None, most=64, budget=None, max_tokens=20, **shared):
    return Door(transport, Shared(replies, Flow(most), budget or Budget(), **shared), price, max_tokens)


async def all_of(*coroutines):
    return await asyncio.gather(*coroutines, return_exceptions=True)


def run(*coroutines):
    return asyncio.run(all_of(*coroutines))


def one(coroutine):
    (found,) = run(coroutine)
    if isinstance(found, BaseException):
        raise found
    return found


def on_disk(replies, query, flushed=True):
    if flushed:
        replies.flush()
    with closing(sqlite3.connect(replies.path)) as db:
        return db.execute(query).fetchall()


# The journal.


def test_an_answer_comes_from_the_journal_and_is_asked_for_once(replies):
    transport = Fake()
    door = open_door(replies, transport)
    first, again = one(door.complete(ASK, BODY)), one(door.complete(ASK, BODY))
    assert first.text.endswith("<answer>7</answer>")
    assert first == again
    assert transport.bodies == [BODY]
    another_run = open_door(replies, silent := Fake(TeacherError("nobody is to be asked")))
    assert one(another_run.complete(ASK, BODY)) == first
    assert silent.bodies == []


@pytest.mark.parametrize(
    ("ask", "body"),
    [
        (ASK._replace(at=8), BODY),
        (ASK._replace(role="proposer"), BODY),
        (ASK._replace(number=1), BODY),
        (ASK._replace(sample=1), BODY),
        (ASK, BODY + b" "),
    ],
)
def test_whatever_differs_is_another_request(replies, ask, body):
    transport = Fake()
    door = open_door(replies, transport)
    one(door.complete(ASK, BODY))
    one(door.complete(ask, body))
    assert transport.bodies == [BODY, body]


def test_the_raw_body_is_on_the_disk_before_it_is_parsed(replies, monkeypatch):
    raw, seen = answer(), []

    def look(found):
        seen.append((found, on_disk(replies, "SELECT idx, role, body, prompt_tokens FROM reply", flushed=False)))
        raise RuntimeError("the parser has a bug")

    monkeypatch.setattr(door_module, "read_reply", look)
    with pytest.raises(RuntimeError):
        one(open_door(replies, Fake(raw)).complete(ASK, BODY))
    assert seen == [(raw, [(7, "teacher", raw, None)])]
    monkeypatch.undo()
    # With the bug gone, the answer is there and costs nothing.
    door = open_door(replies, silent := Fake(TeacherError("nobody is to be asked")))
    assert one(door.complete(ASK, BODY)).completion_tokens == 20
    assert silent.bodies == []
    assert on_disk(replies, "SELECT completion_tokens FROM reply") == [(20,)]


def test_two_strategies_that_send_the_same_share_one_request_in_flight(replies):
    transport = Fake(seconds=0.01)
    door = open_door(replies, transport)
    found = run(*(door.complete(ASK, BODY) for _ in range(5)), door.complete(ASK._replace(sample=1), BODY))
    assert len(transport.bodies) == 2
    assert all(completion == found[0] for completion in found)
    assert door.shared.budget.n == 2


def test_those_who_share_a_request_share_its_failure(replies):
    transport = Fake(Final("HTTP 400: too long"), seconds=0.01)
    door = open_door(replies, transport)
    found = run(*(door.complete(ASK, BODY) for _ in range(3)))
    assert [type(why) for why in found] == [Owed] * 3
    assert len(transport.bodies) == 1


def test_what_is_read_is_what_the_journal_holds(replies):
    door = open_door(replies, Fake(answer(f"Your key is {PLANTED}. <answer>7</answer>")))
    first, again = one(door.complete(ASK, BODY)), one(door.complete(ASK, BODY))
    assert PLANTED not in again.text
    assert first == again


def test_a_key_in_the_reason_of_a_failure_is_masked(replies):
    raw = orjson.dumps({"error": {"message": f"bad key {PLANTED}"}})
    with pytest.raises(Owed) as why:
        one(open_door(replies, Fake(raw), retries=0).complete(ASK, BODY))
    assert PLANTED not in str(why.value)
    ((reason, kept),) = on_disk(replies, "SELECT reason, body FROM failure")
    assert PLANTED not in reason
    assert PLANTED.encode() not in kept


def test_a_request_has_the_same_bytes_in_every_process():
    program = """
from synth.model.sampling import Sampling, parse_extra_body
extra = parse_extra_body('{"top_k": 20, "stop": ["a", "b"], "seed": 3, "chat_template_kwargs": {"b": 1, "a": 2}}')
print(Sampling(0.7, 0.9, 512, "low", extra).body("tiny", [{"role": "user", "content": "Make 24. é😀"}]).hex())
"""
    made = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "12"
    }
    assert len(made) == 1
    body = orjson.loads(bytes.fromhex(made.pop().decode()))
    assert body["messages"][0]["content"] == "Make 24. é😀"
    assert (body["model"], body["temperature"], body["top_k"]) == ("tiny", 0.7, 20)


def test_settings_that_are_not_given_are_not_sent():
    assert orjson.loads(Sampling().body("tiny", [])) == {"model": "tiny", "messages": []}


# Failures.


def test_a_faulty_request_is_tried_again_until_it_is_answered(replies):
    transport = Fake(Faulty("HTTP 500: down"), Faulty("no answer within 3 s"), answer())
    door = open_door(replies, transport, retries=2)
    assert one(door.complete(ASK, BODY)).completion_tokens == 20
    assert transport.bodies == [BODY] * 3
    found = on_disk(replies, "SELECT reason, for_good FROM failure ORDER BY rowid")
    assert found == [("HTTP 500: down", 0), ("no answer within 3 s", 0)]
    assert door.shared.flow.n == door.shared.budget.in_flight == 0


def test_after_the_last_attempt_a_request_is_owed_and_the_next_run_tries_it_again(replies):
    transport = Fake(Faulty("HTTP 500: down"))
    door = open_door(replies, transport, retries=3)
    with pytest.raises(Owed, match="HTTP 500: down"):
        one(door.complete(ASK, BODY))
    assert len(transport.bodies) == 4
    assert [row[0] for row in on_disk(replies, "SELECT for_good FROM failure ORDER BY rowid")] == [0, 0, 0, 1]
    assert one(open_door(replies, Fake()).complete(ASK, BODY)).completion_tokens == 20


def test_what_fails_however_often_it_is_sent_is_sent_once(replies):
    transport = Fake(Final("HTTP 400: the context is too long"))
    with pytest.raises(Owed, match="context"):
        one(open_door(replies, transport).complete(ASK, BODY))
    assert len(transport.bodies) == 1
    assert on_disk(replies, "SELECT for_good FROM failure") == [(1,)]


@pytest.mark.parametrize("raw", [b"<html>Bad gateway</html>", b'{"choices": 3}', b"", b"\xff\0"])
def test_a_malformed_body_is_kept_among_the_failures_and_tried_again(replies, raw):
    transport = Fake(raw, answer())
    assert one(open_door(replies, transport).complete(ASK, BODY)).completion_tokens == 20
    ((reason, for_good, kept),) = on_disk(replies, "SELECT reason, for_good, body FROM failure")
    assert (kept, for_good) == (raw, 0)
    assert reason
    assert on_disk(replies, "SELECT count(*) FROM reply") == [(1,)]


def test_a_body_that_was_written_but_is_no_answer_is_asked_for_again_after_a_kill(replies, monkeypatch):
    monkeypatch.setattr(replies, "fail", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        one(open_door(replies, Fake(b"<html>")).complete(ASK, BODY))
    monkeypatch.undo()
    assert on_disk(replies, "SELECT body FROM reply") == [(b"<html>",)]
    assert one(open_door(replies, Fake()).complete(ASK, BODY)).completion_tokens == 20
    assert on_disk(replies, "SELECT body FROM failure") == [(b"<html>",)]


def test_a_completion_that_was_cut_by_length_is_an_answer(replies):
    raw = answer("<think>and so").replace(b'"stop"', b'"length"')
    transport = Fake(raw)
    assert one(open_door(replies, transport).complete(ASK, BODY)).finish_reason == "length"
    assert len(transport.bodies) == 1


def test_half_a_character_is_no_obstacle_where_the_price_is_known(replies):
    raw = answer("7 half <answer>7</answer>").replace(b"half", b"\\ud800")
    found = one(open_door(replies, Fake(raw), PRICE).complete(ASK, BODY))
    assert found.cost_usd == pytest.approx(0.5)


# Refusals.


def test_a_refused_request_waits_as_long_as_the_server_asks_and_holds_no_slot(replies):
    held, pauses = [], []
    transport = Fake(Refused("HTTP 429: slow down", 0.08), answer())
    door = open_door(replies, transport, most=1)
    pause = door.shared.pause

    async def watched(seconds):
        held.append(door.shared.flow.n)
        pauses.append(seconds)
        await pause(seconds)

    door.shared.pause = watched
    order = []

    async def ask(sample):
        await door.complete(ASK._replace(sample=sample), BODY)
        order.append(sample)

    run(ask(0), ask(1))
    assert order == [1, 0]
    assert held[0] <= 1
    assert 0.08 <= pauses[0] < 0.5
    assert door.shared.flow.n == 0
    assert on_disk(replies, "SELECT count(*) FROM failure WHERE for_good") == [(0,)]


def test_a_slot_is_free_while_the_only_request_backs_off(replies):
    for failure in (Refused("HTTP 429: slow down", 0.01), Faulty("HTTP 500: down")):
        door = open_door(replies, Fake(failure, answer()), most=1)
        held, pause = [], door.shared.pause

        async def watched(seconds, door=door, held=held, pause=pause):
            held.append((door.shared.flow.n, door.shared.budget.in_flight))
            await pause(seconds)

        door.shared.pause = watched
        one(door.complete(ASK._replace(at=id(door)), BODY))
        assert held == [(0, 0)]


def test_refusals_are_not_counted_as_attempts(replies):
    transport = Fake(*[Refused("HTTP 429: slow down", 0.001)] * 20, answer())
    assert one(open_door(replies, transport, retries=0).complete(ASK, BODY)).completion_tokens == 20


def test_a_request_that_is_refused_for_ever_is_owed(replies):
    transport = Fake(Refused("HTTP 429: slow down", 0.0005))
    with pytest.raises(Owed, match="HTTP 429: slow down"):
        one(open_door(replies, transport).complete(ASK, BODY))
    assert len(transport.bodies) == MAX_REFUSALS + 1
    assert on_disk(replies, "SELECT count(*) FROM failure WHERE for_good") == [(1,)]


def test_a_server_that_asks_for_no_wait_is_not_asked_again_at_once(replies):
    door = open_door(replies, Fake(Refused("HTTP 429: slow down", 0.0), Refused("HTTP 429: slow down", 0.0), answer()))
    pauses, pause = [], door.shared.pause

    async def watched(seconds):
        pauses.append(seconds)
        await pause(seconds)

    door.shared.pause = watched
    one(door.complete(ASK, BODY))
    assert len(pauses) == 2
    assert min(pauses) > 0


def test_waits_grow_and_differ_between_requests(replies, monkeypatch):
    monkeypatch.setattr(door_module, "FIRST_WAIT", 1.0)
    monkeypatch.setattr(door_module, "LONGEST_WAIT", 8.0)
    transport = Fake(Faulty("HTTP 500: down"))
    door = open_door(replies, transport, retries=6, breaker=Breaker(first_try=1000))
    waits = {}

    async def watched(seconds):
        waits.setdefault(asyncio.current_task(), []).append(seconds)

    door.shared.pause = watched
    run(*(door.complete(ASK._replace(sample=i), BODY) for i in range(20)))
    assert len(waits) == 20
    assert len({row[0] for row in waits.values()}) > 10
    for row in waits.values():
        for wait, middle in zip(row, (1, 2, 4, 8, 8, 8), strict=True):
            assert 0.5 * middle <= wait <= 1.5 * middle


# The end of a run.


def test_an_error_that_every_request_would_meet_ends_it_for_all(replies):
    transport = Fake(TeacherError("does not accept the key"), answer(), seconds=0.005)
    door = open_door(replies, transport, most=2)
    found = run(*(door.complete(ASK._replace(at=i), BODY) for i in range(20)))
    assert isinstance(found[0], TeacherError)
    assert all(isinstance(other, Unsent) for other in found[2:])
    assert found[1].completion_tokens == 20  # what was in flight comes home
    assert len(transport.bodies) == 2
    assert "key" in door.shared.why_closed
    assert door.shared.flow.n == door.shared.budget.in_flight == 0


def test_a_disk_that_refuses_ends_it_for_all(replies, monkeypatch):
    def full(*_):
        raise StorageError("the disk is full")

    monkeypatch.setattr(replies, "put", full)
    transport = Fake()
    door = open_door(replies, transport, most=1)
    found = run(*(door.complete(ASK._replace(at=i), BODY) for i in range(20)))
    assert isinstance(found[0], StorageError)
    # An answer that cannot be written down is paid for and lost: no more of them.
    assert len(transport.bodies) == 1


def test_who_waits_to_try_again_stops_waiting_when_the_run_ends(replies):
    door = open_door(replies, Fake(Refused("HTTP 429: slow down", 3000.0)))

    async def ended():
        waiting = asyncio.create_task(door.complete(ASK, BODY))
        await asyncio.sleep(0.01)
        door.shared.close("stopped")
        with pytest.raises(Unsent, match="stopped"):
            await asyncio.wait_for(waiting, 5)

    asyncio.run(ended())


def test_nothing_is_sent_after_the_end_but_the_journal_still_answers(replies):
    transport = Fake()
    door = open_door(replies, transport)
    one(door.complete(ASK, BODY))
    door.shared.close("stopped")
    assert one(door.complete(ASK, BODY)).completion_tokens == 20
    with pytest.raises(Unsent, match="stopped"):
        one(door.complete(ASK._replace(at=8), BODY))
    assert len(transport.bodies) == 1


def test_sustained_failure_opens_the_breaker_with_the_last_reason(replies):
    transport = Fake(Faulty("HTTP 500: down"))
    door = open_door(replies, transport, retries=1, breaker=Breaker())
    found = run(*(door.complete(ASK._replace(at=i), BODY) for i in range(50)))
    assert {type(why) for why in found} <= {Owed, Unsent}
    assert any(isinstance(why, Unsent) for why in found)
    assert "HTTP 500: down" in door.shared.why_closed
    assert door.shared.flow.n == 0


def test_offline_nothing_is_sent(replies):
    one(open_door(replies, Fake()).complete(ASK, BODY))
    with pytest.raises(Owed):
        one(open_door(replies, Fake(Final("HTTP 400: too long"))).complete(ASK._replace(at=8), BODY))
    transport = Fake()
    door = open_door(replies, transport, is_offline=True)
    answered, owed, unknown = run(*(door.complete(ASK._replace(at=at), BODY) for at in (7, 8, 9)))
    assert answered.completion_tokens == 20
    assert isinstance(owed, Owed)
    assert "too long" in str(owed)
    assert isinstance(unknown, Unsent)
    assert transport.bodies == []


def test_whoever_is_cancelled_gives_everything_back(replies):
    transport = Fake(seconds=30)
    door = open_door(replies, transport, most=2, budget=Budget(max_tokens=10**6))

    async def cancelled():
        tasks = [asyncio.create_task(door.complete(ASK._replace(at=i), BODY)) for i in range(5)]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(why, asyncio.CancelledError) for why in found)
        transport.seconds = 0
        assert (door.shared.flow.n, door.shared.budget.in_flight) == (0, 0)
        await asyncio.wait_for(door.complete(ASK, BODY), 5)

    asyncio.run(cancelled())


# Money.


def test_an_answer_is_priced_by_its_tokens_those_of_the_cache_too(replies):
    usage = {**USAGE, "prompt_tokens_details": {"cached_tokens": 5}}
    door = open_door(replies, Fake(answer(usage=usage)), PRICE)
    assert one(door.complete(ASK, BODY)).cost_usd == pytest.approx(5 * 0.01 + 5 * 0.001 + 20 * 0.02)
    assert on_disk(replies, "SELECT prompt_tokens, completion_tokens FROM reply") == [(10, 20)]


def test_what_a_provider_says_it_costs_is_believed(replies):
    door = open_door(replies, Fake(answer(usage={**USAGE, "cost": 0.125})), PRICE)
    assert one(door.complete(ASK, BODY)).cost_usd == 0.125
    assert door.shared.budget.cost == 0.125


def test_a_cost_is_not_known_without_a_price_or_without_usage(replies):
    assert one(open_door(replies, Fake()).complete(ASK, BODY)).cost_usd is None
    door = open_door(replies, Fake(answer("word " * 400, usage=None)), PRICE)
    assert one(door.complete(ASK._replace(at=8), BODY)).cost_usd is None
    # It is reckoned with all the same: a budget that counts nothing stops nothing.
    assert door.shared.budget.tokens >= 400
    assert door.shared.budget.cost > 4


@pytest.mark.parametrize("usage", [USAGE, None, {"cost": 0.125}, {"completion_tokens": 20}])
def test_an_answer_is_booked_once_however_often_it_is_recalled(replies, usage):
    door = open_door(replies, Fake(answer(usage=usage)), PRICE)
    for _ in range(3):
        one(door.complete(ASK, BODY))
    assert door.shared.budget.n == 1


@pytest.mark.parametrize("most", [1, 4, 64])
def test_a_budget_is_passed_by_no_more_than_one_request(replies, most):
    for limit in (0.4, 0.6, 3.2, 10.0, 30.3):
        door = open_door(replies, transport := Fake(), PRICE, most, Budget(max_cost=limit))
        found = run(*(door.complete(ASK._replace(at=int(limit * 1000) + i), b"." * 40) for i in range(80)))
        unsent = [why for why in found if isinstance(why, Unsent)]
        assert len(unsent) == 80 - len(transport.bodies)
        assert limit - 0.51 < door.shared.budget.cost <= limit + 0.5
        assert "--max-cost" in str(unsent[0])


def test_tokens_that_nobody_bounds_pass_a_budget_by_no_more_than_those_in_flight(replies):
    transport = Fake(answer(usage={"prompt_tokens": 1000, "completion_tokens": 9000}))
    door = open_door(replies, transport, None, 8, Budget(max_tokens=200_000), max_tokens=None)
    run(*(door.complete(ASK._replace(at=i), BODY) for i in range(80)))
    assert 180_000 <= door.shared.budget.tokens <= 280_000


def test_what_earlier_runs_spent_counts(replies):
    door = open_door(replies, transport := Fake(), PRICE, budget=Budget(max_cost=5.0, cost=4.9, n=10))
    with pytest.raises(Unsent, match="--max-cost"):
        one(door.complete(ASK, BODY))
    assert transport.bodies == []


def test_requests_keep_to_their_pace(replies):
    times = []
    transport = Fake(lambda body: times.append(monotonic()) or answer())
    door = open_door(replies, transport, pace=Pace(rpm=3000))
    run(*(door.complete(ASK._replace(at=i), BODY) for i in range(6)))
    assert times[-1] - times[0] >= 5 * 0.02 - 0.005


# Everything together.


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.integers(1, 8))
def test_whatever_goes_wrong_every_request_is_answered_or_owed_and_nothing_leaks(tmp_path_factory, data, most):
    with closing(Replies(tmp_path_factory.mktemp("door") / "replies.sqlite")) as replies:
        go_wrong(replies, data, most)


def go_wrong(replies, data, most):
    failures = [
        Faulty("HTTP 500: down"), Refused("HTTP 429: slow down", 0.0001), Refused("HTTP 429: slow down"), Final("HTTP 400: no"),
        b"<html>", b'{"choices": []}', answer(usage=None), answer(), answer(),
    ]  # fmt: skip
    says = data.draw(st.lists(st.sampled_from(failures), max_size=60))
    transport = Fake(*says, answer())
    door = open_door(replies, transport, PRICE, most, retries=2, breaker=Breaker(first_try=10**6))
    found = run(*(door.complete(ASK._replace(at=i % 15), b"%d" % i) for i in range(30)))
    assert all(isinstance(one, Owed) or one.text for one in found)
    assert transport.peak <= most
    assert (door.shared.flow.n, door.shared.budget.in_flight) == (0, 0)
    answered = [one for one in found if not isinstance(one, Owed)]
    assert on_disk(replies, "SELECT count(*) FROM reply") == [(len(answered),)]
    # The same again, without a server: the same answers, and the same failures.
    again = open_door(replies, silent := Fake(TeacherError("nobody is to be asked")), PRICE, most, is_offline=True)
    repeated = run(*(again.complete(ASK._replace(at=i % 15), b"%d" % i) for i in range(30)))
    assert [one for one in repeated if not isinstance(one, Exception)] == answered
    assert [type(one) for one in repeated] == [type(one) for one in found]
    assert silent.bodies == []
