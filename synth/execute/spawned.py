"""Starts worker processes that know nothing of the script that calls `synth.run`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from multiprocessing import spawn
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any


class _Worker(SpawnProcess):
    def start(self) -> None:
        _starting.worker = True
        try:
            super().start()
        finally:
            _starting.worker = False


class Spawned(SpawnContext):
    """Spawned, not forked: Arrow's threads do not survive a fork.

    A spawned process runs the main script once more from its first line, for the sake of what is defined in it; that
    of a user, who was never told to guard it, would start runs of its own. Workers need nothing of it.
    """

    Process = _Worker


_starting = threading.local()  # whether a worker is being started in this thread


def _prepared(name: str, usual: Callable[[str], dict[str, Any]] = spawn.get_preparation_data) -> dict[str, Any]:
    told = usual(name)
    if getattr(_starting, "worker", False):
        for key in ("init_main_from_name", "init_main_from_path"):
            told.pop(key, None)
    return told


# For other processes, of whoever else starts some, it says what it always did.
spawn.get_preparation_data = _prepared
