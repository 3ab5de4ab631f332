"""What a teacher is sent, and one finished example, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from synth.engine import Engine, Recipe
from synth.errors import Refuse, SpaceDry, UsageError
from synth.plugins import load_task
from synth.rows import stated
from synth.strategy import parse
from synth.task import configure, options_json


def show(
    task_ref: str,
    options: dict[str, Any],
    preset: str | None,
    strategies: Sequence[str],
    index: int,
    seed: int,
    templates: str | None,
) -> str:
    """The messages and an example of each strategy. The first problem from `index` on that the teacher accepts."""
    task = configure(load_task(task_ref), options, preset)
    folders = (templates,) if templates else ()
    recipe = Recipe(task_ref, options_json(task), seed, "verified", 0.0, "words", folders, None, "show")
    engine = Engine(recipe, np.empty(0, np.uint64))
    parts = []
    for name in strategies or (task.default_strategy,):
        strategy = parse(name)
        for tried in range(index, index + 100):
            try:
                problem = engine.propose(tried)
                asked = stated(task.name, problem, engine.prompts.prompt(problem.question, task.answer_format), {})
                completion = engine.answer(tried, asked, strategy)
            except (Refuse, SpaceDry):
                continue
            break
        else:
            raise UsageError(f"no problem from index {index} on can be shown under {strategy.name}")
        for message in engine.prompts.messages(asked.prompt, strategy):
            parts.append(f"=== {message['role']} ({strategy.name}) ===\n{message['content'].rstrip()}\n")
        verdict, _ = engine.judge(problem, strategy, completion.text)
        parts.append(f"=== a finished example ({engine.teacher.name}, {verdict.status}) ===\n{completion.text}\n")
    return "\n".join(parts)
