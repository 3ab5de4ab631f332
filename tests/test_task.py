from dataclasses import dataclass
from typing import Literal

import orjson
import pytest

from synth import Problem, Range, Task, option
from synth.errors import UsageError
from synth.options import configure, options_json, options_of


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


@dataclass(frozen=True)
class Typed(Task):
    """Options of every type."""

    several: tuple[int, ...] = option((1, 2), "Several numbers.")
    most: int | None = option(None, "A number, or none.")
    kind: Literal["a", "b"] | None = option(None, "A choice, or none.")

    def propose(self, draw):
        return Problem("?", None, {})


def test_options_keep_their_types_on_the_way_through_run_json():
    for given in ({}, {"several": (3, 4), "most": 5, "kind": "b"}, {"several": "3,4", "most": "5"}):
        made = configure(Typed, given)
        assert configure(Typed, orjson.loads(orjson.dumps(options_json(made)))) == made
    assert configure(Typed, {"several": "3,4", "most": "5"}) == Typed((3, 4), 5, None)


@pytest.mark.parametrize(("given", "told"), [({"several": "x"}, "option several"), ({"kind": "c"}, "not one of a, b")])
def test_options_of_another_type_are_refused(given, told):
    with pytest.raises(UsageError, match=told):
        configure(Typed, given)


def test_a_type_that_no_option_can_have_is_named():
    @dataclass(frozen=True)
    class Odd(Typed):
        odd: dict | None = option(None, "A mapping.")

    with pytest.raises(UsageError, match=r"option odd: .* options are int, float"):
        configure(Odd, {"odd": {}})
