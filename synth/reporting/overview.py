"""The figures of a report as one JSON object: the page draws them, the terminal prints them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synth.contents import Contents
from synth.folder import FORMAT
from synth.reporting.distribution import Distribution
from synth.reporting.statistics import Group, Value
from synth.reporting.variety import variety
from synth.status import read_status
from synth.strategy import BEHAVIORS

N_TASKS = 4
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def overview(contents: Contents, groups: Sequence[Group]) -> dict[str, Any]:
    """What a folder holds, how it came to it and what it cost; a part is null where nobody knows it."""
    made_by = contents.made_by
    is_run = made_by["format"] == FORMAT
    status = read_status(str(contents.out)) if is_run else None
    judged = sum(group.n_judged for group in groups)
    return {
        "out": str(contents.out),
        "task": _task(groups) or made_by.get("task"),
        "teacher": status["teacher"] if status else None,
        "command": made_by.get("command"),
        "keep": made_by.get("keep"),
        "problems": _problems(status["counts"]) if status else None,
        "verified": sum(group.statuses.get("verified", 0) for group in groups) / judged if judged else None,
        "strategies": [_strategy(group) for group in groups],
        "spent": status["spent"] if status else None,
        "spent_usd": status["spent_usd"] if status else None,
        "difficulty": _difficulty(groups),
    }


def _task(groups: Sequence[Group]) -> str | None:
    """The task of the rows, or the first few of several."""
    found = sorted({task for group in groups for task in group.tasks})
    return (", ".join(found[:N_TASKS]) + ", ..." * (len(found) > N_TASKS))[:100] or None


def _problems(counts: dict[str, Any]) -> dict[str, Any]:
    """What became of the problems that were proposed."""
    refused = sum(counts["refused"].values())
    lost = counts["unproposed"] + counts["duplicates"] + counts["excluded"]
    new = counts["proposed"] - lost
    return {**counts, "new": new, "asked": new - refused}


def _strategy(group: Group) -> dict[str, Any]:
    asked = group.strategy
    return {
        "label": group.label,
        "config": group.config,
        "strategy": group.name,
        "asked": sorted(asked.shows, key=BEHAVIORS.index) if asked else None,
        "control": asked.control if asked else None,
        "kept": group.kept,
        "n_kept": group.n_kept,
        "n_judged": group.n_judged,
        "n_turned_down": group.n_turned_down,
        "n_unproposed": group.unproposed,
        "statuses": group.statuses,
        "outcomes": group.outcomes,
        "reasons": dict(sorted(group.reasons.items(), key=lambda item: -item[1])),
        "verified": group.share("verified"),
        "behaviors": {name: _shown(**counts) for name, counts in group.behaviors.items()},
        "characters": _spread(group.characters),
        "tokens": _spread(group.tokens),
        "n_untold": group.n_untold,
        "passes": _passes(group.passes),
        "cost_usd": group.cost_usd if group.n_priced else None,
        "n_unpriced": group.n_judged - group.n_priced,
        "variety": vars(variety(group.traces)),
    }


def _shown(sum: int, rows: int, seen: int) -> dict[str, Any]:
    """The share of rows that show a behaviour, and how often a row does; null where nobody looked."""
    return {"share": rows / seen if seen else None, "mean": sum / seen if seen else None, "n": seen}


def _spread(found: Distribution) -> dict[str, Any] | None:
    if not found.n:
        return None
    quantiles = {f"p{round(100 * share)}": found.quantile(share) for share in QUANTILES}
    return {"n": found.n, "mean": found.mean, **quantiles, "max": found.highest}


def _passes(passes: dict[tuple[int, int], float]) -> dict[str, Any] | None:
    """How many problems came to which pass rate (k of n samples verified)."""
    n = sum(passes.values())
    if not n:
        return None
    return {
        "problems": n,
        "samples": max(samples for samples, _ in passes),
        "mean": sum(weight * verified / samples for (samples, verified), weight in passes.items()) / n,
        "any": sum(weight for (_, verified), weight in passes.items() if verified) / n,
        "all": sum(weight for (samples, verified), weight in passes.items() if verified == samples) / n,
        "rates": [
            {"n_samples": samples, "n_verified": verified, "problems": weight}
            for (samples, verified), weight in sorted(passes.items())
        ],
    }


def _difficulty(groups: Sequence[Group]) -> dict[str, list[dict[str, Any]]]:
    """For each measure and value, by strategy: judged, verified and kept rows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for group in groups:
        for measure, values in group.difficulty.items():
            rows = found.setdefault(measure, [])
            for value in sorted(values, key=_order):
                judged, verified, kept = values[value]
                rows.append(
                    {"value": value, "label": group.label, "judged": judged, "verified": verified, "kept": kept}
                )
    return found


def _order(value: Value) -> tuple[bool, Value]:
    """Numbers by size, then names."""
    return isinstance(value, str), value
