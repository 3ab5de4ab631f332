from itertools import combinations

import pytest

from synth.errors import UsageError
from synth.strategy import BEHAVIORS, PRESETS, parse


def test_parts_come_in_one_order_however_typed():
    assert parse("verify+backtrack").name == "backtrack+verify"
    assert parse(" Backward + SUBGOAL ").name == "subgoal+backward"
    assert parse("backward+subgoal+verify+backtrack").name == "all"


def test_every_combination_is_a_strategy_of_its_own():
    names = {parse("+".join(parts)).name for n in range(1, 5) for parts in combinations(BEHAVIORS, n)} | {
        parse("negative").name
    }
    assert len(names) == 16


def test_every_preset_is_parsed_to_itself():
    assert [parse(name).name for name in PRESETS] == list(PRESETS)


@pytest.mark.parametrize("name", ["foo", "backtrack+foo", "", "backtrack+", "all+verify", "negative+verify"])
def test_an_unknown_behaviour_is_an_error_that_lists_the_known_ones(name):
    with pytest.raises(UsageError, match="backtrack, verify, subgoal, backward"):
        parse(name)


def test_controls_show_nothing_and_are_cut_from_all():
    for name in ("empty", "placeholder"):
        assert not parse(name).shows
        assert parse(name).asked.name == "all"


def test_a_config_name_holds_no_plus():
    assert parse("backtrack+verify").config == "backtrack-verify"
