"""What a teacher is sent, and one finished example, as text."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

import numpy as np

from synth.chunk import Recipe
from synth.engine import Engine
from synth.errors import Refuse, SpaceDry, UsageError
from synth.model.sampling import Sampling
from synth.options import configure, options_json
from synth.plugins import load_task
from synth.rows import Stated, stated
from synth.selection import Selection
from synth.strategy import Strategy, parse
from synth.teacher import Model
from synth.types import Completion, Problem


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
    recipe = Recipe(task_ref, options_json(task), seed, Selection(), 0.0, "words", folders, None, "show")
    teacher = None if task.has_solver else Model("a model", "", Sampling())
    engine = Engine(recipe, np.empty(0, np.uint64), teacher)
    parts = []
    for name in strategies or (task.default_strategy,):
        parts += _shown(engine, parse(name), index)
    return "\n".join(parts)


def _shown(engine: Engine, strategy: Strategy, index: int) -> list[str]:
    asked, completion = _example(engine, strategy, index)
    parts = []
    for message in engine.prompts.messages(asked.prompt, strategy):
        parts.append(f"=== {message['role']} ({strategy.name}) ===\n{message['content'].rstrip()}\n")
    if completion is not None:
        verdict, _ = engine.judge.judge(asked.problem, strategy, completion.text, completion.record.get("slip"))
        parts.append(f"=== a finished example ({engine.teacher.name}, {verdict.status}) ===\n{completion.text}\n")
    return parts


def _example(engine: Engine, strategy: Strategy, index: int) -> tuple[Stated, Completion | None]:
    """A problem, and the completion of the task's own solver if it has one."""
    task = engine.task
    for tried in range(index, index + 100):
        try:
            problem = engine.propose(tried)
            if not isinstance(problem, Problem):
                if isinstance(problem, Coroutine):
                    problem.close()
                raise UsageError(
                    f"a model makes the problems of {task.name}: synth run {task.name} --dry-run shows them"
                )
            asked = stated(task.name, problem, engine.prompts.prompt(problem.question, task.answer_format), {})
            completion = engine.answer(tried, asked, strategy) if task.has_solver else None
        except (Refuse, SpaceDry):
            continue
        return asked, completion if isinstance(completion, Completion) else None
    raise UsageError(f"no problem from index {index} on can be shown under {strategy.name}")
