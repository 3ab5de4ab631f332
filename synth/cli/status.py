"""`synth status OUT`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("status")
@click.argument("out")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(out: str, as_json: bool) -> None:
    """Tell what a run's folder holds, why rows were lost, and what running it again would do."""
    from synth.status import describe, read_status

    found = read_status(out)
    click.echo(exact_json.dumps(found).decode() if as_json else describe(found))
