"""Each failure is sorted by what is to be done about it, and says nothing that is secret."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import SynthError, TeacherError
from synth.model.failures import MAX_WAIT, Faulty, Final, Hopeless, Refused, failure, retry_after

WHERE = "http://localhost:8000/v1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, Final), (301, TeacherError), (302, TeacherError), (304, TeacherError), (307, TeacherError), (308, TeacherError),
        (400, Final), (401, TeacherError), (402, TeacherError), (403, TeacherError), (404, TeacherError), (405, TeacherError),
        (408, Faulty), (409, Faulty), (413, Hopeless), (415, Final), (422, Final), (425, Faulty), (429, Refused), (451, Final),
        (500, Faulty), (501, Faulty), (502, Faulty), (503, Faulty), (504, Faulty), (520, Faulty), (529, Refused), (599, Faulty),
    ],
)  # fmt: skip
def test_a_status_says_what_is_to_be_done(status, kind):
    found = failure(status, "Something\n  went wrong.", None, WHERE)
    assert type(found) is kind
    assert f"HTTP {status}: Something went wrong." in str(found)


def test_a_server_that_is_down_for_a_stated_time_is_busy():
    found = failure(503, "Loading the model", 7.0, WHERE)
    assert isinstance(found, Refused)
    assert found.retry_after == 7.0
    assert failure(429, "", None, WHERE).retry_after is None


@pytest.mark.parametrize(
    ("status", "said", "cure"),
    [
        (401, "Unauthorized", "--api-key-env"),
        (400, '{"error": {"message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}}', "--api-key-env"),
        (500, "Incorrect API key provided: sk-a***z", "--api-key-env"),
        (500, "OpenAIException - Missing credentials. Please pass an `api_key`", "--api-key-env"),
        (400, '{"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}', "--api-key-env"),
        (402, "Payment Required", "Top it up"),
        (400, "Your credit balance is too low to access the Anthropic API.", "Top it up"),
        (404, "Not Found", "--base-url"),
        (400, "The model `gpt-9` does not exist: unknown model", "--model"),
        (400, '{"error": {"code": "model_not_found"}}', "--model"),
        (308, "", "--base-url"),
    ],
)  # fmt: skip
def test_what_no_other_request_would_survive_ends_the_run_with_its_cure(status, said, cure):
    found = failure(status, said, 3.0, WHERE)
    assert isinstance(found, TeacherError)
    assert cure in str(found)
    assert WHERE in str(found)


# As OpenAI sends it: the sign stands behind a long message.
NO_CREDIT = """{
    "error": {
        "message": "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        "type": "insufficient_quota",
        "param": null,
        "code": "insufficient_quota"
    }
}"""


def test_credit_that_is_used_up_is_no_rate_limit():
    found = failure(429, NO_CREDIT, 20.0, WHERE)
    assert isinstance(found, TeacherError)
    assert "credit" in str(found)


def test_a_sign_is_found_behind_a_message_of_any_length():
    assert isinstance(failure(400, "word " * 100 + '"code": "model_not_found"', None, WHERE), TeacherError)


def test_a_message_is_short_and_on_one_line():
    for status in (400, 401, 429, 500):
        text = str(failure(status, "word \n\t" * 10_000, None, WHERE))
        assert len(text) < 600
        assert "\n" not in text


@pytest.mark.parametrize("status", [302, 400, 401, 402, 404, 429, 500])
@pytest.mark.parametrize("before", [0, 280, 295])
def test_a_key_is_masked_before_a_message_is_cut(status, before, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", "sk-planted-0123456789")
    found = failure(status, "x" * before + "sk-planted-0123456789", None, WHERE)
    assert "sk-pl" not in str(found)
    assert b"sk-pl" not in getattr(found, "body", b"")


@given(st.integers(100, 599), st.text(st.characters(), max_size=50), st.none() | st.floats(0, 100))
def test_any_text_of_a_failure_is_taken(status, said, wait):
    assert isinstance(failure(status, said, wait, WHERE), (SynthError, Refused, Faulty))


def test_half_a_character_in_a_failure_is_taken():
    for status in (400, 401, 429, 500):
        str(failure(status, "half \ud800", None, WHERE)).encode()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": "7"}, 7.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "0.25"}, 0.25),
        ({"Retry-After": "0"}, 0.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "Retry-After": "1"}, 0.25),
        ({"retry-after-ms": "soon", "Retry-After": "1"}, 1.0),
        ({"retry-after-ms": "-1", "Retry-After": "1"}, 1.0),
        ({"Retry-After": "99999999"}, MAX_WAIT),
        ({"Retry-After": "Wed, 21 Oct 2999 07:28:00 GMT"}, MAX_WAIT),
        ({"Retry-After": "Wed, 21 Oct 1999 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 1999 07:28:00"}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 1999 07:28:00 -0000"}, 0.0),
        *[({"Retry-After": absurd}, None) for absurd in ("", "-1", "nan", "inf", "-inf", "1e999", "soon", "1 1 1", "\0")],
        ({"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 2099 07:28:00 +99999999999999"}, None),
        ({"Retry-After": "Wed, 21 Oct 2099 07:28:00 +9999"}, None),
    ],
)  # fmt: skip
def test_what_a_server_asks_to_wait_is_read(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_date_in_the_future_is_waited_for():
    when = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=90), usegmt=True)
    assert 80 < retry_after({"Retry-After": when}) <= 90


DATES = st.from_regex(
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{1,25} \d\d:\d\d:\d\d( GMT| [+-]\d{1,20})?", fullmatch=True
)


@given(st.text(max_size=20) | DATES)
def test_any_header_gives_a_bounded_wait_or_none(value):
    found = retry_after({"Retry-After": value})
    assert found is None or 0 <= found <= MAX_WAIT
    found = retry_after({"retry-after-ms": value})
    assert found is None or 0 <= found <= MAX_WAIT
