"""What an annotator found in all: counts, prevalence, and how much of it could be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from synth.annotate.evaluation import FIELDS
from synth.annotate.judge import EVALUATION, Annotation
from synth.annotate.request import Request
from synth.replies import Spent, told
from synth.strategy import BEHAVIORS


@dataclass
class _Tally:
    n: int = 0
    total: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)

    def add(self, found: Annotation) -> None:
        self.n += 1
        for name, value in [*found.behaviors.items(), *(found.evaluation or {}).items()]:
            if value is None or isinstance(value, str):
                continue
            self.read[name] += 1
            self.total[name] += int(value)
            self.shown[name] += value > 0

    def json(self, names: list[str]) -> dict[str, Any]:
        """For each name the answers that were read, their mean, and the share above 0: null where none was read."""
        return {
            name: {
                "n": n,
                "mean": self.total[name] / n if n else None,
                "prevalence": self.shown[name] / n if n else None,
            }
            for name in names
            for n in [self.read[name]]
        }


class Summary:
    """Adds up annotations; `missing` counts texts without one, by reason."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.missing: dict[str, int] = {}
        self.unread_rows: dict[str, int] = {}
        self.spent: list[Spent] = []
        self._unread: Counter[str] = Counter()
        self._all, self._parts = _Tally(), dict[str, _Tally]()

    @property
    def n(self) -> int:
        return self._all.n

    def add(self, part: str, found: Annotation) -> None:
        for tally in (self._all, self._parts.setdefault(part, _Tally())):
            tally.add(found)
        self._unread.update(found.unread)

    def miss(self, why: str) -> None:
        self.missing[why] = self.missing.get(why, 0) + 1

    def json(self) -> dict[str, Any]:
        """Everything (JSON). `parse_rate` is the share of answers that could be read; null for rules."""
        is_lift = self.request.scheme == "lift"
        names = (
            [name for name, f in FIELDS.items() if f.kind in ("bool", "1-5")] if is_lift else list(map(str, BEHAVIORS))
        )
        asked = self.n * (1 if is_lift else len(BEHAVIORS))
        lost = self._unread[EVALUATION] if is_lift else sum(self._unread.values())
        return {
            "data": self.request.data,
            "annotator": self.request.by,
            "scheme": self.request.scheme,
            "out": str(self.request.output),
            "n": self.n,
            "unread_rows": self.unread_rows,
            "parse_rate": 1 - lost / asked if asked and self.request.model else None,
            "unread": dict(self._unread),
            "behaviors": self._all.json(names),
            "strategies": {part: tally.json(names) for part, tally in self._parts.items() if part},
            "spent": told(self.spent) or None,
        }


def describe(summary: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"{summary['n']:,} texts annotated by {summary['annotator']}, in {summary['out']}"]
    lines += [f"{count:,} rows left out: {why}" for why, count in summary["unread_rows"].items()]
    parts = [("all of them", summary["behaviors"])]
    if len(summary["strategies"]) > 1:
        parts += list(summary["strategies"].items())
    width = max(len(name) for name in summary["behaviors"])
    for part, found in parts:
        lines += ["", part, f"  {'':<{width}}  {'n':>8}  {'mean':>6}  {'shown in':>8}"]
        for name, measured in found.items():
            mean, share = measured["mean"], measured["prevalence"]
            told_mean = "-" if mean is None else f"{mean:.2f}"
            told_share = "-" if share is None else f"{share:.1%}"
            lines.append(f"  {name:<{width}}  {measured['n']:>8,}  {told_mean:>6}  {told_share:>8}")
    if summary["parse_rate"] is not None:
        unread = ", ".join(f"{count:,} of {name}" for name, count in summary["unread"].items())
        lines += ["", f"answers read: {summary['parse_rate']:.1%}" + (f"; no answer: {unread}" if unread else "")]
    if summary["spent"]:
        lines.append(f"spent so far: {summary['spent']}")
    return "\n".join(lines)
