"""`synth prime TASK`."""

from __future__ import annotations

from typing import Any

import click

from synth.cli.run import asked, tell_end
from synth.cli.run_flags import flags_with
from synth.cli.task_options import TaskCommand, own_options


@click.command("prime", cls=TaskCommand)
@click.argument("task")
@flags_with(
    strategy="A set to make; may be given several times. [default: all nine]",
    n="Train rows of each set. [default: 1000]",
    test_n="Test rows of each set. [default: 200]",
    out="The folder to fill, or to go on filling. [default: out/TASK-priming]",
)
@click.option("--overwrite", is_flag=True, help="Start again: delete what an earlier run wrote into the folder.")
@click.pass_context
def command(ctx: click.Context, /, task: str, preset: str | None = None, **params: Any) -> None:
    """Make the priming sets of TASK: every preset and every control over the same problems, as configs of one dataset.

    The sets are all, backtrack, backtrack+verify, backtrack+subgoal, backtrack+backward and negative (right answers
    only), the controls empty and placeholder (all, without its reasoning), and all-incorrect. It is a run like any
    other: the same command goes on where an earlier one was stopped, and every other command works on its folder.
    """
    from synth.api import execute
    from synth.priming import SETS, TEST, TRAIN, folder
    from synth.request import Run

    given = {name: value for name, value in params.items() if not name.startswith("own_") and value not in (None, ())}
    given = {"n": TRAIN, "test_n": TEST, "out": folder(task), "strategy": SETS, **given}
    for name in ("strategy", "exclude", "column"):
        given[name] = tuple(given.get(name, ()))
    request = Run(task=task, options=own_options(params), preset=preset, **given)
    execute(request, say=lambda line: click.echo(line, err=True), show_progress=True, ask=asked())
    tell_end(request.folder)
