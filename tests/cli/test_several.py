"""Flags that take several values."""

import click
import pytest

from synth.cli.several import Several


def parsed(*args):
    found = {}

    @click.command(cls=Several, several=["--weights", "--file"])
    @click.argument("sources", nargs=-1)
    @click.option("--weights", type=float, multiple=True)
    @click.option("--file", multiple=True)
    @click.option("-s", "--strategy", multiple=True)
    @click.option("-n", type=int)
    @click.option("--yes", is_flag=True)
    def command(**params):
        found.update({name: value for name, value in params.items() if value})

    command.main(list(args), standalone_mode=False)
    return found


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("a b --weights 2 1 -n 3", {"sources": ("a", "b"), "weights": (2, 1), "n": 3}),
        ("--weights 2 1 a b", {"sources": ("a", "b"), "weights": (2, 1)}),
        ("--weights 2 --weights 1 a 7", {"sources": ("a", "7"), "weights": (2, 1)}),
        ("a --file x y --yes b", {"sources": ("a", "b"), "file": ("x", "y"), "yes": True}),
        ("--file x y -- a b", {"sources": ("a", "b"), "file": ("x", "y")}),
        ("-s negative a b", {"sources": ("a", "b"), "strategy": ("negative",)}),
        ("-n 3 4 5", {"sources": ("4", "5"), "n": 3}),
    ],
)
def test_values_go_to_the_flag_before_them(args, expected):
    assert parsed(*args.split()) == expected
