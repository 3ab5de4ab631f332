"""`synth`: its commands, and how every error ends."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from synth import __version__
from synth.cli.screen import Screen
from synth.errors import SynthError

# Each command lives in a module of its own name, beside this one.
COMMANDS = {
    "run": "Make a dataset: synth run TASK [options]. synth run TASK --help lists the task's own options.",
    "prime": "Make the priming sets of a task: every preset and control over the same problems.",
    "tasks": "List the tasks there are.",
    "strategies": "List the strategies there are.",
    "show": "Print what a teacher is sent, and one finished example.",
    "verify": "Judge responses that others made: synth verify TASK FILE.jsonl.",
    "annotate": "Find reasoning behaviours in a run or in any texts, by rules or by a model; compare two annotators.",
    "lift": "How much more often answers are right where a behaviour is shown.",
    "audit": "Try a task's verifier on right answers and on wrong ones close to them.",
    "export": "Write a run's rows as a file that a trainer reads: synth export OUT --to FORMAT -o FILE.",
    "select": "Keep a part of a run: a band of pass rates, an order, a count; without what is doubled, leaked or seen.",
    "mix": "Put the datasets of several runs into one, by weights.",
    "report": "Draw what a folder holds: one HTML file, or the short of it in the terminal.",
    "status": "Tell where a run stands, and what running it again would do.",
    "push": "Publish: bring a folder's rows to the Hub, as a dataset that load_dataset reads.",
    "reproduce": "Make a run's rows again, and compare hashes shard by shard.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"synth.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="synth")
def cli() -> None:
    """Synthetic reasoning data in which every row is proved, or says that it is not."""


def main() -> None:
    """Runs the command line; every error is a message and an exit code, never a traceback."""
    # Names of columns, reasons, server's errors: much of what is printed was written by others.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal's encoding may lack what a text holds
            stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = Screen(sys.stdout), Screen(sys.stderr)
    try:
        result: Any = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SynthError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)
