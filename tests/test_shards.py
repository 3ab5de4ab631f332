from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import content

from synth.errors import StorageError
from synth.rows import SCHEMA, batch
from synth.shards import Stream


def some(first: int, n: int) -> pa.RecordBatch:
    verdict = {"status": "verified", "method": "exact", "reason": "", "score": 1.0}
    behaviors = {"backtrack": 1, "verify": None, "subgoal": 0, "backward": 2}
    return batch(
        [
            (
                f"id{i}",
                "p",
                0,
                "q\n",
                "text" * (i % 7),
                None,
                "t",
                "s",
                "m",
                "stop",
                verdict,
                behaviors,
                "{}",
                [],
                1,
                1,
                None,
                7,
                0.5,
                "{}",
            )
            for i in range(first, first + n)
        ]
    )


def ids(folder: Path) -> list[str]:
    return [name for file in sorted(folder.glob("*.parquet")) for name in pq.read_table(file).column("id").to_pylist()]


def test_rows_come_back_as_they_went_in(tmp_path):
    stream = Stream(tmp_path / "data", "train", 10)
    stream.append(some(0, 25))
    stream.save()
    assert ids(tmp_path / "data") == [f"id{i}" for i in range(25)]
    assert [pq.read_metadata(file).num_rows for file in sorted((tmp_path / "data").iterdir())] == [10, 10, 5]
    table = pq.read_table(tmp_path / "data" / "train-00000.parquet")
    assert table.schema.equals(SCHEMA)
    assert pq.read_schema(tmp_path / "data" / "train-00000.parquet").metadata[b"synth.schema"] == b"1"
    assert table.to_pylist()[3] == some(3, 1).to_pylist()[0]


@pytest.mark.parametrize("cuts", [[25], [1] * 25, [9, 2, 14], [10, 10, 5]])
def test_the_bytes_do_not_depend_on_how_rows_arrive(tmp_path, cuts):
    whole, parts = Stream(tmp_path / "whole", "train", 10), Stream(tmp_path / "parts", "train", 10)
    whole.append(some(0, 25))
    whole.save()
    first = 0
    for n in cuts:
        parts.append(some(first, n))
        parts.save()
        first += n
    assert list(content(tmp_path / "whole").values()) == list(content(tmp_path / "parts").values())


@pytest.mark.parametrize("kept", range(0, 26, 3))
def test_a_stream_goes_on_from_fewer_rows_than_the_disk_holds(tmp_path, kept):
    ahead = Stream(tmp_path / "data", "train", 10)
    ahead.append(some(0, 25))
    ahead.save()
    before = content(tmp_path)
    again = Stream(tmp_path / "data", "train", 10, n=kept)
    again.append(some(kept, 25 - kept))
    again.save()
    assert content(tmp_path) == before


def test_a_full_shard_is_told_and_written_at_once(tmp_path):
    stream = Stream(tmp_path / "data", "train", 10)
    assert not stream.append(some(0, 9))
    assert not (tmp_path / "data").exists()
    assert stream.append(some(9, 1))
    assert ids(tmp_path / "data") == [f"id{i}" for i in range(10)]


def test_a_shard_that_lost_rows_is_an_error_with_its_cure(tmp_path):
    stream = Stream(tmp_path / "data", "train", 10)
    stream.append(some(0, 4))
    stream.save()
    with pytest.raises(StorageError, match="--overwrite"):
        Stream(tmp_path / "data", "train", 10, n=6)


def test_a_damaged_shard_is_an_error_that_names_it(tmp_path):
    (tmp_path / "train-00000.parquet").write_bytes(b"not parquet")
    with pytest.raises(StorageError, match=r"train-00000.parquet"):
        Stream(tmp_path, "train", 10, n=6)


def test_an_empty_batch_has_the_schema():
    assert batch([]).schema.equals(SCHEMA)
    assert batch([]).num_rows == 0
