"""`synth audit TASK`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from synth import exact_json
from synth.cli.task_options import TaskCommand, own_options
from synth.errors import UsageError


@click.command("audit", cls=TaskCommand)
@click.argument("task")
@click.option("-n", "n", type=click.IntRange(min=1), default=200, show_default=True, help="Problems to try.")
@click.option("--seed", type=int, default=0, show_default=True, help="Names the random choices.")
@click.option("--seeds", type=str, help="Problems that others made, with answers: a source as `synth run` takes it.")
@click.option("--column", type=str, multiple=True, help="NEW=SOURCE: what to call a column of --seeds.")
@click.option("--retell", type=str, help="A .jsonl file of retellings: audit how the task compares them, instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    task: str,
    n: int,
    seed: int,
    seeds: str | None,
    column: tuple[str, ...],
    retell: str | None,
    as_json: bool,
    preset: str | None = None,
    **params: Any,
) -> None:
    """Try the verifier of TASK on its own right answers, changed: into other right forms, and into wrong ones.

    A second, independent check says which is which. Exit 1 on any wrong answer that is accepted.
    With --retell, its comparison of retellings on those of a file (problem, answer, strategy, original, retelling, and
    label: good, or a kind of fault): exit 1 on any that is accepted against its label.
    """
    from synth.audit.audit import audit, problems_of
    from synth.audit.retellings import audit_retellings
    from synth.options import configure
    from synth.plugins import load_task
    from synth.request import parse_columns
    from synth.seeds import parse_row
    from synth.sources import seed_rows

    configured = configure(load_task(task), own_options(params), preset)
    if retell is not None:
        if seeds or column:
            raise UsageError("--retell audits the lines of its file: leave out --seeds and --column")
        retold = audit_retellings(configured, Path(retell))
        click.echo(exact_json.dumps(retold.json(), option=orjson.OPT_INDENT_2).decode() if as_json else retold.text())
        ctx.exit(1 if retold.wrongly_accepted else 0)
    lines = seed_rows(configured, seeds, parse_columns(column)) if seeds else iter(())
    rows = [parse_row(line) for line in islice(lines, n)] if seeds else None
    found = audit(configured, problems_of(configured, n, seed, rows), seed)
    click.echo(exact_json.dumps(found.json(), option=orjson.OPT_INDENT_2).decode() if as_json else found.text())
    ctx.exit(1 if found.false_accepts else 0)
