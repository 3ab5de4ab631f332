"""`synth tasks`."""

from __future__ import annotations

import click
import orjson


@click.command("tasks")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(as_json: bool) -> None:
    """List the tasks there are, a line each. A Python file of your own is a task too: synth run ./my_task.py."""
    from synth.plugins import load_task, task_names

    for name in task_names():
        about = (load_task(name).__doc__ or "").strip().partition("\n")[0]
        click.echo(orjson.dumps({"name": name, "about": about}).decode() if as_json else f"{name:20} {about}")
