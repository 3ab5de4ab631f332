"""The card and the run.json of a selection or a mix, and its rows as `datasets` loads them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import yaml

from synth.card import configuration, save_card, size_category
from synth.contents import Contents, train_split
from synth.curate.stages import Sieve
from synth.journal import save_json
from synth.prompts import Prompts
from synth.rows import COLUMNS, SCHEMA_VERSION
from synth.shards import record
from synth.tally import SPLITS

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

# Rows of each configuration and split.
Counts = dict[str, dict[str, int]]


def write_card(out: Path, made_by: dict[str, Any], sieve: Sieve, counts: Counts, **more: Any) -> None:
    """Completes run.json with what came out, and writes README.md, which is the last file of a folder."""
    configs = [config for config, rows in counts.items() if sum(rows.values())]
    made_by = made_by | {
        "strategy": list(dict.fromkeys(name for source in made_by["sources"] for name in source["strategy"])),
        "configs": configs,
        "rows": counts,
        "files": _files(out),
        "stages": sieve.json(),
        **more,
    }
    save_json(out / "run.json", made_by)
    text = Prompts("").render(
        "derived.jinja",
        front_matter=_front_matter(out, made_by, counts),
        made=made_by,
        standing=_standing(out, counts),
        n_before=len(sieve.is_left),
        n_rows_before=int(sieve.n_rows[~sieve.is_test].sum()),
        n_tests_before=int(sieve.is_test.sum()),
        n_after=int(sieve.is_left.sum()),
        splits=SPLITS,
        columns=COLUMNS,
        schema_version=SCHEMA_VERSION,
    )
    save_card(text, out)


def _files(out: Path) -> dict[str, dict[str, Any]]:
    """Rows, bytes and SHA-256 of every shard, as state.json has them of a run."""
    found = sorted(path for part in ("data", "rejected") for path in (out / part).glob("*/*.parquet"))
    return {path.relative_to(out).as_posix(): record(path, pq.ParquetFile(path).metadata.num_rows) for path in found}


def _standing(out: Path, counts: Counts) -> str:
    """How many rows have which status: "5 rows are verified, 5 are rejected"."""
    found: Counter[str] = Counter()
    contents = Contents(out)
    for config, rows in counts.items():
        for split in rows:
            for batch in contents.batches(config, split, ["verdict"]):
                found.update(batch.column("verdict").field("status").to_pylist())
    order = ("verified", "unverified", "rejected")
    told = [
        f"{found[status]:,} {'rows ' if not n else ''}are {status}"
        for n, status in enumerate(s for s in order if found[s])
    ]
    return ", ".join(told)


def _front_matter(out: Path, made_by: dict[str, Any], counts: Counts) -> str:
    configs: list[dict[str, Any]] = []
    for config in made_by["configs"]:
        configs.append(configuration(out, config, [split for split in SPLITS if counts[config][split]]))
    configs[0]["default"] = True
    fields = {
        **({"license": made_by["license"]} if made_by["license"] else {}),
        "language": ["en"],
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "reasoning", "chain-of-thought", *made_by["tasks"]],
        "pretty_name": f"{', '.join(made_by['tasks'])}: {'a selection' if made_by['made_by'] == 'select' else 'a mix'}",
        "size_categories": [size_category(sum(sum(rows.values()) for rows in counts.values()))],
        "configs": configs,
    }
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True).strip()


def load(out: Path) -> Dataset | DatasetDict:
    """The train split of a folder: a Dataset, or a DatasetDict by configuration if there are several."""
    from datasets import DatasetDict

    contents = Contents(out)
    found = {
        config: train_split(contents.out, config) for config in contents.configs if "train" in contents.splits(config)
    }
    return next(iter(found.values())) if len(found) == 1 else DatasetDict(found)
