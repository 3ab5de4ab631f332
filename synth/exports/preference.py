"""TRL's preference data: `dpo` (prompt, chosen, rejected) and `kto` (prompt, completion, label).

What is preferred is what was proved: verified answers to wrong ones. Where a run holds nothing wrong, as one of the
procedural teacher, its first strategy is preferred to its last.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pyarrow as pa

from synth.errors import UsageError
from synth.exports.pairs import Waiting, waiting
from synth.exports.source import Row, Rows, Source

DPO = pa.schema([("prompt", pa.string()), ("chosen", pa.string()), ("rejected", pa.string())])
KTO = pa.schema([("prompt", pa.string()), ("completion", pa.string()), ("label", pa.bool_())])


def dpo(source: Source) -> Rows:
    """Pairs of two completions of one problem, each completion in one pair at most."""
    n = 0
    with waiting(chain.from_iterable(map(source.wrong, source.configs)), source.scratch) as wrong:
        for row in _pairs(chain.from_iterable(map(source.right, source.configs)), wrong):
            n += 1
            yield row
    if n:
        source.told.append("chosen is verified, rejected is wrong")
        return
    first, last = _first_and_last(source, "no problem has both a verified and a wrong answer")
    with waiting(source.kept(last), source.scratch) as others:
        yield from _pairs(source.worthy(first), others)


def kto(source: Source) -> Rows:
    """Completions that are wanted, and others that are not."""
    is_right, is_wrong = (
        any(True for config in source.configs for _ in rows(config)) for rows in (source.right, source.wrong)
    )
    if is_right and is_wrong:
        source.told.append("label is true for what is verified, false for what is wrong")
        for config in source.configs:
            yield from (_labelled(row, True) for row in source.right(config))
            yield from (_labelled(row, False) for row in source.wrong(config))
        return
    first, last = _first_and_last(source, f"no answer is {'wrong' if is_right else 'verified'}")
    yield from (_labelled(row, True) for row in source.worthy(first))
    yield from (_labelled(row, False) for row in source.kept(last))


def _first_and_last(source: Source, why: str) -> tuple[str, str]:
    first, last = source.configs[0], source.configs[-1]
    if first == last:
        raise UsageError(
            f"{source.contents.out}: {why}, and {first} is the only strategy, so nothing can be preferred to anything "
            f"(split {source.split}). Ask a model for several --samples, or make rows of a second --strategy."
        )
    source.told.append(f"{why}: {first}, the first strategy, is preferred to {last}, the last")
    return first, last


def _pairs(chosen: Iterator[Row], others: Waiting) -> Iterator[Row]:
    for row in chosen if others.n else ():
        rejected = others.take(row)
        if rejected is not None and rejected != row["completion"]:
            yield {"prompt": row["prompt"], "chosen": row["completion"], "rejected": rejected}


def _labelled(row: Row, label: bool) -> Row:
    return {"prompt": row["prompt"], "completion": row["completion"], "label": label}
