"""The options of a task, which are its fields: as Python, the command line and run.json see them."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal

from synth.errors import UsageError
from synth.types import Range

if TYPE_CHECKING:
    from synth.task import Task

_TYPES = "options are int, float, str, bool, Range, Literal, tuple[..., ...] of the first three, or one of them | None"
# What commands and calls are told beside the options of a task: the one list of names that an option cannot have.
RESERVED = frozenset(
    """api_key_env as_json base_url column config dry_run exclude extra_body file forget_answers format_score
    help index json keep license max_attempts max_connections max_cost max_tokens max_tokens_total min_agreement
    model n offline options out overwrite partial preset price proposer proposer_base_url reasoning_effort
    require_behaviors require_reasoning require_steps retell retell_base_url retell_or retell_tries retries rpm
    samples seed seeds select shard_rows strategy system_in_user task temperature templates test_fraction test_n
    timeout token_budget tokenizer top_p tpm trust workers""".split()
)


@dataclass(frozen=True)
class Option:
    """One option of a task as the command line and run.json see it."""

    name: str
    type: Any
    default: Any
    help: str
    sends: bool = False

    @property
    def kind(self) -> Any:
        """The type of a value that is not None."""
        kinds = [kind for kind in typing.get_args(self.type) if kind is not NoneType]
        return kinds[0] if self.is_optional else self.type

    @property
    def is_optional(self) -> bool:
        return NoneType in typing.get_args(self.type)

    @property
    def choices(self) -> tuple[str, ...]:
        return typing.get_args(self.kind) if typing.get_origin(self.kind) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Whether it takes several values: given again and again, or joined by commas."""
        return typing.get_origin(self.kind) is tuple

    def parse(self, given: Any) -> Any:
        """The typed value of what a user or run.json gave. Raises UsageError."""
        try:
            value = self._typed(given)
        except (TypeError, ValueError) as error:
            raise UsageError(f"option {self.name}: {error}") from None
        if self.choices and value is not None and value not in self.choices:
            raise UsageError(f"option {self.name}: {given!r} is not one of {', '.join(self.choices)}")
        return value

    def _typed(self, given: Any) -> Any:
        if given is None and self.is_optional:
            return None
        if self.kind is Range:
            if isinstance(given, (list, tuple)) and len(given) == 2:
                given = f"{given[0]}-{given[1]}"
            return Range.parse(str(given))
        if self.is_list:
            parts = (
                given.split(",") if isinstance(given, str) else [part for one in given for part in str(one).split(",")]
            )
            item = typing.get_args(self.kind)[0]
            return tuple(item(part.strip()) for part in parts if part.strip())
        if self.kind is bool:
            if not isinstance(given, bool):
                raise ValueError(f"{given!r} is not true or false")
            return given
        kind = str if self.choices else self.kind
        if kind not in (int, float, str) or given is None:
            raise ValueError(f"{given!r} is not of its type, {self.type}; {_TYPES}")
        return kind(given)


def options_of(task: type[Task]) -> list[Option]:
    """The options of a task in the order of its fields."""
    hints = typing.get_type_hints(task)
    return [
        Option(f.name, hints[f.name], _default(task, f), f.metadata.get("help", ""), f.metadata.get("sends", False))
        for f in fields(task)
    ]


def check_names(task: type[Task]) -> None:
    """Raises UsageError for an option that nobody could give, or that hides what the engine calls."""
    above = next(base for base in task.__mro__ if base.__name__ == "Task" and base.__module__ == "synth.task")
    for f in fields(task):
        if f.name in RESERVED:
            why = f"--{f.name.replace('_', '-')} belongs to the commands that a task is given to"
        elif hasattr(above, f.name):
            why = "every Task has something of that name, which it would hide; what is no option is a ClassVar"
        else:
            continue
        raise UsageError(f"the task {task.name}: its option {f.name!r} needs another name: {why}")


def _default(task: type[Task], f: Field[Any]) -> Any:
    if f.default is MISSING:
        raise UsageError(f"the task {task.name}: its option {f.name} has no default")
    return f.default


def configure(task: type[Task], given: Mapping[str, Any], preset: str | None = None) -> Task:
    """The task with its options: defaults, then the preset's, then those given. Raises UsageError."""
    known = {opt.name: opt for opt in options_of(task)}
    if preset is not None and preset not in task.presets:
        raise UsageError(f"the task {task.name} has no preset {preset!r}; it has {', '.join(task.presets) or 'none'}")
    values = {**(task.presets[preset] if preset else {}), **given}
    for name in values:
        if name not in known:
            raise UsageError(f"the task {task.name} has no option {name!r}; it has {', '.join(known) or 'none'}")
    return task(**{name: known[name].parse(value) for name, value in values.items()})


def options_json(task: Task) -> dict[str, Any]:
    """The options as run.json holds them; `configure` reads them back."""
    values = {f.name: getattr(task, f.name) for f in fields(task)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Range) else list(value) if isinstance(value, tuple) else value
