"""Runs with a model: rows, faults, the journal, samples, votes, budgets, and what never leaves the machine."""

import os
import subprocess
import sys
from collections import Counter

import orjson
import pytest
from conftest import ROOT, content
from fault_server import Faults, FaultServer
from model_runs import CONFIG, make, rows, server

from synth.api import execute
from synth.errors import StoppedShort, TeacherError, UsageError
from synth.model import flow
from synth.request import Run
from synth.status import read_status

PRICE = "1000/1000"  # a tenth of a cent a token: the tests spend real money quickly


# Rows.


def test_a_request_that_got_no_answer_binds_nobody(tmp_path):
    with pytest.raises(StoppedShort):
        execute(Run("countdown", model="openai/typo", base_url="http://127.0.0.1:9/v1", retries=0, out=str(tmp_path)))
    with server() as served:
        out = make(tmp_path, served)
    assert {row["teacher"] for row in rows(out)} == {"openai/tiny"}


def test_the_card_tells_what_every_answer_took(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, price="1/2", n=7)
    (spent,) = read_status(str(out))["spent"]
    line = f"| teacher | 7 | {spent['prompt_tokens']:,} | {spent['completion_tokens']:,} | {spent['cost_usd']:.4f} |"
    assert line in (out / "README.md").read_text()


def test_rows_hold_what_the_model_said_and_what_was_found_in_it(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, price="1/2")
    found = rows(out)
    assert len(found) == len({row["id"] for row in found}) == 60
    row = found[0]
    assert row["teacher"] == "openai/tiny"
    assert row["completion"].startswith("<think>")
    assert row["verdict"]["status"] == "verified"
    assert row["behaviors"]["backtrack"]
    assert row["behaviors"]["verify"]
    assert row["cost_usd"] == pytest.approx(row["prompt_tokens"] * 1e-6 + row["completion_tokens"] * 2e-6)
    assert row["finish_reason"] == "stop"
    assert orjson.loads(row["meta"])["steps"]["false"] == 0
    assert "backtrack" not in row["prompt"].lower()


def test_two_thousand_rows_come_through_every_kind_of_fault(tmp_path):
    faults = {"rate_limited": 0.01, "server_error": 0.01, "malformed": 0.01, "dropped": 0.005, "retry_after": 0.05}
    with server(latency=0.02, jitter=0.01, **faults) as served:
        out = make(tmp_path / "out", served, n=2000, shard_rows=1000)
        assert served.max_in_flight <= 64
        assert served.requests > 2000
    assert len({row["id"] for row in rows(out)}) == 2000
    assert sum(read_status(str(out))["counts"]["owed"].values()) == 0


def test_the_same_run_sends_the_same_bytes(tmp_path):
    sent = []
    for name in ("a", "b"):
        with server() as served:
            make(tmp_path / name, served, n=30, max_connections=1 if name == "a" else 20)
            sent.append(Counter(served.bodies))
    shared = sent[0] & sent[1]
    assert shared.total() >= 30
    assert max(sent[0].values()) == 1


def test_strategies_are_matched_and_a_control_shares_the_answer_it_is_cut_from(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=20, strategy=("all", "empty", "negative"))
        assert served.requests <= 2 * 20 + 4
    problems = [[row["problem_id"] for row in rows(out, name)] for name in ("all", "empty", "negative")]
    assert problems[0] == problems[1] == problems[2]
    assert all("<think> </think>" in row["completion"] for row in rows(out, "empty"))


@pytest.mark.parametrize("quirk", ["reasoning_content", "think", "parts", "surrogate"])
def test_every_form_of_an_answer_ends_as_a_verified_row(tmp_path, quirk):
    with server(quirk=quirk) as served:
        out = make(tmp_path / "out", served, n=5)
    for row in rows(out):
        assert row["completion"].startswith("<think>")
        assert row["completion"].count("<think>") == row["completion"].count("</think>") == 1


def test_an_answer_that_was_cut_by_its_length_is_recorded_and_not_asked_for_again(tmp_path):
    with server(quirk="length") as served:
        with pytest.raises(StoppedShort, match="problems were tried"):
            make(tmp_path / "out", served, n=3, max_attempts=2)
        assert served.requests == 6
    assert {row["finish_reason"] for row in rows(tmp_path / "out", folder="rejected")} == {"length"}


@pytest.mark.parametrize("quirk", ["empty", "null_content", "huge"])
def test_what_is_no_answer_is_a_rejected_row_with_a_reason(tmp_path, quirk):
    with server(quirk=quirk) as served, pytest.raises(StoppedShort):
        make(tmp_path / "out", served, n=2, max_attempts=1)
    lost = rows(tmp_path / "out", folder="rejected")
    assert [row["verdict"]["method"] for row in lost] == ["format"] * 2
    assert all(row["verdict"]["reason"] for row in lost)


# The journal.


def test_offline_makes_the_same_bytes_with_no_request(tmp_path):
    with server(wrong_share=0.3) as served:
        out = make(tmp_path / "out", served)
        before, asked = content(out), served.requests
        for name in ("state.json", "ledger.bin"):
            (out / "journal" / name).unlink()
        make(out, served, offline=True)
        assert served.requests == asked
    assert content(out) == before


def test_another_filter_costs_nothing(tmp_path):
    with server(wrong_share=0.4) as served:
        out = make(tmp_path / "out", served, n=40)
        asked = served.requests
        wrong = rows(out, folder="rejected")
        make(out, served, n=len(wrong), keep="incorrect", offline=True)
        assert served.requests == asked
    assert [row["id"] for row in rows(out)] == [row["id"] for row in wrong]


def test_offline_says_where_the_journal_ends(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=10)
        with pytest.raises(StoppedShort, match="journal holds no answer"):
            make(out, served, n=30, offline=True)
        assert len(rows(out)) >= 10


def test_more_rows_and_more_strategies_ask_for_what_is_new_alone(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=30)
        first = served.requests
        make(out, served, n=60)
        assert served.requests <= 64
        make(out, served, n=60, strategy=("negative",))
        assert served.requests <= first + 30 + 4 + 60
        grown = content(out)
        make(tmp_path / "once", served, n=60)
        assert rows(tmp_path / "once") == rows(out)
        make(out, served, n=60)
    assert content(out) == grown


def test_another_model_or_temperature_is_another_run(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=5)
        with pytest.raises(UsageError, match="temperature"):
            make(out, served, n=5, temperature=0.5)
        with pytest.raises(UsageError, match="model"):
            make(out, served, n=5, model="openai/other")


def test_a_request_that_failed_for_good_is_owed_and_comes_with_the_next_run(tmp_path):
    with server() as served:
        whole = make(tmp_path / "whole", served, n=40)
        victim = served.bodies[7]
        served.faults = Faults(rule=lambda body, attempt: "server_error" if orjson.loads(victim) == body else "")
        out = make(tmp_path / "out", served, n=40, retries=0)
        assert sum(read_status(str(out))["counts"]["owed"].values()) == 1
        assert rows(out) != rows(whole)
        served.faults, asked = Faults(), served.requests
        make(out, served, n=40, retries=0)
        assert served.requests == asked + 1
    assert rows(out) == rows(whole)


def test_seeds_that_are_owed_end_the_run_short(tmp_path):
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_text('{"nums": [3, 5, 7], "target": 56}\n{"nums": [2, 3, 4], "target": 24}\n')
    with server() as served:
        served.faults = Faults(
            rule=lambda body, attempt: (
                "server_error"
                if "[2, 3, 4]" in str(body) or "2, 3 and 4" in str(body) or "2, 3, 4" in str(body)
                else ""
            )
        )
        with pytest.raises(StoppedShort, match="owed"):
            make(tmp_path / "out", served, n=None, seeds=str(seeds), retries=0)
    assert len(rows(tmp_path / "out")) == 1


# Samples and selection.


def mixed(body):
    """Wrong on every second call, whatever is asked."""
    mixed.calls += 1
    from fault_server import solve_countdown

    return solve_countdown(body, wrong_share=float(mixed.calls % 2))


def mixed_server():
    mixed.calls = 0
    return FaultServer(Faults(), answer=mixed)


def test_all_samples_are_judged_and_give_the_pass_rate(tmp_path):
    with mixed_server() as served:
        out = make(tmp_path / "out", served, n=60, samples=4, keep="all", max_connections=1)
    found = rows(out)
    assert len(found) == 60
    assert [row["sample"] for row in found[:8]] == [0, 1, 2, 3, 0, 1, 2, 3]
    assert {(row["n_samples"], row["n_verified"]) for row in found} == {(4, 2)}
    assert len({row["problem_id"] for row in found}) == 15


@pytest.mark.parametrize("select", ["first", "shortest"])
def test_one_sample_of_a_problem_is_selected(tmp_path, select):
    with mixed_server() as served:
        out = make(tmp_path / "out", served, n=20, samples=4, select=select, max_connections=1)
    found, others = rows(out), rows(out, folder="rejected")
    assert len({row["problem_id"] for row in found}) == len(found) == 20
    passed = [row for row in others if row["verdict"]["status"] == "verified"]
    assert passed
    assert all(select in row["verdict"]["reason"] for row in passed)
    kept = {row["problem_id"]: row for row in found}
    for row in passed:
        best = kept.get(row["problem_id"])
        if best and select == "first":
            assert best["sample"] < row["sample"]
        elif best:
            assert len(best["completion"]) <= len(row["completion"])


def test_a_run_that_was_cut_within_a_problem_grows_as_if_it_never_was(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=5, samples=4)
        assert len(rows(out)) == 5
        for n in (6, 7, 22):
            make(out, served, n=n, samples=4)
        once = make(tmp_path / "once", served, n=22, samples=4)
    assert rows(out) == rows(once)


def test_what_is_incorrect_is_parseable_and_wrong(tmp_path):
    with mixed_server() as served:
        out = make(tmp_path / "out", served, n=10, keep="incorrect", max_connections=1)
    assert {row["verdict"]["method"] for row in rows(out)} == {"exact"}
    assert {row["verdict"]["status"] for row in rows(out)} == {"rejected"}


def test_behaviors_that_are_required_are_there_and_no_others(tmp_path):
    with server() as served:
        with pytest.raises(StoppedShort):
            make(tmp_path / "all", served, n=5, strategy=("all",), require_behaviors=True, max_attempts=2)
        out = make(tmp_path / "out", served, n=5, require_behaviors=True)
    assert len(rows(out)) == 5
    assert all("shown" in row["verdict"]["reason"] for row in rows(tmp_path / "all", "all", "rejected"))
    assert "exact" in str(read_status(str(tmp_path / "all"))["strategies"]["all"]["reasons"])


def test_steps_can_decide(tmp_path):
    def slips(body):
        return "<think>1 + 1 = 3</think>" + SOLVED(body).partition("</think>")[2]

    from fault_server import solve_countdown as SOLVED

    with FaultServer(Faults(), answer=slips) as served:
        assert len(rows(make(tmp_path / "kept", served, n=3))) == 3
        with pytest.raises(StoppedShort):
            make(tmp_path / "out", served, n=3, require_steps=True, max_attempts=1)
    assert "1 + 1 = 3" in rows(tmp_path / "out", folder="rejected")[0]["verdict"]["reason"]


def test_a_model_that_is_always_wrong_ends_at_the_limit_of_attempts(tmp_path):
    with server(wrong_share=1.0) as served:
        with pytest.raises(StoppedShort, match="30 problems were tried and gave 0 of 10 rows"):
            make(tmp_path / "out", served, n=10, max_attempts=3)
        assert served.requests == 30


# Budgets.


def test_a_budget_stops_the_run_which_goes_on_with_another(tmp_path):
    with server() as served:
        with pytest.raises(StoppedShort, match="--max-cost"):
            make(tmp_path / "out", served, n=100, price=PRICE, max_cost=10.0, max_connections=4)
        spent = read_status(str(tmp_path / "out"))["spent_usd"]
        assert 5 < spent <= 10.5
        n = len(rows(tmp_path / "out"))
        assert 0 < n < 100
        make(tmp_path / "out", served, n=n + 5, price=PRICE, max_cost=1000.0)
        assert served.requests <= n + 5 + 4
    assert len(rows(tmp_path / "out")) == n + 5


def test_tokens_are_a_budget_too(tmp_path):
    with server() as served, pytest.raises(StoppedShort, match="--max-tokens-total"):
        make(tmp_path / "out", served, n=100, max_tokens_total=5000, max_connections=4)
    (spent,) = read_status(str(tmp_path / "out"))["spent"]
    assert 3000 < spent["prompt_tokens"] + spent["completion_tokens"] <= 5300


def test_a_price_that_is_not_known_is_said_to_be_so(tmp_path):
    with server() as served:
        with pytest.raises(UsageError, match="price of openai/tiny is not known"):
            make(tmp_path / "out", served, max_cost=1.0)
        out = make(tmp_path / "out", served, n=5)
    assert read_status(str(out))["spent_usd"] is None
    assert {row["cost_usd"] for row in rows(out)} == {None}
    assert "price not known" in (out / "README.md").read_text()


def test_missing_usage_is_null_in_the_row_and_still_counts_for_the_budget(tmp_path):
    with server(missing_usage=1.0) as served, pytest.raises(StoppedShort, match="--max-tokens-total"):
        make(tmp_path / "out", served, n=500, max_tokens_total=5000, max_connections=4)
    assert {(row["prompt_tokens"], row["completion_tokens"]) for row in rows(tmp_path / "out")} == {(None, None)}


# What ends a run at once.


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"model": "openai/no-such-model"}, "--model"), ({"api_key_env": "WRONG_KEY"}, "--api-key-env")],
    ids=["unknown model", "wrong key"],
)
def test_what_would_fail_for_every_request_ends_the_run_with_the_cure(tmp_path, monkeypatch, settings, said):
    monkeypatch.setenv("WRONG_KEY", "sk-wrong-0123456789")
    with FaultServer(Faults(), key="right" if "api_key_env" in settings else None) as served:
        with pytest.raises(TeacherError, match=said):
            make(tmp_path / "out", served, **settings)
        assert served.requests <= 64


def test_a_server_that_is_not_there_ends_the_run_with_a_message(tmp_path, monkeypatch):
    monkeypatch.setattr("synth.model.door.FIRST_WAIT", 0.01)
    with server() as served:
        pass
    with pytest.raises(StoppedShort, match="is the server running"):
        make(tmp_path / "out", served)


def test_sustained_refusal_ends_the_run_rather_than_hanging_it(tmp_path, monkeypatch):
    monkeypatch.setattr(flow.Breaker, "seconds", 0.3)
    monkeypatch.setattr(flow.Breaker.__init__, "__defaults__", (0.3, *flow.Breaker.__init__.__defaults__[1:]))
    with server(always=429, retry_after=0.1) as served, pytest.raises(StoppedShort, match="in a row failed"):
        make(tmp_path / "out", served)


def test_no_key_reaches_a_file_an_error_or_the_terminal(tmp_path):
    key = "sk-planted-0123456789abcdef"
    env = {**os.environ, "MY_SECRET_KEY": key, "OPENAI_API_KEY": key, "HF_HOME": str(tmp_path / "hf")}
    told = b""
    for faults in ({"always": 401}, {"always": 500}, {"malformed": 1.0}, {"always": 400}, {}):
        with server(echo_key=True, **faults) as served:
            words = ["run", "countdown", "-n", "3", "-s", "verify", "--model", "openai/tiny", "--retries", "0"]
            words += ["--base-url", served.base_url, "--api-key-env", "MY_SECRET_KEY", "-o", f"out{len(told)}"]
            done = subprocess.run(
                [sys.executable, "-m", "synth", *words], cwd=tmp_path, env=env, capture_output=True, timeout=120
            )
            assert served.headers[0]["Authorization"] == f"Bearer {key}"
        assert b"Traceback" not in done.stderr
        told += done.stdout + done.stderr + str(done.returncode).encode()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert key.encode() not in path.read_bytes(), path
    assert key.encode() not in told


def test_an_option_that_holds_a_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_API_KEY", "sk-planted-0123456789abcdef")
    with server() as served:
        with pytest.raises(UsageError, match="--api-key-env"):
            make(tmp_path / "out", served, extra_body='{"key": "sk-planted-0123456789abcdef"}')
        with pytest.raises(UsageError, match="--api-key-env"):
            make(tmp_path / "out", served, base_url="http://me:secret@localhost/v1")
    assert not (tmp_path / "out" / "run.json").exists()


# The command line.


def test_a_dry_run_sends_and_writes_nothing(synth, tmp_path):
    with server() as served:
        done = synth(
            *("run", "countdown", "-n", 100, "--samples", 4, "-s", "verify", "-s", "negative", "--dry-run"),
            *("--model", "openai/tiny", "--base-url", served.base_url, "--price", "1/2", "-o", "out"),
        )
        assert served.requests == 0
    assert done.returncode == 0
    assert "Make " in done.stdout
    assert "requests: 200 at least" in done.stdout
    assert "USD at least" in done.stdout
    assert not (tmp_path / "out").exists()


def test_neither_litellm_nor_datasets_is_imported_for_a_server_of_ones_own(tmp_path):
    with server() as served:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]); from synth.api import execute; from synth.request import Run\n"
            "execute(Run('countdown', n=5, model='openai/tiny', base_url=sys.argv[2], out=sys.argv[3], max_cost=9.0,"
            " price='1/1'))\nprint(*sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), served.base_url, str(tmp_path / "out")],
            capture_output=True,
            text=True,
            check=True,
        )
    assert not {"litellm", "datasets", "sympy", "openai", "torch"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--base-url", "http://localhost:1/v1"], "--model"),
        (["--temperature", "1"], "--model"),
        (["--model", "openai/x", "--base-url", "localhost:8000"], "http://localhost:8000/v1"),
        (["--model", "openai/x", "--workers", "2"], "--max-connections"),
        (["--model", "openai/x", "--temperature", "90"], "--temperature"),
        (["--model", "openai/x", "--extra-body", "{"], "--extra-body"),
        (["--model", "openai/x", "--extra-body", '{"n": 3}'], "--extra-body"),
        (["--model", "openai/x", "--api-key-env", "NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE"),
        (["--model", "openai/x", "--keep", "agreed"], "--samples"),
        (["--model", "openai/x", "--keep", "all", "--select", "first"], "--keep all"),
        (["--model", "openai/x", "--price", "cheap"], "--price"),
        (["--model", "replay:none.jsonl"], "none.jsonl"),
        (["--keep", "incorrect", "-s", "empty"], "no step that could be wrong"),
    ],
    ids=str,
)
def test_wrong_usage_is_told_before_anything_is_sent(synth, tmp_path, words, said):
    done = synth("run", "countdown", "-n", 3, "-o", "out", *words)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_and_card_tell_what_was_spent(synth, tmp_path):
    with server() as served:
        make(tmp_path / "out", served, n=5, price="1/2")
    told = synth("status", "out").stdout
    assert "teacher: 5 answers" in told
    assert "USD" in told
    card = (tmp_path / "out" / "README.md").read_text()
    assert "## What it took" in card
    assert "--model openai/tiny" in card
    found = orjson.loads(synth("status", "out", "--json").stdout)
    assert found["spent_usd"] == pytest.approx(sum(row["cost_usd"] for row in rows(tmp_path / "out", CONFIG)))
