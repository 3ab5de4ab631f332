"""Files of a folder that are not what was left there, and answers that were paid for."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import content
from model_runs import make, rows, server

from synth import intact
from synth.api import execute
from synth.contents import Contents
from synth.errors import DamagedError, StoppedShort, UsageError
from synth.folder import read_run
from synth.intact import damages, load_state
from synth.request import Run

CONFIG = "data/verify"


def fill(out, n=250, **settings):
    execute(Run("countdown", strategy=("verify",), n=n, out=str(out), **{"shard_rows": 100, **settings}))
    return out


@pytest.fixture
def run(tmp_path):
    return fill(tmp_path / "out")


def test_state_tells_rows_bytes_and_hash_of_every_shard(run):
    files = load_state(run)["files"]
    assert list(files) == [f"{CONFIG}/train-0000{k}.parquet" for k in range(3)]
    assert [known["rows"] for known in files.values()] == [100, 100, 50]
    assert [known["size"] for known in files.values()] == [(run / name).stat().st_size for name in files]
    assert not list(damages(run))


def test_a_lost_or_broken_file_is_named_and_the_rows_are_made_again(run, tmp_path):
    whole = content(fill(tmp_path / "whole", n=300))
    for harm in (
        lambda: (run / CONFIG / "train-00000.parquet").unlink(),
        lambda: (run / CONFIG / "train-00001.parquet").write_bytes(b"PAR1"),
        lambda: (run / "journal" / "ledger.bin").write_bytes(b"x" * 16 * 250),
        lambda: (run / "journal" / "state.json").write_text("{}"),
    ):
        shutil.rmtree(run)
        fill(run)
        harm()
        said = []
        execute(Run("countdown", strategy=("verify",), n=300, shard_rows=100, out=str(run)), say=said.append)
        assert any("made again from the first one" in line for line in said)
        assert content(run) == whole


def test_a_file_that_somebody_edited_is_not_written_over(run):
    path = run / CONFIG / "train-00001.parquet"
    pq.write_table(pq.read_table(path).slice(0, 90), path)
    before = path.read_bytes()
    with pytest.raises(DamagedError, match=r"train-00001\.parquet was changed"):
        fill(run, n=300)
    assert path.read_bytes() == before
    fill(run, n=300, overwrite=True)
    assert not list(damages(run))


def test_rows_behind_those_that_were_counted_are_the_leavings_of_a_kill(run, tmp_path):
    state = load_state(run)
    fill(run, n=280)
    intact.save_state(run, state)  # as of a run that was killed between its shard and its state
    assert not list(damages(run))
    fill(run, n=300)
    assert content(run) == content(fill(tmp_path / "whole", n=300))


def test_readers_miss_a_shard_that_is_gone(run):
    (run / CONFIG / "train-00001.parquet").unlink()
    with pytest.raises(DamagedError, match=r"train-00001\.parquet is missing"):
        Contents(run)


def test_a_folder_of_an_older_version_has_no_checksums_and_goes_on(run, tmp_path):
    path = run / "journal" / "state.json"
    state = orjson.loads(path.read_bytes())
    path.write_bytes(
        orjson.dumps({k: v for k, v in state.items() if k in ("next_index", "ledger", "dry", "counts", "strategies")})
    )
    fill(run, n=300)
    assert content(run) == content(fill(tmp_path / "whole", n=300))
    assert not list(damages(run))


def test_a_state_that_names_files_elsewhere_is_damaged(run):
    state = load_state(run)
    for name in ("../x.parquet", "/dev/zero", "data/../../x/train-00000.parquet", "data/verify/../train-0.parquet"):
        intact.save_state(run, {**state, "files": {name: {"rows": 1, "size": 1, "sha256": "x"}}})
        assert [str(one) for one in damages(run)] == [f"{run}/journal/state.json is damaged"]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff\xfe"])
def test_a_broken_run_json_ends_in_a_sentence_and_overwrite_begins_anew(run, synth, text):
    (run / "run.json").write_bytes(text)
    again = ["run", "countdown", "-s", "verify", "-n", 250, "--shard-rows", 100, "-o", "out"]
    for words in (
        again,
        ["status", "out"],
        ["report", "out"],
        ["reproduce", "out"],
        ["export", "out", "--to", "kto", "-o", "x.jsonl"],
    ):
        done = synth(*words)
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr
        assert "run.json" in done.stderr or "holds no run" in done.stderr
    if text not in (b"[]", b"null"):
        assert synth(*again, "--overwrite").returncode == 0


def test_overwrite_does_not_take_a_folder_of_somebody_elses(tmp_path, synth):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text("{")
    (tmp_path / "out" / "data").mkdir()
    (tmp_path / "out" / "data" / "theirs.txt").write_text("x")
    assert synth("run", "countdown", "-n", 2, "-o", "out", "--overwrite").returncode == 1
    assert (tmp_path / "out" / "data" / "theirs.txt").exists()


# Progress before the first shard.


def test_a_run_is_saved_every_so_often_before_its_first_shard_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr("synth.fill.SAVED_EVERY", 0.0)
    seen = []
    monkeypatch.setattr("synth.fill.save_state", lambda out, state: seen.append(state["next_index"]))
    fill(tmp_path / "out", n=8_000, shard_rows=30_000)
    assert len(set(seen)) > 2


# Answers that were paid for.


def test_overwrite_keeps_what_models_answered_unless_it_is_to_be_forgotten(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=20)
        n = served.finished
        make(out, served, n=20, overwrite=True, shard_rows=7)
        assert served.finished == n
        make(out, served, n=20, overwrite=True, forget_answers=True)
        assert served.finished == 2 * n
        with pytest.raises(UsageError, match="only --overwrite"):
            make(out, served, n=20, forget_answers=True)


def test_how_many_answers_are_lost_is_said_before_any_is_paid_for_again(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=20)
        n = served.finished
        with sqlite3.connect(out / "journal" / "replies.sqlite") as db:
            db.execute("DELETE FROM reply WHERE idx < 4")
            db.execute("UPDATE reply SET body = 'x' || body WHERE idx = 7")
        db.close()
        said, asked = [], []
        request = Run("countdown", strategy=("backtrack+verify",), n=25, model="openai/tiny", shard_rows=50,
                      base_url=served.base_url, out=str(out))  # fmt: skip
        with pytest.raises(StoppedShort, match="Nothing was asked"):
            execute(request, say=said.append, ask=lambda question: asked.append(question))
        assert said[-1].startswith("5 answers that were paid for are lost")
        assert (len(asked), served.finished) == (1, n)
        execute(request, say=said.append)
        assert len(rows(out)) == 25


def test_a_journal_of_an_older_version_has_no_checksums_and_is_read(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=20)
        with sqlite3.connect(out / "journal" / "replies.sqlite") as db:
            db.execute("ALTER TABLE reply DROP COLUMN checksum")
        db.close()
        n = served.finished
        make(out, served, n=20, keep="all")
        assert served.finished == n


def test_a_journal_that_is_no_database_is_named_with_the_cure(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=20)
        (out / "journal" / "replies.sqlite").write_bytes(b"x" * 9000)
        with pytest.raises(DamagedError, match="--overwrite --forget-answers"):
            make(out, served, n=30)
        make(out, served, n=30, overwrite=True, forget_answers=True)
        assert len(rows(out)) == 30


# Commands that were stopped, and disks that are full.


def test_a_select_that_was_stopped_says_so(run, tmp_path, monkeypatch):
    from synth.curate.select import Select
    from synth.curate.select import execute as select

    request = Select(str(run), str(tmp_path / "some"), n=20)
    with monkeypatch.context() as patched:
        patched.setattr("synth.curate.select.write_config", lambda *given: sys.exit(9))
        with pytest.raises(SystemExit):
            select(request)
    with pytest.raises(UsageError, match=r"is not whole: the command that made it was stopped.*synth select"):
        Contents(tmp_path / "some")
    select(request)
    found = Contents(tmp_path / "some")
    assert found.n("verify", "train") == 20
    (tmp_path / "some" / CONFIG / "train-00000.parquet").unlink()
    with pytest.raises(DamagedError, match="is missing"):
        Contents(tmp_path / "some")
    assert read_run(tmp_path / "some", "synth-derived-1")["files"]


@pytest.mark.parametrize(
    "words",
    [
        ["annotate", "out"],
        ["report", "out"],
        ["select", "out", "-o", "some"],
        ["mix", "out", "-o", "mixed"],
        ["export", "out", "--to", "trl-sft", "-o", "file.parquet"],
        ["run", "countdown", "-s", "verify", "-s", "all", "-n", "250", "--shard-rows", "100", "-o", "out"],
        ["run", "countdown", "-n", "250", "-o", "new"],
    ],
    ids=" ".join,
)
def test_a_full_disk_ends_in_a_sentence_and_leaves_nothing_half(run, tmp_path, words):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))  # bytes that a file may have: what is beyond, fails

    done = subprocess.run(
        [sys.executable, "-m", "synth", *words], cwd=tmp_path, capture_output=True, text=True, preexec_fn=limit
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith((".tmp", ".arrow"))]


def odd_states(state):
    """The state with one value after the other replaced by one of another kind."""

    def places(found, path=()):
        for name in found:
            yield (*path, name)
            if isinstance(found[name], dict):
                yield from places(found[name], (*path, name))

    for path in places(state):
        for value in (None, "x", {}, -5, 10**18):
            changed = orjson.loads(orjson.dumps(state))
            inner = changed
            for name in path[:-1]:
                inner = inner[name]
            if inner[path[-1]] != value and isinstance(inner[path[-1]], dict) is not (value == {}):
                inner[path[-1]] = value
                yield path, changed


def test_a_state_of_another_form_is_damaged_whatever_its_checksum(run):
    n, taken = 0, []
    for path, changed in odd_states({k: v for k, v in load_state(run).items() if k not in ("ledger_sha256", "files")}):
        intact.save_state(run, changed)
        n += 1
        with suppress(DamagedError):
            load_state(run)
            taken.append(path)
    assert taken == []
    assert n > 80


@pytest.mark.parametrize(
    "name", ["id", "problem_id", "prompt", "completion", "task", "strategy", "verdict", "problem", "meta", "n_samples"]
)
@pytest.mark.parametrize("kind", ["null", "number", "text", "list"])
def test_rows_of_another_form_are_read_or_refused_in_words(tmp_path, name, kind):
    from click.testing import CliRunner

    from synth.cli.main import cli
    from synth.errors import SynthError

    out = fill(tmp_path / "out", n=6, keep="all")
    (out / "journal" / "state.json").unlink()
    path = out / CONFIG / "train-00000.parquet"
    table = pq.read_table(path)
    place, n = table.schema.get_field_index(name), len(table)
    odd = {
        "null": pa.nulls(n, table.schema.field(name).type),
        "number": [7] * n,
        "text": ["x"] * n,
        "list": [[{"x": 1}]] * n,
    }
    pq.write_table(table.set_column(place, name, pa.array(odd[kind]) if kind != "null" else odd[kind]), path)
    for words in (
        ["annotate", "OUT"], ["export", "OUT", "--to", "dpo", "-o", "OUT.jsonl", "--overwrite"], ["report", "OUT", "--terminal"],
        ["export", "OUT", "--to", "verl", "-o", "OUT.jsonl", "--overwrite"], ["select", "OUT", "-o", "OUT-some", "--overwrite"],
        ["mix", "OUT", "-o", "OUT-mixed", "--overwrite"], ["export", "OUT", "--to", "trl-sft", "-o", "OUT.jsonl", "--overwrite"],
    ):  # fmt: skip
        found = CliRunner().invoke(cli, [word.replace("OUT", str(out)) for word in words])
        assert isinstance(found.exception, (SynthError, SystemExit, type(None))), (words, found.exception)
