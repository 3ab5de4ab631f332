"""How far two annotators agree, behaviour by behaviour: Cohen's kappa, with what it has to be read beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from synth import exact_json
from synth.annotate.evaluation import read
from synth.annotate.items import SPLITS, rows_of
from synth.annotate.store import RECORD, annotation_file, annotators, read_annotations
from synth.contents import Contents
from synth.errors import UsageError

Values = Mapping[str, Any]


def agreement(data: str | Path, a: str, b: str, scheme: str = "cognitive") -> dict[str, Any]:
    """Agreement of two annotators over the texts that both have read (JSON), for each behaviour or field.

    In a run's folder `a` and `b` name annotators; `record` is the row's own column `behaviors`: what the task's
    checker found. Otherwise they are files that `synth annotate -o` wrote of `data`. Raises UsageError.
    """
    first, second = (dict(_values(Path(data), name, scheme)) for name in (a, b))
    both = [(first[id_], second[id_]) for id_ in first if id_ in second]
    if not both:
        raise UsageError(f"{a} and {b} have no text in common: annotate the same rows with both")
    names = [name for name in both[0][0] if any(name in found for _, found in both)]
    return {
        "data": str(data), "a": a, "b": b, "scheme": scheme, "n": len(both),
        "behaviors": {name: _measured([(x.get(name), y.get(name)) for x, y in both]) for name in names},
    }  # fmt: skip


def kappa(a: npt.ArrayLike, b: npt.ArrayLike) -> float | None:
    """Cohen's kappa of two labellings (Cohen 1960); None where chance alone would agree on everything."""
    x, y = np.asarray(a), np.asarray(b)
    chance = sum(float(np.mean(x == label)) * float(np.mean(y == label)) for label in np.union1d(x, y))
    return None if chance == 1 else (float(np.mean(x == y)) - chance) / (1 - chance)


def weighted_kappa(a: npt.ArrayLike, b: npt.ArrayLike) -> float | None:
    """Cohen's kappa of two counts with quadratic weights (Cohen 1968): off by two is four times off by one."""
    x, y = np.asarray(a, float), np.asarray(b, float)
    chance = float(x.var() + y.var() + (x.mean() - y.mean()) ** 2)
    return None if chance == 0 else 1 - float(np.mean((x - y) ** 2)) / chance


def _measured(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Null is what one of the two did not read: such texts are left out."""
    read_by_both = [(x, y) for x, y in pairs if x is not None and y is not None]
    if not read_by_both:
        return {"n": 0}
    a, b = (np.array(side) for side in zip(*read_by_both, strict=True))
    if a.dtype.kind not in "biu" or b.dtype.kind not in "biu":
        return {"n": len(a), "agreed": float(np.mean(a == b)), "kappa": kappa(a, b)}
    shown_a, shown_b = a > 0, b > 0
    both = int(np.sum(shown_a & shown_b))
    found: dict[str, Any] = {
        "n": len(a),
        "prevalence": [float(shown_a.mean()), float(shown_b.mean())],
        "agreed": float(np.mean(shown_a == shown_b)),
        "kappa": kappa(shown_a, shown_b),
        "precision": both / int(shown_a.sum()) if shown_a.any() else None,
        "recall": both / int(shown_b.sum()) if shown_b.any() else None,
    }
    if a.dtype.kind != "b":
        found |= {"mean": [float(a.mean()), float(b.mean())], "kappa_counts": weighted_kappa(a, b)}
    return found


def _values(data: Path, name: str, scheme: str) -> Iterator[tuple[str, Values]]:
    """What an annotator says of each text, by the text's id or, in a file whose rows have none, by its place."""
    if not data.is_dir():
        if not Path(name).is_file():
            raise UsageError(f"--agree {name}: give a file that synth annotate -o wrote of {data}")
        for place, row in enumerate(rows_of(Path(name))):
            yield str(row.get("id", place)), _of_row(row, scheme)
        return
    if name == RECORD:
        if scheme != "cognitive":
            raise UsageError(f"--agree {RECORD}: a row's own record holds the cognitive behaviours alone")
        contents = Contents(data)
        for config in contents.configs:
            for split in SPLITS:
                for row in contents.rows(config, split, ("id", "behaviors")):
                    yield row["id"], row["behaviors"]
        return
    path = annotation_file(data, name, scheme)
    if not path.is_file():
        there = ", ".join([*annotators(data), RECORD])
        raise UsageError(f"{data} holds no {scheme} annotations by {name}; annotators: {there}")
    for annotated in read_annotations(path):
        yield annotated["id"], _of_row(annotated, scheme)


def _of_row(row: Mapping[str, Any], scheme: str) -> Values:
    if scheme == "lift":
        return read(row.get("evaluation"))
    found = row.get("behaviors")
    if isinstance(found, str):
        found = exact_json.loads(found)
    return found if isinstance(found, Mapping) else {}


def describe(found: dict[str, Any]) -> str:
    """A table for people."""
    lines = [
        f"{found['a']} (A) and {found['b']} (B) over {found['n']:,} texts: kappa of presence, and of counts with "
        "quadratic weights; precision and recall are A's, B being right",
        f"{'':<26}{'n':>7} {'in A':>7} {'in B':>7} {'agree':>7} {'kappa':>7} {'counts':>7} {'prec.':>7} {'recall':>7}",
    ]
    for name, m in found["behaviors"].items():
        shares = m.get("prevalence") or [None, None]
        cells = [_cell(value, "6.1%") for value in (*shares, m.get("agreed"))]
        cells += [_cell(m.get(key), "6.3f") for key in ("kappa", "kappa_counts", "precision", "recall")]
        lines.append(f"{name:<26}{m['n']:>7,} " + " ".join(f"{cell:>7}" for cell in cells))
    return "\n".join(lines)


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
