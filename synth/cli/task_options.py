"""Commands whose options depend on the task that stands first among their arguments."""

from __future__ import annotations

from typing import Any

import click

from synth.options import Option, options_of
from synth.plugins import load_task
from synth.task import Task

OWN = "own_"  # before the names of a task's options, so that they never meet a command's


class TaskCommand(click.Command):
    """A command with a TASK argument; `synth COMMAND TASK` adds the task's options to its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        task = self._task(args)
        if task is not None:
            self.params = [p for p in self.params if not (p.name or "").startswith((OWN, "preset"))]
            self.params += [_click_option(task, own) for own in options_of(task)]
            if task.presets:
                names = click.Choice(list(task.presets))
                self.params.append(click.Option(["--preset"], type=names, help="A named set of task options."))
        return super().parse_args(ctx, args)

    def _task(self, args: list[str]) -> type[Task] | None:
        """The task among the arguments: what is left once the command's own options are taken out."""
        probe = click.Command("probe", params=list(self.params), add_help_option=False)
        with click.Context(probe, ignore_unknown_options=True, allow_extra_args=True, resilient_parsing=True) as ctx:
            probe.parse_args(ctx, [arg for arg in args if arg not in ("-h", "--help")])
            ref = self.task_of(ctx.params)
        return load_task(ref) if ref else None

    def task_of(self, params: dict[str, Any]) -> str | None:
        """The name of the task, from the command's parameters."""
        return params.get("task")


def _click_option(task: type[Task], own: Option) -> click.Option:
    flag = own.name.replace("_", "-")
    kind: Any = click.Choice(own.choices) if own.choices else own.kind if own.kind in (int, float) else str
    return click.Option(
        [f"--{flag}/--no-{flag}" if own.kind is bool else f"--{flag}", OWN + own.name],
        type=None if own.kind is bool or own.is_list else kind,
        default=None,
        multiple=own.is_list,
        envvar=f"SYNTH_{own.name.upper()}",
        help=f"{own.help} [{task.name}; default: {', '.join(map(str, own.default)) if own.is_list else own.default}]",
    )


def own_options(params: dict[str, Any]) -> dict[str, Any]:
    """The task's options among a command's parameters: those that were given."""
    return {
        name[len(OWN) :]: value for name, value in params.items() if name.startswith(OWN) and value not in (None, ())
    }
