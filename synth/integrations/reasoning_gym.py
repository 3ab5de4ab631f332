"""Our tasks as a dataset of reasoning-gym, `synth`: `create_dataset("synth", task="countdown", options={"size": "4"})`.

Registered at import, so that its composites and its reseeding take our tasks beside its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from synth.environments import Environment, environment
from synth.errors import UsageError
from synth.extras import how_to_install

try:
    from reasoning_gym.dataset import ProceduralDataset
    from reasoning_gym.factory import DATASETS, register_dataset
except ImportError as error:
    raise UsageError(f"a dataset of reasoning-gym needs it ({error}): {how_to_install('reasoning-gym')}") from error


NAME = "synth"


@dataclass
class SynthConfig:
    """`task` and its `options` as `synth.environment` takes them; reasoning-gym's `seed` and `size`."""

    task: str = "countdown"
    options: dict[str, Any] = field(default_factory=dict)
    seed: int | None = 0
    size: int = 500

    def validate(self) -> None:
        if self.size < 1:
            raise UsageError(f"size {self.size}: a dataset has at least one entry")


class SynthDataset(ProceduralDataset):
    """The entries of an environment, scored by its verifier."""

    def __init__(self, config: SynthConfig, made: Environment | None = None) -> None:
        super().__init__(config, config.seed, config.size)
        self.environment = made or environment(config.task, n=config.size, seed=self.seed, **config.options)

    def __getitem__(self, idx: int) -> dict[str, Any]:
        entry = self.environment[idx]
        # By this name a composite finds the scorer again.
        return {**entry, "metadata": {**entry["metadata"], "source_dataset": NAME}}

    def score_answer(self, answer: str | None, entry: Mapping[str, Any]) -> float:
        return self.environment.score_answer(answer, entry)


def dataset_of(made: Environment) -> SynthDataset:
    """The environment as a dataset of reasoning-gym."""
    options = made.arguments()
    task, n, seed = options.pop("task"), options.pop("n"), options.pop("seed")
    return SynthDataset(SynthConfig(task, options, seed, n), made)


if NAME not in DATASETS:
    register_dataset(NAME, SynthDataset, SynthConfig)
