"""`synth show TASK`."""

from __future__ import annotations

from typing import Any

import click

from synth.cli.task_options import TaskCommand, own_options


@click.command("show", cls=TaskCommand)
@click.argument("task")
@click.option("--strategy", "-s", multiple=True, help="What to show. [default: the task's own]")
@click.option("--index", type=int, default=0, show_default=True, help="Which problem.")
@click.option("--seed", type=int, default=0, show_default=True, help="Names the random choices.")
@click.option("--templates", type=str, help="A folder of your own templates, searched first.")
def command(
    task: str,
    strategy: tuple[str, ...],
    index: int,
    seed: int,
    templates: str | None,
    preset: str | None = None,
    **params: Any,
) -> None:
    """Print exactly what a teacher would be sent for a problem of TASK, and one finished example."""
    from synth.show import show

    click.echo(show(task, own_options(params), preset, strategy, index, seed, templates))
