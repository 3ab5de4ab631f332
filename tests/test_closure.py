"""An edit to anything that a task's verdicts rest on is noticed, wherever it stands; one to anything else is not."""

import json
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest
from conftest import ROOT, content

from synth.closure import closure
from synth.errors import UsageError
from synth.plugins import load_task

TASK = """
from dataclasses import dataclass
from synth.task import Problem, Task, Verdict
{imports}

@dataclass(frozen=True)
class Mine(Task):
    def propose(self, draw):
        return Problem(f"What is {{draw.index}} + 1?", str(draw.index + 1), {{}})
    def solve(self, problem, strategy, draw):
        return f"<think>\\n{{problem.answer}}\\n</think>\\n<answer>{{problem.answer}}</answer>"
    def verify(self, problem, response):
        {late}
        return is_right(problem, response)
"""
CHECKER = """
from synth.task import Verdict
def is_right(problem, response):
    return Verdict.verified("exact", problem.answer)
"""


def edited(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(path.read_text() + "\n# edited\n")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize(
    "task", ["countdown", "word_problem", "fusion", "mutate", "rewrite", "math", "code", "relabel"]
)
def test_the_folders_that_a_task_of_ours_imports_from_are_in_it(task):
    found = closure(load_task(task)())
    assert {f"synth.tasks.{task}", "synth.parse", "synth.markup"} <= set(found)
    assert all(name.startswith("synth.") for name in found)
    folders = {name.split(".")[2] for name in found if name.startswith("synth.tasks._")}
    text = "".join(
        path.read_text() for path in [ROOT / "tasks" / f"{task}.py", *(ROOT / "tasks" / f"_{task}").glob("*.py")]
    )
    named = {path.name for path in (ROOT / "tasks").glob("_*") if f" .{path.name}" in text or f" ..{path.name}" in text}
    assert named <= folders


def test_a_shared_checker_belongs_to_each_task_that_imports_it():
    for task in ("word_problem", "mutate", "fusion", "rewrite"):
        assert "synth.tasks._programs.story.reading" in closure(load_task(task)())
    assert not any("_programs" in name for name in closure(load_task("countdown")()))


LAYOUTS = {
    "a neighbour": ({"checker.py": CHECKER}, "from checker import is_right", "pass", "checker.py"),
    "a neighbour's neighbour": (
        {"middle.py": "from checker import is_right", "checker.py": CHECKER},
        "import middle",
        "is_right = middle.is_right",
        "checker.py",
    ),
    "one that is imported late": ({"checker.py": CHECKER}, "", "from checker import is_right", "checker.py"),
    "a package beside": (
        {"kit/__init__.py": "", "kit/inner/__init__.py": "", "kit/inner/checker.py": "from ..deep import is_right", "kit/deep.py": CHECKER},
        "from kit.inner import checker",
        "is_right = checker.is_right",
        "kit/deep.py",
    ),
    "the private folder": ({"_mine/__init__.py": "", "_mine/table.py": "X = 1", "checker.py": CHECKER}, "from checker import is_right", "pass", "_mine/table.py"),
    "the file itself": ({"checker.py": CHECKER}, "from checker import is_right", "pass", "mine.py"),
}  # fmt: skip


@pytest.fixture
def forgotten(monkeypatch):
    """Modules that a test imports are gone after it."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("checker", "middle", "kit", "acme", "other") or name.startswith("synth_task_"):
            del sys.modules[name]


@pytest.mark.parametrize(("files", "imports", "late", "edit"), LAYOUTS.values(), ids=LAYOUTS)
def test_an_edit_behind_a_task_file_is_noticed(tmp_path, monkeypatch, forgotten, files, imports, late, edit):
    write(tmp_path, {**files, "mine.py": TASK.format(imports=imports, late=late), "unrelated.py": "Y = 2"})
    monkeypatch.syspath_prepend(str(tmp_path))
    task = load_task(tmp_path / "mine.py")()
    before = closure(task)
    assert str(tmp_path) not in str(before)
    edited(tmp_path, "unrelated.py")
    assert closure(task) == before
    edited(tmp_path, edit)
    after = closure(task)
    assert len({name for name in after if after[name] != before[name]}) == 1


def test_a_task_of_an_installed_package_is_known_by_its_package_and_by_no_other(tmp_path, monkeypatch, forgotten):
    place = tmp_path / "site-packages"
    write(
        place,
        {
            "acme/__init__.py": "",
            "acme/tasks/__init__.py": "",
            "acme/tasks/mine.py": TASK.format(
                imports="import other\nfrom ..judge.checker import is_right", late="pass"
            ),
            "acme/judge/__init__.py": "",
            "acme/judge/checker.py": CHECKER,
            "other/__init__.py": "",
        },
    )
    monkeypatch.syspath_prepend(str(place))
    import acme.tasks.mine

    task = acme.tasks.mine.Mine()
    before = closure(task)
    assert {"acme", "acme.tasks.mine", "acme.judge.checker"} <= set(before)
    assert "other" not in before
    edited(place, "acme/judge/checker.py")
    assert closure(task) != before


def test_a_neighbour_that_is_no_python_is_told(tmp_path, monkeypatch, forgotten):
    write(tmp_path, {"mine.py": TASK.format(imports="", late="from checker import is_right"), "checker.py": "def ("})
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UsageError, match=r"checker\.py cannot be read as Python"):
        closure(load_task(tmp_path / "mine.py")())


def ran(tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from synth.cli import main; main()"
    words = ["run", str(tmp_path / "mine.py"), "-s", "negative", "-o", str(tmp_path / "out"), *args]
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)


def test_a_folder_whose_checker_was_edited_is_judged_again_and_names_the_file(tmp_path):
    write(
        tmp_path, {"mine.py": TASK.format(imports="from checker import is_right", late="pass"), "checker.py": CHECKER}
    )
    assert ran(tmp_path, "-n", "5").returncode == 0
    refusing = CHECKER.replace(
        'return Verdict.verified("exact", problem.answer)',
        'return Verdict.rejected("exact", "three") if problem.answer == "3" else Verdict.verified("exact", problem.answer)',
    )
    (tmp_path / "checker.py").write_text(refusing)
    done = ran(tmp_path, "-n", "8")
    assert done.returncode == 0, done.stderr
    assert "judged again" in done.stderr
    assert "task_sources.checker: " in done.stderr
    rejected = list((tmp_path / "out" / "rejected").rglob("*.parquet"))
    assert len(rejected) == 1  # no folder grows with the rows of two checkers


def old_form(task_file: Path) -> str:
    """What run.json held as `task_sources` when only the task's file and its own folder were looked at."""
    return blake2b(task_file.name.encode() + b"\0" + task_file.read_bytes(), digest_size=16).hexdigest()


def test_a_folder_of_the_old_form_goes_on_and_says_that_it_judges_again(tmp_path):
    write(
        tmp_path, {"mine.py": TASK.format(imports="from checker import is_right", late="pass"), "checker.py": CHECKER}
    )
    assert ran(tmp_path, "-n", "5").returncode == 0
    fresh = content(tmp_path / "out")
    path = tmp_path / "out" / "run.json"
    stored = json.loads(path.read_text())
    assert isinstance(stored["judging"]["task_sources"], dict)
    stored["judging"]["task_sources"] = old_form(tmp_path / "mine.py")
    path.write_text(json.dumps(stored))
    done = ran(tmp_path, "-n", "5")
    assert done.returncode == 0, done.stderr
    assert "made and judged again from the first one, since this changed:\n  task_sources: " in done.stderr
    assert content(tmp_path / "out") == fresh
    assert isinstance(json.loads(path.read_text())["judging"]["task_sources"], dict)
    assert "judged again" not in ran(tmp_path, "-n", "5").stderr
