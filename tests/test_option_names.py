"""An option has a name that nothing else has: no flag takes its value away, and it hides no method."""

import inspect

import pytest
from click.testing import CliRunner

import synth
from synth.cli.main import cli
from synth.cli.task_options import OWN, TaskCommand
from synth.errors import UsageError
from synth.options import RESERVED
from synth.plugins import load_task
from synth.request import Run

TASK = """
from dataclasses import dataclass
from synth import Problem, Task, Verdict, option

@dataclass(frozen=True)
class Mine(Task):
    {name}: int = option(1, "A number.")
    def propose(self, draw):
        return Problem(f"{{draw.index}}?", "1", {{}})
    def verify(self, problem, response):
        return Verdict.verified("exact", "1")
"""


def mine(folder, name):
    path = folder / "mine.py"
    path.write_text(TASK.format(name=name))
    return path


def names_of_flags():
    commands = [cli.get_command(None, name) for name in cli.list_commands(None)]
    of_tasks = [command for command in commands if isinstance(command, TaskCommand)]
    assert {"run", "show", "verify", "audit", "prime"} <= {command.name for command in of_tasks}
    found = {"help"}
    for command in of_tasks:
        for param in command.params:
            if not param.name.startswith(OWN):
                found |= {
                    param.name,
                    *(flag.lstrip("-").replace("-", "_") for flag in param.opts if flag.startswith("--")),
                }
    return found


def test_the_list_of_reserved_names_is_that_of_the_flags_and_keywords():
    calls = (synth.run, synth.reward, synth.environment, synth.prime, Run)
    keywords = {name for call in calls for name in inspect.signature(call).parameters} - {"more"}
    assert names_of_flags() | keywords == RESERVED


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_an_option_with_the_name_of_a_flag_is_refused_at_load(tmp_path, name):
    with pytest.raises(UsageError, match=f"option '{name}' needs another name: --"):
        load_task(mine(tmp_path, name))


@pytest.mark.parametrize("name", ["difficulty", "verify", "solve", "cues", "name", "answer_format", "has_solver"])
def test_an_option_that_hides_a_member_of_every_task_is_refused_at_load(tmp_path, name):
    with pytest.raises(UsageError, match=f"option '{name}' needs another name: every Task"):
        load_task(mine(tmp_path, name))


def test_any_other_name_is_taken(tmp_path):
    assert load_task(mine(tmp_path, "amount")).name == "mine"


@pytest.mark.parametrize("words", [["run", "-n", "1"], ["show"], ["audit"]])
def test_the_command_line_says_so_instead_of_swallowing_the_option(tmp_path, words):
    command, *rest = words
    done = CliRunner().invoke(cli, [command, str(mine(tmp_path, "keep")), *rest, "--keep", "3"])
    assert done.exit_code != 0
    assert "needs another name" in str(done.exception or done.output)
