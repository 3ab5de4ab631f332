"""A command whose flags may take several values, one after the other: `--weights 2 1 1`."""

from __future__ import annotations

from contextlib import suppress

import click


class Several(click.Command):
    """Every flag that may be repeated takes all that follows it, up to the next flag; a number's, all numbers."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        kinds = {
            name: param.type
            for param in self.params
            if isinstance(param, click.Option) and param.multiple
            for name in param.opts
        }
        spread: list[str] = []
        flag, first = "", False
        for place, arg in enumerate(args):
            if arg == "--":
                return super().parse_args(ctx, [*spread, *args[place:]])
            if arg.startswith("-"):
                flag, first = arg if arg in kinds else "", True
            elif flag and not first and _fits(kinds[flag], arg):
                spread.append(flag)
            else:
                flag, first = flag if first else "", False
            spread.append(arg)
        return super().parse_args(ctx, spread)


def _fits(kind: object, arg: str) -> bool:
    if kind is not click.FLOAT:
        return True
    with suppress(ValueError):
        float(arg)
        return True
    return False
