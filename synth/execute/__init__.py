"""Where the engine runs: in this process, in several, or waiting for the answers of models."""

from synth.execute.local import work_in_order
from synth.execute.waiting import work_waiting

__all__ = ["work_in_order", "work_waiting"]
