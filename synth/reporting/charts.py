"""The plots of a report: Vega-Lite specifications, drawn as SVG by vl-convert.

Colours are the page's CSS variables, so that one drawing serves light and dark. Names and reasons are anybody's text:
they are data of a plot, never part of its specification, of which Vega-Lite makes expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from synth.errors import UsageError
from synth.extras import how_to_install
from synth.reporting.distribution import Distribution, shared_bins
from synth.reporting.statistics import OUTCOMES, Group

Spec = dict[str, Any]
Draw = Callable[[Spec], str]
WIDTH = 250  # of a plot without its labels, in pixels: small enough for a telephone
LABELS = 150
MAX_BARS = 12
MAX_LABEL = 1000
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FILLS = ("var(--kept)", "var(--right)", "var(--wrong)", "var(--none)", "var(--open)")
_CONFIG = {
    "background": None,
    "padding": {"left": 14, "right": 4, "top": 2, "bottom": 2},  # letters may be wider than they are taken for
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)", "titleColor": "var(--soft)", "gridColor": "var(--line)",
        "domainColor": "var(--line)", "tickColor": "var(--line)", "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": LABELS, "titlePadding": 8, "ticks": False, "labelPadding": 6,
    },
    "legend": {
        "labelColor": "var(--ink)", "labelFontSize": 12, "orient": "top", "title": None, "symbolType": "square",
        "offset": 8, "columnPadding": 12,
    },
    "header": {"labelColor": "var(--ink)", "labelFontSize": 12, "title": None, "labelLimit": LABELS},
    "bar": {"color": "var(--kept)"},
    "text": {"color": "var(--ink)", "fontSize": 12},
}  # fmt: skip
_SIDE = {"domain": False, "labelColor": "var(--ink)"}


def renderer() -> Draw:
    """Draws a specification as the text of an SVG element. Raises UsageError where the library is missing."""
    try:
        from vl_convert import vegalite_to_svg
    except ImportError:
        needed = "the plots of a report need vl-convert (--terminal prints the figures alone)"
        raise UsageError(f"{needed}: {how_to_install('report')}") from None

    def draw(spec: Spec) -> str:
        # No address is allowed: a drawing loads nothing.
        return str(vegalite_to_svg({"config": _CONFIG, **_drawable(spec)}, allowed_base_urls=[]))

    return draw


def _drawable(value: Any) -> Any:
    """The same with texts that XML can hold, and of some length: at any other, vl-convert aborts the process."""
    if isinstance(value, str):
        return _NOT_XML.sub("\ufffd", value[:MAX_LABEL])
    if isinstance(value, dict):
        return {name: _drawable(inner) for name, inner in value.items()}
    return [_drawable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def problems(counts: dict[str, Any]) -> Spec:
    """What was proposed, what of it was new, and what was asked of the teacher."""
    stages = [("proposed", counts["proposed"]), ("new", counts["new"]), ("asked", counts["asked"])]
    bars = [{"stage": stage, "n": n, "told": f"{n:,}"} for stage, n in stages]
    y = {"field": "stage", "type": "nominal", "sort": None, "title": None, "axis": _SIDE}
    x = {"field": "n", "type": "quantitative", "axis": None, "scale": {"domainMax": 1.15 * max(1, counts["proposed"])}}
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "data": {"values": bars},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "height": 16}},
            {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": {"field": "told"}}},
        ],
    }


def outcomes(groups: Sequence[Group]) -> Spec:
    """What became of judged rows."""
    bars = [
        {"label": group.label, "outcome": name, "n": group.outcomes[name], "order": place}
        for group in groups
        for place, name in enumerate(OUTCOMES)
        if group.outcomes[name]
    ]
    there = [name for name in OUTCOMES if any(group.outcomes[name] for group in groups)]
    colors = [_FILLS[OUTCOMES.index(name)] for name in there]
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "data": {"values": bars},
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": _SIDE},
            "x": {"field": "n", "type": "quantitative", "title": "judged rows", "axis": {"tickCount": 5}},
            "color": {"field": "outcome", "scale": {"domain": there, "range": colors}, "legend": {"columns": 3}},
            "order": {"field": "order"},
        },
    }


def lengths(found: Sequence[tuple[str, Distribution]], unit: str) -> Spec:
    """How long kept completions are: a histogram a strategy, on one axis."""
    bins = shared_bins(one for _, one in found)
    bars = []
    for label, one in found:
        counts = bins.counts(one)
        most = max(counts, default=0) or 1
        for place, n in enumerate(counts):
            start = bins.start + place * bins.width
            bars.append({"label": label, "from": start, "to": start + bins.width, "share": n / most, "n": n})
    x = {
        "field": "from",
        "type": "quantitative",
        "title": unit,
        "axis": {"tickCount": 5, "grid": True},
        "bin": "binned",
        "scale": {"zero": False, "nice": False},
    }
    y = {"field": "share", "type": "quantitative", "axis": None}
    encoding = {"x": x, "x2": {"field": "to"}, "y": y}
    return _by_label(bars, 34, encoding, [{"mark": {"type": "bar", "binSpacing": 0.5}}])  # fmt: skip


def _by_label(bars: list[dict[str, Any]], height: int, encoding: Spec, layers: list[Spec]) -> Spec:
    """A small plot for each label, one below the other, with the label to the left of it."""
    name = {
        "transform": [{"aggregate": [], "groupby": ["label"]}],
        "mark": {"type": "text", "align": "right", "limit": LABELS},
        "encoding": {"text": {"field": "label"}, "x": {"value": -8}, "y": {"value": height - 8}},
    }
    drawn = [{**layer, "encoding": {**encoding, **layer.get("encoding", {})}} for layer in layers]
    places = {label: place for place, label in enumerate(dict.fromkeys(bar["label"] for bar in bars))}
    return {
        "data": {"values": [{**bar, "row": places[bar["label"]]} for bar in bars]},
        "facet": {"row": {"field": "row", "type": "ordinal", "header": None}},
        "spacing": 6,
        "spec": {"width": WIDTH, "height": height, "layer": [*drawn, name]},
    }


def difficulty(rows: Sequence[dict[str, Any]]) -> Spec:
    """Judged rows by the values of a measure of difficulty, and the share of them that is verified."""
    merged: dict[Any, list[int]] = {}
    for row in rows:
        counted = merged.setdefault(row["value"], [0, 0])
        counted[0] += row["judged"]
        counted[1] += row["verified"]
    classes = _classes(merged)
    is_told = any(verified < judged for judged, verified in merged.values())
    bars = [
        {"value": name, "n": judged, "told": f"{verified / judged:.0%}" if is_told and judged else "", "place": place}
        for place, (name, judged, verified) in enumerate(classes)
    ]
    most = max((judged for _, judged, _ in classes), default=1)
    return {
        "width": WIDTH,
        "height": 110,
        "data": {"values": bars},
        "encoding": {
            "x": {"field": "value", "type": "nominal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {
                "field": "n", "type": "quantitative", "title": "judged rows",
                "axis": {"tickCount": 3}, "scale": {"domainMax": 1.15 * most, "nice": False},
            },
        },
        "layer": [
            {"mark": {"type": "bar", "width": {"band": 0.8}}},
            {"mark": {"type": "text", "dy": -7, "fontSize": 11}, "encoding": {"text": {"field": "told"}}},
        ],
    }  # fmt: skip


def _classes(merged: dict[Any, list[int]]) -> list[tuple[str, int, int]]:
    """Values as bars: one each where they are few, in classes of equal width where they are many."""
    names = [value for value in merged if isinstance(value, str)]
    numbers = sorted(value for value in merged if not isinstance(value, str))
    if len(numbers) <= 10:
        few: list[tuple[Any, str]] = [(value, f"{value:g}") for value in numbers] + [
            (name, name) for name in names[:10]
        ]
        return [(told, merged[value][0], merged[value][1]) for value, told in few]
    lo, width = numbers[0], (numbers[-1] - numbers[0]) / 8
    found = [[0, 0] for _ in range(8)]
    for value in numbers:
        for place in (0, 1):
            found[min(7, int((value - lo) / width))][place] += merged[value][place]
    return [(f"{lo + place * width:.3g}+", judged, verified) for place, (judged, verified) in enumerate(found)]


def passes(rates: Sequence[tuple[str, dict[str, Any]]]) -> Spec:
    """How many problems came to which pass rate."""
    bars = [
        {
            "label": label,
            "rate": f"{one['n_verified']}/{one['n_samples']}",
            "n": one["problems"],
            "told": f"{one['problems']:,.0f}",
            "share": one["n_verified"] / one["n_samples"],
        }
        for label, found in rates
        for one in found["rates"]
        if one["n_samples"] == found["samples"]
    ]
    most = max((bar["n"] for bar in bars), default=1)
    encoding = {
        "x": {
            "field": "rate",
            "type": "nominal",
            "title": "verified samples of a problem",
            "sort": {"field": "share"},
            "axis": {"labelAngle": 0, "labelOverlap": True},
        },
        "y": {"field": "n", "type": "quantitative", "axis": None, "scale": {"domainMax": 1.5 * most}},
    }
    number = {"mark": {"type": "text", "dy": -7, "fontSize": 11}, "encoding": {"text": {"field": "told"}}}
    return _by_label(bars, 44, encoding, [{"mark": {"type": "bar", "width": {"band": 0.8}}}, number])  # fmt: skip


def reasons(found: Sequence[tuple[str, int]]) -> Spec:
    """Why rows were turned down, the most frequent first."""
    top = found[:MAX_BARS]
    bars = [{"reason": reason, "n": n, "told": f"{n:,}  {reason}"} for reason, n in top]
    most = max((n for _, n in top), default=1)
    return {
        "padding": 2,
        "width": WIDTH + LABELS,
        "height": {"step": 36},
        "data": {"values": bars},
        "encoding": {
            "y": {"field": "reason", "type": "nominal", "sort": None, "axis": None},
            "x": {"field": "n", "type": "quantitative", "axis": None, "scale": {"domainMax": most}},
        },
        "layer": [
            {"mark": {"type": "bar", "height": 8, "yOffset": 9, "color": "var(--wrong)"}},
            {
                "mark": {"type": "text", "align": "left", "dy": -6, "limit": WIDTH + LABELS},
                "encoding": {"text": {"field": "told"}, "x": {"value": 0}},
            },
        ],
    }
