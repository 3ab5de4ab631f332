"""Code and tests in one interpreter, for tests that need it: a line of JSON about each on a pipe of its own.

What that leaves open is in `synth.verify.code`. Runs inside the sandbox, and imports nothing slow: a call pays for it.
"""

from __future__ import annotations

import _ast
import builtins
import os
import sys
from _json import encode_basestring_ascii as quoted

from synth.verify._asserts import nodes, parsed, shadowed
from synth.verify._wire import described

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Their import takes longer than all the rest.
    from collections.abc import Callable
    from typing import Any

    Report = Callable[[int, "str | None"], None]

EQUAL = "__equal_to__"
HEAP_TYPE = 1 << 9
PLAIN = (int, float, complex, str, bytes, bool, type(None))


def main(code: str, tests: list[str], token: str, pipe: int) -> None:
    """Never returns. Reports 0 for the code and i for test i: None where it ran to its end, else the error."""
    leave, report = os._exit, reporter(token, pipe)
    del token
    real = dict(vars(builtins))
    module = type(sys)("answer")
    sys.modules["answer"] = module
    sys.argv = ["answer"]
    error = _error(lambda: exec(compile(code, "answer", "exec", dont_inherit=True), vars(module)))
    report(0, error)
    scope = dict(vars(module), __builtins__=dict(real), __name__="__main__")
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
    tree = parsed(test)
    names = {node.id for node in nodes(tree) if isinstance(node, _ast.Name)}
    kinds = {name: "module" if type(value) is type(sys) else "" for name, value in answer.items()}
    mine = shadowed(names, kinds, real)
    scope.update({name: (answer if name in mine else real)[name] for name in names & answer.keys() & real.keys()})
    for node in list(nodes(tree)):
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                value[:] = [_call(item) for item in value]
            elif isinstance(value, _ast.AST):
                setattr(node, field, _call(value))
    exec(compile(tree, "test", "exec", dont_inherit=True), scope)


def _call(node: Any) -> Any:
    if not (isinstance(node, _ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ast.Eq)):
        return node
    place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    name = _ast.Name(EQUAL, _ast.Load(), **place)
    return _ast.Call(name, [node.left, node.comparators[0]], [], **place)


def _equal(left: object, right: object) -> object:
    """`left == right`, but nothing that would equal anything at all, nor what equals a plain value by its own word."""
    result = left == right
    if result is not False and (_boundless(left) or _boundless(right)):
        raise ValueError("a value that claims to equal anything")
    if result is not False and _lies(left) != _lies(right):
        raise ValueError("an object of the code's own that claims to equal a plain value")
    return result


def _lies(value: Any, depth: int = 3) -> bool:
    """It holds an object whose class (of a class: whose metaclass) is the code's own and says what is equal."""
    if type(value) in (list, tuple, set, frozenset, dict):
        items = (*value, *value.values()) if type(value) is dict else value
        return depth > 0 and any(_lies(item, depth - 1) for item in items)
    for kind in type.mro(type(value)):
        if "__eq__" in type.__dict__["__dict__"].__get__(kind):
            module = sys.modules.get(str(type.__getattribute__(kind, "__module__")))
            found = getattr(module, type.__getattribute__(kind, "__name__"), None)
            made = type.__dict__["__flags__"].__get__(kind) & HEAP_TYPE
            return bool(made) and (found is not kind or module is sys.modules["answer"])
    return False


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
        return described(problem)
    return None
