"""Runs inside the sandbox: the code, then each test, and a line of JSON about each on a pipe of its own.

Code and tests share one interpreter, so that tests can call the code; what that leaves open is in `synth.verify.code`.
Nothing here imports synth, or anything slow: a call pays for it.
"""

from __future__ import annotations

import _ast
import builtins
import os
import sys
from _json import encode_basestring_ascii as quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Their import takes longer than all the rest.
    from collections.abc import Callable
    from typing import Any

    Report = Callable[[int, "str | None"], None]

ONLY_AST = 0x400
EQUAL = "__equal_to__"
PLAIN = (int, float, complex, str, bytes, bool, type(None))
DEFINES = (
    _ast.Import, _ast.ImportFrom, _ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Assign, _ast.AnnAssign,
    _ast.Pass,
)  # fmt: skip


def main(code: str, tests: list[str], report: Report) -> None:
    """Never returns. Reports 0 for the code and i for test i: None where it ran to its end, else the error."""
    leave = os._exit
    real = dict(vars(builtins))
    module = type(sys)("answer")
    sys.modules["answer"] = module
    sys.argv = ["answer"]
    error = _error(lambda: exec(compile(code, "answer", "exec", dont_inherit=True), vars(module)))
    report(0, error)
    scope = dict(vars(module), __builtins__=dict(real))
    scope[EQUAL] = _equal
    for i, test in enumerate(tests, 1) if error is None else ():
        sys.settrace(None)
        sys.setprofile(None)
        vars(builtins).update(real)
        report(i, _error(lambda test=test: _judge(test, scope, vars(module), real)))  # type: ignore[misc]
    leave(0)


def reporter(token: str, pipe: int) -> Report:
    """The only holder of the token and of the pipe. Of a forked copy it takes nothing."""
    write, pid, me = os.write, os.getpid, os.getpid()

    def report(test: int, error: str | None) -> None:
        if pid() == me:
            text = "null" if error is None else quoted(error)
            write(pipe, f'{{"token": "{token}", "test": {test}, "error": {text}}}\n'.encode())

    return report


def _judge(test: str, scope: dict[str, Any], answer: dict[str, Any], real: dict[str, Any]) -> None:
    tree = compile(test, "test", "exec", ONLY_AST, dont_inherit=True)
    if all(isinstance(line, DEFINES) or _docstring(line) for line in tree.body):
        raise ValueError("the test only defines names and checks nothing: does it call check(...)?")
    names = _prepare(tree)
    shadowed = {name for name in names if name in real and name in answer and not name.startswith("__")}
    # `sum` may be what the answer was asked for; but not where the test uses it beside another of its names.
    others = (answer[name] for name in names - shadowed if name in answer)
    helpers = any(getattr(value, "__module__", None) == "answer" for value in others)
    scope.update({name: (real if helpers else answer)[name] for name in shadowed})
    exec(compile(tree, "test", "exec", dont_inherit=True), scope)


def _docstring(line: _ast.stmt) -> bool:
    return isinstance(line, _ast.Expr) and isinstance(line.value, _ast.Constant)


def _prepare(tree: _ast.Module) -> set[str]:
    """The names that the test reads. Its `a == b` become calls of `_equal`."""
    names: set[str] = set()
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Name):
            names.add(node.id)
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                value[:] = [_call(item) for item in value]
                todo += [item for item in value if isinstance(item, _ast.AST)]
            elif isinstance(value, _ast.AST):
                setattr(node, field, _call(value))
                todo.append(getattr(node, field))
    return names


def _call(node: Any) -> Any:
    if not (isinstance(node, _ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ast.Eq)):
        return node
    place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    name = _ast.Name(EQUAL, _ast.Load(), **place)
    return _ast.Call(name, [node.left, node.comparators[0]], [], **place)


def _equal(left: object, right: object) -> object:
    """`left == right`, but nothing that would equal anything at all."""
    result = left == right
    if result is not False and (_boundless(left) or _boundless(right)):
        raise ValueError("a value that claims to equal anything")
    return result


def _boundless(value: Any, depth: int = 3) -> bool:
    if type(value) in PLAIN:
        return False
    if type(value) in (list, tuple, set, frozenset) and depth:
        return any(_boundless(item, depth - 1) for item in value)
    if type(value) is dict and depth:
        return any(_boundless(item, depth - 1) for item in value.values())
    try:
        return bool(value == object())
    except Exception:
        # Arrays have no truth value.
        return False


def _error(action: Callable[[], None]) -> str | None:
    try:
        action()
    except BaseException as problem:
        return _described(problem)
    return None


def _described(problem: BaseException) -> str:
    name = type(problem).__name__[:100]
    try:
        said = " ".join(str(problem)[:2_000].split())[:200]
    except BaseException:
        said = ""
    return f"{name}: {said}" if said else name
