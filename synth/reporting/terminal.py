"""The short of a report, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synth.replies import Spent, told
from synth.reporting.numbers import NOT_KNOWN, n, share, two
from synth.strategy import BEHAVIORS

N_REASONS = 5


def terminal(figures: dict[str, Any]) -> str:
    """What was lost, what is shown, how long and how varied it is: a few tables."""
    strategies = figures["strategies"]
    teacher = f", teacher {figures['teacher']}" if figures["teacher"] else ""
    lines = [f"{figures['out']}: {figures['task'] or 'rows'}{teacher}"]
    if figures["problems"]:
        lines.append(_problems(figures["problems"]))
    lines += [
        "",
        *_table(["strategy", "judged", "verified", "kept", "problems", "pass rate"], map(_counts, strategies)),
    ]
    lines += ["", *_table(["behaviours shown", *BEHAVIORS], map(_behaviors, strategies)), "  * asked for"]
    head = ["kept rows", "characters", "5-95%", "tokens", "zlib", "digits masked", "near-duplicates"]
    lines += ["", *_table(head, map(_text, strategies))]
    for one in strategies:
        if one["reasons"]:
            lines += ["", f"turned down under {one['label']}"]
            shown = list(one["reasons"].items())
            lines += [f"  {rows:,} {reason}" for reason, rows in shown[:N_REASONS]]
            rest = sum(rows for _, rows in shown[N_REASONS:])
            lines += [f"  {rest:,} for other reasons"] if rest else []
    if figures["spent"]:
        lines += ["", f"spent: {told([Spent(**role) for role in figures['spent']])}"]
    # Names and reasons are anybody's text: nothing in them may steer a terminal.
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in "\n".join(lines))


def _problems(counts: dict[str, Any]) -> str:
    lost = {
        "duplicates": counts["duplicates"],
        "excluded": counts["excluded"],
        "could not be made": counts["unproposed"],
        "refused by the teacher": sum(counts["refused"].values()),
    }
    told_lost = ", ".join(f"{count:,} {name}" for name, count in lost.items() if count)
    owed = sum(counts["owed"].values())
    return (
        f"{counts['proposed']:,} problems proposed{f' ({told_lost})' if told_lost else ''}, {counts['asked']:,} asked"
        f"{f', {owed:,} requests owed' if owed else ''}"
    )


def _counts(one: dict[str, Any]) -> list[str]:
    passes = one["passes"]
    several = passes and passes["samples"] > 1
    return [
        one["label"],
        f"{one['n_judged']:,}",
        share(one["verified"]),
        f"{one['n_kept']:,}",
        n(passes["problems"]) if passes else NOT_KNOWN,
        share(passes["mean"]) if several else NOT_KNOWN,
    ]


def _behaviors(one: dict[str, Any]) -> list[str]:
    cells = [one["label"]]
    for name, shown in one["behaviors"].items():
        mark = "*" if name in (one["asked"] or ()) else " "
        cells.append(share(shown["share"]) + mark)
    return cells


def _text(one: dict[str, Any]) -> list[str]:
    characters, tokens, variety = one["characters"], one["tokens"], one["variety"]
    return [
        one["label"],
        n(characters["mean"]) if characters else NOT_KNOWN,
        f"{characters['p5']:,}-{characters['p95']:,}" if characters else NOT_KNOWN,
        n(tokens["mean"]) if tokens else NOT_KNOWN,
        two(variety["zlib"]),
        two(variety["zlib_masked"]),
        share(variety["near"]),
    ]


def _table(head: Sequence[str], rows: Any) -> list[str]:
    """Lines of columns, the first to the left and the others to the right."""
    table = [list(head), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in table]
