"""The README shows what is there."""

import re

from conftest import ROOT

from synth.cli.main import COMMANDS
from synth.options import options_of
from synth.rows import SCHEMA
from synth.strategy import PRESETS

README = (ROOT / "README.md").read_text()


def test_the_two_first_commands_are_one_line_each():
    install, test = re.findall(r"^```bash\n(.*)\n```$", README, re.MULTILINE)[:2]
    assert "synth run countdown --strategy backtrack+verify -n 1000 -o out" in install
    assert test.endswith("-m pytest")
    assert "'.[test]'" in test


def test_every_block_of_code_ends():
    fences = [line for line in README.splitlines() if line.startswith("```")]
    assert [fence == "```" for fence in fences] == [False, True] * (len(fences) // 2)


def test_the_trace_shown_is_the_one_that_show_prints(synth):
    done = synth("show", "countdown", "--strategy", "backtrack+verify", "--size", 4)
    trace = done.stdout[done.stdout.index("<think>\n") : done.stdout.rindex("</answer>") + len("</answer>")]
    assert f"```text\n{trace}\n```" in README


def test_ci_runs_the_second_command_as_it_stands():
    script = (ROOT / ".ci" / "run").read_text()
    pattern = re.search(r"grep -m1 '(.*)' README.md", script)[1]
    assert sum(bool(re.match(pattern, line)) for line in README.splitlines()) == 1


def test_the_task_shown_is_the_example():
    example = (ROOT / "examples" / "greatest_divisor.py").read_text().rstrip()
    assert f"```python\n{example}\n```" in README


def test_every_column_preset_and_option_is_named():
    from synth.plugins import load_task

    for name in [*SCHEMA.names, *PRESETS]:
        assert f"`{name}`" in README
    for own in options_of(load_task("countdown")):
        assert f"`--{own.name.replace('_', '-')}`" in README
    assert all(f"synth {name}" in README or f"`{name}`" in README for name in COMMANDS)


def test_every_link_inside_leads_somewhere():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in README.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#(.*?)\)", README)) <= headings
