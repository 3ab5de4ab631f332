"""A key of the environment is masked wherever it stands; nothing else is touched."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.secrets import MASK, Redactor, redact, secrets

KEY = "sk-another-9876543210"


@pytest.fixture(autouse=True)
def _no_other_secrets(monkeypatch):
    for name, value in os.environ.copy().items():
        if value.strip() in secrets():
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    "name",
    ["OPENAI_API_KEY", "HF_TOKEN", "AWS_SECRET", "PGPASSWORD", "MY_KEYS", "my_api_key", "KEY", "GOOGLE_CREDENTIALS"],
)
def test_a_variable_that_is_named_like_a_secret_is_one(name, monkeypatch):
    monkeypatch.setenv(name, KEY)
    assert secrets() == [KEY]
    assert redact(f"Bearer {KEY}.") == f"Bearer {MASK}."
    assert Redactor()(f"Bearer {KEY}.".encode()) == f"Bearer {MASK}.".encode()


@pytest.mark.parametrize("name", ["HOME_DIR", "KEYBOARD", "TOKENIZERS_PARALLELISM", "PASSWORD_FILE", "MONKEY_HOUSE"])
def test_a_variable_that_is_not_named_so_is_none(name, monkeypatch):
    monkeypatch.setenv(name, KEY)
    assert secrets() == []
    assert redact(KEY) == KEY
    assert Redactor()(KEY.encode()) == KEY.encode()


def test_a_value_that_is_short_would_mask_ordinary_words(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "answer")
    monkeypatch.setenv("EMPTY_KEY", "")
    monkeypatch.setenv("BLANK_KEY", "            ")
    assert secrets() == []
    assert redact("the answer") == "the answer"


def test_space_around_a_value_is_no_part_of_it(monkeypatch):
    monkeypatch.setenv("SOME_KEY", f" {KEY}\n")
    assert redact(f"({KEY})") == f"({MASK})"


def test_of_two_keys_the_longer_one_is_masked_first(monkeypatch):
    monkeypatch.setenv("A_KEY", KEY)
    monkeypatch.setenv("B_KEY", KEY + "-longer")
    monkeypatch.setenv("C_KEY", "another-" + KEY)
    for text in (KEY, KEY + "-longer", "another-" + KEY):
        assert redact(f"<{text}>") == f"<{MASK}>"
        assert Redactor()(f"<{text}>".encode()) == f"<{MASK}>".encode()


def test_a_key_is_no_pattern(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "a.c+(e[g*i")
    assert redact("a.c+(e[g*i abc+(e[g*i") == f"{MASK} abc+(e[g*i"
    assert Redactor()(b"a.c+(e[g*i abc+(e[g*i") == f"{MASK} abc+(e[g*i".encode()


def test_every_place_of_a_key_is_masked(monkeypatch):
    monkeypatch.setenv("SOME_KEY", KEY)
    assert redact(KEY * 3) == MASK * 3
    assert Redactor()(b"\xff" + KEY.encode() * 3 + b"\0") == b"\xff" + MASK.encode() * 3 + b"\0"


def test_a_key_is_masked_in_json_that_escapes_it(monkeypatch):
    """Keys may be base64; many servers escape its slashes."""
    monkeypatch.setenv("SOME_KEY", "wJalr/bPxRf+CYEX/KEY=")
    assert b"bPxRf" not in Redactor()(b'{"error": "no such key wJalr\\/bPxRf+CYEX\\/KEY="}')
    assert b"bPxRf" not in Redactor()(b'{"error": "no such key wJalr/bPxRf+CYEX/KEY="}')


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_no_body_keeps_a_key_and_all_else_stays(before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOME_KEY", KEY)
        assert Redactor()(before + KEY.encode() + after) == before + MASK.encode() + after
        assert Redactor()(before) == before


def test_a_key_that_is_escaped_is_masked_too(monkeypatch):
    monkeypatch.setenv("MY_API_KEY", KEY)
    for form in ("\\u{:04x}", "\\u{:04X}", "\\\\u{:04x}"):
        whole = "".join(form.format(ord(sign)) for sign in KEY)
        part = KEY[:4] + "".join(form.format(ord(sign)) for sign in KEY[4:9]) + KEY[9:]
        for text in (whole, part):
            assert redact(f"a {text} b") == f"a {MASK} b"
            assert Redactor()(f"a {text} b".encode()) == f"a {MASK} b".encode()
    assert redact("a \\u00e4 b") == "a \\u00e4 b"
