"""What a run.json may decide, and what takes the user's own word: anybody may have written it.

A file says what to make. Where requests and keys go, what goes along unread, which code runs and which folder is
filled, only the user says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from synth.errors import UsageError
from synth.request import NOT_STORED, Run

# Where requests go, with which key, and what goes along with them that nobody here reads.
_SENT = ("base_url", "proposer_base_url", "retell_base_url", "api_key_env", "extra_body")
_MODELS = ("model", "proposer", "retell")
# A task that is built in or installed; all else names a file, whose code runs as soon as it is read.
_TASK = re.compile(r"[A-Za-z0-9_-]{1,80}(?::[A-Za-z0-9_.-]{1,80})?")


def is_task_name(ref: str) -> bool:
    """Whether a task is named that is built in or installed, and no file."""
    return _TASK.fullmatch(ref) is not None


def check_task(ref: str, where: str, trust: bool) -> None:
    """Raises UsageError for a task file that `where` names, unless the user said `--trust`."""
    if not trust and not is_task_name(ref):
        raise UsageError(
            f"{where} names a task file, {ref[:200]!r}, and reading it runs its code. Look into it; --trust runs it, "
            "and so does giving the file as TASK where the command takes one."
        )


def stored_keywords(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of a Run that a run.json holds; its task, the task's options and where it lies aside.

    Raises UsageError for one value in place of several.
    """
    found: dict[str, Any] = {}
    for f in fields(Run):
        value = stored.get(f.name)
        if f.name in NOT_STORED or value in (None, []):
            continue
        if isinstance(value, list) is not isinstance(f.default, tuple):
            raise UsageError(f"{f.name} is {'a list' if isinstance(value, list) else 'no list'} in the run.json")
        found[f.name] = tuple(value) if isinstance(value, list) else value
    return found


def from_config(stored: Mapping[str, Any], given: Mapping[str, Any], where: str, trust: bool) -> dict[str, Any]:
    """The keywords of a stored request, under those that were `given` on the command line. Raises UsageError.

    What only the user says has to be given as well; the error prints the flag.
    """
    found = stored_keywords(stored)
    usual = {f.name: f.default for f in fields(Run)}
    for name in _SENT:
        if name not in given and (value := found.get(name, usual[name])) != usual[name]:
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{where} sets {name}, and a file does not decide where requests and keys go, or what goes along with "
                f"them. If you want it so, say it yourself: {flag} {_shown(value)}"
            )
    for name in _MODELS:
        if name not in given and "://" in str(found.get(name, "")):
            raise UsageError(
                f"{where} names an address as its {name}, and a file does not decide where requests and keys go. If "
                f"you want it so, say it yourself: --{name} {_shown(found[name])}"
            )
    if "templates" in found and "templates" not in given and not trust:
        raise UsageError(
            f"{where} names a folder of templates, {_shown(found['templates'])}, which decide what a model is sent. "
            "Look into them; --trust takes them, and so does --templates DIR."
        )
    return {**found, **given}


def check_options(options: Mapping[str, Any], given: Mapping[str, Any], sending: Sequence[str], where: str) -> None:
    """Raises UsageError for an option that decides what is sent to whom (`sending`) and that the user did not give."""
    for name in sending:
        if options.get(name) and name not in given:
            raise UsageError(
                f"{where} sets {name}, and a file does not decide what is sent to whom. If you want it so, say it "
                f"yourself: --{name.replace('_', '-')} {_shown(options[name])}"
            )


def trusted(ref: str, templates: object) -> list[str]:
    """What `--trust` lets run, a line each; `ref` is "" where the user named the task."""
    lines = []
    if ref and not is_task_name(ref):
        path = Path(ref)
        n = len(path.read_bytes().splitlines()) if path.is_file() else 0
        lines.append(f"--trust: runs the task file {path.resolve()} ({n:,} lines)")
    if templates:
        lines.append(f"--trust: takes the templates in {Path(str(templates)).resolve()}")
    return lines


def _shown(value: object) -> str:
    """A value as JSON writes it: no sign of it means anything to a terminal."""
    return json.dumps(str(value))[:200]
