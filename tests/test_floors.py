"""Imports go downwards only, tasks keep to what they may use, and nothing heavy is imported early."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

FLOORS = [
    {"errors", "exact_json", "extras", "hub_errors", "types", "secrets"},
    {"draw", "faults", "tokens", "given", "followable", "inside", "columns", "files"},
    {"strategy", "prompts", "markup", "parse", "verify", "behaviors"},
    {"task", "options", "model", "audit", "similarity"},
    {"teacher", "controls", "selection", "asking"},
    {"plugins"},
    {"rows", "shards", "journal", "replies", "seeds", "folder", "intact", "fingerprint", "closure"},
    {"split"},
    {"chunk", "request"},
    {"judging", "tally", "feed", "packing", "trust"},
    {"rewards"},
    {"contents", "hub_rows"},
    {"sources"},
    {"environments", "integrations"},
    {"cut"},
    {"engine", "fill"},
    {"execute", "progress", "card", "plan", "show", "status", "verify_file", "exports", "publish"},
    {"roles", "curate"},
    {"api", "dry_run", "annotate", "originals"},
    {"priming", "reproduction"},
    {"lift", "reporting"},
    {"cli", "__main__", "__init__"},
]
FOR_TASKS = {
    "audit",
    "behaviors",
    "columns",
    "exact_json",
    "extras",
    "similarity",
    "task",
    "strategy",
    "prompts",
    "parse",
    "verify",
    "types",
    "errors",
}
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}


def imports(path: Path) -> set[str]:
    """The modules of synth that a file imports, by their first name; what is only for type checkers aside."""
    tree = ast.parse(path.read_text())
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "synth" and not node.level:
            rest = node.module.split(".")[1:]
            found |= {rest[0]} if rest else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("synth.")}
    return {name for name in found if name in FLOOR or name == "tasks"}


def modules() -> list[Path]:
    return sorted((ROOT / "synth").rglob("*.py"))


def floor_name(path: Path) -> str:
    return path.relative_to(ROOT / "synth").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_downwards(path):
    name = floor_name(path)
    assert name in FLOOR, f"{name} stands on no floor"
    for used in imports(path) - {name}:
        if used == "tasks":
            assert name == "plugins", "nothing but the finder of tasks may look into them"
        else:
            assert FLOOR[used] <= FLOOR[name], f"{name} imports {used} from a floor above"


@pytest.mark.parametrize("path", sorted((ROOT / "tasks").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_tasks_import_only_what_is_meant_for_them(path):
    assert imports(path) <= FOR_TASKS


def test_no_file_is_longer_than_300_lines():
    long = {
        str(path): n
        for path in [*modules(), *(ROOT / "tasks").rglob("*.py")]
        if (n := len(path.read_text().splitlines())) > 300
    }
    assert not long


@pytest.mark.parametrize("command", [["-c", "import synth"], ["-m", "synth", "--help"]])
def test_nothing_heavy_is_imported_for_help(command):
    heavy = "litellm|datasets|sympy|ray|pyarrow|numpy|jinja2|torch"
    code = [sys.executable, "-X", "importtime", *command]
    done = subprocess.run(code, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0
    imported = {
        line.rpartition("|")[2].strip().split(".")[0]
        for line in done.stderr.splitlines()
        if line.startswith("import time")
    }
    assert not imported & set(heavy.split("|"))


def test_a_procedural_run_imports_neither_litellm_nor_datasets(tmp_path):
    code = "import sys; from synth.api import execute; from synth.request import Run; execute(Run('countdown', n=5, out=sys.argv[1])); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"litellm", "datasets", "sympy", "torch"} & set(done.stdout.split())
