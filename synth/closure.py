"""The source that a task's problems and verdicts rest on: its own file, and what that imports, as far as it goes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from synth.errors import UsageError
from synth.plugins import FILE_PREFIX
from synth.task import Task

_TASKS = "synth.tasks."
# What reads and judges texts on behalf of a task; whatever else there is of synth is told by its version.
_READERS = ("behaviors", "markup", "parse", "verify")
# Of what stands here, only a task's own package is followed; others are told by their version (`Task.packages`).
_INSTALLED = ("site-packages", "dist-packages")


# Python 3.11 counts the depth of a tree for all threads at once: two that parse fail with a SystemError.
_PARSING = Lock()


class _Module(NamedTuple):
    name: str
    path: Path


def closure(task: Task) -> dict[str, str]:
    """A hash of every source file, by the name of its module.

    These are the task's file, the private folder beside it (`_NAME/`), and what they import out of synth's tasks, of
    the task's own package, or of any place but those of installed packages; of synth itself, what reads texts. Imports
    inside functions count; nothing is imported to find them. Raises UsageError for a file that is no Python.
    """
    own = _own(task)
    readers = {"synth.markup", "synth.parse"}
    found: dict[Path, str] = {}
    waiting = [own, *_private(own)]
    while waiting:
        module = waiting.pop()
        if module.path in found:
            continue
        found[module.path] = module.path.name if module.name.startswith(FILE_PREFIX) else module.name
        for name in _imports(module):
            first, _, rest = name.partition(".")
            reader = rest.partition(".")[0]
            if first == "synth" and reader in _READERS:
                readers.add(f"synth.{reader}")
            elif path := _followed(name, own):
                waiting.append(_Module(name, path))
    hashes = {name: _hash(path) for path, name in found.items()}
    return dict(sorted({**hashes, **{name: _hash_of_reader(name) for name in readers}}.items()))


def _own(task: Task) -> _Module:
    name = type(task).__module__
    path = getattr(sys.modules.get(name), "__file__", None)
    if path is None:  # made in a session
        raise UsageError(f"the task {task.name} stands in no file, so nobody could tell when it changes")
    return _Module(name, Path(path).resolve())


def _private(own: _Module) -> list[_Module]:
    """The modules of the folder `_NAME` beside the task's file; of the package whose `__init__` the task is, all."""
    is_package = own.path.name == "__init__.py"
    folder = own.path.parent if is_package else own.path.parent / f"_{own.path.stem}"
    above = "" if own.name.startswith(FILE_PREFIX) else own.name if is_package else own.name.rpartition(".")[0]
    found = []
    for path in sorted(folder.glob("**/*.py")):
        parts = path.relative_to(folder if is_package else own.path.parent).with_suffix("").parts
        named = [part for part in (above, *parts) if part and part != "__init__"]
        found.append(_Module(".".join(named), path.resolve()))
    return found


def _imports(module: _Module) -> Iterator[str]:
    """The dotted names that a file may import, the packages around them too."""
    if module.path.suffix != ".py":  # compiled
        return
    try:
        with _PARSING:
            tree = ast.parse(module.path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        raise UsageError(f"{module.path} cannot be read as Python: {error}") from None
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    for node in _statements(tree.body):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            # Any of the names may be a module.
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[: n + 1]) for n in range(len(parts)))


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements at any depth; expressions, which are most of a tree and import nothing, are not walked."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, name, ())


def _followed(name: str, own: _Module) -> Path | None:
    """The file of a module whose source counts; None for one that does not, or is none."""
    first = name.partition(".")[0]
    if first in sys.stdlib_module_names or (first == "synth" and not name.startswith(_TASKS)):
        return None
    spec = _spec(name, str(own.path.parent) if own.name.startswith(FILE_PREFIX) else None)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    path = Path(spec.origin).resolve()
    is_of_others = first != own.name.partition(".")[0] and any(part in _INSTALLED for part in path.parts)
    return None if is_of_others and first != "synth" else path


def _spec(name: str, beside: str | None) -> ModuleSpec | None:
    """Where a module is, without importing it; a task file of the user's own finds what lies beside it, too."""
    above = name.rpartition(".")[0]
    if (module := sys.modules.get(name)) is not None:
        return module.__spec__
    if not above:
        return PathFinder.find_spec(name, [*([beside] if beside else []), *sys.path])
    parent = sys.modules.get(above)
    places = getattr(parent, "__path__", None)
    if places is None:
        spec = _spec(above, beside)
        places = spec.submodule_search_locations if spec else None
    return PathFinder.find_spec(name, list(places)) if places is not None else None


def _hash(*paths: Path) -> str:
    hasher = blake2b(digest_size=8)
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()


@lru_cache
def _hash_of_reader(name: str) -> str:
    base = Path(__file__).resolve().parent / name.removeprefix("synth.")
    return _hash(*sorted(base.glob("**/*.py"))) if base.is_dir() else _hash(base.with_suffix(".py"))
