"""The table and the plot of a trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .judge import wilson
from .trial import Result

_HEAD = ("set", "seeds", "solved", "95%", "by seed", "true equations", "false claims", "tokens a row", "rows seen")
_CONFIG = {
    "background": "white", "font": "system-ui, sans-serif", "view": {"stroke": None},
    "axis": {"labelColor": "#222", "titleColor": "#555", "gridColor": "#ddd", "labelFontSize": 12, "titleFontSize": 12,
             "titleFontWeight": "normal", "labelLimit": 220, "domainColor": "#ddd", "ticks": False, "labelPadding": 6},
    "text": {"color": "#222", "fontSize": 12},
}  # fmt: skip


def groups(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each set, in the order in which the sets came."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.name, []).append(result)
    return found


def row(results: Sequence[Result]) -> tuple[str, ...]:
    """What the table says of one set: counts summed over its seeds."""
    n, solved = (sum(getattr(result.judged, name) for result in results) for name in ("n", "solved"))
    low, high = wilson(solved, n)
    equations = sum(result.judged.equations for result in results)
    true = sum(result.judged.true_equations for result in results)
    false = sum(result.judged.false_claims for result in results)
    return (
        results[0].name,
        str(len(results)),
        f"{solved / n:.1%}",
        f"{low:.0%}-{high:.0%}",
        " ".join(f"{result.judged.solved / result.judged.n:.0%}" for result in results),
        f"{true / equations:.1%}" if equations else "none",
        f"{false / n:.1%}",
        f"{results[0].tokens_a_row:.0f}",
        f"{sum(result.rows_seen for result in results) / len(results):,.0f}",
    )


def table(results: Sequence[Result]) -> str:
    lines = [_HEAD, *(row(one) for one in groups(results).values())]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def plot(results: Sequence[Result], title: str) -> dict[str, Any]:
    """A Vega-Lite specification: the share solved of each set with its interval, and each seed's own as a ring."""
    bars, rings = [], []
    for name, one in groups(results).items():
        n, solved = sum(result.judged.n for result in one), sum(result.judged.solved for result in one)
        low, high = wilson(solved, n)
        bars.append({"set": name, "share": solved / n, "low": low, "high": high, "told": f"{solved / n:.0%}"})
        rings += [{"set": name, "share": result.judged.solved / result.judged.n} for result in one]
    y = {"field": "set", "type": "nominal", "sort": None, "title": None}
    x = {"field": "share", "type": "quantitative", "title": "held-out problems solved, 95%",
         "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 6}}  # fmt: skip
    return {
        "config": _CONFIG,
        "title": {"text": title, "anchor": "start", "fontSize": 12, "fontWeight": "normal", "color": "#222"},
        "width": 420,
        "height": {"step": 30},
        "data": {"values": bars},
        "encoding": {"y": y, "x": x},
        "layer": [
            {
                "mark": {"type": "rule", "color": "#333"},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": "#1f6fb2"}},
            {"data": {"values": rings}, "mark": {"type": "point", "size": 90, "color": "#1f6fb2", "opacity": 0.6}},
            {"mark": {"type": "text", "dy": -11}, "encoding": {"text": {"field": "told"}}},
        ],
    }
