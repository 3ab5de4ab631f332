"""The table, and the frames that cost most."""

from __future__ import annotations

from collections.abc import Sequence

from .measures import Interval, Measured

_HEAD = ("set", "n", "nats/equation", "95%", "words/char", "95%", "all/char", "95%", "texts", "zlib", "3-grams", "commonest")  # fmt: skip


def table(sets: Sequence[Measured]) -> str:
    lines = [_HEAD, *map(_row, sets)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def costliest(one: Measured) -> str:
    """The frames of a set by what they cost in all: nats, in how many places, what they say."""
    lines = [
        f"{frame.nats:8.0f} nats  {frame.n:3d} x {frame.nats / frame.n:4.0f}  {frame.said}" for frame in one.frames
    ]
    often = one.variety.sentence
    return "\n".join([f"{one.name}: most frequent sentence {often!r}; costliest frames", *lines])


def _row(one: Measured) -> tuple[str, ...]:
    return (
        one.name,
        str(one.n),
        *_interval(one.equation, ".0f"),
        *_interval(one.words, ".2f"),
        *_interval(one.all, ".2f"),
        str(one.variety.n),
        _figure(one.variety.zlib, ".1f"),
        _figure(one.variety.grams, ".2f"),
        _figure(one.variety.commonest, ".1%"),
    )


def _interval(found: Interval | None, spec: str) -> tuple[str, str]:
    if found is None:
        return "-", "-"
    return format(found.value, spec), f"{found.low:{spec}}-{found.high:{spec}}"


def _figure(found: float | None, spec: str) -> str:
    return "-" if found is None else format(found, spec)
