from dataclasses import dataclass
from typing import Literal

import pytest

from synth import Range, Task, option
from synth.errors import UsageError
from synth.task import configure, options_json, options_of


@dataclass(frozen=True)
class Sample(Task):
    presets = {"big": {"size": Range(9, 9), "kind": "b"}}

    size: Range = option(Range(1, 2), "How many.")
    kind: Literal["a", "b"] = option("a", "Which.")
    share: float = option(0.5, "How much.")
    loud: bool = option(False, "Whether.")


def test_fields_are_options_with_types_defaults_and_help():
    size, kind, share, loud = options_of(Sample)
    assert (size.name, size.default, size.help) == ("size", Range(1, 2), "How many.")
    assert kind.choices == ("a", "b")
    assert (share.type, loud.type) == (float, bool)


def test_given_values_win_over_the_preset_and_the_preset_over_defaults():
    task = configure(Sample, {"kind": "a"}, "big")
    assert (task.size, task.kind, task.share) == (Range(9, 9), "a", 0.5)


@pytest.mark.parametrize("given", [4, "4", "4-4", (4, 4), [4, 4], Range(4, 4)])
def test_a_range_is_read_from_all_that_people_write(given):
    assert configure(Sample, {"size": given}).size == Range(4, 4)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": "x"}, "size"), ({"size": "5-3"}, "backwards"), ({"size": "-1"}, "size"), ({"size": "1.5"}, "size"),
        ({"kind": "c"}, "not one of a, b"), ({"share": "much"}, "share"), ({"loud": "maybe"}, "loud"), ({"other": 1}, "no option 'other'"),
    ],
)  # fmt: skip
def test_a_bad_option_is_an_error_that_names_it(given, message):
    with pytest.raises(UsageError, match=message):
        configure(Sample, given)


def test_an_unknown_preset_is_an_error_that_lists_them():
    with pytest.raises(UsageError, match="it has big"):
        configure(Sample, {}, "small")


def test_options_survive_run_json():
    task = configure(Sample, {"size": "3-5", "loud": True})
    assert configure(Sample, options_json(task)) == task
