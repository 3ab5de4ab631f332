"""Shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def synth(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a folder of its own."""

    def call(
        *args: object, env_extra: dict[str, str] | None = None, **settings: object
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "synth", *map(str, args)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "HF_HOME": str(tmp_path / "hf"), **(env_extra or {})},
            timeout=300,
            **settings,
        )

    return call


def content(out: Path) -> dict[str, str]:
    """A hash of every Parquet file of a run."""
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in sorted(out.rglob("*.parquet"))
    }
