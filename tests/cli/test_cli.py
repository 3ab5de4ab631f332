"""The command line: its flags, its output streams, its exit codes."""

import inspect

import orjson
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import synth as package
from synth.cli.main import COMMANDS
from synth.cli.run import command as run_command


def test_keywords_and_flags_are_the_same():
    flags = {param.name for param in run_command.params} - {"config", "trust", "dry_run"}
    keywords = set(inspect.signature(package.run).parameters) - {"options", "preset"}
    assert flags == keywords


def test_every_flag_has_a_twin_in_the_environment(synth, tmp_path, monkeypatch):
    for param in run_command.params:
        if param.name not in ("task", "config", "trust", "overwrite", "dry_run"):
            assert param.envvar == f"SYNTH_{param.name.upper()}"
    monkeypatch.setenv("SYNTH_STRATEGY", "negative")
    monkeypatch.setenv("SYNTH_SIZE", "2")
    assert synth("run", "countdown", "-n", 3, "-o", "out").returncode == 0
    rows = pq.read_table(tmp_path / "out/data/negative/train-00000.parquet").to_pylist()
    assert {len(orjson.loads(row["problem"])["data"]["numbers"]) for row in rows} == {2}


@pytest.mark.parametrize(
    "args",
    [[], ["--help"], *([name, "--help"] for name in COMMANDS), ["run", "countdown", "--help"], ["--version"]],
    ids=str,
)
def test_help_is_there(synth, args):
    done = synth(*args)
    assert done.returncode in (0, 2 if not args else 0)
    assert "Traceback" not in done.stderr


def test_the_help_of_a_task_shows_its_options(synth):
    shown = synth("run", "countdown", "--help").stdout
    for flag in (
        "--size",
        "--numbers",
        "--targets",
        "--operators",
        "--use",
        "--dead-ends",
        "--max-chars",
        "--hold-out",
        "--preset",
    ):
        assert flag in shown
    assert "--size" not in synth("run", "--help").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run"], "give a TASK"),
        (["run", "nothing"], "unknown task 'nothing'"),
        (["run", "countdown", "--strategy", "dance"], "backtrack, verify, subgoal, backward"),
        (["run", "countdown", "--size", "many"], "option size"),
        (["run", "countdown", "--no-such-flag"], "no-such-flag"),
        (["run", "countdown", "--keep", "some"], "some"),
        (["run", "countdown", "-n", "0"], "-n 0"),
        (["run", "countdown", "--config", "none.json"], "none.json"),
        (["run", "countdown", "--preset", "none"], "gandhi"),
        (["status", "nowhere"], "holds no run"),
        (["show", "countdown", "--strategy", "x"], "unknown behaviour"),
        (["dance"], "dance"),
    ],
    ids=str,
)
def test_wrong_usage_ends_with_2_and_says_the_cure(synth, args, message):
    done = synth(*args)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_data_goes_to_stdout_and_the_rest_to_stderr(synth):
    done = synth("run", "countdown", "-n", 5, "-o", "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert "done" in done.stderr


def test_tasks_and_strategies_are_listed_a_line_each(synth):
    assert "countdown" in synth("tasks").stdout
    assert {orjson.loads(line)["name"] for line in synth("tasks", "--json").stdout.splitlines()} >= {"countdown"}
    listed = synth("strategies").stdout
    assert all(name in listed for name in ("all", "backtrack+verify", "negative", "empty", "placeholder"))


def test_show_prints_the_messages_and_a_verified_example(synth):
    shown = synth("show", "countdown", "--strategy", "verify+subgoal", "--size", "4").stdout
    system, _, rest = shown.partition("=== user")
    user, _, example = rest.partition("=== a finished example")
    assert "Verification" in system
    assert "Use every number exactly once." in user
    assert "subgoal" not in user.split("===")[1].lower()
    assert example.startswith(" (procedural, verified)")


def test_show_takes_the_users_templates(synth, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "prompt.jinja").write_text("PLEASE: {{ question }}")
    assert "PLEASE: " in synth("show", "countdown", "--templates", "mine").stdout


def test_status_tells_what_is_there_and_what_would_come(synth):
    synth("run", "countdown", "-n", 5, "-s", "negative", "-o", "out")
    assert "5 train" in synth("status", "out").stdout
    found = orjson.loads(synth("status", "out", "--json").stdout)
    assert found["strategies"]["negative"] == {
        "kept": {"train": 5, "test": 0},
        "rejected": 0,
        "reasons": {},
        "missing": 0,
    }
    assert found["spent_usd"] == 0.0
    assert "synth run countdown" in found["command"]


def test_running_again_says_what_is_there(synth):
    synth("run", "countdown", "-n", 5, "-o", "out")
    again = synth("run", "countdown", "-n", 8, "-o", "out")
    assert "already there: 5 rows of all" in again.stderr


def test_a_space_that_runs_dry_ends_with_3_and_its_size(synth):
    done = synth(
        "run",
        "countdown",
        "-s",
        "negative",
        "--size",
        2,
        "--numbers",
        "1-3",
        "--targets",
        "1-9",
        "-n",
        500,
        "-o",
        "out",
    )
    assert done.returncode == 3
    assert "there are 11 different problems" in done.stderr
    assert "exhausted" in synth("status", "out").stdout


def test_the_example_task_runs_from_its_file(synth, tmp_path):
    example = ROOT / "examples" / "greatest_divisor.py"
    assert len(example.read_text().splitlines()) < 60
    assert synth("run", example, "-n", 30, "--workers", 2, "-o", "out").returncode == 0
    rows = pq.read_table(tmp_path / "out/data/verify/train-00000.parquet").to_pylist()
    assert len(rows) == 30
    assert all(row["task"] == "greatest_divisor" and row["verdict"]["status"] == "verified" for row in rows)
    assert "--numbers" in synth("run", example, "--help").stdout
