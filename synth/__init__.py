"""Synthetic reasoning data in which every row is proved or says that it is not.

`synth.run` makes a dataset; `Task`, `Problem` and `Verdict` are what a task author needs. Nothing heavy is
imported before it is used.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# A wheel carries tasks/ and templates/ inside this package; a checkout keeps them beside it.
_beside = Path(__file__).resolve().parent.parent
if not (Path(__file__).parent / "tasks").is_dir() and (_beside / "tasks").is_dir():
    __path__.append(str(_beside))

_HOME = {
    "Completion": "types",
    "Draw": "draw",
    "Problem": "types",
    "Range": "types",
    "Refuse": "errors",
    "Reject": "errors",
    "Steps": "types",
    "Strategy": "strategy",
    "SynthError": "errors",
    "Task": "task",
    "Verdict": "types",
    "environment": "environments",
    "export": "exports.export",
    "load_task": "plugins",
    "mix": "curate.mix",
    "option": "task",
    "prime": "priming",
    "report": "reporting",
    "reward": "rewards",
    "push": "publish",
    "reproduce": "reproduction",
    "run": "api",
    "select": "curate.select",
}
__all__ = list(_HOME)

if TYPE_CHECKING:
    from synth.api import run
    from synth.curate.mix import mix
    from synth.curate.select import select
    from synth.draw import Draw
    from synth.environments import environment
    from synth.errors import Refuse, Reject, SynthError
    from synth.exports.export import export
    from synth.plugins import load_task
    from synth.priming import prime
    from synth.publish import push
    from synth.reporting import report
    from synth.reproduction import reproduce
    from synth.rewards import reward
    from synth.strategy import Strategy
    from synth.task import Task, option
    from synth.types import Completion, Problem, Range, Steps, Verdict


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'synth' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"synth.{_HOME[name]}"), name)
    return value
