"""verl's custom reward: `compute_score`, and `compute_scores` for its batch reward manager.

Signatures as in verl's documentation, "Implement Reward Function for Dataset":
`fn(data_source, solution_str, ground_truth, extra_info=None)`; what stands under `reward_kwargs` comes as keywords.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from synth import exact_json
from synth.errors import UsageError
from synth.rewards import Reward, reward


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    *,
    task: str | None = None,
    format_score: float = 0.0,
    partial: bool = False,
    **_: Any,
) -> float:
    """1.0 for a response that the task's verifier proves, else 0.0 (`format_score` and `partial` as in `synth.reward`).

    The problem is what `synth export --to verl` wrote into `extra_info`; without it, `ground_truth` as TinyZero's
    Countdown has it ({target, numbers}), or as a text that is the reference answer. The task is `task`, else the
    one in `extra_info`, else `data_source`. Raises UsageError where none of them states a problem.
    """
    found = _reward(_task(data_source, extra_info, task), format_score, partial)
    return found.scores([_line(ground_truth, extra_info)], [solution_str])[0] or 0.0


def compute_scores(
    data_sources: Sequence[str],
    solution_strs: Sequence[str],
    ground_truths: Sequence[Any],
    extra_infos: Sequence[Mapping[str, Any] | None],
    *,
    task: str | None = None,
    format_score: float = 0.0,
    partial: bool = False,
    **_: Any,
) -> list[float]:
    """The same for a batch, as `reward_manager: batch` asks for it: what is slow to judge is judged side by side."""
    names = [_task(source, info, task) for source, info in zip(data_sources, extra_infos, strict=True)]
    scores = [0.0] * len(names)
    for name in dict.fromkeys(names):
        places = [i for i, other in enumerate(names) if other == name]
        lines = [_line(ground_truths[i], extra_infos[i]) for i in places]
        made = _reward(name, format_score, partial).scores(lines, [solution_strs[i] for i in places])
        for i, score in zip(places, made, strict=True):
            scores[i] = score or 0.0
    return scores


@cache
def _reward(task: str, format_score: float, partial: bool) -> Reward:
    return reward(task, format_score=format_score, partial=partial)


def _task(data_source: str, extra_info: Mapping[str, Any] | None, given: str | None) -> str:
    """The task to judge by. What a dataset names is never taken for the path of a file, which would be run."""
    if given:
        return given
    named = str((extra_info or {}).get("task") or data_source).removeprefix("synth/")
    if named.endswith(".py") or "/" in named:
        raise UsageError(
            f"the data names the task {named!r}, which is no name of a task: give the task yourself, as "
            "custom_reward_function.reward_kwargs.task"
        )
    return named


def _line(ground_truth: Any, extra_info: Mapping[str, Any] | None) -> dict[str, Any]:
    """What states the problem, in the form of a row."""
    info = extra_info or {}
    if info.get("problem") is not None:
        return {"problem": info["problem"], "answer": info.get("answer")}
    truth = _plain(ground_truth)
    if isinstance(truth, str) and truth.startswith("{"):
        try:
            truth = exact_json.loads(truth)
        except orjson.JSONDecodeError:
            return {"answer": truth}
    return dict(truth) if isinstance(truth, Mapping) else {"answer": truth}


def _plain(value: Any) -> Any:
    """Without NumPy, in whose arrays a Parquet file of lists comes back."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value.tolist() if hasattr(value, "tolist") else value
