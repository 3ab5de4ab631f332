"""`synth select OUT -o SMALLER`."""

from __future__ import annotations

from typing import Any

import click

from synth.cli.run_flags import Flag, add_flags
from synth.cli.several import Several

_ORDERS = click.Choice(["as-made", "hardest", "easiest", "random", "shortest", "longest"])
_FLAGS: list[Flag] = [
    (("-o", "--out"), str, "The folder to fill.  [required]"),
    (("--strategy", "-s"), [str], "Strategies to take. [default: all there are]"),
    (
        ("--pass-rate",),
        str,
        "Keep problems whose share of verified samples lies strictly between LO..HI: 0..1 is neither never nor "
        "always solved. Square brackets take an end in: '[0.25..0.75]'.",
    ),
    (
        ("--order",),
        _ORDERS,
        "By pass rate (hardest: the lowest first), by the length of the completions, or at random. [default: as-made]",
    ),
    (("-n", "--n"), int, "Training problems to keep, the first in that order, each with all its rows. [default: all]"),
    (("--seed",), int, "Names the random order. [default: 0]"),
    (("--near-duplicates",), float, "Of questions as similar as this (0.8, say), keep the first in that order."),
    (("--decontaminate",), [str], "Files (.jsonl, .parquet) or folders of runs that no question may share words with."),
    (("--ngram-size",), int, "How many words in a row are too many to share. [default: 8]"),
    (("--text-column",), str, "The column of those files to read. [default: question, problem, prompt, ...]"),
    (("--drop-leaks",), bool, "Drop problems whose question states the final answer."),
    (("--matched",), bool, "Drop problems that do not have rows in every strategy."),
    (("--shard-rows",), int, "Rows in a Parquet file. [default: 10000]"),
]


@click.command("select", cls=Several, several=["--decontaminate"])
@click.argument("source", metavar="OUT")
@add_flags(_FLAGS)
@click.option("--overwrite", is_flag=True, help="Start again: delete what an earlier select wrote into the folder.")
@click.pass_context
def command(ctx: click.Context, /, source: str, **params: Any) -> None:
    """Make a smaller dataset of what is in OUT, a folder that synth run, select or mix filled; OUT stands first.

    The filters come in this order: --matched, --pass-rate, --drop-leaks, --decontaminate, --near-duplicates, -n. Each
    takes whole problems, in all strategies, so that matched sets stay matched. A test split is cleaned of leaks,
    overlaps and near-duplicates, and otherwise left as it is. The card tells what each filter took.
    """
    from synth.curate.select import Select, execute

    given = {name: value for name, value in params.items() if value not in (None, ())}
    if "out" not in given:
        raise click.UsageError("give the folder to fill: -o SMALLER", ctx)
    execute(Select(source=source, **given), say=lambda line: click.echo(line, err=True))
    click.echo(f"done: {given['out']}/README.md tells what is in it", err=True)
