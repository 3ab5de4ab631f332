"""Who answers in a run: builds teacher and proposer, and opens what they share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synth.errors import StoppedShort, UsageError
from synth.model.budget import Budget
from synth.model.door import Door, Shared, Transport
from synth.model.flow import Breaker, Flow, Pace
from synth.model.http import Http, check_base_url
from synth.model.nowhere import Nowhere
from synth.model.prices import Price, parse_price, price_of
from synth.model.providers import Providers
from synth.model.sampling import Sampling, parse_extra_body
from synth.plugins import load_teacher
from synth.replies import REPLIES, Replies
from synth.request import Run
from synth.secrets import protect, secrets
from synth.task import Task
from synth.teacher import Model, Procedural, Retelling, Teacher, Written
from synth.teacher.replay import Replay

Ask = Callable[[str], bool]
# Before the name of a model that annotates: its role in the journal.
ANNOTATOR = "annotator "


class Roles:
    """The teacher and the proposer of a request, and the lines to their models. Raises UsageError."""

    def __init__(self, request: Run, task: Task) -> None:
        self.request = request
        self.sampling = Sampling(
            request.temperature,
            request.top_p,
            request.max_tokens,
            request.reasoning_effort,
            parse_extra_body(request.extra_body) if request.extra_body else {},
        )
        if key := os.environ.get(request.api_key_env or ""):
            protect(key)
        _no_secrets(request)
        self._base_urls: dict[Model, str | None] = {}
        self.proposer = self._model(request.proposer) if request.proposer else None
        self.teacher: Teacher = self._teacher(task)
        if self.proposer is None:
            self.proposer = self._answering()
        self.shared: Shared | None = None
        self.say: Callable[[str], None] = lambda line: None
        self._replies: Replies | None = None
        if request.max_cost is not None:
            self._check_prices()

    @property
    def models(self) -> list[Model]:
        found = [role for role in (self._answering(), self.proposer, self.reteller) if role is not None]
        return list(dict.fromkeys(found))

    @property
    def reteller(self) -> Model | None:
        """The model that retells what the solver wrote."""
        return self.teacher.model if isinstance(self.teacher, Retelling) else None

    def _answering(self) -> Model | None:
        """The model that writes the completions."""
        if isinstance(self.teacher, Written):
            return self.teacher.model
        return self.teacher if isinstance(self.teacher, Model) else None

    @property
    def is_waited_for(self) -> bool:
        """Whether answers take their time, and cost something."""
        return self.request.model is not None or self.proposer is not None or self.reteller is not None

    def price(self, model: Model) -> Price | None:
        """USD a token, None where it is not known."""
        if self.request.price:
            return parse_price(self.request.price)
        return None if self._base_url(model) else price_of(model.name)

    def identity(self) -> dict[str, Any]:
        """What of the models identifies a run; nothing where there is none."""
        if not self.is_waited_for:
            return {}
        found: dict[str, Any] = {"model": self.request.model, "sampling": vars(self.sampling)}
        if self.request.proposer:
            found["proposer"] = self.request.proposer
        if self.request.retell:
            found["retell"] = self.request.retell
        if self.request.system_in_user:
            found["system_in_user"] = True
        if recorded := getattr(self.teacher, "fingerprint", None):
            found["recorded"] = recorded
        return found

    def told(self) -> str:
        """What is in flight, and what was spent, in a few words; "" where no model is asked."""
        if self.shared is None:
            return ""
        budget, flow = self.shared.budget, self.shared.flow
        known = all(self.price(model) for model in self.models)
        return f"{flow.n} in flight, " + (f"{budget.cost:.4f} USD" if known else f"{budget.tokens:,} tokens")

    def n_answers(self) -> int:
        """How many answers of models the journal holds."""
        return self._replies.n if self._replies is not None else 0

    def check_answers(self, expected: int, say: Callable[[str], None], ask: Ask | None) -> None:
        """Says how many answers were paid for and are lost, before any is paid for again. Raises StoppedShort.

        `expected` is how many there were when the folder was last saved.
        """
        if self._replies is None:
            return
        damaged = self._replies.drop_damaged()
        lost = max(0, expected - self._replies.n - damaged) + damaged
        if not lost:
            return
        told = f"{lost:,} answers that were paid for are lost: {self._replies.path} was damaged, or is another one"
        if self.request.offline:
            say(told)
            return
        say(f"{told}. What is needed of them is asked for, and paid for, again.")
        if ask is not None and not ask("Go on?"):
            raise StoppedShort(
                f"{told}. Nothing was asked: put the file back, and the same command goes on from there."
            )

    def flush(self) -> None:
        """Puts what the last answers took on the disk, for others to read."""
        if self._replies is not None:
            self._replies.flush()

    def start(self) -> None:
        if self.shared is not None:
            self.shared.open()

    def stop(self, why: str) -> None:
        if self.shared is not None:
            self.shared.close(why)

    async def close(self) -> None:
        for model in self.models:
            if model.door is not None:
                await model.door.transport.close()

    @contextmanager
    def open(self, journal: Path, asker: str = "") -> Iterator[None]:
        """Opens the doors and the journal, in its folder, for the time of a run.

        What annotators of the run have spent is no business of its budget, nor of that of another annotator: `asker`
        names the one that asks.
        """
        if not self.models:
            yield
            return
        request, replies = self.request, Replies(journal / REPLIES)
        self._replies = replies
        spent = [role for role in replies.spent() if (role.role if role.role.startswith(ANNOTATOR) else "") == asker]
        self.shared = Shared(
            journal=replies,
            flow=Flow(request.max_connections),
            budget=Budget(
                max_cost=request.max_cost,
                max_tokens=request.max_tokens_total,
                cost=sum(role.cost_usd for role in spent),
                tokens=sum(role.prompt_tokens + role.completion_tokens for role in spent),
                n=sum(role.n for role in spent),
            ),
            breaker=Breaker(ever=any(role.n for role in spent)),
            pace=Pace(request.rpm, request.tpm),
            retries=request.retries,
            is_offline=request.offline,
            say=self.say,
        )
        for model in self.models:
            model.takes_temperature = not replies.refuses("temperature")
            model.door = Door(self._transport(model), self.shared, self.price(model), self.sampling.max_tokens)
        try:
            yield
        finally:
            replies.close()

    def _teacher(self, task: Task) -> Teacher:
        name = self.request.model
        if self.request.retell and (task.tells or not task.has_solver):
            raise UsageError(f"--retell: the task {task.name} has no solver of its own whose traces could be retold")
        if task.tells:
            return self._telling(task)
        if self.request.retell:
            retell = self._model(self.request.retell, self.request.retell_base_url)
            return Retelling(task, retell, self.request.retell_tries, self.request.retell_or)
        if name is None:
            return Procedural(task)
        kind, colon, argument = name.partition(":")
        own = load_teacher(kind) if colon or "/" not in name else None
        if own is Replay:
            return Replay(argument, self.request.columns)
        if own is not None:
            return own(argument)
        return self._model(name)

    def _telling(self, task: Task) -> Written:
        name = self.request.model
        if name is None and self.proposer is None:
            raise UsageError(f"the task {task.name} has a model write its rows: give --model PROVIDER/NAME")
        if name is not None and (name.startswith("replay:") or "/" not in name):
            raise UsageError(f"--model {name}: the task {task.name} asks a model: give PROVIDER/NAME")
        return Written(self._model(name) if name is not None else self.proposer)  # type: ignore[arg-type]

    def _model(self, name: str, base_url: str | None = None) -> Model:
        """A model; a teacher or a proposer where no server is named for it."""
        if base_url is None and name != self.request.retell:
            base_url = self.request.base_url if name == self.request.model else self.request.proposer_base_url
        sent_as = name.removeprefix("openai/") if base_url else name
        model = Model(name, sent_as, self.sampling, self.request.system_in_user)
        self._base_urls[model] = base_url
        return model

    def _base_url(self, model: Model) -> str | None:
        return self._base_urls[model]

    def _transport(self, model: Model) -> Transport:
        if self.request.offline:
            return Nowhere()
        key, base_url = self._key(), self._base_url(model)
        if base_url:
            return Http(base_url, key or os.environ.get("OPENAI_API_KEY"), self.request.timeout)
        return Providers(model.name, key, self.request.timeout)

    def _key(self) -> str | None:
        name = self.request.api_key_env
        if name is None:
            return None
        if not os.environ.get(name):
            raise UsageError(f"--api-key-env {name}: there is no such environment variable, or it is empty")
        return os.environ[name]

    def _check_prices(self) -> None:
        for model in self.models:
            if self.price(model) is None:
                raise UsageError(
                    f"--max-cost: the price of {model.name} is not known. Give it with --price PROMPT/COMPLETION (USD "
                    "for a million tokens), or limit the run by --max-tokens-total."
                )


def _no_secrets(request: Run) -> None:
    """Raises UsageError for a request that would write a secret into run.json."""
    for base_url in filter(None, (request.base_url, request.proposer_base_url, request.retell_base_url)):
        check_base_url(base_url)
    urls = f"{request.base_url} {request.proposer_base_url} {request.retell_base_url}"
    for value in secrets():
        if value in f"{request.extra_body} {urls} {request.model} {request.retell}":
            raise UsageError(
                "an option holds the value of a secret environment variable: keys go by --api-key-env NAME"
            )
