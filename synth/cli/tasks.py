"""`synth tasks`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("tasks")
@click.argument("collection", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(collection: str | None, as_json: bool) -> None:
    """List the tasks there are, a line each, or those of a COLLECTION: synth tasks reasoning_gym.

    A Python file of your own is a task too: synth run ./my_task.py.
    """
    from synth.plugins import COLLECTIONS, load_task, names_in, task_names

    names = names_in(collection) if collection else task_names()
    found = {name: (load_task(name).__doc__ or "").strip().partition("\n")[0] for name in names}
    if not collection:
        found |= {f"{prefix}:NAME": about for prefix, about in COLLECTIONS.items()}
    width = max(map(len, [" " * 20, *found]))
    for name, about in found.items():
        click.echo(exact_json.dumps({"name": name, "about": about}).decode() if as_json else f"{name:{width}} {about}")
