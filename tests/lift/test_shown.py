"""Values of others as shown or not: a field's scale is told from all of its values."""

import pytest

from synth.lift.shown import as_shown, scales


def shown(*values):
    found = as_shown([{"efficiency": value} for value in values])
    return found["efficiency"].tolist() if found else []


@pytest.mark.parametrize(("values", "expected"), [
    ((True, False, None), [1, 0, -1]),
    ((1, 0, "1", "0"), [1, 0, 1, 0]),
    (("yes", "No", "present", "none", "perhaps"), [1, 0, 1, 0, -1]),
    ((0.2, 0.5, 0.9, 0), [0, 1, 1, 0]),
    ((1, 2, 3, 5), [0, 0, 1, 1]),
    (("4/5", "2/5", 1), [1, 0, 0]),
    ((1, 5, 6, 10), [0, 0, 1, 1]),
    ((10, 50, 51, 100), [0, 0, 1, 1]),
    (("low", "medium", "High"), [0, 1, 1]),
    ((True, 2, 5), [1, 0, 1]),
    (({"value": 4}, {"score": 1}, {}), [1, 0, -1]),
    ((None, [], "?"), []),
    ((-1, 101, 3), [-1, -1, 1]),
])  # fmt: skip
def test_values_of_every_kind(values, expected):
    assert shown(*values) == expected


def test_a_field_in_words_gives_one_behaviour_for_each():
    found = as_shown([{"reasoning_direction": word} for word in ("forward", "Backwards", None, "mixed")])
    assert {name: column.tolist() for name, column in found.items()} == {
        "reasoning_direction=forward": [1, 0, -1, 0],
        "reasoning_direction=backward": [0, 1, -1, 0],
        "reasoning_direction=both": [0, 0, -1, 1],
    }


def test_the_scale_is_told():
    assert scales([{"a": 5, "b": 1, "c": True, "d": "7/10"}, {"a": 1, "b": 0.5, "c": 0, "d": 2}]) == {"a": 5, "d": 10}
