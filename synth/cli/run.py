"""`synth run TASK`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import orjson

from synth import exact_json
from synth.cli.run_flags import flags
from synth.cli.task_options import TaskCommand, own_options
from synth.errors import StoppedShort, UsageError
from synth.trust import check_options, check_task, from_config, trusted


class _RunCommand(TaskCommand):
    def task_of(self, params: dict[str, Any]) -> str | None:
        if params.get("task") or not params.get("config"):
            return params.get("task")
        ref = str(_config(params["config"])["task"])
        check_task(ref, f"--config {params['config']}", params.get("trust") or False)
        return ref


@click.command("run", cls=_RunCommand)
@click.argument("task", required=False)
@flags
@click.option("--dry-run", is_flag=True, help="Send and write nothing: print a few prompts, and what they would cost.")
@click.option("--config", type=str, help="A run.json whose request to repeat; flags change it.")
@click.option("--trust", is_flag=True, help="Run the task file and take the templates that --config names.")
@click.option("--overwrite", is_flag=True, help="Start again: delete what an earlier run wrote into the folder.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    task: str | None,
    config: str | None,
    trust: bool,
    dry_run: bool,
    preset: str | None = None,
    **params: Any,
) -> None:
    """Make a dataset of problems of TASK with proved reasoning traces.

    TASK is a name (synth tasks lists them) or the path of a Python file; it stands first. The same command goes on
    where an earlier one was stopped. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped short but resumable,
    130 interrupted.
    """
    from synth.api import execute
    from synth.dry_run import preview
    from synth.options import options_of
    from synth.plugins import load_task
    from synth.request import Run

    options = own_options(params)
    given = {name: value for name, value in params.items() if not name.startswith("own_") and value not in (None, ())}
    if config:
        stored = _config(config)
        if trust:
            its_own = "" if task else stored["task"]
            for line in trusted(its_own, None if "templates" in given else stored.get("templates")):
                click.echo(line, err=True)
        given = from_config(stored, given, f"--config {config}", trust)
        task = task or stored["task"]
        if task == stored["task"]:
            sending = [own.name for own in options_of(load_task(task)) if own.sends]
            check_options(stored["options"], options, sending, f"--config {config}")
            options = {**stored["options"], **options}
    if not task:
        raise click.UsageError("give a TASK, as in: synth run countdown. synth tasks lists them.", ctx)
    for name in ("strategy", "exclude", "column"):
        given[name] = tuple(given.get(name, ()))
    request = Run(task=task, options=options, preset=preset, **given)
    if dry_run:
        click.echo(preview(request))
        return
    execute(request, say=lambda line: click.echo(line, err=True), show_progress=True, ask=asked())
    tell_end(request.folder)


def asked() -> Callable[[str], bool] | None:
    """Puts a question to whoever sits before a terminal; None where nobody does."""
    return (lambda question: click.confirm(question, err=True)) if sys.stdin.isatty() else None


def tell_end(folder: Path) -> None:
    """The last line of a run. Raises StoppedShort where no row was kept."""
    from synth.status import read_status

    strategies = read_status(str(folder))["strategies"].values()
    kept = sum(sum(found["kept"].values()) for found in strategies)
    lost = sum(found["rejected"] for found in strategies)
    if not kept:
        raise StoppedShort(
            f"no row was kept, {lost:,} were rejected: {folder}/README.md and the rows in {folder}/rejected tell why"
        )
    click.echo(f"done: {kept:,} rows kept, {lost:,} rejected; {folder}/README.md tells what is in it", err=True)


def _config(path: str) -> dict[str, Any]:
    from synth.folder import FORMAT

    try:
        stored = exact_json.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UsageError(f"--config {path}: {error}; give the run.json of a run") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise UsageError(f"--config {path} is not the run.json of a run")
    if not isinstance(stored.get("task"), str) or not isinstance(stored.get("options"), dict):
        raise UsageError(f"--config {path} is not whole: it names no task, or holds no options of one")
    return stored
