"""Annotators of reasoning: rules and models that say which behaviours a text shows, and how far two of them agree."""

from synth.annotate.agreement import agreement
from synth.annotate.annotate import annotate

__all__ = ["agreement", "annotate"]
