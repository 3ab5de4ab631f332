"""The one door to a language model: transports, limits, budget, and the reading of its answers."""

from synth.model.door import Ask, Door

__all__ = ["Ask", "Door"]
