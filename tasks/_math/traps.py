"""Pairs of answers and references that are known to be right, or to be wrong: `synth audit math` judges them all."""

from __future__ import annotations

from pathlib import Path


def traps() -> list[tuple[str, str, bool]]:
    """The answer, the reference, and whether they are equal."""
    found = []
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            answer, _, reference = line[2:].rpartition(" | ")
            found.append((answer, reference, line.startswith("=")))
    return found
