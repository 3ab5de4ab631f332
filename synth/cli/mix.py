"""`synth mix A B C -o OUT`."""

from __future__ import annotations

from typing import Any

import click

from synth.cli.run_flags import Flag, add_flags
from synth.cli.several import Several

_FLAGS: list[Flag] = [
    (("-o", "--out"), str, "The folder to fill.  [required]"),
    (("--weights",), [float], "How much of each source, by training problems: 2 1 1. [default: all of each]"),
    (("-n", "--n"), int, "Training problems in all. [default: as many as there are; with --weights, as they allow]"),
    (("--seed",), int, "Names the random order, and what is left out. [default: 0]"),
    (("--strategy", "-s"), [str], "Strategies to take. [default: all there are]"),
    (("--into",), str, "Put all strategies into one configuration of this name. [default: one for each]"),
    (("--near-duplicates",), float, "Of questions as similar as this (0.8, say), keep one."),
    (("--shard-rows",), int, "Rows in a Parquet file. [default: 10000]"),
]


@click.command("mix", cls=Several, several=["--weights"])
@click.argument("sources", nargs=-1, metavar="A B ...")
@add_flags(_FLAGS)
@click.option("--overwrite", is_flag=True, help="Start again: delete what an earlier mix wrote into the folder.")
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], **params: Any) -> None:
    """Mix the datasets in the folders A, B, ... (of synth run, select or mix) into one, shuffled.

    Every row says in `meta.source` which folder it is from. An id that comes twice is changed (ID-2), with the old
    one in `meta.source_id`. A problem in the test split of one source is never in train: test splits are taken
    whole, and what they hold is taken out of the others.
    """
    from synth.curate.mix import Mix, execute

    given = {name: value for name, value in params.items() if value not in (None, ())}
    if "out" not in given:
        raise click.UsageError("give the folder to fill: -o OUT", ctx)
    execute(Mix(sources=sources, **given), say=lambda line: click.echo(line, err=True))
    click.echo(f"done: {given['out']}/README.md tells what is in it", err=True)
