"""What a folder of rows comes to, for people: one HTML file that needs nothing else, or a few lines of text."""

from synth.reporting.report import N_ROWS, look, report, summary

__all__ = ["N_ROWS", "look", "report", "summary"]
