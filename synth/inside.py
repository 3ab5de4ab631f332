"""Folders that somebody else may have made: plain names, and no link that leads out of them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from synth.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9._+-]{1,200}")


def check_name(name: object, where: str) -> str:
    """A name of a configuration, which becomes a folder's. Raises UsageError for one that could lead elsewhere."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not name.strip("."):
        raise UsageError(
            f"{where} names {str(name)[:80]!r}, which is no name of a configuration: letters, digits, '.', '_', '+' "
            "and '-', and not dots alone"
        )
    return name


def check_links(out: Path) -> None:
    """Raises UsageError where a symbolic link lies below a folder: it could lead to any file of this machine.

    The folder itself may be one.
    """
    pending = [os.fspath(out)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        raise UsageError(
                            f"{entry.path} is a symbolic link, and could lead to any file of this machine: put the "
                            "file itself there (cp -rL copies a folder without links)"
                        )
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue  # nothing there yet, or gone meanwhile
