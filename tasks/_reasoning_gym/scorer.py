"""Runs in the killable workers: makes reasoning-gym's problems and asks its scorers, which execute no answer.

Nine of reasoning-gym 0.1.25's scorers hand the text of an answer to `eval`, five of them by way of sympy's
`parse_expr`. Two are never asked (`own.py`); for the others both names stand for readers of literals and of formulas.
Whatever else would execute a text is stopped by an audit hook before it begins.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
import reasoning_gym
import sympy

from synth import exact_json

from .formula import read
from .shapes import packed, unpacked

SIZE = 500  # of every dataset that is made: what reasoning-gym makes by default
_REFUSED = frozenset(
    ["os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pickle.find_class", "socket.connect",
     "subprocess.Popen"]
)  # fmt: skip
# Whose scorers evaluate an answer that they could not take as it is. Others evaluate what they made themselves.
_EVALUATING = frozenset(["binary_matrix", "n_queens", "spiral_matrix", "string_insertion"])
_is_scoring = False


def serve(what: str, *args: Any) -> Any:
    """`entry` or `score`: what a worker can be asked for."""
    return entry(*args) if what == "entry" else score(*args)


def entry(name: str, config: Mapping[str, Any], seed: int, index: int) -> dict[str, Any]:
    """Entry `index` of the dataset with that seed: question, answer, and metadata as `packed`.

    Behind SIZE the numbering goes on: most datasets draw entry i from seed + i.
    """
    block = index - index % SIZE
    found = _dataset(name, _key(config), seed + block)[index - block]
    return {
        "question": str(found["question"]),
        "answer": None if found["answer"] is None else str(found["answer"]),
        "metadata": packed(found["metadata"]),
    }


def score(name: str, config: Mapping[str, Any], metadata: Any, question: str, answer: str | None, text: str) -> float:
    """What the scorer of the dataset gives for the text of an answer: 1 is right."""
    global _is_scoring
    dataset = _dataset(name, _key(config), 0)
    given = {"question": question, "answer": answer, "metadata": unpacked(metadata)}
    _is_scoring = True
    try:
        return float(dataset.score_answer(text, given))
    finally:
        _is_scoring = False


def _key(config: Mapping[str, Any]) -> bytes:
    return exact_json.dumps(config, option=orjson.OPT_SORT_KEYS)


@lru_cache(maxsize=4)
def _dataset(name: str, config: bytes, seed: int) -> Any:
    dataset = reasoning_gym.create_dataset(name, **exact_json.loads(config), seed=seed, size=SIZE)
    if name in _EVALUATING:
        vars(sys.modules[type(dataset).__module__])["eval"] = ast.literal_eval
    return dataset


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook. What `eval` and `exec` make of a text is code that belongs to no file."""
    if _is_scoring and (event in _REFUSED or (event == "exec" and args[0].co_filename == "<string>")):
        raise RuntimeError(f"the scorer would have executed something ({event})")


sympy.parse_expr = read
sys.addaudithook(_refuse)
