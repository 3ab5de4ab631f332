"""Folders and run.json files of somebody else: nothing of theirs runs, no key goes where they say, no file is touched."""

import os
import re
import shutil
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import ROOT
from fault_server import Faults, FaultServer
from model_runs import make, server

from synth.api import execute
from synth.cli.main import cli
from synth.errors import SynthError, UsageError
from synth.inside import check_links, check_name
from synth.request import Run
from synth.trust import is_task_name

KEY = "sk-of-the-user-0123456789"
EVIL = """
from pathlib import Path
Path({marker!r}).write_text("ran")
from dataclasses import dataclass
from synth import Problem, Task, Verdict

@dataclass(frozen=True)
class Evil(Task):
    def propose(self, draw):
        return Problem(f"{{draw.index}}?", "1", {{}})
    def verify(self, problem, response):
        return Verdict.verified("exact", "1")
    def solve(self, problem, strategy, draw):
        return "<think>1 = 1</think>\\n<answer>1</answer>"
"""


@pytest.fixture
def folder(tmp_path):
    """A finished run, and its run.json to change."""
    out = tmp_path / "out"
    execute(Run("countdown", strategy=("verify", "negative"), n=6, test_fraction=0.3, keep="all", out=str(out)))
    return out


@pytest.fixture
def synth_here(tmp_path, monkeypatch):
    """The command line in this process, which is quick: exit code and what was printed. No traceback comes out."""
    monkeypatch.chdir(tmp_path)

    def call(*args):
        found = CliRunner().invoke(cli, [str(arg) for arg in args])
        if isinstance(found.exception, SynthError):
            return found.exception.exit_code, f"{found.output}{found.exception}"
        assert found.exception is None or isinstance(found.exception, SystemExit), repr(found.exception)
        return found.exit_code, found.output

    return call


@pytest.fixture
def evil(tmp_path):
    """A task file that leaves a mark when it is read."""
    (tmp_path / "evil.py").write_text(EVIL.format(marker=str(tmp_path / "marker")))
    return tmp_path / "evil.py"


def change(folder, **values):
    path = folder / "run.json"
    path.write_bytes(orjson.dumps({**orjson.loads(path.read_bytes()), **values}))
    return path


COMMANDS = [
    ["run", "--config", "out/run.json", "--help"],
    ["run", "--config", "out/run.json", "--dry-run"],
    ["run", "--config", "out/run.json", "-o", "new"],
    ["annotate", "out"],
    ["export", "out", "--to", "dpo", "-o", "dpo.jsonl"],
    ["export", "out", "--to", "kto", "-o", "kto.jsonl"],
    ["export", "out", "--to", "verl", "-o", "verl.parquet"],
    ["reproduce", "out"],
    ["report", "out"],
    ["status", "out"],
    ["select", "out", "-o", "selected"],
    ["mix", "out", "-o", "mixed"],
    ["push", "out", "me/it", "--dry-run"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", ["{}", "{}/", "./evil.py", "evil.pyc"])
def test_no_command_runs_a_task_file_that_a_folder_names(folder, evil, synth_here, tmp_path, hub, command, form):
    if form == "evil.pyc":
        import py_compile

        py_compile.compile(str(evil), cfile=str(tmp_path / "evil.pyc"), doraise=True)
    ref = form.format(evil)
    change(
        folder,
        task=ref,
        options={},
        request={**orjson.loads((folder / "run.json").read_bytes())["request"], "task": "evil"},
    )
    for path in folder.rglob("*.parquet"):  # rows that say that the file made them
        table = pq.read_table(path)
        place = table.schema.get_field_index("task")
        pq.write_table(table.set_column(place, "task", [["evil"] * len(table)]), path)
    code, told = synth_here(*command)
    assert not (tmp_path / "marker").exists()
    if command[0] in ("run", "reproduce"):
        assert (code, "--trust" in told) == (2, True)


def test_trust_runs_the_file_and_says_which(folder, evil, synth, tmp_path):
    change(folder, task=str(evil), options={}, strategy=["verify"], keep="verified", test_fraction=0.0)
    done = synth("run", "--config", "out/run.json", "--trust", "-o", "new")
    assert done.returncode == 0, done.stderr
    assert f"--trust: runs the task file {evil} (14 lines)" in done.stderr
    assert (tmp_path / "marker").exists()


def test_the_file_that_the_user_names_needs_no_trust(folder, evil, synth, tmp_path):
    change(folder, task=str(evil), options={}, strategy=["verify"], keep="verified", test_fraction=0.0)
    assert synth("run", str(evil), "--config", "out/run.json", "-o", "new").returncode == 0


def test_templates_of_a_file_need_trust_and_reach_no_python(folder, synth, tmp_path):
    (tmp_path / "their").mkdir()
    (tmp_path / "their" / "prompt.jinja").write_text("{{ question.__class__.__mro__ }} {{ answer_format }}\n")
    change(folder, templates=str(tmp_path / "their"))
    done = synth("run", "--config", "out/run.json", "-o", "new")
    assert (done.returncode, "--trust" in done.stderr) == (2, True)
    for how in (["--trust"], ["--templates", "their"]):
        done = synth("run", "--config", "out/run.json", "-o", "new", *how)
        assert done.returncode == 2
        assert "unsafe" in done.stderr
    assert synth("reproduce", "out").returncode == 2


@pytest.mark.parametrize(
    "planted",
    [
        {"base_url": "URL"},
        {"base_url": "URL", "api_key_env": "HOME_SECRET"},
        {"proposer": "openai/x", "proposer_base_url": "URL"},
        {"model": None, "retell": "openai/x", "retell_base_url": "URL"},
        {"extra_body": '{"api_base": "URL"}'},
        {"extra_body": '{"extra_body": {"api_base": "URL"}}'},
        {"extra_body": '{"model_list": [{"litellm_params": {"api_base": "URL"}}]}'},
        {"extra_body": '{"fallbacks": [{"model": "openai/x", "api_base": "URL"}]}'},
        {"model": "huggingface/URL"},
        {"proposer": "huggingface/URL"},
    ],
    ids=str,
)
def test_a_file_does_not_decide_where_keys_go(folder, synth_here, tmp_path, monkeypatch, planted):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("HOME_SECRET", KEY)
    monkeypatch.setenv("HUGGINGFACE_API_KEY", KEY)
    with FaultServer(Faults()) as served:
        url = served.base_url
        values = {k: v.replace("URL", url) if isinstance(v, str) else v for k, v in planted.items()}
        change(folder, **{"model": "openai/x", "keep": "verified", **values})
        code, told = synth_here("run", "--config", "out/run.json", "-o", "new", "-n", 1)
        assert code == 2
        flags = [name.replace("_", "-") for name in values if "URL" in str(planted[name])]
        assert any(f"say it yourself: --{flag} " in told for flag in flags)
        assert not served.bodies
        assert KEY not in told


@pytest.mark.parametrize("name", ["embedding", "embedding_base_url"])
def test_nor_do_the_options_of_a_task_that_a_file_holds(folder, synth_here, tmp_path, monkeypatch, name):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    execute(Run("word_problem", strategy=("negative",), n=8, out=str(tmp_path / "seeds")))
    with FaultServer(Faults()) as served:
        options = {"embedding": "openai/x", "embedding_base_url": served.base_url}
        change(
            folder, task="fusion", options={name: options[name]}, seeds=str(tmp_path / "seeds"), strategy=["negative"]
        )
        code, told = synth_here("run", "--config", "out/run.json", "-o", "new")
        assert (code, f"say it yourself: --{name.replace('_', '-')} " in told) == (2, True)
        code, told = synth_here("reproduce", "out")
        assert (code, "nothing is sent here" in told) == (2, True)
        assert not served.bodies


def test_every_option_that_names_a_model_or_an_address_is_known_to_send():
    from synth.options import options_of
    from synth.plugins import load_task, task_names

    for name in task_names():
        for own in options_of(load_task(name)):
            assert own.sends == bool(re.search(r"url|embedding|model|api_key|host", own.name)), (name, own.name)


def test_what_the_user_says_as_well_is_taken(tmp_path, synth, monkeypatch):
    with server() as served:
        out = make(tmp_path / "out", served, n=3)
        done = synth("run", "--config", out / "run.json", "-o", "new", "--base-url", served.base_url)
        assert done.returncode == 0, done.stderr


def test_extra_parameters_reach_litellm_where_it_does_not_read_them(tmp_path, monkeypatch, synth):
    """Of the user's own, too: what is meant for a model is no order to the library."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with FaultServer(Faults()) as right, FaultServer(Faults()) as other:
        monkeypatch.setenv("OPENAI_API_BASE", right.base_url)
        hosts = {"api_base": other.base_url, "base_url": other.base_url, "top_k": 3, "odd": 1}
        extra = {**hosts, "fallbacks": [{"model": "openai/y", **hosts}], "extra_headers": {"X": "y"}}
        synth("run", "countdown", "--model", "openai/x", "--extra-body", orjson.dumps(extra).decode(), "-n", 1,
              "-o", "new", "--max-attempts", 1, "--retries", 0)  # fmt: skip
        assert right.bodies
        assert not other.bodies
        assert all(orjson.loads(body)["odd"] == 1 for body in right.bodies)


def test_a_file_says_not_where_it_is_written_nor_what_is_deleted(folder, synth, tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(folder, kept)
    before = sorted(path.name for path in kept.rglob("*"))
    change(folder, **{"out": str(kept), "overwrite": True})
    assert synth("run", "--config", "out/run.json", "-o", "new").returncode == 0
    assert sorted(path.name for path in kept.rglob("*")) == before
    assert (tmp_path / "new" / "run.json").is_file()


@pytest.mark.parametrize("name", ["/abs", "../x", "a/b", "..", ".", "", "a\x1b[2J", "a\x00b", "\U0001f600", 7, None])
def test_configurations_have_plain_names(folder, synth_here, tmp_path, name):
    (tmp_path / "x").mkdir()
    change(folder, format="synth-derived-1", made_by="mix", configs=[name], sources=[], against=[])
    with pytest.raises(UsageError):
        check_name(name, "x")
    for command in COMMANDS[3:]:
        code, _ = synth_here(*command)
        assert code in (1, 2), command
    assert not any((tmp_path / "x").iterdir())


@pytest.mark.parametrize("place", ["data/verify/train-00000.parquet", "data/verify", "data", "run.json", "journal",
                                   "rejected", "annotations", "README.md", "journal/replies.sqlite",
                                   "data/verify/train-00000.parquet.tmp"])  # fmt: skip
def test_symbolic_links_in_a_folder_are_refused_by_all_that_read_and_write_it(folder, synth_here, tmp_path, hub, place):
    outside = tmp_path / "outside"
    path = folder / place
    if path.exists():
        path.rename(outside)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        outside.write_text("a file of the user's")
    path.symlink_to(outside)
    before = content_of(outside)
    with pytest.raises(UsageError, match="symbolic link"):
        check_links(folder)
    again = ["run", "countdown", "-s", "verify", "-s", "negative", "-n", 9, "--test-fraction", 0.3, "--keep", "all"]
    for command in [*COMMANDS[3:], [*again, "-o", "out"], [*again, "-o", "out", "--overwrite"]]:
        code, told = synth_here(*command)
        assert (code, "symbolic link" in told) == (2, True), command
    assert content_of(outside) == before


def content_of(path: Path):
    files = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    return [(str(found), found.read_bytes()) for found in files]


def test_the_folder_itself_may_be_a_link(folder, synth, tmp_path):
    os.symlink(folder, tmp_path / "link")
    assert synth("status", "link").returncode == 0


def test_names_of_tasks_are_told_from_paths():
    assert all(map(is_task_name, ("countdown", "word_problem", "reasoning_gym:leg_counting", "my-task")))
    assert not any(map(is_task_name, ("a.py", "a/b", "./a", "a.py/", "a.pyc", "..", "", "\\\\host\\a", "a\x00", "a b")))


def test_what_a_file_says_cannot_steer_the_terminal(folder, synth):
    change(folder, n=50, command="synth run\x1b]0;title\x07 \x9b2J \u202eevil", task="x\x1b[2J")
    for command in (["run", "--config", "out/run.json", "-o", "new"], ["reproduce", "out"], ["status", "out"]):
        done = synth(*command)
        told = done.stdout + done.stderr
        assert not set("\x1b\x07\x9b\u202e") & set(told)
        assert "Traceback" not in told
    assert "\\u0007" in told  # of the sequences that begin with ESC, click takes some out whole


def test_huge_numbers_are_refused_with_their_bound(folder, synth):
    change(folder, n=10**12)
    done = synth("run", "--config", "out/run.json", "-o", "new")
    assert done.returncode == 2
    assert "at most 10,000,000,000" in done.stderr


def test_whatever_stands_in_a_run_json_ends_in_a_sentence(folder, synth_here, tmp_path):
    whole = orjson.loads((folder / "run.json").read_bytes())
    for name in whole.keys() - {"tokenizer"}:  # any name of which is looked for on the Hub
        for value in (None, {}, 3, [["x"]], "\x00"):
            path = tmp_path / "changed.json"
            path.write_bytes(orjson.dumps({**whole, name: value}))
            code, _ = synth_here("run", "--config", path, "--dry-run")
            assert code in (0, 2), (name, value)


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the Hub client's use of httpx
@pytest.mark.parametrize("task", ["evil.pyc", "./evil.py/", "sub/evil.py"])
def test_a_dataset_names_no_file_of_this_machine(tmp_path, hub, evil, task, monkeypatch, folder):
    from synth.publish import push
    from synth.reproduction import reproduce

    change(folder, task=task)
    monkeypatch.chdir(tmp_path)
    push(folder, "user/theirs")
    with pytest.raises(UsageError, match="task file of its author's"):
        reproduce("user/theirs", trust=True)
    assert not (tmp_path / "marker").exists()


def test_examples_of_tasks_are_run_by_their_path_as_before(tmp_path, synth):
    done = synth("run", ROOT / "examples" / "greatest_divisor.py", "-n", 2, "-o", "new")
    assert done.returncode == 0, done.stderr
