"""A command of which some flags take several values, one after the other: `--weights 2 1 1`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click


class Several(click.Command):
    """The flags in `several` take all that follows them up to the next flag; those of numbers, all numbers."""

    def __init__(self, *args: Any, several: Sequence[str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.several = several

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        numbers = {name for param in self.params if param.type is click.FLOAT for name in param.opts}
        spread: list[str] = []
        flag, has_value = "", False
        for place, arg in enumerate(args):
            if arg == "--":
                spread += args[place:]
                break
            if arg.startswith("-"):
                flag, has_value = arg if arg in self.several else "", False
            elif flag and has_value and (flag not in numbers or _is_number(arg)):
                spread.append(flag)
            elif has_value:
                flag = ""
            has_value = has_value or not arg.startswith("-")
            spread.append(arg)
        return super().parse_args(ctx, spread)


def _is_number(arg: str) -> bool:
    with suppress(ValueError):
        float(arg)
        return True
    return False
