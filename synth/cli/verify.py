"""`synth verify TASK FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from synth import exact_json
from synth.cli.task_options import TaskCommand, own_options
from synth.errors import UsageError


@click.command("verify", cls=TaskCommand)
@click.argument("task")
@click.argument("file")
def command(task: str, file: str, preset: str | None = None, **params: Any) -> None:
    """Judge responses that others made: one JSON verdict a line on stdout, in order; a summary on stderr.

    FILE is .jsonl (- for stdin). Every line holds `response`, and what it is judged by: `numbers` and `target`
    (countdown), `answer` (math), `tests` (code), or `problem`, as the rows of a run do. An `id` is echoed. A broken
    line gets a verdict with its reason.
    """
    from synth.options import configure
    from synth.plugins import load_task
    from synth.verify_file import summary, verdicts

    configured = configure(load_task(task), own_options(params), preset)
    kept: list[dict[str, Any]] = []
    for verdict in verdicts(configured, _lines(file)):
        sys.stdout.buffer.write(exact_json.dumps(verdict) + b"\n")
        kept.append({name: verdict[name] for name in ("ok", "status", "method", "reason")})
    sys.stdout.flush()
    click.echo(summary(kept), err=True)


def _lines(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from sys.stdin.buffer
        return
    try:
        with open(file, "rb") as lines:
            yield from lines
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give a .jsonl file, or - for stdin") from None
