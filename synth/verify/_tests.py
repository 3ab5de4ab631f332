"""The judge's side: runs each test in a process where nothing of the tested code is, and reports a line about each."""

from __future__ import annotations

import ast
import builtins
import json
import os
import re
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from synth.verify._asserts import bound, nodes, parsed, shadowed, together
from synth.verify._remote import Gone, Link, Refused, Remote, Shared
from synth.verify._wire import described

CODE_ENDED = 3  # the exit status that says whose end it was
LIBRARIES = {
    "bisect", "collections", "copy", "datetime", "decimal", "fractions", "functools", "heapq", "itertools", "math",
    "operator", "random", "re", "statistics", "string", "typing",
}  # fmt: skip


def main(tests: list[str], calls: int, replies: int, report: int) -> None:
    """Never returns. Reports 0 for the code and i for test i: None where it ran to its end, else the error."""

    def tell(**line: Any) -> None:
        os.write(report, json.dumps(line, ensure_ascii=False).encode(errors="replace") + b"\n")

    link = Link(calls, replies)
    try:
        failed, answer = link.load()
        tell(test=0, error=failed)
        if failed is None:
            _run(tests, link, answer, tell)
        tell(end=True)
    except Gone:
        os._exit(CODE_ENDED)
    except Refused as refused:
        tell(test=0, error=str(refused))
        tell(end=True)
    except Shared:
        tell(shared=link.shared)
    os._exit(0)


def _run(tests: list[str], link: Link, answer: dict[str, str], tell: Any) -> None:
    real = dict(vars(builtins))
    own = bound(tests)
    words = {word for word in re.findall(r"\w+", " ".join(tests)) if not word.startswith("__")}
    scope = _Scope(link, answer)
    for i, test in enumerate(tests, 1):
        link.failure = link.foreign = ""
        try:
            error = None
            tree = parsed(test)
            link.shared = together(tree, answer.keys() - own - real.keys())
            if link.shared:
                raise Shared
            names = {node.id for node in nodes(tree) if isinstance(node, ast.Name)}
            scope.define(words & answer.keys() - (real.keys() - shadowed(names, answer, real)))
            scope.names["__builtins__"] = dict(real)
            exec(compile(tree, "test", "exec", dont_inherit=True), scope.names)
        except (Gone, Shared):
            raise
        except BaseException as problem:
            error = described(problem)
        if link.shared:
            raise Shared
        if error and link.foreign:
            error = f"{error[:100]} (it compared an object of the code's own class {link.foreign})"
        tell(test=i, error=link.failure or error)


class _Scope:
    """The names of the tests: their own, and those of the code."""

    def __init__(self, link: Link, answer: dict[str, str]) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self._link, self._answer = link, answer
        self._module = sys.modules["answer"] = ModuleType("answer")

    def define(self, wanted: set[str]) -> None:
        """Functions and objects of the code stay where they are, values are as they are now. What the code only
        imported from the standard library is imported here."""
        mine = vars(self._module)
        for name in wanted:
            if name in self.names and self.names[name] is not mine.get(name):
                continue  # the test's own
            if type(mine.get(name)) is not Remote:
                library = _library(name, self._answer[name])
                value = self._link.do("get", (name,), {}, _is_class(name)) if library is None else library
                self.names[name] = mine[name] = value


def _is_class(name: str) -> bool:
    return name.strip("_")[:1].isupper()


def _library(name: str, origin: str) -> Any:
    if origin == "module" and name in LIBRARIES:
        return import_module(name)
    return getattr(import_module(origin), name, None) if origin in LIBRARIES else None
