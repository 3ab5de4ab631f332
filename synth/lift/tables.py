"""The report of a lift for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CAUTION = (
    "Association, not cause: a behaviour may go with right answers because easy problems invite it, or because models "
    "that are right more often show it more."
)


def describe(found: dict[str, Any], show_strata: bool = False) -> str:
    """Tables of the pooled figures, of what was left out and dropped, and of each stratum if asked for."""
    strata = " x ".join(found["by"])
    lines = [
        f"{found['n']:,} rows, {found['n_correct'] / found['n']:.1%} right; strata: {strata}; "
        f"{found['level']:.0%} intervals from {found['n_resamples']:,} resamples of documents, seed {found['seed']}",
        CAUTION,
        *(f"left out: {n:,} rows {why}" for why, n in found["left_out"].items()),
        *(f"note: {note}" for note in found["notes"]),
        "",
        "lift, pooled over strata (Mantel-Haenszel): P(right | shown) - P(right | not shown), and their ratio; crude:",
        "the difference with all strata thrown together; q: false-discovery rate (Benjamini-Hochberg)",
        *_table(found["behaviors"], "lift"),
    ]
    if found["leaking"]:
        lines += [
            "",
            "not in the headline, since they tell whether the answer was right:",
            *_table(found["leaking"], "lift"),
        ]
    lines += _remarks([*found["behaviors"], *found["leaking"]], found["min_cell"])
    if found["amplification"]:
        lines += _amplified(found["amplification"])
    if show_strata:
        lines += _strata([*found["behaviors"], *found["leaking"]])
    return "\n".join(lines)


def _table(found: Sequence[dict[str, Any]], name: str) -> list[str]:
    width = max((len(each["name"]) for each in found), default=0)
    head = f"{'':<{width}}  {'with':>7} {'without':>7} {'strata':>6}  {name:>7} {'interval':>17}"
    lines = [f"{head}  {'ratio':>5} {'interval':>13}  {'q':>6}  {'crude':>7}"]
    for each in found:
        pooled = each["pooled"]
        if not pooled:
            lines.append(f"{each['name']:<{width}}  no stratum has enough rows with and without it")
            continue
        flag = "  REVERSED" if each["reversal"] else ""
        q = f"{pooled['q']:>6.3f}" if "q" in pooled else f"{'-':>6}"
        lines.append(
            f"{each['name']:<{width}}  {each['n_with']:>7,} {each['n_without']:>7,} {len(each['strata']):>6}  "
            f"{pooled['difference']:>+7.3f} {_bounds(pooled['interval'], '+.3f'):>17}  {_cell(pooled['ratio']):>5} "
            f"{_bounds(pooled['ratio_interval'], '.2f'):>13}  {q}  {each['crude']['difference']:>+7.3f}{flag}"
        )
    return lines


def _remarks(found: Sequence[dict[str, Any]], min_cell: int) -> list[str]:
    lines = [
        f"Simpson reversal: {each['name']} goes with {_way(each['crude'])} answers over all rows "
        f"({each['crude']['difference']:+.3f}), with {_way(each['pooled'])} ones within strata "
        f"({each['pooled']['difference']:+.3f})"
        for each in found
        if each["pooled"] and each["reversal"]
    ]
    dropped = [
        f"  {each['name']}: "
        + ", ".join(f"{d['stratum']} ({d['n_with']:,} with, {d['n_without']:,} without)" for d in each["dropped"])
        for each in found
        if each["dropped"]
    ]
    if dropped:
        lines += [f"dropped strata, with fewer than {min_cell} rows that show it or that do not:", *dropped]
    return ["", *lines] if lines else []


def _way(figures: dict[str, Any]) -> str:
    return "right" if figures["difference"] > 0 else "wrong"


def _amplified(found: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "amplification: how much more often models trained to think show it than instruct models of their family, "
        f"pooled over {' x '.join(found['by'])}; {found['left_out']:,} rows of other training left out",
        *_table(found["behaviors"], "more"),
    ]
    for family, behaviors in found["families"].items():
        most = sorted(behaviors.items(), key=lambda item: -abs(item[1]["difference"]))[:5]
        told = ", ".join(f"{name} {figures['difference']:+.3f}" for name, figures in most)
        lines.append(f"most in {family}: {told}")
    return lines


def _strata(found: Sequence[dict[str, Any]]) -> list[str]:
    lines = []
    for each in found:
        lines += ["", each["name"]]
        width = max((len(stratum["stratum"]) for stratum in each["strata"]), default=0)
        for s in each["strata"]:
            lines.append(
                f"  {s['stratum']:<{width}}  {s['p_with']:>6.1%} of {s['n_with']:>6,} with, {s['p_without']:>6.1%} of "
                f"{s['n_without']:>6,} without: {s['difference']:+.3f} {_bounds(s['interval'], '+.3f')}, ratio "
                f"{_cell(s['ratio'])} {_bounds(s['ratio_interval'], '.2f')}"
            )
    return lines


def _bounds(bounds: Sequence[float] | None, form: str) -> str:
    return "-" if bounds is None else f"[{format(bounds[0], form)}, {format(bounds[1], form)}]"


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
