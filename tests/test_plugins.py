import shutil
import sys
from importlib.metadata import EntryPoint

import pytest
from conftest import ROOT

from synth import Draw, Task, load_task, plugins
from synth.errors import UsageError

EXAMPLE = ROOT / "examples" / "greatest_divisor.py"


def test_a_built_in_task_is_found_by_its_name():
    assert load_task("countdown").name == "countdown"
    assert "countdown" in plugins.task_names()


def test_a_file_is_a_task_of_its_own_name(tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "my_task.py")
    assert load_task(str(tmp_path / "my_task.py")).name == "my_task"


def test_an_installed_entry_point_is_found_like_a_built_in(monkeypatch, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "some_package.py")
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("divisor", "some_package:GreatestDivisor", plugins.GROUP),
        EntryPoint("module", "some_package", plugins.GROUP),
    ]
    monkeypatch.setattr(plugins, "entry_points", lambda group: points)
    assert load_task("divisor").name == "divisor"
    assert issubclass(load_task("module"), Task)
    assert {"countdown", "divisor", "module"} <= set(plugins.task_names())
    sys.modules.pop("some_package")


def test_a_package_that_fails_at_import_is_named(monkeypatch):
    monkeypatch.setattr(
        plugins, "entry_points", lambda group: [EntryPoint("bad", "no_such_package:Task", plugins.GROUP)]
    )
    with pytest.raises(UsageError, match=r"the task bad of no_such_package:Task cannot be loaded"):
        load_task("bad")


def test_an_unknown_name_is_answered_with_the_near_one():
    with pytest.raises(UsageError, match="Did you mean countdown"):
        load_task("countdwn")


@pytest.mark.parametrize(
    ("text", "message"),
    [("x = 1", "0 subclasses"), ("import nothing_there", "nothing_there"), ("def (", "invalid syntax")],
)
def test_a_file_that_is_no_task_is_an_error_that_says_why(tmp_path, text, message):
    (tmp_path / "wrong.py").write_text(text)
    with pytest.raises(UsageError, match=message):
        load_task(str(tmp_path / "wrong.py"))


def test_a_missing_file_is_an_error():
    with pytest.raises(UsageError, match="no task file"):
        load_task("./nowhere.py")


def test_a_task_file_that_was_edited_is_read_again(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(EXAMPLE.read_text())
    before = load_task(str(path))
    assert load_task(path) is before
    path.write_text(EXAMPLE.read_text().replace("What is the greatest common divisor of", "Find the gcd of"))
    assert load_task(path)().propose(Draw(0, 0)).question.startswith("Find the gcd of")
