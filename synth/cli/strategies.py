"""`synth strategies`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("strategies")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(as_json: bool) -> None:
    """List the preset strategies, a line each. Behaviours joined by '+' make every other one: verify+subgoal."""
    from synth.strategy import BEHAVIORS, PRESETS, SETS

    for name, about in {**PRESETS, **SETS}.items():
        click.echo(exact_json.dumps({"name": name, "about": about}).decode() if as_json else f"{name:20} {about}")
    if not as_json:
        click.echo(f"{'behaviours':20} {', '.join(BEHAVIORS)}: any of them, joined by '+'")
