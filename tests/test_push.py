"""Pushing to the Hub: the real client against a small server that speaks its protocol."""

import os
import re
import subprocess
import sys
import time

import orjson
import pyarrow.parquet as pq
import pytest
import yaml
from hub_server import TOKEN

import synth
from synth.api import execute
from synth.errors import HubError, StoppedShort, UsageError
from synth.publish import push
from synth.request import Run

# The client's own use of httpx.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
REPO = "user/reasons"
SETTINGS = {"strategy": ("backtrack+verify", "negative"), "shard_rows": 10}


@pytest.fixture
def out(tmp_path):
    return fill(tmp_path / "out", 25)


def fill(folder, n, **settings):
    execute(Run("countdown", n=n, out=str(folder), **{**SETTINGS, **settings}))
    return folder


def shards(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / "data").rglob("*.parquet")}


def sent(hub, call):
    """The LFS objects that a call uploads."""
    before = len(hub.asked("PUT /lfs/"))
    call()
    return len(hub.asked("PUT /lfs/")) - before


def test_a_pushed_folder_is_loaded_back_with_equal_rows(hub, out, tmp_path):
    done = push(out, REPO)
    assert (done.repo, done.changed, done.deleted) == (REPO, (), ())
    code = """if True:
        import sys, json
        from datasets import load_dataset
        for config in ("backtrack-verify", "negative"):
            for is_streaming in (False, True):
                rows = load_dataset("user/reasons", config, split="train", streaming=is_streaming)
                print(json.dumps([dict(row) for row in rows]))
        print(json.dumps([load_dataset("user/reasons", split="train")[0]["strategy"]]))
    """
    env = {**os.environ, "HF_HOME": str(tmp_path / "hf")}
    loaded = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    found = [orjson.loads(line) for line in loaded.stdout.splitlines()]
    for place, config in enumerate(("backtrack-verify", "negative")):
        rows = [row for path in sorted((out / "data" / config).iterdir()) for row in pq.read_table(path).to_pylist()]
        assert found[2 * place] == found[2 * place + 1] == rows
    assert found[4] == ["backtrack+verify"]


def test_rejected_rows_and_the_journal_stay_home_unless_asked_for(hub, tmp_path):
    source = tmp_path / "seeds.jsonl"
    source.write_text('{"nums": [3, 5, 7], "target": 56}\n{"nums": [1, 1], "target": 50}\n')
    out = fill(tmp_path / "out", None, seeds=str(source))
    push(out, REPO)
    plain = set(hub.files(REPO))
    assert plain == {".gitattributes", "README.md", "run.json", *shards(out)}
    assert "Not in this repository: `rejected/`, `journal/`." in hub.files(REPO)["README.md"].decode()
    done = push(out, REPO, with_rejected=True, with_journal=True)
    more = set(hub.files(REPO)) - plain
    assert more == {
        "rejected/backtrack-verify/part-00000.parquet", "rejected/negative/part-00000.parquet",
        "journal/ledger.bin", "journal/seeds.arrow", "journal/state.json",
    }  # fmt: skip
    assert set(done.added) == more
    assert done.changed == ("README.md",)
    assert "Not in this repository" not in hub.files(REPO)["README.md"].decode()


def test_a_second_push_sends_nothing_and_a_larger_n_only_what_is_new(hub, out):
    first = push(out, REPO)
    commits = len(hub.repos[REPO].refs["main"])
    again = push(out, REPO)
    assert (again.added, again.changed, again.deleted) == ((), (), ())
    assert again.n_unchanged == len(first.added)
    assert again.commit == first.commit
    assert len(hub.repos[REPO].refs["main"]) == commits
    assert not hub.asked(f"POST /api/datasets/{REPO}/commit")[1:]

    before = shards(out)
    fill(out, 45)
    n = sent(hub, lambda: push(out, REPO))
    now = shards(out)
    assert n == len([path for path, data in now.items() if before.get(path) != data]) == 6
    assert {path: data for path, data in hub.files(REPO).items() if path.startswith("data/")} == now
    assert all(now[path] == data for path, data in before.items() if not path.endswith("00002.parquet"))


def test_a_dry_run_lists_what_would_go_and_changes_nothing(hub, out, monkeypatch):
    would = push(out, REPO, dry_run=True)
    assert not hub.repos
    assert set(would.added) == {"README.md", "run.json", *shards(out)}
    assert would.n_bytes > 10_000
    monkeypatch.delenv("HF_TOKEN")
    assert push(out, REPO, dry_run=True).added == would.added
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    did = push(out, REPO)
    assert (did.added, did.n_bytes) == (would.added, would.n_bytes)
    assert push(out, REPO, dry_run=True).added == ()


def test_a_push_that_was_cut_goes_on_where_it_was(hub, out):
    hub.rule = lambda method, path, attempt: "cut" if len(set(hub.asked("PUT /lfs/"))) > 3 and "/lfs/" in path else ""
    with pytest.raises(StoppedShort, match="the same command goes on"):
        push(out, REPO)
    there = set(hub.objects)
    assert 0 < len(there) < 6
    assert set(hub.files(REPO)) == {".gitattributes"}
    hub.rule = lambda method, path, attempt: ""
    assert sent(hub, lambda: push(out, REPO)) == 6 - len(there)
    assert shards(out).items() <= hub.files(REPO).items()


def test_a_busy_hub_is_waited_for_as_long_as_it_says(hub, out, monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    hub.retry_after = 7
    hub.rule = lambda method, path, attempt: "429" if attempt == 1 and "/lfs/" not in path else ""
    said = []
    push(out, REPO, say=said.append)
    assert shards(out).items() <= hub.files(REPO).items()
    assert 7.0 in waits  # those of our own; the client has its own patience where it retries by itself
    assert "the Hub is busy (429): waiting 7 s" in said


def test_a_hub_that_stays_busy_ends_short_and_resumable(hub, out):
    hub.rule = lambda method, path, attempt: "503" if path.endswith("/create") else ""
    with pytest.raises(StoppedShort, match="goes on") as error:
        push(out, REPO)
    assert error.value.exit_code == 3


def test_no_token_is_ever_told(hub, out, monkeypatch, capsys, caplog):
    hub.rule = lambda method, path, attempt: "403" if path.endswith("/create") else ""
    said = []
    with pytest.raises(HubError, match="may not do that") as error:
        push(out, REPO, say=said.append)
    told = str(error.value) + "".join(said) + caplog.text + "".join(capsys.readouterr())
    assert TOKEN not in told
    assert "[key]" in told
    hub.rule = lambda method, path, attempt: ""
    monkeypatch.setenv("HF_TOKEN", "hf_another_that_nobody_knows")
    with pytest.raises(HubError, match=r"does not know this login.*hf auth login"):
        push(out, REPO)


def test_without_a_login_nothing_is_asked(hub, out, monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="no login"):
        push(out, REPO)
    assert not hub.requests
    (tmp_path / "none").write_text(TOKEN)  # the stored login
    assert push(out, REPO).commit


def test_a_private_repository_is_made_private_and_a_public_one_is_no_place_for_secrets(hub, out):
    push(out, REPO, private=True)
    assert hub.repos[REPO].private
    assert not push(out, REPO, private=True).added
    push(out, "user/open")
    assert not hub.repos["user/open"].private
    with pytest.raises(UsageError, match="public"):
        push(out, "user/open", private=True)


def test_a_name_alone_is_ones_own_and_what_is_no_name_is_an_error(hub, out):
    assert push(out, "mine").repo == "user/mine"
    for name in ("a/b/c", "a b", "-x"):
        with pytest.raises(UsageError, match="owner/name"):
            push(out, name)
    with pytest.raises(HubError, match="rights"):
        push(out, "others/mine")


def test_a_branch_is_made_and_main_stays(hub, out):
    done = push(out, REPO, revision="more")
    assert done.revision == "more"
    assert set(hub.files(REPO)) == {".gitattributes"}
    assert shards(out).items() <= hub.files(REPO, "more").items()
    assert not push(out, REPO, revision="more").added
    push(out, REPO)
    assert not push(out, REPO, revision="same").added  # it starts from main, which has it all
    assert hub.files(REPO, "same") == hub.files(REPO)
    with pytest.raises(UsageError, match="no revision refs/pr/9"):
        push(out, REPO, revision="refs/pr/9")


def test_a_pull_request_leaves_main_alone_and_can_be_brought_up_to_date(hub, out):
    push(fill(out.parent / "small", 5), REPO)
    before = hub.files(REPO)
    done = push(out, REPO, create_pr=True)
    assert done.pull_request == f"{hub.url}/datasets/{REPO}/discussions/1"
    assert hub.files(REPO) == before
    assert shards(out).items() <= hub.files(REPO, "refs/pr/1").items()
    assert not push(out, REPO, revision="refs/pr/1").added
    with pytest.raises(UsageError, match="--create-pr"):
        push(out, REPO, create_pr=True, revision="more")


def test_a_pull_request_whose_answer_was_lost_is_not_opened_twice(hub, out):
    push(fill(out.parent / "small", 5), REPO)
    hub.rule = lambda method, path, attempt: "cut" if "/commit/" in path else ""
    with pytest.raises(StoppedShort):
        push(out, REPO, create_pr=True)
    assert len(hub.asked(f"POST /api/datasets/{REPO}/commit/main")) == 2


def test_a_commit_of_somebody_else_in_between_is_merged_with(hub, out):
    push(fill(out.parent / "small", 5), REPO)

    def meanwhile(method, path, attempt):
        if "/commit/" in path and attempt == 2:
            text = hub.files(REPO)["README.md"].decode()
            hub.write(
                REPO, "README.md", text.replace("<!-- synth:begin", "Just in time.\n\n<!-- synth:begin", 1).encode()
            )
        return ""

    hub.rule = meanwhile
    done = push(out, REPO)
    assert "Just in time." in hub.files(REPO)["README.md"].decode()
    assert shards(out).items() <= hub.files(REPO).items()
    assert done.commit == hub.repos[REPO].refs["main"][-1].sha


def test_a_commit_whose_answer_was_lost_is_not_made_twice(hub, out):
    hub.n_lost_answers = 1
    done = push(out, REPO)
    assert hub.n_lost_answers == 0
    assert len(hub.repos[REPO].refs["main"]) == 2
    assert done.commit == hub.repos[REPO].refs["main"][-1].sha
    assert "README.md" in done.added


def test_shards_that_are_gone_are_deleted_and_other_data_stays(hub, out, tmp_path):
    push(out, REPO)
    hub.write(REPO, "data/theirs/train-00000.parquet", b"theirs")
    hub.write(REPO, "notes/data.parquet", b"theirs")
    smaller = fill(tmp_path / "smaller", 8, strategy=("negative",))
    done = push(smaller, REPO)
    assert done.deleted == ("data/negative/train-00001.parquet", "data/negative/train-00002.parquet")
    files = hub.files(REPO)
    assert {"data/theirs/train-00000.parquet", "notes/data.parquet"} <= files.keys()
    assert len([path for path in files if path.startswith("data/backtrack-verify/")]) == 3
    configs = [c["config_name"] for c in yaml.safe_load(files["README.md"].decode().split("---\n")[1])["configs"]]
    assert configs == ["backtrack-verify", "negative"]


def test_the_card_names_its_repository(hub, out):
    push(out, REPO)
    card = hub.files(REPO)["README.md"].decode()
    assert f'load_dataset("{REPO}", "backtrack-verify", split="train")' in card
    assert "PATH/OR/REPOSITORY" not in card


def test_the_command_tells_what_went_and_where(hub, out, synth):
    done = synth("push", out, REPO, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^add    data/negative/train-00002.parquet$", done.stdout, re.MULTILINE)
    assert "8 files" in done.stdout
    assert "would go to user/reasons; 0 are there already" in done.stdout
    done = synth("push", out, REPO, "--json", "--message", "First rows")
    assert done.returncode == 0, done.stderr
    found = orjson.loads(done.stdout)
    assert len(found["added"]) == 8
    assert found["commit"] == hub.repos[REPO].refs["main"][-1].sha
    assert hub.repos[REPO].refs["main"][-1].title == "First rows"
    assert TOKEN not in done.stdout + done.stderr


def test_keywords_and_flags_are_the_same():
    from inspect import signature

    from synth.cli.push import command

    flags = {parameter.name for parameter in command.params} - {"as_json"}
    assert flags == signature(synth.push).parameters.keys() - {"say"}


def test_a_folder_that_another_process_fills_is_not_pushed(hub, out):
    from filelock import FileLock

    with FileLock(out / "journal" / "lock"), pytest.raises(UsageError, match="another process"):
        push(out, REPO)
    with pytest.raises(UsageError, match="holds no run"):
        push(out / "data", REPO)
