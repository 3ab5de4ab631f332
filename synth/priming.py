"""`synth.prime`: the priming experiment of Gandhi et al. 2025 (arXiv:2503.01307) as one run.

Matched sets of every preset over the same problems, the controls among them, in a train and a test split.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.api import run
from synth.strategy import PRESETS

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

# The sets of the paper: all of them are presets.
SETS = tuple(PRESETS)
TRAIN, TEST = 1000, 200


def prime(
    task: str,
    *,
    strategy: str | Sequence[str] = SETS,
    n: int = TRAIN,
    test_n: int = TEST,
    out: str | Path | None = None,
    **more: Any,
) -> Dataset | DatasetDict:
    """Makes the priming sets of a task and returns their train split, a DatasetDict by strategy.

    `more` are further keywords of `synth.run` and the task's own options. What lies in `out` (default
    `out/<task>-priming`) is resumed. Raises SynthError as `synth.run` does.
    """
    return run(task, strategy=strategy, n=n, test_n=test_n, out=out or folder(task), **more)


def folder(task: str) -> str:
    """Where the sets go if nobody says."""
    return f"out/{Path(task).stem.replace(':', '-')}-priming"
