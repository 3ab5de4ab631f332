import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from synth.errors import Reject, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.seeds import BLOCK, MAX_LINE, Seeds, identity_hash, parse_row, read_into
from synth.sources import excluded_identities, source_rows

TASK = configure(load_task("countdown"), {})


@pytest.mark.parametrize("n", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_any_row_can_be_read_at_any_time(tmp_path, n):
    (tmp_path / "rows.jsonl").write_bytes(b"".join(orjson.dumps({"i": i}) + b"\n" for i in range(n)))
    read_into(tmp_path / "seeds.arrow", source_rows(tmp_path / "rows.jsonl"))
    seeds = Seeds(tmp_path / "seeds.arrow")
    assert len(seeds) == n
    for place in {0, n // 2, n - 1} & set(range(n)):
        assert parse_row(seeds.line(place)) == {"i": place}


def test_jsonl_and_parquet_of_equal_rows_are_equal_seeds(tmp_path):
    rows = [{"nums": [3, 5, 7], "target": 56}, {"nums": [1, 2], "target": 3}]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    hashes = {
        read_into(tmp_path / f"{kind}.arrow", source_rows(tmp_path / f"a.{kind}")) for kind in ("jsonl", "parquet")
    }
    assert len(hashes) == 1


def test_the_hash_changes_with_any_row(tmp_path):
    hashes = set()
    for text in (b'{"a":1}\n{"b":2}', b'{"a":1}\n{"b":3}', b'{"a":1}', b'{"b":2}\n{"a":1}'):
        (tmp_path / "a.jsonl").write_bytes(text)
        hashes.add(read_into(tmp_path / "a.arrow", source_rows(tmp_path / "a.jsonl")))
    assert len(hashes) == 4


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b"null", b"\xff\xfe", b'{"a": NaM}', b'"' + b"x" * (MAX_LINE + 5) + b'"']
)
def test_a_broken_line_is_rejected_with_why(line):
    with pytest.raises(Reject, match="malformed"):
        parse_row(line)


@pytest.mark.parametrize(("name", "text"), [("none.jsonl", None), ("a.xyz", b"a,b"), ("a.parquet", b"not parquet")])
def test_a_source_that_cannot_be_read_is_an_error(tmp_path, name, text):
    if text is not None:
        (tmp_path / name).write_bytes(text)
    with pytest.raises(UsageError, match=name.replace(".", r"\.")):
        read_into(tmp_path / "seeds.arrow", source_rows(tmp_path / name))


def test_excluded_problems_are_known_whatever_the_order_of_their_numbers(tmp_path):
    (tmp_path / "test.jsonl").write_bytes(
        b'{"nums": [7, 3, 5], "target": 56}\nbroken\n{"target": 2}\n{"nums": [1, 1], "target": 50}'
    )
    found = excluded_identities(TASK, [tmp_path / "test.jsonl"])
    problem = TASK.from_seed({"nums": [3, 5, 7], "target": 56})
    assert identity_hash(TASK.identity(problem)) in found.tolist()
    assert len(found) == 2
