"""Annotators of reasoning: rules and models that say which behaviours a text shows, and how far two of them agree."""

from synth.annotate.api import annotate
from synth.annotate.kappa import agreement

__all__ = ["agreement", "annotate"]
