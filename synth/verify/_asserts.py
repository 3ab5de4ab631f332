"""What a test says before it runs: which names it reads, and whether it checks anything at all.

Runs inside the sandbox. Nothing here imports synth, or anything slow.
"""

from __future__ import annotations

import _ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ONLY_AST = 0x400
DEFINES = (
    _ast.Import, _ast.ImportFrom, _ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Assign, _ast.AnnAssign,
    _ast.Pass,
)  # fmt: skip
# Who imports these, or names these streams, looks at more than values.
MODULES = {"asyncio", "builtins", "inspect", "mock"}
STREAMS = {"redirect_stderr", "redirect_stdout", "stderr", "stdin", "stdout"}
CHECKS = {"abs", "all", "any", "dict", "float", "int", "isinstance", "len", "list", "repr", "set", "sorted", "str"}
EXPECTS = {"raises", "assertRaises", "assertRaisesRegex"}


def parsed(test: str) -> _ast.Module:
    """Raises SyntaxError, and ValueError for a test that can only pass."""
    tree: _ast.Module = compile(test, "test", "exec", ONLY_AST, dont_inherit=True)
    if all(isinstance(line, DEFINES) or _docstring(line) for line in tree.body):
        raise ValueError("the test only defines names and checks nothing: does it call check(...)?")
    return tree


def nodes(tree: _ast.AST) -> Iterator[_ast.AST]:
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                todo += [item for item in value if isinstance(item, _ast.AST)]
            elif isinstance(value, _ast.AST):
                todo.append(value)


def bound(tests: list[str]) -> set[str]:
    """The names that the tests give something to, or import, themselves."""
    found: set[str] = set()
    for test in tests:
        try:
            tree = parsed(test)
        except Exception:
            continue  # its own turn says so
        for node in nodes(tree):
            if isinstance(node, _ast.Name) and not isinstance(node.ctx, _ast.Load):
                found.add(node.id)
            elif isinstance(node, (_ast.FunctionDef, _ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, _ast.alias):
                found.add(node.asname or node.name.partition(".")[0])
    return found


def together(tree: _ast.Module, answers: set[str]) -> str:
    """Why this test needs the code in its own interpreter, if it does.

    `answers`: the names that only the code defines. The test alone says so: the code may not choose the weaker judge.
    """
    for node in nodes(tree):
        used: list[_ast.AST] = []
        if isinstance(node, (_ast.Await, _ast.AsyncFunctionDef)):
            return "it awaits"
        if isinstance(node, _ast.ClassDef):
            used = [*node.bases]
        elif isinstance(node, _ast.ExceptHandler) and node.type is not None:
            used = [*nodes(node.type)]
        elif isinstance(node, _ast.Call) and _name(node.func) in EXPECTS:
            used = [inner for argument in node.args[:1] for inner in nodes(argument)]
        classes = answers & {one.id for one in used if isinstance(one, _ast.Name)}
        if classes:
            return f"it needs the class {min(classes)} itself"
        words = _imported(node) & (MODULES | STREAMS)
        if isinstance(node, _ast.Attribute):
            words = {node.attr} & STREAMS
        if words:
            return f"it names {min(words)}"
    return ""


def shadowed(names: set[str], answer: dict[str, str], builtins: dict[str, object]) -> set[str]:
    """The built-in names of a test that mean the code's own: `sum` may be what the code was asked for.

    But not where the test uses it beside another name of the code's, nor what tests check with, if anything is left.
    `answer`: its names, and where each is from.
    """
    mine = {name for name in names & answer.keys() if name in builtins and not name.startswith("__")}
    others = {name for name in names & answer.keys() - mine if answer[name] != "module"}
    return set() if others else mine - CHECKS or mine


def _name(node: _ast.AST) -> str:
    if isinstance(node, _ast.Name):
        return node.id
    return node.attr if isinstance(node, _ast.Attribute) else ""


def _imported(node: _ast.AST) -> set[str]:
    if isinstance(node, (_ast.Import, _ast.ImportFrom)):
        return {part for alias in node.names for part in alias.name.split(".")} | set(
            (getattr(node, "module", None) or "").split(".")
        )
    return set()


def _docstring(line: _ast.stmt) -> bool:
    return isinstance(line, _ast.Expr) and isinstance(line.value, _ast.Constant)
