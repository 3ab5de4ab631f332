"""The command line. Commands are imported when they are called, so that `--help` is quick."""

from synth.cli.main import main

__all__ = ["main"]
