"""The dataset card of a run: README.md in its folder, read by people and by the Hub's viewer."""

from __future__ import annotations

import inspect
import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from synth import exact_json
from synth.fill import Fill
from synth.followable import followable
from synth.parse import think
from synth.prompts import Prompts
from synth.replies import REPLIES, read_spent
from synth.rows import COLUMNS, SCHEMA_VERSION
from synth.shards import storage, writing
from synth.strategy import BEHAVIORS, parse
from synth.tally import SPLITS, Tally
from synth.task import Task
from synth.tokens import WORDS
from synth.types import Look

N_EXAMPLES = 3
N_COMPRESSED = 1000
# Characters below which a ratio says nothing.
ENOUGH = 10_000
DIGITS = re.compile(r"[0-9]+")
# The Hub's size categories: below each bound.
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))


def write_card(fill: Fill, made_by: dict[str, Any], task: Task, out: Path) -> None:
    """Writes the card of what the folder holds now."""
    filled = [name for name in fill.strategies if fill.kept(name)]
    text = Prompts(task.name).render(
        "card.jinja",
        front_matter=_front_matter(fill, filled, task, made_by["license"]),
        task=task.name,
        proved=_proved(fill, filled, task),
        looked=any(found["seen"] for name in filled for found in fill.tally(name)["behaviors"].values()),
        detected="rules of the task" if task.has_rules else "rules for any text",
        about=inspect.cleandoc(type(task).__doc__ or ""),
        run=made_by,
        counts=fill.state["counts"],
        tells=task.tells,
        packed=_packed(fill),
        spent=[role._asdict() for role in read_spent(out / "journal" / REPLIES)],
        dry=fill.state["dry"],
        different=len(fill.ledger),
        strategies=[_numbers(name, fill.tally(name), task, out) for name in fill.strategies],
        behaviors=BEHAVIORS,
        columns=COLUMNS,
        schema_version=SCHEMA_VERSION,
        words=WORDS,
        examples=_examples(filled, out),
    )
    save_card(text, out)


def _proved(fill: Fill, filled: list[str], task: Task) -> str:
    """What was looked at of the traces of the task's own solver, as the rows tell."""
    told = [name for name in filled if not parse(name).control]
    kept, read = sum(map(fill.kept, told)), sum(fill.tally(name)["steps"]["rows"] for name in told)
    blank = ", but for the blank ones of controls" if told != filled else ""
    if not task.has_checker:
        return "answers were checked, steps were not: the task has no step checker"
    if not any(fill.tally(name)["steps"]["checked"] for name in told):
        return "answers were checked, steps were not: the task's step checker read none"
    return (
        f"every step of every trace was checked{blank}"
        if read == kept
        else (f"the steps of {read:,} of {kept:,} traces were checked, of the others the answers alone")
    )


def _packed(fill: Fill) -> dict[str, Any] | None:
    """What the card tells of the sets of a task that sorts; None for any other."""
    if fill.packing is None:
        return None
    packed, sets = fill.packed, []
    for name in fill.packing.sets:
        kept, lost = fill.kept(name), fill.tally(name)["rejected"]
        found = packed["found"].get(name, 0)
        left = max(0, found - kept - lost)
        sets.append({"name": name, "found": found, "lost": lost, "left": left, "tokens": packed["tokens"][name]})
    return {"sets": sets, "sums": packed["sums"]}


def save_card(text: str, out: Path) -> None:
    with writing(out / "README.md") as temporary:
        temporary.write_text(text, encoding="utf-8")


def _front_matter(fill: Fill, filled: list[str], task: Task, license: str) -> str:
    n = sum(map(fill.kept, filled))
    configs: list[dict[str, Any]] = []
    for name in filled:
        config = parse(name).config
        splits = [split for split in SPLITS if fill.tally(name)["kept"][split]]
        configs.append(configuration(fill.out, config, splits))
    if configs:
        configs[0]["default"] = True
    fields = {
        "license": license,
        "language": ["en"],
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "reasoning", "chain-of-thought", task.name],
        "pretty_name": f"{task.name} reasoning traces",
        "size_categories": [size_category(n)],
        "configs": configs,
    }
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True).strip()


def configuration(out: Path, config: str, splits: Sequence[str]) -> dict[str, Any]:
    """The entry of a configuration in the front matter; its description is a hash of its files.

    `datasets` knows what it has in its cache by the front matter alone, so other rows need another one.
    """
    hasher = blake2b(digest_size=8)
    for path in sorted((out / "data" / config).glob("*.parquet")):
        with storage(path), path.open("rb") as file:
            while block := file.read(1 << 20):
                hasher.update(block)
    files = [{"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in splits]
    return {"config_name": config, "description": f"rows {hasher.hexdigest()}", "data_files": files}


def size_category(n: int) -> str:
    """The Hub's name for datasets of about n rows."""
    return next((label for bound, label in _SIZES if n < bound), "n>10M")


def _numbers(name: str, tally: Tally, task: Task, out: Path) -> dict[str, Any]:
    """What the card tells of one strategy."""
    kept = sum(tally["kept"].values())
    strategy = parse(name)
    traces = [think(text) or "" for text in _column(name, out, "completion", N_COMPRESSED)]
    joined = "\n".join(traces)
    return {
        "name": name,
        "config": strategy.config,
        "asked": [behavior for behavior in BEHAVIORS if behavior in strategy.shows],
        "is_incorrect": strategy.is_incorrect,
        "tally": tally,
        "not_retold": sum(n for why, n in tally["reasons"].items() if why.startswith("retold:")),
        "kept": kept,
        "characters": round(tally["characters"] / kept) if kept else 0,
        "n_compressed": len(traces),
        "zlib": zlib_ratio(joined),
        "zlib_masked": zlib_ratio(DIGITS.sub("#", joined)),
        "is_enough": len(joined) > ENOUGH,
        "followable": followable(_looks(name, task, out)),
    }


def _looks(name: str, task: Task, out: Path) -> Iterator[Sequence[Look]]:
    """What the first traces of a strategy look at, where the task's own solver wrote them."""
    columns = (_column(name, out, column, N_COMPRESSED) for column in ("problem", "teacher", "meta"))
    for problem, teacher, meta in zip(*columns, strict=True):
        if teacher == "procedural":
            yield task.search_looks(task.from_line({"problem": problem}), parse(name), exact_json.loads(meta))


def zlib_ratio(text: str) -> float:
    """How far a text compresses with zlib at level 6: 4.2 means to less than a quarter."""
    data = text.encode()
    return len(data) / len(zlib.compress(data, 6))


def _examples(filled: list[str], out: Path) -> list[dict[str, str]]:
    """A few rows, of as many strategies as there are, each with a fence that its text cannot close."""
    found = []
    for place in range(N_EXAMPLES if filled else 0):
        name, depth = filled[place % len(filled)], place // len(filled)
        prompts, completions = (_column(name, out, column, depth + 1) for column in ("prompt", "completion"))
        if depth < len(prompts):
            prompt, completion = prompts[depth], completions[depth]
            ticks = max(map(len, re.findall(r"`+", prompt + completion)), default=0)
            fence = "`" * max(3, ticks + 1)
            found.append({"strategy": name, "prompt": prompt, "completion": completion, "fence": fence})
    return found


def _column(name: str, out: Path, column: str, n: int) -> list[str]:
    """The first values of a column of a strategy's train split; of its test split where there is no other."""
    for split in SPLITS:
        path = out / "data" / parse(name).config / f"{split}-00000.parquet"
        if path.exists():
            with storage(path), pq.ParquetFile(path) as file:
                found = next(file.iter_batches(n, columns=[column]), None)
                return found.column(0).to_pylist() if found is not None else []
    return []
