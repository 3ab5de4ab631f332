"""What a folder of rows comes to, for people: one HTML file that needs nothing else, or a few lines of text."""

from synth.reporting.look import report, summary

__all__ = ["report", "summary"]
