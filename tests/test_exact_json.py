"""Whole numbers of any length go through JSON digit by digit."""

import orjson
import pytest

from synth import exact_json

LONG = 2**64
VERY_LONG = 10**300 + 7


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, LONG, -LONG, VERY_LONG])
def test_a_whole_number_comes_back_as_it_was(number):
    data = exact_json.dumps({"answer": number, "text": "é"})
    assert exact_json.loads(data) == {"answer": number, "text": "é"}
    assert exact_json.loads(data.decode()) == {"answer": number, "text": "é"}


def test_what_orjson_can_write_is_written_as_it_does():
    for value in ({"b": [1.5, None], "a": "ä\n"}, [], "x", 3):
        for option in (0, orjson.OPT_SORT_KEYS, orjson.OPT_INDENT_2):
            assert exact_json.dumps(value, option=option) == orjson.dumps(value, option=option)


def test_long_numbers_change_nothing_else():
    value = {"b": [LONG, 1.5, None], "a": "ä"}
    assert exact_json.dumps(value, option=orjson.OPT_SORT_KEYS) == f'{{"a":"ä","b":[{LONG},1.5,null]}}'.encode()
    indented = exact_json.dumps(value, option=orjson.OPT_INDENT_2)
    assert exact_json.loads(indented) == value
    assert indented.count(b"\n") > 3


@pytest.mark.parametrize("text", ["[NaN]", '{"a": 1', "[" + "1" * 5_000 + "]", '["\\ud800", 12345678901234567890]'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(orjson.JSONDecodeError):
        exact_json.loads(text)


def test_values_that_are_no_json_are_refused_as_orjson_refuses_them():
    with pytest.raises(TypeError):
        exact_json.dumps({"a": object(), "b": LONG})
    with pytest.raises(TypeError):
        exact_json.dumps(["\ud800", LONG])
