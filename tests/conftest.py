"""Shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hub_server import TOKEN, HubServer

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def synth(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a folder of its own."""

    def call(*args: object, **settings: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "synth", *map(str, args)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "HF_HOME": str(tmp_path / "hf")},
            timeout=300,
            **settings,
        )

    return call


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A Hub of the test's own, for this process and those that it starts; nobody really waits for it."""
    from huggingface_hub import close_session, constants

    with HubServer() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(time, "sleep", lambda seconds: None)
        yield served
        close_session()


def content(out: Path) -> dict[str, str]:
    """A hash of every Parquet file of a run."""
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in sorted(out.rglob("*.parquet"))
    }
