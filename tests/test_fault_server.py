"""The server that tests and benchmarks ask shows every fault that it names."""

import asyncio
import http.client
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from hashlib import sha256

import aiohttp
import pytest
from conftest import ROOT
from fault_server import CANNED, HUGE, Faults, FaultServer, solve_countdown

from synth.verify import arithmetic

QUESTION = "Make 24 out of the numbers 3, 5, 7 and 2. You may add, subtract, multiply and divide. Use every number exactly once."


def request(server, content=QUESTION, model="test", key="sk-secret"):
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": content}]}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    return urllib.request.Request(f"{server.base_url}/chat/completions", body, headers)


def ask(server, content=QUESTION, **settings):
    """The status, the headers and the bytes of an answer."""
    try:
        with urllib.request.urlopen(request(server, content, **settings), timeout=20) as got:
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def outcome(server, content, **settings):
    """One word for what a client meets."""
    try:
        status, _, body = ask(server, content, **settings)
    except http.client.IncompleteRead:
        return "cut"
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return "dropped"
    if status != 200:
        return status
    try:
        return "good" if "usage" in json.loads(body) else "odd"
    except ValueError:
        return "not JSON"


def message(server, content=QUESTION):
    choice = json.loads(ask(server, content)[2])["choices"][0]
    return choice["message"], choice["finish_reason"]


def test_it_solves_countdown_and_keeps_what_it_was_sent():
    with FaultServer() as server:
        made = json.loads(ask(server)[2])
        text = made["choices"][0]["message"]["content"]
        assert arithmetic(text, [3, 5, 7, 2], 24, "all").status == "verified"
        assert "dead end" in text
        assert "Check:" in text
        assert made["model"] == "test"
        assert made["usage"]["total_tokens"] == made["usage"]["prompt_tokens"] + made["usage"]["completion_tokens"]
        assert message(server, "Hello")[0]["content"] == "<think>ok</think>\n<answer>0</answer>"
        with urllib.request.urlopen(f"{server.base_url}/models") as models:
            assert json.load(models)["data"][0]["id"] == "test"
    assert (server.requests, server.finished, server.max_in_flight) == (3, 2, 1)
    assert server.bodies == [request(server).data, request(server, "Hello").data, b""]
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"


def test_a_share_of_the_problems_is_answered_wrongly_and_always_the_same_ones():
    asked = [QUESTION.replace("24", str(target)) for target in range(10, 60)]
    bodies = [{"messages": [{"role": "user", "content": question}]} for question in asked]
    answers = [solve_countdown(body, wrong_share=0.4) for body in bodies]
    right = [arithmetic(answers[i], [3, 5, 7, 2], 10 + i, "all").status == "verified" for i in range(50)]
    best = [arithmetic(solve_countdown(bodies[i]), [3, 5, 7, 2], 10 + i, "all").status == "verified" for i in range(50)]
    assert 0.4 * sum(best) < sum(right) < 0.8 * sum(best)
    assert answers == [solve_countdown(body, wrong_share=0.4) for body in bodies]


@pytest.mark.parametrize(
    ("fault", "met"),
    [("rate_limited", 429), ("server_error", 500), ("cut", "cut"), ("dropped", "dropped"), ("missing_usage", "odd")],
)
def test_a_share_of_one_means_every_request(fault, met):
    with FaultServer(Faults(**{fault: 1.0}, retry_after=0.25, echo_key=True)) as server:
        assert [outcome(server, str(n)) for n in range(4)] == [met] * 4
        if isinstance(met, int):
            _, headers, body = ask(server)
            assert headers["Retry-After"] == ("0.25" if met == 429 else None)
            assert "Bearer sk-secret" in json.loads(body)["error"]["message"]
        assert server.finished == (4 if met == "odd" else 0)
        server.faults = Faults()
        assert outcome(server, "again") == "good"


def test_malformed_answers_take_turns():
    with FaultServer(Faults(malformed=1.0)) as server:
        met = [outcome(server, "again") for _ in range(4)]
    assert sorted(met[:2]) == ["not JSON", "odd"]
    assert met[:2] == met[2:]


def test_the_same_requests_meet_the_same_faults_in_any_order():
    faults = Faults(rate_limited=0.15, server_error=0.15, malformed=0.15, cut=0.15, dropped=0.15)
    asked = [str(n % 30) for n in range(60)]
    met = []
    for order in (asked, asked[::-1]):
        with FaultServer(faults) as server:
            met.append([outcome(server, content) for content in order])
    assert sorted(zip(asked, map(str, met[0]), strict=True)) == sorted(zip(asked[::-1], map(str, met[1]), strict=True))
    assert set(met[0]) == {"good", "odd", "not JSON", "cut", "dropped", 429, 500}
    assert met[0][:30] != met[0][30:]  # another attempt is another draw


def test_a_rule_decides_in_place_of_the_hash():
    with FaultServer(Faults(rule=lambda body, attempt: "server_error" if attempt < 3 else "")) as server:
        assert [outcome(server, "again") for _ in range(4)] == [500, 500, "good", "good"]


def test_it_refuses_a_wrong_key_an_unknown_model_and_whatever_it_is_told_to():
    with FaultServer(key="sk-right") as server:
        status, _, body = ask(server)
        assert (status, json.loads(body)["error"]["code"]) == (401, "invalid_api_key")
        status, _, body = ask(server, key="sk-right", model="no-such-model")
        assert (status, json.loads(body)["error"]["code"]) == (404, "model_not_found")
        server.faults = Faults(always=403)
        status, _, body = ask(server, key="sk-right")
        assert (status, json.loads(body)["error"]["type"]) == (403, "invalid_request_error")
    with pytest.raises(ValueError, match="more than 1"):
        Faults(cut=0.6, dropped=0.6)


def test_quirks_change_the_form_of_good_answers():
    text = "<think>Hm.</think>\n<answer>1</answer>"
    with FaultServer(answer=lambda body: text) as server:
        met = {}
        for quirk in ("reasoning_content", "parts", "length", "empty", "null_content", "surrogate", "huge"):
            server.faults = Faults(quirk=quirk)
            met[quirk], reason = message(server)
            assert reason == ("length" if quirk == "length" else "stop")
        server.faults, server.answer = Faults(quirk="think"), lambda body: "7"
        assert message(server)[0]["content"] == "<think>Well.</think>\n7"
    assert met["reasoning_content"]["reasoning_content"] == "Hm."
    assert met["reasoning_content"]["content"] == "<answer>1</answer>"
    assert "".join(part["text"] for part in met["parts"]["content"]) == text
    assert text.startswith(met["length"]["content"])
    assert met["empty"]["content"] == ""
    assert met["null_content"]["content"] is None
    assert met["surrogate"]["content"] == f"{text}\ud800"
    assert len(met["huge"]["content"]) == HUGE
    assert met["huge"]["content"].endswith(text)
    assert server.finished == 8


def test_it_answers_many_at_once_and_stops_though_clients_wait():
    async def crowd(count, timeout):
        async def one(session):
            async with session.post(f"{server.base_url}/chat/completions", data=request(server).data) as got:
                await got.read()
                return got.status

        limits = {"connector": aiohttp.TCPConnector(limit=0), "timeout": aiohttp.ClientTimeout(timeout)}
        async with aiohttp.ClientSession(**limits) as session:
            return await asyncio.gather(*[one(session) for _ in range(count)], return_exceptions=True)

    with FaultServer(Faults(latency=1.0, jitter=0.05), answer=lambda body: CANNED) as server:
        start = time.monotonic()
        assert asyncio.run(crowd(300, 30)) == [200] * 300
        assert 0.9 < time.monotonic() - start < 10
        assert server.max_in_flight >= 256
        assert server.finished == 300
        server.faults = Faults(slow=1.0, slow_seconds=60)
        assert all(isinstance(got, asyncio.TimeoutError) for got in asyncio.run(crowd(3, 0.2)))
        waiting = [http.client.HTTPConnection("127.0.0.1", server.port) for _ in range(3)]
        for connection in waiting:
            connection.request("POST", "/v1/chat/completions", request(server).data)
        start = time.monotonic()
    assert time.monotonic() - start < 5
    assert server.finished == 300
    for connection in waiting:
        connection.close()


def test_as_a_process_it_writes_its_port_and_a_log(tmp_path):
    ready, log = tmp_path / "port", tmp_path / "log"
    command = [sys.executable, ROOT / "tests" / "fault_server.py", "--canned", "--ready-file", ready, "--log", log]
    with subprocess.Popen([*map(str, command), "--quirk", "length", "--slow", "0"], stdout=subprocess.PIPE) as process:
        try:
            until = time.monotonic() + 30
            while not ready.exists() and time.monotonic() < until:
                time.sleep(0.02)
            server = FaultServer()
            server.port = int(ready.read_text())
            assert message(server) == ({"role": "assistant", "content": CANNED[: len(CANNED) // 2]}, "length")
            assert outcome(server, "", model="no-such-model") == 404
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=20)[0] == ready.read_bytes()
        assert process.returncode == 0
    hashes = [
        sha256(request(server, **settings).data).hexdigest()
        for settings in ({}, {"content": "", "model": "no-such-model"})
    ]
    assert log.read_text() == f"got {hashes[0]}\nsent {hashes[0]}\ngot {hashes[1]}\n"


def test_a_log_can_also_be_kept_by_a_thread(tmp_path):
    with FaultServer(
        answer=partial(solve_countdown, wrong_share=1.0), log=tmp_path / "log", keep_bodies=False
    ) as server:
        assert arithmetic(message(server)[0]["content"], [3, 5, 7, 2], 24, "all").status == "rejected"
    assert [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()] == ["got", "sent"]
    assert server.bodies == server.headers == []
