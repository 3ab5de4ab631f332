"""The page of a report: one HTML file that asks nothing of any other host.

Texts of rows reach it as JSON that the page's script puts into text nodes: whatever they hold, they are never HTML.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from synth import __version__, exact_json
from synth.contents import REJECTED
from synth.prompts import template_folder
from synth.reporting import charts
from synth.reporting.charts import Draw
from synth.reporting.numbers import n, share, two, usd
from synth.reporting.sample import shown
from synth.reporting.spans import Spans
from synth.reporting.statistics import OUTCOMES, label
from synth.strategy import BEHAVIORS

if TYPE_CHECKING:
    from synth.reporting.look import Look

_FOLDER = "report"
# Share of rows that a shade of the heat table stands for.
N_SHADES = 10
MAX_REASONS = 40


def page(found: Look, draw: Draw) -> str:
    """The text of the HTML file."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    folder = template_folder() / _FOLDER
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(n=n, share=share, two=two, usd=usd)
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    rows, sources = _rows(found)
    return environment.get_template("report.html.jinja").render(
        figures=found.figures,
        plots={name: Markup(draw(spec)) for name, spec in _plots(found).items()},
        behaviors=BEHAVIORS,
        reasons=_reasons(found),
        outcomes=[name for name in OUTCOMES if any(group.outcomes[name] for group in found.groups)],
        labels=list(dict.fromkeys(row["label"] for row in rows)),
        statuses=sorted({row["status"] for row in rows if row["status"]}),
        sources=sources,
        n_rows=len(rows),
        shade=_shade,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(_json({"rows": rows, "behaviors": BEHAVIORS, "rejected": REJECTED})),
        version=__version__,
    )


def _rows(found: Look) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows that the page shows, and who marked the spans in them."""
    labels = {(group.config, group.name): group.label for group in found.groups}
    sample = found.sample.rows
    spans = Spans(found.contents.out, [row["id"] for _, row in sample])
    rows = []
    for key, row in sample:
        name = row["strategy"] or ""
        told = labels.get((key[0], name)) or label(key[0], name, False)
        rows.append(shown(row, key, told, spans.of(row)))
    return rows, sorted({source for row in rows for source in row["spans"]})


def _plots(found: Look) -> dict[str, charts.Spec]:
    """The drawings that the folder has figures for."""
    figures, groups = found.figures, found.groups
    judged = [group for group in groups if group.n_judged]
    plots: dict[str, charts.Spec] = {}
    if figures["problems"]:
        plots["problems"] = charts.problems(figures["problems"])
    if judged:
        plots["outcomes"] = charts.outcomes(judged)
    for name, unit in (("characters", "characters"), ("tokens", "tokens, as the teacher counts them")):
        spread = [(group.label, getattr(group, name)) for group in groups if getattr(group, name).n]
        if spread:
            plots[name] = charts.lengths(spread, unit)
    for measure, values in figures["difficulty"].items():
        plots[f"difficulty/{measure}"] = charts.difficulty(values)
    rates = [(one["label"], one["passes"]) for one in figures["strategies"] if one["passes"]]
    several = [(label, passes) for label, passes in rates if passes["samples"] > 1]
    if several:
        plots["passes"] = charts.passes(several)
    reasons = _reasons(found)
    if reasons:
        plots["reasons"] = charts.reasons([(reason, sum(counts.values())) for reason, counts in reasons])
    return plots


def _reasons(found: Look) -> list[tuple[str, dict[str, int]]]:
    """How many rows of each strategy were turned down for a reason, the most frequent first."""
    merged: dict[str, dict[str, int]] = {}
    for group in found.groups:
        for reason, rows in group.reasons.items():
            merged.setdefault(reason, {other.label: 0 for other in found.groups})[group.label] = rows
    return sorted(merged.items(), key=lambda item: -sum(item[1].values()))[:MAX_REASONS]


def _json(value: Any) -> str:
    """JSON for a script element: no `<` that could end it."""
    return exact_json.dumps(value).decode().replace("<", "\\u003c")


def _policy(style: str, script: str) -> str:
    """What the page may do: its own style and script, by their hashes, and nothing else."""
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def _shade(share: float | None) -> str:
    return "none" if share is None else f"h{round(N_SHADES * share)}"
