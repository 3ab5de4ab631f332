"""A request for a run: what to make, of what, by whom, how many, and where; checked as far as it can be by itself."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from synth.errors import UsageError
from synth.given import settle_types
from synth.selection import Keep, Select, Selection
from synth.types import Otherwise

# Rows to keep of each strategy where nobody says how many.
USUAL_N = 1000
# The lowest value of a number, and the highest of those that time or memory grow with; None is none at all.
_LOWEST = {
    "n": 1, "test_n": 1, "samples": 1, "workers": 1, "shard_rows": 1, "max_connections": 1, "max_attempts": 1,
    "retries": 0, "timeout": 0.001, "max_cost": 0, "max_tokens_total": 1, "token_budget": 1, "rpm": 0.001, "tpm": 1,
    "retell_tries": 1,
}  # fmt: skip
_HIGHEST = {
    "n": 10**10, "test_n": 10**10, "samples": 10**5, "workers": 1024, "shard_rows": 10**7, "max_connections": 10**5,
    "retries": 1000, "timeout": 10**6, "token_budget": 10**15, "retell_tries": 100,
}  # fmt: skip
_FOR_MODELS = (
    "base_url", "proposer_base_url", "api_key_env", "max_connections", "max_cost", "max_tokens_total", "price",
    "temperature", "top_p", "max_tokens", "reasoning_effort", "extra_body", "timeout", "retries", "rpm", "tpm",
    "offline", "system_in_user",
)  # fmt: skip
# Where a request lies and what is done with it there; and what it is about, which run.json holds apart.
NOT_STORED = ("task", "options", "preset", "out", "overwrite", "forget_answers", "offline")


@dataclass(frozen=True)
class Run:
    """One request: what to make, how many, and where. The fields are the keywords of `synth.run`."""

    task: str
    options: dict[str, Any] = field(default_factory=dict)
    preset: str | None = None
    strategy: tuple[str, ...] = ()
    n: int | None = None
    out: str | None = None
    seed: int = 0
    model: str | None = None
    base_url: str | None = None
    proposer: str | None = None
    proposer_base_url: str | None = None
    api_key_env: str | None = None
    retell: str | None = None
    retell_base_url: str | None = None
    retell_tries: int = 3
    retell_or: Otherwise = "original"
    samples: int = 1
    keep: Keep = "verified"
    select: Select = "all"
    min_agreement: float = 0.5
    require_behaviors: bool = False
    require_steps: bool = False
    require_reasoning: bool = False
    max_attempts: float = 20.0
    max_connections: int = 64
    max_cost: float | None = None
    max_tokens_total: int | None = None
    price: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None
    extra_body: str | None = None
    timeout: float = 600.0
    retries: int = 5
    rpm: float | None = None
    tpm: float | None = None
    offline: bool = False
    system_in_user: bool = False
    seeds: str | None = None
    exclude: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    test_fraction: float = 0.0
    token_budget: int | None = None
    test_n: int | None = None
    tokenizer: str = "words"
    workers: int = 1
    shard_rows: int = 10_000
    templates: str | None = None
    license: str = "apache-2.0"
    overwrite: bool = False
    forget_answers: bool = False

    def __post_init__(self) -> None:
        settle_types(self)
        for name, lowest in _LOWEST.items():
            value = getattr(self, name)
            if value is not None and not value >= lowest:
                raise UsageError(f"--{name.replace('_', '-')} {value}: give a number from {lowest:g} up")
        for name, highest in _HIGHEST.items():
            value = getattr(self, name)
            if value is not None and value > highest:
                raise UsageError(f"--{name.replace('_', '-')} {value:g}: give a number of at most {highest:,}")
        if not 0 <= self.test_fraction < 1:
            raise UsageError(f"--test-fraction {self.test_fraction}: give a number from 0 to below 1")
        if not 0 < self.min_agreement <= 1:
            raise UsageError(f"--min-agreement {self.min_agreement}: give a number above 0, up to 1")
        for name, kind in (("keep", Keep), ("select", Select), ("retell_or", Otherwise)):
            if getattr(self, name) not in get_args(kind):
                raise UsageError(
                    f"--{name.replace('_', '-')} {getattr(self, name)!r}: give one of {', '.join(get_args(kind))}"
                )
        if not -(2**63) <= self.seed < 2**63:
            raise UsageError(f"--seed {self.seed}: give a number of at most 63 bits")
        is_replayed = self.model is not None and self.model.startswith("replay:")
        if self.columns and not (self.seeds or self.exclude or is_replayed):
            raise UsageError("--column names the columns of --seeds, --exclude and replay:FILE: give one of them")
        self._check_together()
        if self.test_n is not None and not self.test_fraction:
            object.__setattr__(self, "test_fraction", self._fitting_fraction())

    def _fitting_fraction(self) -> float:
        """The share of problems in the test split that fills both splits at the same time."""
        if self.test_n is None:
            return 0.0
        if self.n is None and self.seeds:
            raise UsageError("--test-n counts the rows of the test split: give -n for those of the train split, too")
        return self.test_n / (self.test_n + (self.n or USUAL_N))

    def _check_together(self) -> None:
        if self.keep == "all" and (
            self.select != "all" or self.require_behaviors or self.require_steps or self.require_reasoning
        ):
            raise UsageError("--keep all keeps every judged row: leave out --select and --require-...")
        if self.keep == "agreed" and self.samples < 2:
            raise UsageError("--keep agreed needs several samples to vote: give --samples 3, say")
        if self.forget_answers and not self.overwrite:
            raise UsageError(
                "--forget-answers deletes what models answered, and only --overwrite starts again: give both"
            )
        if self.base_url and (self.model is None or self.model.startswith("replay:")):
            raise UsageError("--base-url needs the name of a model there: --model openai/NAME")
        self._check_retelling()
        if self.model is None and self.proposer is None and self.retell is None:
            given = [name for name in _FOR_MODELS if getattr(self, name) != getattr(Run, name)]
            if given:
                raise UsageError(f"--{given[0].replace('_', '-')} is about a model: give one with --model")
        elif self.workers > 1:
            raise UsageError("--workers is for runs without a model; a model is asked over --max-connections")

    def _check_retelling(self) -> None:
        given = [
            name
            for name in ("retell_base_url", "retell_tries", "retell_or")
            if getattr(self, name) != getattr(Run, name)
        ]
        if self.retell is None and given:
            raise UsageError(f"--{given[0].replace('_', '-')} is about a retelling: give --retell PROVIDER/NAME")
        if self.retell is not None and "/" not in self.retell:
            raise UsageError(f"--retell {self.retell}: give PROVIDER/NAME, as for --model")
        if self.retell is not None and self.model is not None:
            raise UsageError(
                "--retell gives the proved traces of the task's own solver to a model, and --model asks for others: "
                "give one of the two"
            )

    @property
    def selection(self) -> Selection:
        return Selection(
            self.keep,
            self.select,
            self.min_agreement,
            self.require_behaviors,
            self.require_steps,
            self.require_reasoning,
        )

    @property
    def columns(self) -> dict[str, str]:
        """New names of a source's columns: {"question": "prompt"}."""
        return parse_columns(self.column)

    @property
    def folder(self) -> Path:
        usual = Path("out") / Path(self.task).stem.replace(":", "-")
        return Path(self.out).expanduser() if self.out else usual

    def settings(self) -> dict[str, Any]:
        """What run.json holds and `--config` reads back, by keyword; where it lies and what it is about aside."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in NOT_STORED}

    def flags(self) -> list[str]:
        """The settings that are not the usual ones, as words of a command."""
        words: list[str] = []
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name in (*NOT_STORED, "strategy", "n") or value == f.default:
                continue
            if f.name == "test_fraction" and value == self._fitting_fraction():
                continue
            flag = "--" + f.name.replace("_", "-")
            if isinstance(value, tuple):
                words += [word for item in value for word in (flag, item)]
            else:
                words += [flag] if value is True else [flag, str(value)]
        return words


def command(request: Run, strategies: list[str], n: int | None, options: dict[str, Any], usual: dict[str, Any]) -> str:
    """The command that makes a folder again; `usual` are the defaults of the task's options."""
    words = ["synth", "run", request.task]
    for name in strategies:
        words += ["--strategy", name]
    words += ["-n", str(n)] if n else []
    words += ["-o", str(request.folder), *request.flags()]
    for name, value in options.items():
        if value != usual[name]:
            flag = "--" + name.replace("_", "-")
            if isinstance(value, bool):
                words.append(flag if value else "--no-" + flag[2:])
            else:
                words += [flag, ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)]
    return shlex.join(words)


def parse_columns(given: Sequence[str]) -> dict[str, str]:
    """`question=prompt` as {"question": "prompt"}. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in given:
        new, equals, old = pair.partition("=")
        if not (equals and new and old):
            raise UsageError(f"--column {pair!r}: give NEW=SOURCE, as in question=prompt")
        if new in found:
            raise UsageError(f"--column names {new!r} twice: as {found[new]!r} and as {old!r}")
        found[new] = old
    return found
