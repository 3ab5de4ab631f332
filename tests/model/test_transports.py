"""Two transports, one behaviour: what a server does ends as the same answer, or as the same kind of failure."""

import asyncio
import traceback
import warnings
from contextlib import suppress
from time import monotonic

import orjson
import pytest
from fault_server import Faults, FaultServer

from synth.errors import TeacherError, UsageError
from synth.model import http
from synth.model.failures import Faulty, Final, Refused
from synth.model.http import Http, check_base_url
from synth.model.providers import Providers
from synth.model.reply import MAX_TEXT, TOO_LONG, Malformed, read_reply
from synth.model.sampling import Sampling

KEY = "sk-planted-0123456789"
SAID = "<think>\n3 + 4 = 7, which I found after a while\n</think>\n<answer>7</answer>"
MESSAGES = [{"role": "user", "content": "Make 7."}]

# litellm types an answer more narrowly than servers do, and pydantic warns of it.
pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings:UserWarning")


@pytest.fixture(scope="module", autouse=True)
def _imported():
    """litellm imports much when it is first asked, which takes seconds and warns of its own dependencies."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), serve() as server:
        warnings.simplefilter("ignore")
        patch.setenv("OPENAI_API_KEY", KEY)
        patch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        line = Line("providers", patch)
        line.send(server.base_url, timeout=60)
        with suppress(TeacherError):
            line.send(server.base_url, line.body("no-such-model"), timeout=60)


class Line:
    """A transport of a kind, to whatever address it is pointed at."""

    def __init__(self, kind, monkeypatch):
        self.kind, self.monkeypatch = kind, monkeypatch

    def open(self, base_url, timeout=10.0, key=KEY):
        if self.kind == "http":
            return Http(base_url, key, timeout)
        for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL"):
            self.monkeypatch.setenv(name, base_url)
        return Providers("openai/tiny", key, timeout)

    def body(self, model="tiny", sampling=None, messages=MESSAGES):
        name = model if self.kind == "http" else f"openai/{model}"
        return (sampling or Sampling()).body(name, messages)

    def send(self, base_url, body=None, **settings):
        return asyncio.run(self.sent(base_url, body, **settings))

    async def sent(self, base_url, body=None, **settings):
        transport = self.open(base_url, **settings)
        try:
            return await transport.send(body or self.body())
        finally:
            await transport.close()


@pytest.fixture(params=["http", "providers"])
def line(request, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return Line(request.param, monkeypatch)


def serve(answer=lambda body: SAID, key=None, **faults):
    return FaultServer(Faults(**faults), answer, key)


def always(failure):
    return serve(rule=lambda body, attempt: failure)


async def against(line, raw, body=None, **settings):
    """What a transport makes of the raw bytes of any HTTP response, and the requests it sent for it."""
    requests = []

    async def respond(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        requests.append((head, await reader.readexactly(length)))
        try:
            for piece in raw if isinstance(raw, list) else [raw]:
                writer.write(piece)
                await writer.drain()
            await reader.read(1)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        return await line.sent(f"http://127.0.0.1:{port}/v1", body, **settings), requests
    except Exception as error:
        return error, requests
    finally:
        server.close()


def response(status, body, *headers):
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# Good answers.


def test_a_good_answer_is_read(line):
    with serve(key=KEY) as server:
        found = read_reply(line.send(server.base_url))
    assert found.text == SAID
    assert found.finish_reason == "stop"
    assert found.prompt_tokens == 2
    assert found.completion_tokens == len(SAID.split())


def test_the_server_gets_the_name_the_messages_and_the_settings_and_nothing_random(line):
    sampling = Sampling(0.7, 0.9, 512, None, {"seed": 3, "top_k": 20})
    with serve() as server:
        for _ in range(2):
            line.send(server.base_url, line.body(sampling=sampling))
    first, again = server.bodies
    assert first == again
    assert orjson.loads(first) == {
        "model": "tiny", "messages": MESSAGES, "temperature": 0.7, "top_p": 0.9, "max_tokens": 512, "seed": 3, "top_k": 20
    }  # fmt: skip
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("quirk", ["reasoning_content", "think", "surrogate"])
def test_every_form_of_an_answer_arrives(line, quirk):
    with serve(quirk=quirk) as server:
        found = read_reply(line.send(server.base_url))
    assert found.text.rstrip("?") == SAID
    found.text.encode()


@pytest.mark.parametrize("quirk", ["empty", "null_content"])
def test_an_empty_answer_arrives_as_one(line, quirk):
    with serve(quirk=quirk) as server:
        assert read_reply(line.send(server.base_url)).text == ""


def test_what_was_cut_by_length_says_so(line):
    with serve(quirk="length") as server:
        found = read_reply(line.send(server.base_url))
    assert found.finish_reason == "length"
    assert found.text
    assert "<answer>7</answer>" not in found.text


def test_missing_usage_is_not_known(line):
    with serve(missing_usage=1.0) as server:
        found = read_reply(line.send(server.base_url))
    assert found.text == SAID
    assert (found.prompt_tokens, found.completion_tokens, found.cost_usd) == (None, None, None)


def test_two_million_characters_arrive_and_are_cut(line):
    with serve(quirk="huge") as server:
        found = read_reply(line.send(server.base_url))
    assert (len(found.text), found.finish_reason) == (MAX_TEXT, TOO_LONG)


def test_many_requests_share_a_transport(line):
    async def many(base_url):
        transport = line.open(base_url)
        try:
            bodies = [line.body(messages=[{"role": "user", "content": str(i)}]) for i in range(20)]
            return await asyncio.gather(*map(transport.send, bodies))
        finally:
            await transport.close()

    with serve(lambda body: body["messages"][0]["content"], latency=0.05) as server:
        started = monotonic()
        raws = asyncio.run(many(server.base_url))
        assert [read_reply(raw).text for raw in raws] == [str(i) for i in range(20)]
        assert server.max_in_flight > 10
        assert monotonic() - started < 10


# Failures.


def test_429_is_a_refusal_with_what_the_server_asks_to_wait(line):
    with serve(rate_limited=1.0, retry_after=0.25) as server:
        with pytest.raises(Refused) as why:
            line.send(server.base_url)
        assert server.requests == 1
    assert why.value.retry_after == 0.25
    assert "429" in str(why.value)


@pytest.mark.parametrize("failure", ["server_error", "dropped", "cut"])
def test_a_server_that_fails_is_faulty_and_asked_once(line, failure):
    with always(failure) as server:
        with pytest.raises(Faulty) as why:
            line.send(server.base_url)
        assert server.requests == 1
    assert not isinstance(why.value, Final)
    assert str(why.value)


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_body_that_is_no_completion_is_faulty_or_malformed(line, attempt):
    def first_good(body, n):
        return "malformed"

    with serve(rule=first_good) as server:
        for _ in range(attempt):
            with pytest.raises((Faulty, Malformed)) as why:
                read_reply(line.send(server.base_url))
    assert not isinstance(why.value, Final)


@pytest.mark.parametrize(("status", "cure"), [(401, "--api-key-env"), (403, "--api-key-env"), (402, "Top it up")])
def test_what_ends_every_request_ends_the_run_with_the_cure(line, status, cure):
    with serve(always=status) as server:
        with pytest.raises(TeacherError, match=cure):
            line.send(server.base_url)
        assert server.requests == 1


def test_a_wrong_key_is_told_with_the_cure(line):
    with serve(key="sk-another-0123456789") as server, pytest.raises(TeacherError, match="--api-key-env"):
        line.send(server.base_url)


def test_an_unknown_model_is_told_with_the_cure(line):
    with serve() as server, pytest.raises(TeacherError, match="--model"):
        line.send(server.base_url, line.body("no-such-model"))


def test_a_request_that_is_wrong_is_final(line):
    with serve(always=400) as server:
        with pytest.raises(Final, match="HTTP 400"):
            line.send(server.base_url)
        assert server.requests == 1


def test_no_answer_in_time_is_faulty(line):
    with serve(slow=1.0, slow_seconds=30) as server:
        started = monotonic()
        with pytest.raises(Faulty, match="no answer within"):
            line.send(server.base_url, timeout=0.3)
        assert monotonic() - started < 3
        assert server.requests == 1


def test_an_answer_that_trickles_is_given_up_in_time(line):
    async def trickle():
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        requests = []

        async def respond(reader, writer):
            requests.append(await reader.read(100))
            writer.write(head)
            try:
                while not reader.at_eof():
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.05)
            except ConnectionError:
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(respond, "127.0.0.1", 0)
        try:
            with pytest.raises(Faulty, match="no answer within"):
                await line.sent(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", timeout=0.4)
        finally:
            server.close()
            await asyncio.sleep(0.1)

    started = monotonic()
    asyncio.run(trickle())
    assert monotonic() - started < 3


def test_a_server_that_is_not_there_is_faulty(line):
    with serve() as server:
        pass
    with pytest.raises(Faulty) as why:
        line.send(server.base_url)
    assert not isinstance(why.value, Final)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_key_that_the_server_repeats_is_in_no_error(line, status):
    with serve(always=status, echo_key=True) as server, pytest.raises((Faulty, Refused, TeacherError)) as why:
        line.send(server.base_url)
    assert KEY not in str(why.value)
    assert KEY not in "".join(traceback.format_exception(why.value))
    assert KEY.encode() not in getattr(why.value, "body", b"")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_key_of_an_oddly_named_variable_is_in_no_error_either(line, status, monkeypatch):
    odd = "odd-planted-9876543210"
    monkeypatch.setenv("LLM_AUTH_2", odd)
    with serve(always=status, echo_key=True) as server, pytest.raises((Faulty, TeacherError)) as why:
        line.send(server.base_url, key=odd)
    assert odd not in str(why.value)


def test_credit_that_is_used_up_ends_the_run(line):
    error = {"message": "You exceeded your current quota, please check your plan and billing details.",
             "type": "insufficient_quota", "param": None, "code": "insufficient_quota"}  # fmt: skip
    found, requests = asyncio.run(against(line, response(429, orjson.dumps({"error": error}), "Retry-After: 1")))
    assert isinstance(found, TeacherError)
    assert "credit" in str(found)
    assert len(requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("Retry-After: 7", 7.0), ("retry-after-ms: 250", 0.25), ("Retry-After: soon", None), ("X: 1", None)],
)
def test_the_wait_is_read_from_the_headers(line, header, seconds):
    found, _ = asyncio.run(against(line, response(429, b'{"error": {"message": "slow down"}}', header)))
    assert isinstance(found, Refused)
    assert found.retry_after == seconds


def test_a_wait_that_no_calendar_holds_is_ignored(line):
    header = "Retry-After: Mon, 01 Jan 99999999999999999999 00:00:00 GMT"
    found, _ = asyncio.run(against(line, response(429, b'{"error": {"message": "slow down"}}', header)))
    assert isinstance(found, Refused)


def test_an_error_that_holds_half_a_character_is_a_failure_like_others(line):
    found, _ = asyncio.run(against(line, response(500, b'{"error": {"message": "half \\ud800"}}')))
    assert type(found) is Faulty


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 abc\r\n\r\n", b"SSH-2.0-OpenSSH\r\n\r\n"]
)
def test_what_is_not_http_is_faulty(line, raw):
    async def closing_server():
        async def respond(reader, writer):
            await reader.read(100)
            writer.write(raw)
            writer.close()

        server = await asyncio.start_server(respond, "127.0.0.1", 0)
        try:
            return await line.sent(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", timeout=3)
        except Exception as error:
            return error
        finally:
            server.close()

    assert type(asyncio.run(closing_server())) is Faulty


# What holds for one of them alone.


@pytest.fixture
def lean(monkeypatch):
    return Line("http", monkeypatch)


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return Line("providers", monkeypatch)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(lean, status):
    """A key is for the server that was named, and for no other."""
    with serve() as elsewhere:
        raw = response(status, b"", f"Location: {elsewhere.base_url}/chat/completions")
        found, requests = asyncio.run(against(lean, raw))
        assert elsewhere.requests == 0
    assert isinstance(found, TeacherError)
    assert "--base-url" in str(found)
    assert len(requests) == 1


@pytest.mark.parametrize("length", [f"Content-Length: {1 << 40}", "Connection: close"])
def test_a_body_without_end_is_given_up(lean, length, monkeypatch):
    monkeypatch.setattr(http, "MAX_BODY", 1 << 20)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n\r\n".encode()
    found, _ = asyncio.run(against(lean, [head, *[b" " * (1 << 16)] * 200]))
    assert isinstance(found, Final)
    assert "1 MiB" in str(found)


def test_a_small_body_that_unpacks_without_end_is_given_up(lean, monkeypatch):
    import gzip

    monkeypatch.setattr(http, "MAX_BODY", 1 << 20)
    raw = response(200, gzip.compress(b" " * (50 << 20)), "Content-Encoding: gzip")
    found, _ = asyncio.run(against(lean, raw))
    assert isinstance(found, Faulty)


def test_a_list_of_parts_arrives(lean):
    with serve(quirk="parts") as server:
        assert read_reply(lean.send(server.base_url)).text == SAID


def test_a_list_of_parts_that_litellm_cannot_take_is_faulty(provider):
    with serve(quirk="parts") as server, pytest.raises(Faulty):
        provider.send(server.base_url)


def test_without_a_key_none_is_sent(lean):
    with serve() as server:
        lean.send(server.base_url, key=None)
    assert "Authorization" not in server.headers[0]


def test_the_bytes_of_a_request_go_out_as_they_are(lean):
    body = lean.body(sampling=Sampling(extra_body={"chat_template_kwargs": {"enable_thinking": False}}))
    with serve() as server:
        lean.send(server.base_url, body)
    assert server.bodies == [body]


def test_a_refused_connection_asks_whether_the_server_runs(lean):
    with serve() as server:
        pass
    with pytest.raises(Faulty, match="is the server running"):
        lean.send(server.base_url)


@pytest.mark.parametrize(
    "given",
    ["http://localhost:8000/v1", " http://localhost:8000/v1/ ", "http://localhost:8000/v1/chat/completions"],
)
def test_an_address_may_be_given_as_people_copy_it(given):
    assert check_base_url(given) == "http://localhost:8000/v1"


@pytest.mark.parametrize(
    "given",
    ["", "localhost:8000", "ftp://localhost", "http://", "http://[::1", "http://u:p@host/v1", "http://host/v1?key=1"],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(given):
    with pytest.raises(UsageError, match="--base-url"):
        check_base_url(given)
    with pytest.raises(UsageError):
        Http(given, None, 1.0)


def test_a_provider_that_does_not_exist_is_told_before_anything_is_sent(provider):
    body = Sampling().body("no-such-provider/tiny", MESSAGES)
    with serve() as server:
        with pytest.raises((UsageError, TeacherError), match=r"openai/tiny|no-such-provider"):
            provider.send(server.base_url, body)
        assert server.requests == 0
