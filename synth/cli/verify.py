"""`synth verify TASK FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from synth import exact_json
from synth.cli.task_options import TaskCommand, own_options
from synth.errors import UsageError
from synth.files import file_rows
from synth.request import parse_columns
from synth.sources import renamed
from synth.verify_file import MAX_LINE


@click.command("verify", cls=TaskCommand)
@click.argument("task")
@click.argument("file")
@click.option("--column", multiple=True, help="NEW=SOURCE: what to call a column, as in response=messages[-1].content.")
def command(task: str, file: str, column: tuple[str, ...], preset: str | None = None, **params: Any) -> None:
    """Judge responses that others made: one JSON verdict a line on stdout, in order; a summary on stderr.

    FILE is .jsonl, .json, .csv or .parquet (- for JSON lines on stdin). Every row holds `response`, and what it is
    judged by: `numbers` and `target` (countdown), `answer` (math), `tests` (code), or `problem`, as the rows of a run
    do. An `id` is echoed. A row that cannot be read is unverified, and says why.
    """
    from synth.options import configure
    from synth.plugins import load_task
    from synth.verify_file import summary, verdicts

    configured = configure(load_task(task), own_options(params), preset)
    kept: list[dict[str, Any]] = []
    for verdict in verdicts(configured, _named(_lines(file), file, column)):
        sys.stdout.buffer.write(exact_json.dumps(verdict) + b"\n")
        kept.append({name: verdict[name] for name in ("ok", "status", "method", "reason")})
    sys.stdout.flush()
    click.echo(summary(kept), err=True)


def _lines(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from sys.stdin.buffer
        return
    path = Path(file)
    if not path.is_file():
        raise UsageError(f"{file} cannot be read: there is no such file; give one of rows, or - for stdin")
    yield from file_rows(path, MAX_LINE)


def _named(rows: Iterator[bytes], file: str, column: tuple[str, ...]) -> Iterator[bytes]:
    columns = parse_columns(column)
    return renamed(rows, file, columns, strict=True) if columns else rows
