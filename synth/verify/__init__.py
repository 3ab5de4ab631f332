"""Verifiers: text that a model wrote goes in, a Verdict comes out, and none of the text is ever executed."""

from synth.verify.number import number
from synth.verify.number_puzzle import arithmetic

__all__ = ["arithmetic", "number"]
