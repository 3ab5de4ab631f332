"""`synth.run`: from a task's name to a dataset. The command line is `execute` with flags."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth import exact_json
from synth.card import write_card
from synth.contents import train_split
from synth.engine import Engine
from synth.errors import Interrupted, StoppedShort, UsageError
from synth.execute import loop, work_in_order, work_waiting
from synth.fill import Fill, Work
from synth.folder import clear, is_untouched, locked, read_again, read_run
from synth.given import pairs, texts
from synth.intact import Damage, answers_told, check_intact
from synth.journal import save_json
from synth.options import configure
from synth.packing import shortage
from synth.plan import Plan, Say, say_what_is_read
from synth.plugins import load_task
from synth.progress import Progress, stop_on_signal
from synth.replies import REPLIES, read_spent, told
from synth.request import Run
from synth.roles import Ask, Roles
from synth.selection import Keep, Select
from synth.strategy import Strategy, parse
from synth.task import Task
from synth.types import Otherwise

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict


def run(
    task: str,
    *,
    strategy: str | Sequence[str] = (),
    n: int | None = None,
    out: str | Path | None = None,
    seed: int = 0,
    model: str | None = None,
    base_url: str | None = None,
    proposer: str | None = None,
    proposer_base_url: str | None = None,
    api_key_env: str | None = None,
    retell: str | None = None,
    retell_base_url: str | None = None,
    retell_tries: int = 3,
    retell_or: Otherwise = "original",
    samples: int = 1,
    keep: Keep = "verified",
    select: Select = "all",
    min_agreement: float = 0.5,
    require_behaviors: bool = False,
    require_steps: bool = False,
    require_reasoning: bool = False,
    max_attempts: float = 20.0,
    max_connections: int = 64,
    max_cost: float | None = None,
    max_tokens_total: int | None = None,
    price: str | None = None,
    temperature: float | None = None,
    top_p: float | None = None,
    max_tokens: int | None = None,
    reasoning_effort: str | None = None,
    extra_body: str | Mapping[str, Any] | None = None,
    timeout: float = 600.0,
    retries: int = 5,
    rpm: float | None = None,
    tpm: float | None = None,
    offline: bool = False,
    system_in_user: bool = False,
    seeds: str | Path | None = None,
    exclude: str | Path | Sequence[str | Path] = (),
    column: Mapping[str, str] | Sequence[str] = (),
    test_fraction: float = 0.0,
    token_budget: int | None = None,
    test_n: int | None = None,
    tokenizer: str = "words",
    workers: int = 1,
    shard_rows: int = 10_000,
    templates: str | Path | None = None,
    license: str = "apache-2.0",
    preset: str | None = None,
    overwrite: bool = False,
    forget_answers: bool = False,
    **options: Any,
) -> Dataset | DatasetDict:
    """Makes a dataset and returns its train split: a Dataset, or a DatasetDict by strategy if there are several.

    The keywords are the flags of `synth run`, which tells what each means; `options` are the task's own (`size=4`).
    What lies in `out` (default `out/<task>`) is resumed. Raises SynthError for a request that cannot be met; a run
    that stops short but can be resumed is a warning.
    """
    given = {
        name: value for name, value in locals().items() if name not in ("strategy", "exclude", "column", "options")
    }
    named = tuple(item.name if isinstance(item, Strategy) else item for item in texts(strategy))
    given |= {"strategy": named, "exclude": texts(exclude), "column": pairs(column)}
    if isinstance(extra_body, Mapping):
        try:
            given["extra_body"] = exact_json.dumps(extra_body).decode()
        except TypeError as error:
            raise UsageError(f"extra_body: {error}; expected what JSON can hold") from None
    request = Run(**given, options=options)
    try:
        names = execute(request)
    except StoppedShort as short:
        warnings.warn(str(short), stacklevel=2)
        names = list(read_run(request.folder)["strategy"])  # type: ignore[index]
    return load(request.folder, names)


def load(out: Path, strategies: list[str]) -> Dataset | DatasetDict:
    """The train split of a folder's strategies."""
    from datasets import DatasetDict

    found = {name: train_split(out, parse(name).config) for name in strategies}
    return found[strategies[0]] if len(found) == 1 else DatasetDict(found)


def execute(
    request: Run, say: Say = lambda line: None, show_progress: bool | None = None, ask: Ask | None = None
) -> list[str]:
    """Fills the folder of a request; returns the strategies asked for.

    `ask` puts a question with a yes or a no to whoever sits before a terminal.
    Raises Interrupted after Ctrl-C and StoppedShort where it ended early, both with everything on the disk.
    """
    task = configure(load_task(request.task), request.options, request.preset)
    request, strategies = settled(request, task, say)
    check_slips(request, task, strategies)
    check_shown(request, task, strategies)
    check_required(request, task)
    out = request.folder
    read_again(out, request.overwrite)  # a folder of another kind is not even locked
    roles = Roles(request, task)
    roles.say = say
    with locked(out):
        before = read_again(out, request.overwrite)
        hurt = [] if before is None or request.overwrite else check_intact(out)
        # A run that came to nothing, for want of a server or a right name, binds nobody.
        is_new = request.overwrite or (not hurt and is_untouched(out))
        n_answers = 0 if hurt or request.forget_answers else answers_told(out)
        plan = Plan(request, task, strategies, None if is_new else before, out, roles.identity(), roles.teacher)
        say_what_is_read(plan, say)
        # Every mistake of the request shows before anything is written, or deleted.
        tried = _try(plan, roles)
        if before is not None and is_new:
            clear(out, request.forget_answers or not request.overwrite)
        elif before:
            plan.compare(before, say)
            if hurt:
                say(f"{_listed(hurt)}: the rows are made again from the first one, of what is in the journal")
                plan.start_again()
        save_json(out / "run.json", plan.json())
        with roles.open(out / "journal"):
            roles.check_answers(n_answers, say, ask)
            _fill(plan, roles, say, show_progress, tried)
    return strategies


def _listed(hurt: Sequence[Damage]) -> str:
    more = f", and {len(hurt) - 3} more" if len(hurt) > 3 else ""
    return "; ".join(map(str, hurt[:3])) + more


def _try(plan: Plan, roles: Roles) -> Engine:
    """Makes one problem, so that options which allow none show; the engine can go on with the next."""
    asks = iscoroutinefunction(plan.task.propose)
    if asks and roles.proposer is None:
        raise UsageError(f"the task {plan.task.name} asks a model for its problems: give --proposer or --model")
    engine = Engine(plan.recipe, plan.excluded, roles.teacher)
    # One that may ask the proposer is not tried: nobody does that on trial.
    if not asks and (roles.proposer is None or not plan.task.arity):
        loop.run(engine.work([0], []))
    return engine


def _fill(plan: Plan, roles: Roles, say: Say, show_progress: bool | None, tried: Engine) -> None:
    request = plan.request
    fill = plan.fill(roles.is_waited_for)
    fill.count_answers = roles.n_answers
    if sum(fill.state["counts"]["owed"].values()) and not request.offline:
        say("requests that failed for good are tried again; what was answered comes out of the journal")
        plan.start_again()
        save_json(request.folder / "run.json", plan.json())
        fill = plan.fill(roles.is_waited_for)
        fill.count_answers = roles.n_answers
    there = {name: fill.kept(name) for name in fill.strategies}
    if any(there.values()):
        say("already there: " + ", ".join(f"{n:,} rows of {name}" for name, n in there.items()))
    with stop_on_signal() as stopped, Progress(fill, show_progress, request.samples, roles.told) as progress:
        try:
            fill.run(_worker(plan, roles, fill, stopped, tried), stopped, progress.update)
            while (budget := _smaller(fill)) is not None and not stopped():
                say(f"the smallest set has {budget:,} tokens: the rows are made again of what is in the journal")
                plan.start_again()
                fill = progress.fill = plan.fill(roles.is_waited_for, budget)
                fill.count_answers = roles.n_answers
                fill.run(_worker(plan, roles, fill, stopped, tried), stopped, progress.update)
        finally:
            roles.flush()
            write_card(fill, plan.json(), plan.task, request.folder)
    if spent := read_spent(request.folder / "journal" / REPLIES):
        say(f"spent so far: {told(spent)}")
    if stopped():
        raise Interrupted(f"stopped; everything so far is in {request.folder}, and the same command goes on from there")
    if fill.is_cut and roles.shared is not None:
        raise StoppedShort(
            f"{roles.shared.why_closed or 'the journal holds no more answers'}. Everything so far is in "
            f"{request.folder}, and the same command goes on from there."
        )
    if fill.packing is not None and (why := shortage(fill.packed, request.token_budget)):
        raise StoppedShort(why)


def _smaller(fill: Fill) -> int | None:
    """The tokens to make the rows again with, since a set has less than the first one."""
    return fill.packing.too_much(fill.packed) if fill.packing is not None and not fill.is_cut else None


def _worker(plan: Plan, roles: Roles, fill: Fill, stopped: Callable[[], bool], tried: Engine) -> Work:
    request = plan.request
    if not roles.is_waited_for:
        return lambda jobs: work_in_order(tried, plan.excluded, jobs, request.workers)
    engine = Engine(plan.recipe, plan.excluded, roles.teacher, roles.proposer)
    engine.knows, engine.in_threads = fill.knows, True
    return lambda jobs: work_waiting(engine, roles, jobs, request.max_connections, stopped)


def settled(request: Run, task: Task, say: Say = lambda line: None) -> tuple[Run, list[str]]:
    """The request as the task allows it, and its strategies. Raises UsageError where the two do not fit."""
    strategies = [parse(name) for name in request.strategy or task.sets or (task.default_strategy,)]
    if task.sets and (request.n or {s.name for s in strategies} != set(task.sets)):
        given = "-n" if request.n else "--strategy"
        raise UsageError(
            f"{given}: the task {task.name} sorts what it reads into {' and '.join(task.sets)}, and fills both to the "
            f"same number of tokens: leave out {given}, and give --token-budget N for less than there is"
        )
    if not task.sets and (request.token_budget or any(s.is_set for s in strategies)):
        given = "--token-budget" if request.token_budget else f"--strategy {' '.join(request.strategy)}"
        raise UsageError(f"{given}: the task {task.name} sorts nothing into sets, as relabel does")
    if task.tells:
        if request.samples > 1 or request.keep in ("agreed", "incorrect"):
            given = "--samples" if request.samples > 1 else f"--keep {request.keep}"
            raise UsageError(f"{given}: a row of {task.name} is one text that a model wrote, and there is no vote")
        if request.keep == "verified":
            say(
                f"nothing proves what a model writes for {task.name}: every row is kept, and says that it is unverified"
            )
            request = replace(request, keep="all")
    return request, list(task.sets) or list(dict.fromkeys(s.name for s in strategies))


def check_shown(request: Run, task: Task, strategies: Sequence[str]) -> None:
    """Raises UsageError for a strategy that the task's own solver says it never shows."""
    for strategy in map(parse, strategies) if request.model is None and task.has_solver else ():
        if missing := [behavior for behavior in task.never_shows if behavior in strategy.asked.shows]:
            raise UsageError(
                f"--strategy {strategy.name}: the solver of the task {task.name} never shows {', '.join(missing)}; "
                "leave it out of the strategy, or give a --model"
            )


def check_required(request: Run, task: Task) -> None:
    """Raises UsageError where rows are wanted by what nobody looks at: the traces of a solver without a checker."""
    for flag, is_wanted in (("behaviors", request.require_behaviors), ("steps", request.require_steps)):
        if is_wanted and request.model is None and task.has_solver and not task.has_checker:
            raise UsageError(
                f"--require-{flag}: the task {task.name} has no step checker (`check`), so nobody looks into what "
                "its solver writes: leave it out, or give a --model"
            )


def check_slips(request: Run, task: Task, strategies: Sequence[str]) -> None:
    """Raises UsageError for wrong answers that the task's own solver does not write. A model makes its own mistakes."""
    chosen = [parse(name) for name in strategies]
    if request.model is not None or not (request.keep == "incorrect" or any(one.is_incorrect for one in chosen)):
        return
    if not task.makes_slips:
        raise UsageError(
            f"the solver of the task {task.name} makes no mistakes: give a --model for wrong answers, or leave them out"
        )
    for strategy in chosen:
        if request.keep == "incorrect" and strategy.control:
            raise UsageError(f"--keep incorrect: the control {strategy.name!r} has no step that could be wrong")
