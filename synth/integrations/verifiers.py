"""Our tasks as environments of `verifiers`: `vf.load_environment("synth.integrations.verifiers", task="countdown")`.

Up to 0.3, verifiers trains on a SingleTurnEnv (a dataset and a rubric); from 0.4 on on a Taskset (`verifiers_v1`).
"""

from __future__ import annotations

import asyncio
from typing import Any

from synth.environments import Environment, environment
from synth.errors import UsageError
from synth.extras import how_to_install
from synth.rewards import said


def load_environment(task: str = "countdown", **options: Any) -> Any:
    """What `synth.environment` makes of the same arguments, for the installed verifiers."""
    return environment_of(environment(task, **options))


def environment_of(made: Environment) -> Any:
    """A SingleTurnEnv, or a Taskset where verifiers has no such thing any more. Raises UsageError without verifiers."""
    try:
        import verifiers

        if not hasattr(verifiers, "SingleTurnEnv"):
            from synth.integrations.verifiers_v1 import taskset_of

            return taskset_of(made)
    except ImportError as error:
        needed = f"an environment of verifiers needs it, on Python 3.11 or newer ({error})"
        raise UsageError(f"{needed}: {how_to_install('verifiers')}") from error
    return _single_turn(made, verifiers)


def _single_turn(made: Environment, verifiers: Any) -> Any:
    async def verified(completion: Any, info: dict[str, Any], **_: Any) -> float:
        # Off the loop: a verdict on mathematics or code may take seconds.
        return await asyncio.to_thread(_scored, made, completion, info)

    from datasets import Dataset, Features, Value

    text = Value("string")
    rows = [
        {
            "question": entry["metadata"]["prompt"],
            "answer": entry["answer"] or "",
            "info": {"problem": entry["metadata"]["problem"], "answer": entry["answer"]},
        }
        for entry in made
    ]
    told = Features({"question": text, "answer": text, "info": {"problem": text, "answer": text}})
    dataset = Dataset.from_list(rows, features=told)
    return verifiers.SingleTurnEnv(dataset=dataset, rubric=verifiers.Rubric(funcs=[verified]))


def _scored(made: Environment, completion: Any, info: dict[str, Any]) -> float:
    messages = completion if isinstance(completion, str) else [_plain(message) for message in completion]
    return made.reward.scores([info], [said(messages)])[0] or 0.0


def _plain(message: Any) -> Any:
    return message.model_dump() if hasattr(message, "model_dump") else message
