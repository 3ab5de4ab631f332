from synth import fingerprint


def test_equal_values_have_equal_fingerprints_whatever_the_order_of_keys():
    assert fingerprint.of({"a": 1, "b": [2]}) == fingerprint.of({"b": [2], "a": 1})
    assert fingerprint.of({"a": 1}) != fingerprint.of({"a": 2})


def test_differences_are_told_a_line_each():
    before = {"seed": 0, "options": {"size": "3-4", "use": "all"}, "gone": 1}
    now = {"seed": 1, "options": {"size": "5", "use": "all"}}
    assert fingerprint.differences(before, now) == [
        "gone: 1 before, None now",
        "options.size: 3-4 before, 5 now",
        "seed: 0 before, 1 now",
    ]
    assert fingerprint.differences(before, before) == []
