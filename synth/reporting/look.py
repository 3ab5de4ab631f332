"""`synth.report`: one look over the rows, and the page of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.contents import REJECTED, Contents
from synth.errors import UsageError
from synth.given import as_path
from synth.reporting.overview import overview
from synth.reporting.sample import Sample
from synth.reporting.statistics import Group, Statistics
from synth.shards import writing
from synth.tally import SPLITS

N_ROWS = 500
REPORT = "report.html"
_COLUMNS = (
    "strategy", "verdict", "behaviors", "completion", "completion_tokens", "cost_usd", "n_samples", "n_verified",
    "meta", "task",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What one pass over a folder found."""

    contents: Contents
    groups: list[Group]
    sample: Sample
    figures: dict[str, Any]


def report(out: str | Path, output: str | Path | None = None, rows: int = N_ROWS) -> Path:
    """Writes the page of a run's folder, by default `OUT/report.html`, and returns its path.

    `rows` is how many it shows. Needs the extra `report`. Raises UsageError for a folder that holds no rows.
    """
    from synth.reporting.charts import renderer
    from synth.reporting.page import page

    if not isinstance(rows, int) or rows < 0:
        raise UsageError(f"rows {rows!r}: expected a whole number from 0 up")
    draw = renderer()
    text = page(look(out, rows), draw)
    path = as_path(output, "output") if output else as_path(out, "the folder") / REPORT
    with writing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path


def summary(out: str | Path) -> dict[str, Any]:
    """The figures of a report alone."""
    return look(out, 0).figures


def look(out: str | Path, rows: int) -> Look:
    contents = Contents(out, with_rejected=True)
    statistics, sample = Statistics(), Sample(contents, rows)
    for config in contents.configs:
        for split in (*SPLITS, REJECTED):
            for batch in contents.batches(config, split, None if rows else _COLUMNS):
                statistics.add(config, split, batch)
                if rows:
                    sample.add(config, split, batch)
    groups = statistics.groups
    return Look(contents, groups, sample, overview(contents, groups))
