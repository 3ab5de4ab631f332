"""Datasets on the Hub as seeds and exclusions, read by the real `datasets` from a small server."""

import gzip
import os
import subprocess
import sys

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from synth.errors import UsageError
from synth.hub_rows import hub_rows


def problems(out):
    files = sorted((out / "data").rglob("*.parquet"))
    return {row["problem_id"] for file in files for row in pq.read_table(file).to_pylist()}


@pytest.fixture
def pushed(hub, synth, tmp_path):
    made = synth("run", "countdown", "-s", "verify", "-s", "negative", "-n", 12, "--shard-rows", 5, "-o", "first")
    assert made.returncode == 0, made.stderr
    assert synth("push", "first", "user/first").returncode == 0
    return tmp_path / "first"


def test_a_pushed_run_is_the_seeds_of_another_and_is_read_once(hub, pushed, synth, tmp_path):
    done = synth("run", "countdown", "-s", "negative", "--seeds", "hf:user/first:negative", "-n", 8, "-o", "next")
    assert done.returncode == 0, done.stderr
    assert len(problems(tmp_path / "next")) == 8
    assert problems(tmp_path / "next") < problems(pushed)
    n = len(hub.requests)
    hub.repos.clear()  # nothing is left to read from
    again = synth("run", "countdown", "-s", "negative", "--seeds", "hf:user/first:negative", "-n", 12, "-o", "next")
    assert again.returncode == 0, again.stderr
    assert problems(tmp_path / "next") == problems(pushed)
    assert not [line for line in hub.requests[n:] if "user/first" in line]


def test_what_is_on_the_hub_can_be_excluded(pushed, synth, tmp_path):
    excluded = synth(
        "run", "countdown", "-s", "negative", "-n", 12, "--exclude", "hf:user/first:verify:train", "-o", "new"
    )
    assert excluded.returncode == 0, excluded.stderr
    assert len(problems(tmp_path / "new")) == 12
    assert not problems(tmp_path / "new") & problems(pushed)


def test_columns_of_other_peoples_datasets_get_names(hub, synth, tmp_path):
    import huggingface_hub

    huggingface_hub.HfApi(endpoint=hub.url).create_repo("user/plain", repo_type="dataset")
    sink = pa.BufferOutputStream()
    rows = [{"x": [3, 5, 7], "info": {"goal": 56}}, {"x": [8, 8, 3, 3], "info": {"goal": 22}}]
    pq.write_table(pa.Table.from_pylist(rows), sink)
    hub.write("user/plain", "data/train-00000.parquet", sink.getvalue().to_pybytes())
    seeds = ["--seeds", "hf:user/plain", "-s", "negative", "-o", "out"]
    unnamed = synth("run", "countdown", *seeds)
    assert unnamed.returncode == 2
    assert "Its columns are x, info" in unnamed.stderr
    named = synth("run", "countdown", *seeds, "--column", "nums=x", "--column", "target=info.goal")
    assert named.returncode == 0, named.stderr
    data = [orjson.loads(row["problem"])["data"] for row in pq.read_table(tmp_path / "out" / "data").to_pylist()]
    assert data == [{"numbers": row["x"], "target": row["info"]["goal"]} for row in rows]


def test_what_is_not_there_is_an_error_that_lists_what_is(hub, pushed, synth):
    for source, told in (
        ("hf:user/first:none", "['verify', 'negative']"),
        ("hf:user/first:verify:test", "no split 'test'; it has train"),
        ("hf:user/none", "user/none"),
    ):
        done = synth("run", "countdown", "--seeds", source, "-n", 3, "-o", "out")
        assert done.returncode == 2, done.stderr
        assert told in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["", ":a", "a:b:c:d", "/x", "x/", "..", "../x", "./x", "a/..", "a/../../x", "a/.b", "a/b/c"]
)
def test_a_name_of_another_form_is_refused(name):
    with pytest.raises(UsageError, match="hf:owner/name"):
        list(hub_rows(name))


def test_a_folder_here_is_not_taken_for_a_dataset_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "user" / "first").mkdir(parents=True)
    (tmp_path / "user" / "first" / "train.jsonl").write_text('{"text": "a file of the user"}\n')
    with pytest.raises(UsageError, match="here, too"):
        list(hub_rows("user/first"))


# A process of its own, as `datasets` keeps the address of the Hub that it met first; nobody really waits.
READS = """
import sys, time
time.sleep = lambda seconds: None
from synth.errors import UsageError
from synth.hub_rows import hub_rows
try:
    print("rows", sum(map(len, hub_rows(sys.argv[1]))))
except UsageError as error:
    print("told", error)
"""


def read_apart(name, tmp_path, **more):
    env = {**os.environ, "HF_HOME": str(tmp_path / "hf"), **more}
    done = subprocess.run([sys.executable, "-c", READS, name], capture_output=True, text=True, env=env, timeout=200)
    return done.stdout.strip().splitlines()[-1:], done.stderr[-2000:]


def plain(hub, path, data):
    import huggingface_hub

    huggingface_hub.HfApi(endpoint=hub.url).create_repo("user/plain", repo_type="dataset")
    hub.write("user/plain", path, data)


@pytest.mark.parametrize("where", ["/api/datasets/user/plain", "/tree/", "README.md", "train.jsonl"])
def test_a_hub_that_is_cut_off_anywhere_is_an_error_in_words(hub, tmp_path, where):
    plain(hub, "train.jsonl", b'{"x": 1}\n')
    hub.rule = lambda method, path, attempt: "cut" if where in path else ""
    told, stderr = read_apart("user/plain", tmp_path)
    assert told, stderr
    assert told[0].startswith("told hf:user/plain cannot be read: ")


def test_a_hub_that_is_not_there_is_an_error_in_words(tmp_path):
    for more in ({"HF_ENDPOINT": "http://127.0.0.1:9"}, {"HF_HUB_OFFLINE": "1"}):
        told, stderr = read_apart("user/plain", tmp_path, **more)
        assert told, stderr
        assert told[0].startswith("told hf:user/plain cannot be read: ")


def test_a_damaged_archive_is_an_error_in_words(hub, tmp_path):
    whole = gzip.compress(b"".join(b'{"x": %d}\n' % n for n in range(20_000)), mtime=0)
    plain(hub, "train.jsonl.gz", whole)
    assert read_apart("user/plain", tmp_path)[0] == ["rows 20000"]
    for damaged in (whole[: len(whole) // 2], whole[:200] + b"\xff" * 300 + whole[500:]):
        hub.write("user/plain", "train.jsonl.gz", damaged)
        told, stderr = read_apart("user/plain", tmp_path)
        assert told, stderr
        assert told[0].startswith("told hf:user/plain cannot be read: ")
