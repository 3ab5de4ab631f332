"""Whole numbers of any length go through JSON digit by digit."""

import orjson
import pytest

from synth import exact_json
from synth.seeds import parse_row
from tasks.math import Mathematics

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


def lines(path, *rows):
    path.write_bytes(b"".join(exact_json.dumps(row) + b"\n" for row in rows))
    return path


def test_a_long_reference_is_judged_by_every_digit(synth, tmp_path):
    responses = [LONG, LONG + 1, 18446744073709552000, f"\\frac{{{2 * LONG}}}{{2}}"]
    file = lines(tmp_path / "a.jsonl", *({"response": f"\\boxed{{{r}}}", "answer": LONG} for r in responses))
    done = synth("verify", "math", file)
    assert done.returncode == 0
    statuses = [exact_json.loads(line)["status"] for line in done.stdout.splitlines()]
    assert statuses == ["verified", "rejected", "rejected", "verified"]


def test_a_number_that_is_too_long_for_any_is_refused_in_words(synth, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"response": "\\\\boxed{1}", "answer": ' + "9" * 5_000 + "}\n")
    done = synth("verify", "math", file)
    assert done.returncode == 0
    assert exact_json.loads(done.stdout)["method"] == "line"
    assert "Traceback" not in done.stderr


def test_seeds_keep_long_numbers_and_lists_of_answers():
    task = Mathematics()
    row = parse_row(exact_json.dumps({"question": "What is 2^64?", "answer": LONG}))
    assert task.from_seed(row).answer == "18446744073709551616"
    both = task.from_seed(parse_row(exact_json.dumps({"question": "Solve.", "answer": ["x = 2", LONG]})))
    assert task.verify(both, f"\\boxed{{{LONG}, 2}}").status == "verified"
    assert task.verify(both, "\\boxed{2}").status == "rejected"


def test_an_annotated_file_keeps_the_numbers_of_its_rows(synth, tmp_path):
    row = {"response": "<think>3 + 4 = 7. Wait, that is wrong.</think>\n<answer>7</answer>", "number": VERY_LONG}
    file = lines(tmp_path / "rows.jsonl", row)
    assert synth("annotate", file, "--by", "rules", "-o", tmp_path / "out.jsonl").returncode == 0
    written = exact_json.loads((tmp_path / "out.jsonl").read_bytes().splitlines()[0])
    assert written["number"] == VERY_LONG
