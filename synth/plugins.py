"""Finds tasks and teachers: those that come with synth, those of installed packages, and files of the user's own."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable
from difflib import get_close_matches
from hashlib import blake2b
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from synth.errors import UsageError
from synth.options import check_names
from synth.task import Task
from synth.teacher import Teacher

GROUP = "synth.tasks"
TEACHERS = "synth.teachers"
# Before the names that modules of task files get.
FILE_PREFIX = "synth_task_"
# Libraries whose every task is one here, as PREFIX:NAME; a package in tasks/ has the names and loads a task.
COLLECTIONS = {"reasoning_gym": "The tasks of reasoning-gym, an extra; synth tasks reasoning_gym lists them."}


def task_names() -> list[str]:
    """Every task that can be run by name: built in, or offered by an installed package."""
    return sorted({*_built_in(), *_offered()})


def names_in(collection: str) -> list[str]:
    """The tasks of a collection, as PREFIX:NAME. Raises UsageError."""
    return [f"{collection}:{name}" for name in _collection(collection).names()]


def load_task(ref: str | Path) -> type[Task]:
    """The task of a name, of PREFIX:NAME, or of the path of a Python file. Raises UsageError."""
    if not isinstance(ref, (str, Path)):
        raise UsageError(f"a task of type {type(ref).__name__}: expected its name, or the path of a .py file")
    ref = str(ref)
    if ref.endswith(".py") or "/" in ref:
        return _from_file(Path(ref))
    prefix, colon, name = ref.partition(":")
    if colon or prefix in COLLECTIONS:
        found: type[Task] = _collection(prefix).load(name)
        check_names(found)
        return found
    if ref in _built_in():
        return _task_in(importlib.import_module(f"synth.tasks.{ref}"), ref)
    offered = _offered()
    if ref in offered:
        return _from_package(offered[ref])
    close = get_close_matches(ref, task_names(), n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    known = ", ".join(task_names())
    raise UsageError(f"unknown task {ref!r}.{hint} There are {known}; or give the path of a .py file.")


def load_teacher(name: str) -> Callable[[str], Teacher] | None:
    """The teacher class of a name: `replay`, or one that an installed package offers; None where there is none."""
    if name == "replay":
        from synth.teacher.replay import Replay

        return Replay
    point = {point.name: point for point in entry_points(group=TEACHERS)}.get(name)
    if point is None:
        return None
    try:
        found: Callable[[str], Teacher] = point.load()
    except Exception as error:  # whatever a package of somebody else's does at import
        raise UsageError(f"the teacher {name} of {point.value} cannot be loaded: {error!r}") from error
    return found


def _collection(prefix: str) -> ModuleType:
    if prefix not in COLLECTIONS:
        raise UsageError(f"there is no collection of tasks {prefix!r}; there are {', '.join(COLLECTIONS)}")
    return importlib.import_module(f"synth.tasks._{prefix}")


def _built_in() -> list[str]:
    folder = importlib.import_module("synth.tasks").__path__
    return [found.name for found in pkgutil.iter_modules(folder) if not found.name.startswith("_")]


def _offered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _from_package(point: EntryPoint) -> type[Task]:
    try:
        found = point.load()
    except Exception as error:  # whatever a package of somebody else's does at import
        raise UsageError(f"the task {point.name} of {point.value} cannot be loaded: {error!r}") from error
    if isinstance(found, ModuleType):
        return _task_in(found, point.name)
    if not (isinstance(found, type) and issubclass(found, Task)):
        raise UsageError(f"the task {point.name}: {point.value} is neither a Task nor a module that holds one")
    return _named(found, point.name)


def _from_file(path: Path) -> type[Task]:
    if not path.is_file():
        raise UsageError(f"there is no task file {str(path)!r}")
    path = path.resolve()
    name = f"{FILE_PREFIX}{blake2b(str(path).encode(), digest_size=6).hexdigest()}"
    source = blake2b(path.read_bytes()).hexdigest()
    if getattr(sys.modules.get(name), "__source__", None) != source:  # new, or edited since, as in a notebook
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise UsageError(f"{str(path)!r} is not a Python file")
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # the user's own file: anything may go wrong in it
            del sys.modules[name]
            raise UsageError(f"the task file {str(path)!r} cannot be loaded: {error!r}") from error
        module.__dict__["__source__"] = source
    return _task_in(sys.modules[name], path.stem)


def _task_in(module: ModuleType, name: str) -> type[Task]:
    found = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Task) and item.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise UsageError(f"the task {name}: its file defines {len(found)} subclasses of Task, expected one")
    return _named(found[0], name)


def _named(task: type[Task], name: str) -> type[Task]:
    task.name = name
    check_names(task)
    return task
