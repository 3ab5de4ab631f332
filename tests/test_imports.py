"""What we import of others is public: a private module or name may be gone with any new version of a package."""

import ast
import sys

import pytest
from conftest import ROOT

OURS = {"synth", "tasks"}
FILES = sorted(path for folder in ("synth", "tasks", "examples", "tests") for path in (ROOT / folder).rglob("*.py"))


def is_private(name):
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


def private_imports(text):
    """Every private module of somebody else's that a source imports, and every private name of a module."""
    tree = ast.parse(text)
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                modules[each.asname or each.name.split(".")[0]] = each.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                modules[each.asname or each.name] = f"{node.module}.{each.name}"
    found = set(modules.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add(f"{modules[node.value.id]}.{node.attr}")
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module", "importorskip", "find_spec", "__import__",
        ):  # fmt: skip
            found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    skipped = OURS | set(sys.stdlib_module_names) | {path.stem for path in (ROOT / "tests").glob("*.py")}
    return {name for name in found if isinstance(name, str) and is_private(name) and name.split(".")[0] not in skipped}


def test_nothing_private_of_a_dependency_is_imported():
    found = {(str(path.relative_to(ROOT)), name) for path in FILES for name in private_imports(path.read_text())}
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "import huggingface_hub._commit_api",
        "from huggingface_hub.utils._http import get_session",
        "from litellm import _turn_on_debug",
        "import litellm as chat\nchat._turn_on_debug()",
        "def late():\n    from llamafactory.data.loader import _load_single_dataset",
        "import importlib\nimportlib.import_module('datasets._private')",
    ],
)
def test_a_private_module_or_name_is_noticed(text):
    assert private_imports(text)


def test_what_is_public_or_ours_is_let_through():
    text = "from huggingface_hub import HfApi\nfrom synth.verify._filter import program\nimport numpy as np\nnp.__version__"
    assert not private_imports(text + "\nfrom ._programs import carried\nfrom __future__ import annotations")
