"""How much more often answers are right where a behaviour is shown: by stratum, pooled, with intervals."""

from synth.lift.api import lift

__all__ = ["lift"]
