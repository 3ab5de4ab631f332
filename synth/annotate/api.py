"""Annotates a run or a file: behaviours by rules or by a model, or the behavioral-lift evaluation by a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from synth.annotate.items import Item, open_items
from synth.annotate.judge import Judge
from synth.annotate.request import RULES, Request, Scheme
from synth.annotate.store import Store, as_columns
from synth.annotate.summary import Summary
from synth.annotate.work import Result, by_model, by_rules, told
from synth.errors import Interrupted, Owed, StoppedShort, Unsent, UsageError
from synth.folder import locked
from synth.given import as_path, names
from synth.hub_rows import PREFIX
from synth.progress import stop_on_signal
from synth.prompts import Prompts
from synth.replies import REPLIES, read_spent
from synth.request import Run
from synth.roles import Roles
from synth.task import Task
from synth.teacher import Model

Say = Callable[[str], None]


def annotate(
    data: str | Path,
    *,
    by: str = RULES,
    scheme: Scheme = "cognitive",
    text: str | None = None,
    question: str | None = None,
    out: str | Path | None = None,
    strategy: str | Sequence[str] = (),
    n: int | None = None,
    base_url: str | None = None,
    api_key_env: str | None = None,
    max_connections: int = 64,
    max_cost: float | None = None,
    max_tokens_total: int | None = None,
    price: str | None = None,
    temperature: float = 0.0,
    top_p: float | None = None,
    max_tokens: int | None = None,
    reasoning_effort: str | None = None,
    extra_body: str | None = None,
    timeout: float = 600.0,
    retries: int = 5,
    rpm: float | None = None,
    tpm: float | None = None,
    offline: bool = False,
    system_in_user: bool = False,
    templates: str | Path | None = None,
    trust: bool = False,
    say: Say = lambda line: None,
    show_progress: bool = False,
) -> dict[str, Any]:
    """Annotates the rows of a run's folder or of a file; returns counts, prevalence, parse rates and the file.

    The keywords are the flags of `synth annotate`, which tells what each means; `trust` runs a task file that the
    folder names. What a model answered before comes out of the journal. Raises StoppedShort where answers are missing;
    what there is has then been written.
    """
    settings = {name: value for name, value in locals().items() if name in _FOR_MODELS}
    if by != RULES:
        model = Run(task="annotate", model=by, **settings)
    else:
        model = None
        if given := [name for name, usual in _FOR_MODELS.items() if settings[name] != usual]:
            raise UsageError(f"--{given[0].replace('_', '-')} is about a model: name one with --by")
    is_hub = isinstance(data, str) and data.startswith(PREFIX)
    request = Request(
        str(data) if is_hub else str(as_path(data, "data")), by, scheme, model, text, question,
        str(as_path(out, "out")) if out else None, names(strategy, "strategy"), n,
        str(as_path(templates, "templates")) if templates else None, trust,
    )  # fmt: skip
    with locked(Path(data)) if request.is_run else nullcontext():
        return _annotated(request, say, show_progress)


# The settings of a model and their usual values; judges are asked at temperature 0.
_FOR_MODELS: dict[str, Any] = {
    "base_url": None, "api_key_env": None, "max_connections": 64, "max_cost": None, "max_tokens_total": None,
    "price": None, "temperature": 0.0, "top_p": None, "max_tokens": None, "reasoning_effort": None, "extra_body": None,
    "timeout": 600.0, "retries": 5, "rpm": None, "tpm": None, "offline": False,
    "system_in_user": False,
}  # fmt: skip


def _annotated(request: Request, say: Say, show: bool) -> dict[str, Any]:
    items = open_items(request.data, request.text, request.question, request.strategy, request.trust)
    chosen: Iterator[Item] = islice(iter(items), request.n) if request.n else iter(items)
    summary = Summary(request)
    with stop_on_signal() as stopped, Store(request.output, None if request.is_run else Path(request.data)) as store:
        for item, result in told(_results(request, chosen, stopped, say), items, request.n, show):
            if isinstance(result, (Owed, Unsent)):
                summary.miss(str(result))
                continue
            columns = as_columns(item, result, request.by, request.scheme)
            store.write(item, columns)
            summary.add(item.part, result)
        if stopped():
            raise Interrupted(f"stopped; {request.output} is as it was, and the same command goes on from the journal")
    for name in sorted(items.untrusted):
        say(f"the task file {name!r} was not run: its rows were read by the rules for general text; --trust runs it")
    for name in sorted(items.without_rules):
        say(f"the task {name} cannot be found any more: its rows were read by the rules for general text")
    summary.unread_rows = items.unread
    if items.unread and not summary.n and not summary.missing:
        n, why = sum(items.unread.values()), max(items.unread, key=items.unread.__getitem__)
        raise UsageError(
            f"{request.data}: none of {n:,} rows could be read ({why}): name the column with --text COLUMN"
        )
    summary.spent = [role for role in read_spent(request.journal / REPLIES) if role.role == request.role]
    if summary.missing:
        n, why = sum(summary.missing.values()), next(iter(summary.missing))
        raise StoppedShort(
            f"{n:,} texts have no annotation yet: {why}. The other {summary.n:,} are in {request.output}; the same "
            "command goes on from the journal."
        )
    return summary.json()


def _results(
    request: Request, items: Iterator[Item], stopped: Callable[[], bool], say: Say
) -> Iterator[tuple[Item, Result]]:
    if request.model is None:
        for result in by_rules(items):
            if stopped():
                return
            yield result
        return
    roles = Roles(request.model, Task())
    if not isinstance(roles.teacher, Model):
        raise UsageError(f"--by {request.by}: give rules, or a model")
    prompts = Prompts("annotate", [Path(request.templates)] if request.templates else [])
    teacher = roles.teacher
    # At 0 where the user did not ask for another temperature, as far as the model takes that.
    judge = Judge(
        teacher.complete if request.model.temperature else teacher.judge, prompts, request.scheme, request.role
    )
    with roles.open(request.journal, request.role):
        roles.check_answers(0, say, None)
        yield from by_model(items, judge, roles, stopped)
