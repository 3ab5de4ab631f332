"""`synth.run`: from a task's name to a dataset. The command line is `execute` with flags."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.card import write_card
from synth.engine import Engine, Keep
from synth.errors import Interrupted, StoppedShort, UsageError
from synth.execute import work_in_order
from synth.fill import Fill
from synth.folder import clear, locked, read_run
from synth.journal import save_json
from synth.plan import Plan, Run, Say
from synth.plugins import load_task
from synth.progress import Progress, stop_on_signal
from synth.strategy import parse
from synth.task import configure

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict


def run(
    task: str,
    *,
    strategy: str | Sequence[str] = (),
    n: int | None = None,
    out: str | Path | None = None,
    seed: int = 0,
    keep: Keep = "verified",
    seeds: str | Path | None = None,
    exclude: str | Path | Sequence[str | Path] = (),
    test_fraction: float = 0.0,
    tokenizer: str = "words",
    workers: int = 1,
    shard_rows: int = 10_000,
    templates: str | Path | None = None,
    license: str = "apache-2.0",
    preset: str | None = None,
    overwrite: bool = False,
    **options: Any,
) -> Dataset | DatasetDict:
    """Makes a dataset and returns its train split: a Dataset, or a DatasetDict by strategy if there are several.

    `options` are the task's own (`size=4`). What lies in `out` (default `out/<task>`) is resumed. Raises
    SynthError for a request that cannot be met; a space of problems that runs dry is a warning.
    """
    request = Run(
        task=task,
        options=options,
        preset=preset,
        strategy=(strategy,) if isinstance(strategy, str) else tuple(strategy),
        n=n,
        out=str(out) if out else None,
        seed=seed,
        keep=keep,
        seeds=str(seeds) if seeds else None,
        exclude=(str(exclude),) if isinstance(exclude, (str, Path)) else tuple(map(str, exclude)),
        test_fraction=test_fraction,
        tokenizer=tokenizer,
        workers=workers,
        shard_rows=shard_rows,
        templates=str(templates) if templates else None,
        license=license,
        overwrite=overwrite,
    )
    try:
        names = execute(request)
    except StoppedShort as short:
        warnings.warn(str(short), stacklevel=2)
        names = list(read_run(request.folder)["strategy"])  # type: ignore[index]
    return load(request.folder, names)


def load(out: Path, strategies: list[str]) -> Dataset | DatasetDict:
    """The train split of a folder's strategies."""
    from datasets import DatasetDict, load_dataset

    found = {name: load_dataset(str(out), parse(name).config, split="train") for name in strategies}
    return found[strategies[0]] if len(found) == 1 else DatasetDict(found)


def execute(request: Run, say: Say = lambda line: None, show_progress: bool | None = None) -> list[str]:
    """Fills the folder of a request; returns the strategies asked for.

    Raises Interrupted after Ctrl-C and StoppedShort for a space that ran dry, both with everything on the disk.
    """
    kind = load_task(request.task)
    task = configure(kind, request.options, request.preset)
    wanted = request.strategy or (task.default_strategy,)
    strategies = list(dict.fromkeys(parse(name).name for name in wanted))
    if request.keep == "incorrect":
        raise UsageError("--keep incorrect: the procedural teacher makes no mistakes, so there is nothing to keep")
    out = request.folder
    before = read_run(out)
    with locked(out):
        plan = Plan(request, task, strategies, None if request.overwrite else before, out)
        # Every mistake of the request shows before anything is written, or deleted.
        Engine(plan.recipe, plan.excluded).work([0], [])
        if before and request.overwrite:
            clear(out)
        elif before:
            plan.compare(before, say)
        save_json(out / "run.json", plan.json())
        fill = Fill(out, plan.all_strategies, plan.n, request.keep, request.shard_rows)
        _fill(fill, plan, say, show_progress)
    return strategies


def _fill(fill: Fill, plan: Plan, say: Say, show_progress: bool | None) -> None:
    request = plan.request
    there = {name: fill.kept(name) for name in fill.strategies}
    if any(there.values()):
        say("already there: " + ", ".join(f"{n:,} rows of {name}" for name, n in there.items()))
    with stop_on_signal() as stopped, Progress(fill, show_progress) as progress:
        try:
            fill.run(
                lambda jobs: work_in_order(plan.recipe, plan.excluded, jobs, request.workers), stopped, progress.update
            )
        finally:
            write_card(fill, plan.json(), plan.task, request.folder)
    if stopped():
        raise Interrupted(f"stopped; everything so far is in {request.folder}, and the same command goes on from there")
