"""Reading what a run filled."""

import orjson
import pyarrow.parquet as pq
import pytest

from synth.api import execute
from synth.contents import Contents
from synth.errors import UsageError
from synth.request import Run
from synth.rows import SCHEMA


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contents") / "out"
    execute(
        Run(
            "countdown",
            strategy=["backtrack+verify", "negative"],
            n=30,
            out=str(folder),
            test_fraction=0.2,
            shard_rows=10,
        )
    )
    return folder


def test_configurations_splits_and_rows_are_those_of_the_folder(out):
    found = Contents(out)
    assert found.configs == ["backtrack-verify", "negative"]
    assert found.splits("negative") == ["train", "test"]
    rows = [row for split in ("train", "test") for row in found.rows("backtrack-verify", split)]
    assert len(rows) == 30 == sum(found.n("backtrack-verify", split) for split in ("train", "test"))
    assert list(rows[0]) == SCHEMA.names
    assert {row["strategy"] for row in rows} == {"backtrack+verify"}


def test_a_strategy_is_named_as_it_is_typed_or_as_its_folder_is(out):
    found = Contents(out)
    assert found.named([]) == ["backtrack-verify", "negative"]
    assert found.named(["verify+backtrack"]) == found.named(["backtrack-verify"]) == ["backtrack-verify"]
    with pytest.raises(UsageError, match=r"no rows of all; it has backtrack-verify, negative"):
        found.named(["all"])


def test_a_column_that_an_older_shard_lacks_is_null(out, tmp_path):
    folder = tmp_path / "old"
    (folder / "data" / "negative").mkdir(parents=True)
    (folder / "run.json").write_bytes((out / "run.json").read_bytes())
    table = pq.read_table(Contents(out).shards("negative", "train")[0]).drop_columns(["meta"])
    pq.write_table(table, folder / "data" / "negative" / "train-00000.parquet")
    assert {row["meta"] for row in Contents(folder).rows("negative", "train")} == {None}


def test_other_folders_and_empty_ones_are_refused_with_the_cure(out, tmp_path):
    with pytest.raises(UsageError, match="holds no run"):
        Contents(tmp_path)
    (tmp_path / "run.json").write_bytes(orjson.dumps({"format": "synth-run-1", "strategy": ["all"]}))
    with pytest.raises(UsageError, match="no rows yet"):
        Contents(tmp_path)
