"""Verifiers: text that a model wrote goes in, a Verdict comes out.

None of the text is ever executed, but by `code`, which does so in a sandbox.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from synth.verify.number import number
from synth.verify.number_puzzle import arithmetic

if TYPE_CHECKING:
    from synth.verify.mathematics import math
    from synth.verify.program import code

__all__ = ["arithmetic", "code", "math", "number"]

_LATER = {"code": "program", "math": "mathematics"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'synth.verify' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"synth.verify.{_LATER[name]}"), name)
    return value
