"""`synth.select`: from a run's folder to a smaller one. The command line is `execute` with flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from synth.contents import Contents
from synth.curate.band import Band
from synth.curate.card import load, write_card
from synth.curate.choose import (
    Order,
    Places,
    drop_beyond,
    drop_leaks,
    drop_near,
    drop_overlaps,
    drop_rates,
    drop_unmatched,
    in_order,
    ranks,
    rates,
)
from synth.curate.near import Near
from synth.curate.overlap import Overlap, read_overlap
from synth.curate.stages import Sieve
from synth.curate.survey import Look, survey
from synth.curate.target import described, is_done, made, start
from synth.curate.write import Part, write_config
from synth.errors import UsageError
from synth.folder import locked
from synth.given import settle_types, texts

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

Say = Callable[[str], None]
_SINGLE = "With one sample a problem, every pass rate is 0 or 1: make the run with --samples 8, say."


@dataclass(frozen=True)
class Select:
    """One request: what to keep of a folder, and where to. The fields are the keywords of `synth.select`."""

    source: str
    out: str
    strategy: tuple[str, ...] = ()
    pass_rate: str | None = None
    order: Order = "as-made"
    n: int | None = None
    seed: int = 0
    near_duplicates: float | None = None
    decontaminate: tuple[str, ...] = ()
    ngram_size: int = 8
    text_column: str | None = None
    drop_leaks: bool = False
    matched: bool = False
    shard_rows: int = 10_000
    overwrite: bool = False

    def __post_init__(self) -> None:
        settle_types(self)
        for name in ("n", "ngram_size", "shard_rows"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"--{name.replace('_', '-')} {value}: give a number from 1 up")
        if self.order not in get_args(Order):
            raise UsageError(f"--order {self.order!r}: give one of {', '.join(get_args(Order))}")
        if not -(2**63) <= self.seed < 2**63:
            raise UsageError(f"--seed {self.seed}: give a number of at most 63 bits")

    @property
    def folder(self) -> Path:
        return Path(self.out).expanduser()

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)


def select(
    source: str | Path,
    *,
    out: str | Path,
    strategy: str | Sequence[str] = (),
    pass_rate: str | None = None,
    order: Order = "as-made",
    n: int | None = None,
    seed: int = 0,
    near_duplicates: float | None = None,
    decontaminate: str | Path | Sequence[str | Path] = (),
    ngram_size: int = 8,
    text_column: str | None = None,
    drop_leaks: bool = False,
    matched: bool = False,
    shard_rows: int = 10_000,
    overwrite: bool = False,
) -> Dataset | DatasetDict:
    """Writes what is kept of a run's folder into `out`, and returns its train split, as `synth.run` does.

    The keywords are the flags of `synth select`, which tells what each means. Raises SynthError for a request that
    cannot be met, and where nothing is left.
    """
    given = {name: value for name, value in locals().items() if name not in ("strategy", "decontaminate")}
    given |= {"strategy": texts(strategy), "decontaminate": texts(decontaminate)}
    request = Select(**given)
    execute(request)
    return load(request.folder)


def execute(request: Select, say: Say = lambda line: None) -> None:
    """Fills the folder of a request; says what each filter took."""
    band = Band.parse(request.pass_rate) if request.pass_rate else None
    if request.near_duplicates is not None:
        Near(request.near_duplicates)
    contents = Contents(request.source)
    configs = contents.named(request.strategy)
    against = [read_overlap(source, request.ngram_size, request.text_column) for source in request.decontaminate]
    made_by = made(
        request, [described(contents, request.source, Path(request.source).resolve().name, configs)], against
    )
    out = request.folder
    if is_done(out, made_by, request.overwrite):
        say(f"already there: {out} holds what the same command made")
        return
    sieve, order = _sift(request, contents, configs, band, against, say)
    is_single = band is not None and max(sieve.surveys[0].n_samples) <= len(configs)
    sieve.check(_SINGLE if is_single else "")
    for stage in sieve.stages:
        say(stage.line())
    with locked(out):
        start(out, made_by)
        places = sieve.surveys[0].places
        counts = {}
        for config in configs:
            part = Part(contents, config, places, ranks(sieve, order))
            counts[config] = write_config(out, config, [part], request.shard_rows)
        write_card(out, made_by, sieve, counts, ids_changed=0, mixed=[])


def _sift(
    request: Select, contents: Contents, configs: list[str], band: Band | None, against: list[Overlap], say: Say
) -> tuple[Sieve, Places]:
    """The problems that are left, and their order."""
    by_rate = request.order in ("hardest", "easiest")
    look = Look(
        rates=band is not None or by_rate,
        lengths=request.order in ("shortest", "longest"),
        leaks=request.drop_leaks,
        overlaps=against,
        sketches=request.near_duplicates is not None,
    )
    found = survey(contents, configs, look)
    sieve, order = Sieve([found]), in_order(found, request.order, request.seed)
    if by_rate and len(found) > 1 and np.ptp(rates(found)) == 0:
        say(f"--order {request.order}: every problem has the same pass rate, so they stay as they were made")
    if request.matched:
        drop_unmatched(sieve, len(configs))
    if band is not None:
        drop_rates(sieve, band)
    if request.drop_leaks:
        drop_leaks(sieve)
    if against:
        drop_overlaps(sieve, request.ngram_size)
    if request.near_duplicates is not None:
        drop_near(sieve, request.near_duplicates, order)
    if request.n is not None:
        drop_beyond(sieve, request.n, order)
    return sieve, order
