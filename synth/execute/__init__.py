"""Ways to call the engine on many indices: here, on this machine."""

from synth.execute.local import work_in_order

__all__ = ["work_in_order"]
