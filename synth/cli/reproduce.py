"""`synth reproduce OUT|OWNER/NAME`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("reproduce")
@click.argument("source", metavar="OUT|OWNER/NAME")
@click.option("--revision", type=str, help="Of a dataset on the Hub: the branch, tag or commit. [default: main]")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in.")
@click.option("--trust", is_flag=True, help="Run the task file and take the templates that OUT names.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def command(ctx: click.Context, source: str, revision: str | None, workers: int, trust: bool, as_json: bool) -> None:
    """Make the rows of a run again, and compare the hash of every shard.

    OUT is a folder that synth run filled; OWNER/NAME, where there is no such folder, a dataset on the Hub that synth
    push brought there. run.json says what to make. Where a model was asked, its recorded answers in the journal
    answer again, and nothing is sent. Exit codes: 0 all shards are equal, 1 some differ, 2 it cannot be made again.
    """
    from synth.reproduction import reproduce

    say = lambda line: click.echo(line, err=True)  # noqa: E731
    found = reproduce(source, revision=revision, workers=workers, trust=trust, say=say)
    click.echo(exact_json.dumps(found.json()).decode() if as_json else found.text())
    ctx.exit(0 if found.is_equal else 1)
