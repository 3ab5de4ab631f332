"""Which problems `synth select` keeps, and in which order: filters one after the other, then order and count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt

from synth.curate.band import Band
from synth.curate.near import Near
from synth.curate.stages import Sieve
from synth.curate.survey import Survey, shuffled

Order = Literal["as-made", "hardest", "easiest", "random", "shortest", "longest"]
Places = npt.NDArray[np.int64]
HOW = {
    "said": "say it is the answer",
    "shown": "ask to show it",
    "computed": "compute it",
    "verbatim": "hold the formula",
}


def in_order(found: Survey, order: Order, seed: int) -> Places:
    """The places of the problems, first to last; what is equal stays as it was made."""
    if order == "as-made":
        return np.arange(len(found))
    if order == "random":
        return np.argsort(shuffled(found, seed), kind="stable")
    if order in ("shortest", "longest"):
        measure = np.frombuffer(found.characters, np.int64) / np.frombuffer(found.n_rows, np.int64)
    else:
        measure = rates(found)
    return np.argsort(-measure if order in ("longest", "easiest") else measure, kind="stable")


def rates(found: Survey) -> npt.NDArray[np.float64]:
    """Verified of judged samples, by problem; 0 where none was judged."""
    n = np.frombuffer(found.n_samples, np.int64)
    return np.frombuffer(found.n_verified, np.int64) / np.maximum(n, 1)


def drop_unmatched(sieve: Sieve, n_configs: int) -> None:
    every = (1 << n_configs) - 1
    sieve.drop("not in every strategy", np.array([bits != every for bits in sieve.surveys[0].configs], np.bool_))


def drop_rates(sieve: Sieve, band: Band) -> None:
    """Training problems outside of the band."""
    found = sieve.surveys[0]
    held = np.fromiter(map(band.holds, found.n_verified, found.n_samples), np.bool_, len(found))
    sieve.drop(f"pass rate outside of {band}", ~held & ~sieve.is_test)


def drop_leaks(sieve: Sieve) -> None:
    found = sieve.surveys[0]
    left = {place: HOW[how] for place, how in found.leaks.items() if sieve.is_left[place]}
    note = {"without an answer to look for": found.n_unanswered} if found.n_unanswered else None
    sieve.drop("the question states the answer", _mask(left, len(found)), left.values(), note, named=True)


def drop_overlaps(sieve: Sieve, n: int) -> None:
    found = sieve.surveys[0]
    left = {place: f"with {source}" for place, source in found.overlaps.items() if sieve.is_left[place]}
    sieve.drop(
        f"{n} words in a row shared with what is not to be seen", _mask(left, len(found)), left.values(), named=True
    )


def drop_near(sieve: Sieve, threshold: float, order: Places) -> None:
    """Of problems that are close to each other the first in order stays; but a test problem before any other.

    A problem that comes from several sources stays once for a configuration: matched sets of several runs are
    matched sets still.
    """
    near = Near(threshold)
    taken = np.zeros(len(sieve.is_left), np.bool_)
    owners: dict[str, int] = {}
    walk = order[np.argsort(~sieve.is_test[order], kind="stable")]
    names = [name for found in sieve.surveys for name in found.places]
    configs = [bits for found in sieve.surveys for bits in found.configs]
    sketches = [made for found in sieve.surveys for made in found.sketches]
    for place in walk[sieve.is_left[walk]].tolist():
        name = names[place]
        # What is close to others was found out when its twin of another source was kept.
        if owners.get(name, 0) & configs[place] or not (name in owners or near.keeps(name, sketches[place])):
            taken[place] = True
        else:
            owners[name] = owners.get(name, 0) | configs[place]
    sieve.drop(f"as similar as {threshold:g} to one that stays", taken, named=True)


def drop_beyond(sieve: Sieve, n: int, order: Places) -> None:
    """Training problems after the first n."""
    chosen = order[sieve.is_left[order] & ~sieve.is_test[order]]
    taken = np.zeros(len(order), np.bool_)
    taken[chosen[n:]] = True
    sieve.drop(f"beyond the first {n:,}", taken)


def ranks(sieve: Sieve, order: Places) -> Places:
    """Where each problem comes in the result, -1 for one that is not in it."""
    found = np.full(len(order), -1, np.int64)
    left = order[sieve.is_left[order]]
    found[left] = np.arange(len(left))
    return found


def _mask(places: Iterable[int], n: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(n, np.bool_)
    found[list(places)] = True
    return found
