"""Rows made again from run.json, and compared by their hashes."""

import shutil
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from model_runs import make, server

from synth.api import execute
from synth.errors import UsageError
from synth.publish import push
from synth.reproduction import reproduce
from synth.request import Run

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the Hub client's use of httpx


def fill(out, **settings):
    execute(
        Run("countdown", out=str(out), **{"strategy": ("verify", "negative"), "n": 12, "shard_rows": 5, **settings})
    )
    return out


def statuses(found):
    return {shard.path: shard.status for shard in found.shards}


def test_a_run_comes_out_again_with_equal_hashes(tmp_path, synth):
    out = fill(tmp_path / "out", test_fraction=0.2, options={"size": "4"})
    found = reproduce(out)
    assert found.is_equal
    assert set(statuses(found)) == {path.relative_to(out).as_posix() for path in out.rglob("*.parquet")}
    assert all(shard.made == shard.expected for shard in found.shards)
    assert not found.notes
    done = synth("reproduce", "out", "--json")
    assert (done.returncode, orjson.loads(done.stdout)["is_equal"]) == (0, True)


def test_what_differs_is_told_shard_by_shard(tmp_path, synth):
    out = fill(tmp_path / "out")
    data = out / "data" / "negative"
    table = pq.read_table(data / "train-00000.parquet")
    pq.write_table(table, data / "train-00000.parquet")
    table = pq.read_table(data / "train-00001.parquet")
    place = table.schema.get_field_index("completion")
    texts = table.column("completion").to_pylist()
    changed = table.set_column(place, "completion", pa.array([*texts[:3], "changed", *texts[4:]]))
    pq.write_table(changed, data / "train-00001.parquet")
    (data / "train-00002.parquet").rename(data / "train-00007.parquet")
    (out / "data" / "verify" / "train-00000.parquet").write_bytes(b"broken")
    found = {shard.path.removeprefix("data/"): shard for shard in reproduce(out).shards}
    assert "the same rows in other bytes" in found["negative/train-00000.parquet"].note
    assert found["negative/train-00001.parquet"].note == "row 3 is the first that differs, in: completion"
    assert found["negative/train-00002.parquet"].status == "extra"
    assert found["negative/train-00007.parquet"].status == "missing"
    assert "cannot be read" in found["verify/train-00000.parquet"].note
    assert found["verify/train-00001.parquet"].status == "equal"
    done = synth("reproduce", "out")
    assert done.returncode == 1
    assert "2 of 7 shards are equal" in done.stdout


def test_a_folder_that_grew_comes_out_as_it_grew(tmp_path):
    out = fill(tmp_path / "out", strategy=("verify",), n=10)
    fill(out, strategy=("backtrack+subgoal",), n=20)
    fill(out, strategy=("verify",), n=25)
    at_once = fill(tmp_path / "at_once", strategy=("verify", "backtrack+subgoal"), n=25)
    files = [path.relative_to(out) for path in (out / "data").rglob("*.parquet")]
    assert any((out / path).read_bytes() != (at_once / path).read_bytes() for path in files), (
        "growth made no difference"
    )
    assert reproduce(out).is_equal
    assert reproduce(at_once).is_equal


def test_answers_of_a_model_are_replayed_and_nothing_is_sent(tmp_path, monkeypatch):
    monkeypatch.setenv("SOME_KEY", "sk-abcdefgh")
    with server(wrong_share=0.3) as served:
        out = make(
            tmp_path / "out", served, n=20, samples=2, shard_rows=8, api_key_env="SOME_KEY", max_cost=9, price="1/1"
        )
    monkeypatch.delenv("SOME_KEY")
    before = (out / "journal" / "replies.sqlite").read_bytes()
    found = reproduce(out)  # no server is left
    assert found.is_equal
    assert any(path.startswith("rejected/") for path in statuses(found))
    assert (out / "journal" / "replies.sqlite").read_bytes() == before
    (out / "journal" / "replies.sqlite").unlink()
    with pytest.raises(UsageError, match=r"no journal/replies\.sqlite"):
        reproduce(out)


def test_seeds_come_out_of_the_journal_where_the_source_is_gone(tmp_path):
    source = tmp_path / "seeds.jsonl"
    source.write_text('{"x": [3, 5, 7], "target": 56}\n{"x": [1, 1], "target": 50}\n')
    out = fill(tmp_path / "out", n=None, seeds=str(source), column=("nums=x",))
    source.unlink()
    found = reproduce(out)
    assert found.is_equal
    assert "rejected/negative/part-00000.parquet" in statuses(found)
    (out / "journal" / "seeds.arrow").unlink()
    with pytest.raises(UsageError, match="cannot be made again: there is no file"):
        reproduce(out)


def test_a_dataset_on_the_hub_is_made_again_from_what_was_pushed(hub, tmp_path):
    out = fill(tmp_path / "out")
    push(out, "user/first")
    n = len(hub.requests)
    found = reproduce("user/first")
    assert found.is_equal
    assert len(found.shards) == 6
    assert not [line for line in hub.requests[n:] if "resolve" in line and "parquet" in line]
    hub.write(
        "user/first", "data/verify/train-00001.parquet", Path(out / "data/negative/train-00001.parquet").read_bytes()
    )
    found = reproduce("user/first")
    assert [path for path, status in statuses(found).items() if status != "equal"] == [
        "data/verify/train-00001.parquet"
    ]
    assert "row 0 is the first that differs" in next(shard.note for shard in found.shards if shard.note)
    with pytest.raises(UsageError, match="no dataset of that name"):
        reproduce("user/none")


def test_a_models_dataset_on_the_hub_needs_its_journal(hub, tmp_path):
    with server(wrong_share=0.3) as served:
        out = make(tmp_path / "out", served, n=10)
    push(out, "user/first")
    with pytest.raises(UsageError, match="--with-journal"):
        reproduce("user/first")
    push(out, "user/first", with_journal=True)
    found = reproduce("user/first")
    assert found.is_equal
    assert "rejected/ is not in the repository" in found.notes[0]
    shutil.rmtree(out)


def test_what_cannot_be_made_again_says_why(hub, tmp_path, synth):
    out = fill(tmp_path / "out")
    made_by = orjson.loads((out / "run.json").read_bytes())
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "run.json").write_bytes(orjson.dumps({"format": "synth-derived-1"}))
    with pytest.raises(UsageError, match="made out of other runs"):
        reproduce(tmp_path / "mixed")
    with pytest.raises(UsageError, match=r"no run\.json"):
        reproduce(tmp_path)
    with pytest.raises(UsageError, match="--revision"):
        reproduce(out, revision="main")
    push(out, "user/first")
    hub.write("user/first", "run.json", orjson.dumps({**made_by, "task": "./theirs.py"}))
    with pytest.raises(UsageError, match="task file of its author's"):
        reproduce("user/first")
    for broken in ({**made_by, "grown": [3]}, {**made_by, "n": "many"}, {"format": "synth-run-1"}):
        hub.write("user/first", "run.json", orjson.dumps(broken))
        with pytest.raises(UsageError, match="not whole"):
            reproduce("user/first")
    done = synth("reproduce", "./no/such/folder")
    assert done.returncode == 2
    assert "no folder" in done.stderr


def test_another_judge_is_named_as_what_is_otherwise(tmp_path):
    out = fill(tmp_path / "out")
    made_by = orjson.loads((out / "run.json").read_bytes())
    made_by["judging"]["version"] = "0.0.1"
    (out / "run.json").write_bytes(orjson.dumps(made_by))
    found = reproduce(out)
    assert found.is_equal
    assert any("version: 0.0.1 before" in note for note in found.notes)


def test_keywords_and_flags_are_the_same():
    from inspect import signature

    from synth.cli.reproduce import command

    flags = {parameter.name for parameter in command.params} - {"as_json"}
    assert flags == signature(reproduce).parameters.keys() - {"say"}
