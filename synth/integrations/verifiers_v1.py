"""Our tasks as a Taskset of `verifiers.v1`, which trains on nothing else from verifiers 0.4 on.

verifiers finds a taskset by the name of an installed module with one in `__all__`: a file `my_countdown.py` that says
`from synth.integrations.verifiers_v1 import SynthTaskset` and `__all__ = ["SynthTaskset"]` is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import verifiers.v1 as vf
from pydantic import Field

from synth import exact_json
from synth.environments import Environment, environment
from synth.rewards import Reward, reward

__all__ = ["SynthTaskset"]


class SynthData(vf.TaskData):
    """A problem; `problem` and `reward` are JSON: what a row holds, and how it is judged."""

    answer: str | None = None
    problem: str = ""
    reward: str = ""


class SynthConfig(vf.TasksetConfig):
    """`problems` is the task, the rest as `synth.environment` takes it: --env.taskset.problems countdown."""

    problems: str = "countdown"
    n: int = 500
    seed: int = 0
    options: dict[str, Any] = Field(default_factory=dict)


class SynthTask(vf.Task[SynthData]):
    """One problem of a task; its reward is the verifier's."""

    @property
    def key(self) -> str:
        return str(self.data.id)

    @vf.reward
    async def verified(self, trace: Any) -> float:
        """1.0 for a reply that the task's verifier proves."""
        line = {"problem": self.data.problem, "answer": self.data.answer}
        found = await asyncio.to_thread(_reward(self.data.reward).scores, [line], [trace.last_reply])
        return found[0] or 0.0


class SynthTaskset(vf.Taskset[SynthTask, SynthConfig]):
    """The problems of a task."""

    made: Environment | None = None

    def load(self) -> Iterator[SynthTask]:
        config = self.config
        made = self.made or environment(config.problems, n=config.n, seed=config.seed, **config.options)
        judged_by = exact_json.dumps(made.reward.arguments()).decode()
        for entry in made:
            told = entry["metadata"]
            yield SynthTask(
                SynthData(
                    id=told["problem_id"], prompt=told["prompt"], answer=entry["answer"], problem=told["problem"],
                    reward=judged_by,
                ),
                config.task,
            )  # fmt: skip


def taskset_of(made: Environment) -> SynthTaskset:
    """The environment as a taskset."""
    options = made.arguments()
    task, n, seed = options.pop("task"), options.pop("n"), options.pop("seed")
    found = SynthTaskset(SynthConfig(problems=task, n=n, seed=seed, options=options))
    found.made = made
    return found


@lru_cache(maxsize=16)
def _reward(arguments: str) -> Reward:
    return reward(**exact_json.loads(arguments))
