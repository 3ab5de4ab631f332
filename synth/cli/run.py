"""`synth run TASK`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson

from synth.cli.task_options import TaskCommand, own_options
from synth.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
_FROM_CONFIG = (
    "strategy", "n", "seed", "keep", "seeds", "exclude", "test_fraction", "tokenizer", "workers", "shard_rows",
    "templates", "license",
)  # fmt: skip


class _RunCommand(TaskCommand):
    def task_of(self, params: dict[str, Any]) -> str | None:
        if params.get("task") or not params.get("config"):
            return params.get("task")
        return str(_config(params["config"])["task"])


def _flag(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option with a twin in the environment: SYNTH_ and its long name."""
    long = max(names, key=len).lstrip("-").replace("-", "_")
    return click.option(*names, envvar=f"SYNTH_{long.upper()}", **settings)


@click.command("run", cls=_RunCommand)
@click.argument("task", required=False)
@_flag(
    "--strategy",
    "-s",
    multiple=True,
    help="Behaviours to show, joined by '+', or a preset; several give matched sets. [default: the task's own]",
)
@_flag("-n", "--n", "n", type=int, help="Rows to keep for each strategy. [default: 1000; with --seeds all of them]")
@_flag("-o", "--out", type=str, help="The folder to fill, or to go on filling. [default: out/TASK]")
@_flag("--seed", type=int, help="Names the random choices. [default: 0]")
@_flag("--keep", type=click.Choice(["verified", "incorrect", "all"]), help="Rows to keep. [default: verified]")
@_flag("--seeds", type=str, help="Problems that others made (.jsonl, .parquet), instead of new ones.")
@_flag("--exclude", type=str, multiple=True, help="A file of problems that must not appear, such as a test set.")
@_flag("--test-fraction", type=float, help="The share of problems that goes into a test split. [default: 0]")
@_flag(
    "--tokenizer",
    type=str,
    help="Counts the tokens of the placeholder control: 'words', a tokenizer.json, or a name on the Hub. "
    "[default: words]",
)
@_flag("--workers", type=int, help="Processes to work in. [default: 1]")
@_flag("--shard-rows", type=int, help="Rows in a Parquet file. [default: 10000]")
@_flag("--templates", type=str, help="A folder of your own templates, searched first.")
@_flag("--license", type=str, help="The licence that the card names. [default: apache-2.0]")
@click.option("--config", type=str, help="A run.json whose request to repeat; flags change it.")
@click.option("--overwrite", is_flag=True, help="Start again: delete what an earlier run wrote into the folder.")
@click.pass_context
def command(
    ctx: click.Context, /, task: str | None, config: str | None, preset: str | None = None, **params: Any
) -> None:
    """Make a dataset of problems of TASK with proved reasoning traces.

    TASK is a name (synth tasks lists them) or the path of a Python file; it stands first. The same command goes on
    where an earlier one was stopped. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped short but resumable,
    130 interrupted.
    """
    from synth.api import execute
    from synth.plan import Run

    options = own_options(params)
    given = {name: value for name, value in params.items() if not name.startswith("own_") and value not in (None, ())}
    if config:
        stored = _config(config)
        task = task or stored["task"]
        if task == stored["task"]:
            options = {**stored["options"], **options}
        before = {name: stored[name] for name in _FROM_CONFIG if stored.get(name) not in (None, [])}
        given = {**before, **given}
    if not task:
        raise click.UsageError("give a TASK, as in: synth run countdown. synth tasks lists them.", ctx)
    for name in ("strategy", "exclude"):
        given[name] = tuple(given.get(name, ()))
    request = Run(task=task, options=options, preset=preset, **given)
    execute(request, say=lambda line: click.echo(line, err=True), show_progress=True)
    click.echo(f"done: {request.folder}/README.md tells what is in it", err=True)


def _config(path: str) -> dict[str, Any]:
    from synth.folder import FORMAT

    try:
        stored = orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UsageError(f"--config {path}: {error}; give the run.json of a run") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise UsageError(f"--config {path} is not the run.json of a run")
    return stored
