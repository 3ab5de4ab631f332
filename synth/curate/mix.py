"""`synth.mix`: the datasets of several runs into one. The command line is `execute` with flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.contents import Contents
from synth.curate.card import load, write_card
from synth.curate.choose import Places, drop_near, ranks
from synth.curate.near import Near
from synth.curate.provenance import Ids, Mark
from synth.curate.shares import shares
from synth.curate.stages import Sieve
from synth.curate.survey import Look, shuffled, survey
from synth.curate.target import described, is_done, made, start
from synth.curate.write import Part, write_config
from synth.errors import UsageError
from synth.folder import locked
from synth.given import settle_types, texts
from synth.strategy import parse

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

Say = Callable[[str], None]
_CONFIG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}")


@dataclass(frozen=True)
class Mix:
    """One request: which folders to mix, how, and where to. The fields are the keywords of `synth.mix`."""

    sources: tuple[str, ...]
    out: str
    weights: tuple[float, ...] = ()
    n: int | None = None
    seed: int = 0
    strategy: tuple[str, ...] = ()
    into: str | None = None
    near_duplicates: float | None = None
    shard_rows: int = 10_000
    overwrite: bool = False

    def __post_init__(self) -> None:
        settle_types(self)
        if not self.sources:
            raise UsageError("give the folders to mix, as in: synth mix out/a out/b -o out/mixed")
        if self.weights and len(self.weights) != len(self.sources):
            raise UsageError(
                f"--weights: {len(self.weights)} numbers for {len(self.sources)} sources; give one for each"
            )
        if not all(isfinite(weight) and weight > 0 for weight in self.weights):
            raise UsageError("--weights: give numbers above 0, one for each source; leave out what is to weigh nothing")
        for name in ("n", "shard_rows"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"--{name.replace('_', '-')} {value}: give a number from 1 up")
        if not -(2**63) <= self.seed < 2**63:
            raise UsageError(f"--seed {self.seed}: give a number of at most 63 bits")
        if self.into is not None and not _CONFIG.fullmatch(self.into):
            raise UsageError(f"--into {self.into!r}: give a name of letters, digits, '-', '_' and '.'")

    @property
    def folder(self) -> Path:
        return Path(self.out).expanduser()


def mix(
    sources: Sequence[str | Path],
    *,
    out: str | Path,
    weights: Sequence[float] = (),
    n: int | None = None,
    seed: int = 0,
    strategy: str | Sequence[str] = (),
    into: str | None = None,
    near_duplicates: float | None = None,
    shard_rows: int = 10_000,
    overwrite: bool = False,
) -> Dataset | DatasetDict:
    """Writes the rows of several folders into `out`, and returns their train split, as `synth.run` does.

    The keywords are the flags of `synth mix`, which tells what each means. Raises SynthError for a request that
    cannot be met.
    """
    given = {name: value for name, value in locals().items() if name not in ("sources", "strategy", "weights")}
    given |= {"strategy": texts(strategy), "sources": texts(sources)}
    request = Mix(weights=texts(weights), **given)
    execute(request)
    return load(request.folder)


def execute(request: Mix, say: Say = lambda line: None) -> None:
    """Fills the folder of a request; says what was taken out on the way."""
    if request.near_duplicates is not None:
        Near(request.near_duplicates)
    names = _names(request.sources)
    folders = [Contents(source) for source in request.sources]
    chosen = _asked(folders, request.strategy)
    each = zip(folders, request.sources, names, chosen, strict=True)
    made_by = made(request, [described(*one) for one in each])
    out = request.folder
    if is_done(out, made_by, request.overwrite):
        say(f"already there: {out} holds what the same command made")
        return
    configs = list(dict.fromkeys(request.into or config for own in chosen for config in own))
    look = Look(sketches=request.near_duplicates is not None, row_ids=True)
    found = [
        survey(folder, own, look, [configs.index(request.into or config) for config in own])
        for folder, own in zip(folders, chosen, strict=True)
    ]
    sieve, order = _sift(request, Sieve(found), names)
    sieve.check()
    for stage in sieve.stages:
        say(stage.line())
    ids, rank = Ids(found), ranks(sieve, order)
    parts: dict[str, list[Part]] = {config: [] for config in configs}
    for s, own in enumerate(chosen):
        own_rank = rank[sieve.offsets[s] : sieve.offsets[s + 1]]
        for name in own:
            part = Part(folders[s], name, found[s].places, own_rank, Mark(names[s], ids))
            parts[request.into or name].append(part)
    with locked(out):
        start(out, made_by)
        counts = {config: write_config(out, config, parts[config], request.shard_rows) for config in configs}
        write_card(out, made_by, sieve, counts, ids_changed=ids.n_changed, mixed=_mixed(sieve, names))


def _sift(request: Mix, sieve: Sieve, names: list[str]) -> tuple[Sieve, Places]:
    """The problems that are left, and their order: shuffled, and the same problem of several sources together."""
    keys = np.concatenate([shuffled(found, request.seed) for found in sieve.surveys])
    order = np.argsort(keys, kind="stable")
    tests = {name for found in sieve.surveys for name, place in found.places.items() if found.is_test[place]}
    elsewhere = (name in tests for found in sieve.surveys for name in found.places)
    in_test = np.fromiter(elsewhere, np.bool_, len(order))
    sieve.drop("in the test split of another source", in_test & ~sieve.is_test)
    if request.near_duplicates is not None:
        drop_near(sieve, request.near_duplicates, order)
    if request.weights or request.n is not None:
        _drop_beyond_shares(request, sieve, names, order)
    return sieve, order


def _drop_beyond_shares(request: Mix, sieve: Sieve, names: list[str], order: Places) -> None:
    """Training problems beyond each source's share; without weights, beyond the first n of them all."""
    train = order[sieve.is_left[order] & ~sieve.is_test[order]]
    source = np.searchsorted(sieve.offsets, train, side="right") - 1
    taken = np.zeros(len(order), np.bool_)
    if request.weights:
        there = [int((source == s).sum()) for s in range(len(names))]
        for s, n in enumerate(shares(request.weights, there, names, request.n)):
            taken[train[source == s][n:]] = True
    else:
        if request.n is not None and request.n > len(train):
            raise UsageError(f"-n {request.n:,}: the sources have {len(train):,} training problems; give a smaller -n")
        taken[train[request.n :]] = True
    sieve.drop("beyond the share of its source", taken)


def _mixed(sieve: Sieve, names: list[str]) -> list[dict[str, object]]:
    """What each source gave: problems and rows."""
    found = []
    for s, name in enumerate(names):
        own = slice(int(sieve.offsets[s]), int(sieve.offsets[s + 1]))
        left, test, rows = sieve.is_left[own], sieve.is_test[own], sieve.n_rows[own]
        found.append(
            {
                "name": name,
                "train": int((left & ~test).sum()),
                "test": int((left & test).sum()),
                "rows": int(rows[left].sum()),
                "of": len(left),
            }
        )
    return found


def _names(sources: Sequence[str]) -> list[str]:
    """A name for each source: its folder's, and a number where two folders have the same."""
    found: list[str] = []
    for source in sources:
        name = Path(source).resolve().name or "source"
        k = 1
        while (new := name if k == 1 else f"{name}-{k}") in found:
            k += 1
        found.append(new)
    return found


def _asked(folders: Sequence[Contents], strategies: Sequence[str]) -> list[list[str]]:
    """The configurations to take of each source, all where no strategy is named. Raises UsageError."""
    there = {config for folder in folders for config in folder.configs}
    wanted = {name if name in there else parse(name).config for name in strategies}
    if missing := wanted - there:
        raise UsageError(f"no source holds rows of {', '.join(sorted(missing))}; they have {', '.join(sorted(there))}")
    return [[name for name in folder.configs if name in wanted or not wanted] for folder in folders]
