"""Whatever a provider sends is read into one form, or said to be no completion; nothing else is ever raised."""

import json
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.model.reply import MAX_TEXT, TOO_LONG, Malformed, cached_tokens, read_reply
from synth.types import Completion

READ = "<think>\n3 + 4 = 7\n</think>\n<answer>7</answer>"


def body(message=None, finish="stop", **more):
    made = {"choices": [{"index": 0, "message": message, "finish_reason": finish}], **more}
    return json.dumps(made).encode()


def said(content, **more):
    return body({"role": "assistant", "content": content, **more})


THINKING = {"type": "thinking", "thinking": "3 + 4 = 7"}
TEXT = {"type": "text", "text": "<answer>7</answer>"}
FORMS = {
    "reasoning_content": {"content": "<answer>7</answer>", "reasoning_content": "3 + 4 = 7"},
    "reasoning": {"content": "<answer>7</answer>", "reasoning": "3 + 4 = 7"},
    "the one of the two that is not empty": {
        "content": "\n<answer>7</answer>\n",
        "reasoning_content": "",
        "reasoning": "3 + 4 = 7\n",
    },
    "reasoning as parts": {"content": "<answer>7</answer>", "reasoning": [{"type": "text", "text": "3 + 4 = 7"}]},
    "think in the content": {"content": f"\n {READ}  \n"},
    "only the end of think": {"content": "3 + 4 = 7\n</think>\n<answer>7</answer>"},
    "words before think": {"content": "<think>3 + 4 = 7\n</think>\n<answer>7</answer>".replace("<think>", "", 1)},
    "no reasoning marked": {"content": "3 + 4 = 7 <answer>7</answer>"},
    "a list of strings": {"content": [READ[:20], READ[20:]]},
    "a list of parts": {"content": [{"type": "text", "text": READ[:20]}, {"type": "text", "text": READ[20:]}]},
    "a part that thinks": {"content": [THINKING, TEXT]},
    "a part that thinks in parts": {
        "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "3 + 4 = 7"}]}, TEXT]
    },
    "parts of other kinds": {"content": [THINKING, None, 3, {"type": "image_url"}, {"text": 3}, TEXT]},
}


@pytest.mark.parametrize("message", FORMS.values(), ids=FORMS)
def test_every_form_of_an_answer_is_read_into_one(message):
    assert read_reply(body(message)).text == READ


@pytest.mark.parametrize("content", ["", None, [], "  \n", {}, 3, True, [None], [{"type": "text", "text": None}]])
def test_an_answer_without_text_is_empty(content):
    assert read_reply(said(content)) == Completion("", "stop")


def test_reasoning_without_content_is_kept():
    assert read_reply(said(None, reasoning_content="3 + 4")).text == "<think>\n3 + 4\n</think>\n"


def test_a_text_without_an_answer_stays_as_it_is():
    assert read_reply(said("I cannot help with that.")).text == "I cannot help with that."
    assert read_reply(said("<think>and so on and")).text == "<think>and so on and"


def test_what_was_cut_by_length_says_so():
    found = read_reply(body({"content": "<think>3 +"}, finish="length"))
    assert (found.text, found.finish_reason) == ("<think>3 +", "length")


@pytest.mark.parametrize("finish", [None, "", 3, [], {}, False])
def test_a_finish_reason_that_is_none_is_unknown(finish):
    assert read_reply(body({"content": "a"}, finish)).finish_reason == "unknown"


def test_a_finish_reason_is_short():
    assert read_reply(body({"content": "a"}, "x" * 1000)).finish_reason == "x" * 40


def test_only_the_first_choice_is_read():
    choices = [{"message": {"content": text}, "finish_reason": text} for text in "ab"]
    assert read_reply(orjson.dumps({"choices": choices})) == Completion("a", "a")


def test_usage_is_read():
    found = read_reply(
        body({"content": "a"}, usage={"prompt_tokens": 3, "completion_tokens": 0, "cost": 0.25, "total_tokens": 3})
    )
    assert (found.prompt_tokens, found.completion_tokens, found.cost_usd) == (3, 0, 0.25)


@pytest.mark.parametrize("usage", [None, 3, "none", [], {}, [{"prompt_tokens": 3}], True])
def test_missing_usage_is_not_known(usage):
    found = read_reply(body({"content": "a"}, usage=usage))
    assert (found.prompt_tokens, found.completion_tokens, found.cost_usd) == (None, None, None)


@pytest.mark.parametrize("absurd", [-1, 1.5, 10**12, "7", True, None, [7], {}, 1e30, 10**30])
def test_a_count_that_is_absurd_is_not_known(absurd):
    found = read_reply(body({"content": "a"}, usage={"prompt_tokens": absurd, "completion_tokens": 7}))
    assert (found.prompt_tokens, found.completion_tokens) == (None, 7)


@pytest.mark.parametrize("absurd", [-0.1, 1e9, "0.1", True, None, [], {}, 10**30])
def test_a_cost_that_is_absurd_is_not_known(absurd):
    assert read_reply(body({"content": "a"}, usage={"cost": absurd})).cost_usd is None


@pytest.mark.parametrize(
    "raw", [b'{"cost": NaN}', b'{"cost": Infinity}', b'{"cost": 1e999}', b'{"cost": ' + b"9" * 6000 + b"}"]
)
def test_a_number_that_json_does_not_have_is_never_a_cost(raw):
    try:
        found = read_reply(b'{"choices": [{"message": {"content": "a"}}], "usage": ' + raw + b"}")
    except Malformed:
        return
    assert found.cost_usd is None


@pytest.mark.parametrize(
    ("usage", "n"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 5}}, 5),
        ({"prompt_tokens_details": {"cached_tokens": -5}}, 0),
        ({"prompt_tokens_details": {"cached_tokens": None}}, 0),
        ({"prompt_tokens_details": None}, 0),
        ({"prompt_tokens_details": [5]}, 0),
        (None, 0),
        ([], 0),
    ],
)
def test_tokens_from_the_cache_are_counted_where_they_are_told(usage, n):
    assert cached_tokens(body({"content": "a"}, usage=usage)) == n


@pytest.mark.parametrize("half", ["\\ud800", "\\udfff", "\\udc00\\ud800"])
def test_half_a_character_becomes_a_question_mark(half):
    raw = said("7").replace(b'"7"', f'"7{half}"'.encode())
    found = read_reply(raw)
    assert found.text.rstrip("?") == "7"
    assert found.text != "7"
    found.text.encode()


def test_the_tokens_of_a_body_with_half_a_character_are_counted():
    raw = said("7", more=3).replace(b'"7"', b'"7\\ud800"')
    assert read_reply(raw).text == "7?"
    assert cached_tokens(raw) == 0
    usage = {"prompt_tokens_details": {"cached_tokens": 5}}
    assert cached_tokens(body({"content": "half"}, usage=usage).replace(b"half", b"\\ud800")) == 5


def test_nul_is_a_character_like_others():
    found = read_reply(said("3 + 4\0 = 7 <answer>7\0</answer>"))
    assert "7\0" in found.text


def test_two_million_characters_are_cut_and_say_so():
    found = read_reply(body({"content": "so on " * 333_334, "reasoning_content": "x" * 2_000_000}))
    assert (len(found.text), found.finish_reason) == (MAX_TEXT, TOO_LONG)
    assert read_reply(said("x" * MAX_TEXT)).finish_reason == "stop"


@pytest.mark.parametrize("depth", [500, 1200, 5000, 200_000])
def test_deep_nesting_is_read_or_malformed(depth):
    deep = b"[" * depth + b"]" * depth
    for raw in (deep, b'{"choices": ' + deep + b"}", b'{"a":' * depth + b"1" + b"}" * depth):
        with pytest.raises(Malformed):
            read_reply(raw)
    for raw in (said("MARK"), said("a", reasoning="MARK"), body({"content": "a"}, usage="MARK")):
        with suppress(Malformed):
            read_reply(raw.replace(b'"MARK"', deep))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" ", b"<html>Bad gateway</html>", b"null", b"3", b"[]", b'"text"', b"{}", b"\xff\xfe", b"\0" * 9, b'{"a": ',
        b'{"choices": null}', b'{"choices": []}', b'{"choices": {}}', b'{"choices": [null]}', b'{"choices": [[]]}',
        b'{"choices": ["text"]}', b'{"choices": [{}]}', b'{"choices": [{"message": null}]}', b'{"choices": [{"message": "a"}]}',
        b'{"choices": [{"message": []}]}', b'{"choices": 3, "error": {"message": 3}}', b'{"error": []}', b'data: {"choices": []}',
    ],
)  # fmt: skip
def test_what_is_no_completion_is_malformed(raw):
    with pytest.raises(Malformed, match=r"."):
        read_reply(raw)


@pytest.mark.parametrize("error", [{"message": "out of memory"}, "out of memory"])
def test_an_error_with_the_status_of_a_success_is_passed_on_in_short(error):
    with pytest.raises(Malformed, match="out of memory"):
        read_reply(orjson.dumps({"error": error}))
    with pytest.raises(Malformed) as why:
        read_reply(orjson.dumps({"error": "x" * 100_000}))
    assert len(str(why.value)) < 300


def test_a_byte_order_mark_is_no_obstacle():
    assert read_reply(b"\xef\xbb\xbf" + said("7")).text == "7"


# Any text at all, half characters too.
TEXTS = st.text(st.characters(), max_size=20) | st.sampled_from(["<think>", "</think>", "<answer>7</answer>", "stop"])
KEYS = st.sampled_from(
    ["choices", "message", "content", "reasoning_content", "reasoning", "type", "text", "thinking", "usage",
     "prompt_tokens", "completion_tokens", "cost", "prompt_tokens_details", "cached_tokens", "finish_reason", "error"]
) | TEXTS  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
MESSAGES = JSON | st.fixed_dictionaries({"content": JSON}, optional={"reasoning_content": JSON, "reasoning": JSON})
BODIES = JSON | st.fixed_dictionaries(
    {
        "choices": JSON
        | st.lists(JSON | st.fixed_dictionaries({"message": MESSAGES, "finish_reason": JSON}), max_size=2)
    },
    optional={
        "usage": JSON | st.dictionaries(KEYS, JSON, max_size=5),
        "error": JSON | st.fixed_dictionaries({"message": JSON}),
    },
)


def check_any(raw):
    try:
        found = read_reply(raw)
    except Malformed:
        return
    found.text.encode()
    found.finish_reason.encode()
    assert len(found.text) <= MAX_TEXT
    assert found.finish_reason
    for tokens in (found.prompt_tokens, found.completion_tokens):
        assert tokens is None or (type(tokens) is int and tokens >= 0)
    assert found.cost_usd is None or found.cost_usd >= 0
    assert cached_tokens(raw) >= 0


@given(BODIES)
def test_any_json_is_a_completion_or_malformed(made):
    check_any(json.dumps(made).encode())


@given(MESSAGES)
def test_any_message_is_a_completion_or_malformed(message):
    check_any(json.dumps({"choices": [{"message": message}]}).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_a_completion_or_malformed(raw):
    check_any(raw)
    check_any(said("7").replace(b'"7"', b'"' + raw + b'"'))
