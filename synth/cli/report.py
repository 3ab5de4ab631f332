"""`synth report OUT`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("report")
@click.argument("out")
@click.option("-o", "--output", type=str, help="Where the page goes; without it OUT/report.html.")
@click.option(
    "--rows", type=click.IntRange(0, 5000), default=500, show_default=True, help="How many rows the page shows."
)
@click.option("--terminal", is_flag=True, help="Print the short of it, and write no file.")
@click.option("--json", "as_json", is_flag=True, help="Print its figures as one JSON object, and write no file.")
def command(out: str, output: str | None, rows: int, terminal: bool, as_json: bool) -> None:
    """Draw what the folder OUT holds: one HTML file that needs no network.

    It has the funnel of losses, behaviours asked and shown, lengths, difficulty, pass rates, cost, variety, and rows to
    filter and page through, kept and turned down, with the behaviours coloured in their text.
    """
    from synth.reporting import report, summary
    from synth.reporting.terminal import terminal as in_short

    if as_json:
        click.echo(exact_json.dumps(summary(out)).decode())
    elif terminal:
        click.echo(in_short(summary(out)))
    else:
        path = report(out, output, rows)
        click.echo(f"{path} ({path.stat().st_size / 1e6:.1f} MB)", err=True)
