"""The behavioral-lift evaluation: read in every form, written in one."""

import orjson
import pytest

from synth.annotate.evaluation import FIELDS, GROUPS, LEAKING, VISUAL, flat, read, write


def test_there_are_32_fields_in_five_groups_and_ten_more_for_images():
    assert (len(FIELDS), len(VISUAL)) == (32, 10)
    assert [len(fields) for fields in GROUPS.values()] == [4, 9, 7, 7, 5]
    assert set(LEAKING) <= set(FIELDS)


@pytest.mark.parametrize("text", [
    '{"self_correction": true, "shortcut": false, "efficiency": 4}',
    '{"metacognitive": {"self_correction": true}, "failures": {"shortcut": false}, "summary": {"efficiency": 4}}',
    '{"evaluation": {"metacognitive": {"self_correction": "yes"}, "failures": {"shortcut": "no"}, "x": {"efficiency": "4"}}}',
    '{"Self-Correction": 1, "Short cut": 0, "shortcut": 0, "efficiency": 4.0}',
    '{"self_correction": {"present": true, "evidence": "..."}, "shortcut": {"value": "absent"}, "efficiency": {"score": "4/5"}}',
    '{"self_correction": "high", "shortcut": "none", "efficiency": "High"}',
    'Here you are:\n```json\n{"self_correction": true, "shortcut": false, "efficiency": 4}\n```\nDone.',
    'No: {"shortcut": true}. I mean {"self_correction": "TRUE", "shortcut": "False", "efficiency": "4 out of 5"}',
])  # fmt: skip
def test_flat_or_grouped_and_whatever_stands_for_yes(text):
    found = read(text)
    assert (found["self_correction"], found["shortcut"], found["efficiency"]) == (True, False, 4)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "7", None, 3, [], "{" * 5000, '{"a": ' * 3000, '{"unknown": 1}', "{]" * 1000])  # fmt: skip
def test_what_is_none_gives_no_field(text):
    assert flat(text) == {}


def test_a_value_that_fits_no_kind_is_not_known():
    found = read('{"shortcut": "perhaps", "self_correction": 7, "efficiency": 9, "reasoning_direction": "sideways", "lucky_guess": null, "knowledge_gap": []}')  # fmt: skip
    assert len(found) == 6
    assert set(found.values()) == {None}


def test_what_is_written_is_strict_and_reads_back_the_same():
    values = dict.fromkeys(FIELDS, True) | {"complexity_score": 2, "efficiency": 5, "overall_quality": 1, "reasoning_direction": "both", "shortcut": None}  # fmt: skip
    written = write(values)
    grouped = orjson.loads(written)
    assert [list(fields) for fields in grouped.values()] == [[f.name for f in fields] for fields in GROUPS.values()]
    assert read(written) == values
