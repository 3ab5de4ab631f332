"""Files as people have them: arrays, tables, packed, with odd names, signs and numbers; columns that lie deep."""

import gzip
import subprocess
import sys

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from synth.columns import MISSING, at
from synth.errors import UsageError
from synth.files import MAX_LINE, file_rows
from synth.seeds import parse_row

ROWS = [{"question": "What is 2 + 2?", "answer": 4}, {"question": "Und 3 × 3?", "answer": 9}]
LINES = b"\n".join(map(orjson.dumps, ROWS)) + b"\n"
TABLE = "question,answer\nWhat is 2 + 2?,4\nUnd 3 × 3?,9\n".encode()


def read(path):
    return [parse_row(line) for line in file_rows(path)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES),
        ("A.JSONL", LINES),
        ("a.ndjson", LINES),
        ("a.jsonl", b"\xef\xbb\xbf" + LINES),
        ("a.jsonl", LINES.replace(b"\n", b"\r\n\r\n")),
        ("a.jsonl.gz", gzip.compress(LINES)),
        ("a.json", orjson.dumps(ROWS)),
        ("a.json", b"\xef\xbb\xbf" + orjson.dumps(ROWS, option=orjson.OPT_INDENT_2)),
        ("a.json", LINES),
        ("a.json", orjson.dumps({"version": 1, "data": ROWS})),
        ("a.Json.Gz", gzip.compress(orjson.dumps(ROWS))),
        ("a.csv", TABLE),
        ("a.CSV", b"\xef\xbb\xbf" + TABLE),
        ("a.tsv", TABLE.replace(b",", b"\t")),
        ("a.csv.gz", gzip.compress(TABLE)),
        ("v1.2.jsonl", LINES),
    ],
)
def test_the_same_rows_come_out_of_every_form(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert read(tmp_path / name) == ROWS


def test_what_is_not_quite_json_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(
        b'{"a": NaN, "b": -Infinity}\n{"a": "half \\ud800 sign"}\n{"a": "bad \xff byte"}\n'
    )
    assert read(tmp_path / "a.jsonl") == [{"a": None, "b": None}, {"a": "half ? sign"}, {"a": "bad \ufffd byte"}]


def test_cells_are_what_they_spell(tmp_path):
    (tmp_path / "a.csv").write_text('id,nums,text\n7,"[3, 5]",007\n-2,"[3, 5",1e5\n')
    assert read(tmp_path / "a.csv") == [
        {"id": 7, "nums": [3, 5], "text": "007"},
        {"id": -2, "nums": "[3, 5", "text": "1e5"},
    ]


def test_a_line_that_is_too_long_is_one_broken_row(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"a": "' + b"x" * (3 * MAX_LINE) + b'"}\n{"a": 1}\n')
    found = list(file_rows(tmp_path / "a.jsonl"))
    assert [len(line) > MAX_LINE for line in found] == [True, False]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"x", "ends in"),
        ("a.json", b"nothing", "neither JSON nor JSON lines"),
        ("a.json", b"3", "no array of rows"),
        ("a.jsonl.gz", b"not packed", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(LINES)[:-9], "cannot be read"),
        ("a.parquet", b"PAR1", "not a Parquet file"),
    ],
)
def test_what_cannot_be_read_is_an_error_in_words(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=told):
        list(file_rows(tmp_path / name))


def test_huge_rows_do_not_fill_the_memory(tmp_path):
    """200 rows of 5 MB took 3.2 GB."""
    batches = [pa.record_batch({"text": ["so on " * 800_000] * 20}) for _ in range(4)]
    pq.write_table(pa.Table.from_batches(batches), tmp_path / "a.parquet")
    code = (
        "import resource, sys; from pathlib import Path; from synth.files import file_rows;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; n = sum(1 for _ in file_rows(Path(sys.argv[1])));"
        "print(n, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.parquet")], capture_output=True, text=True, check=True, cwd=ROOT
    )
    n, mib = map(int, done.stdout.split())
    assert n == 80
    assert mib < 300  # 384 MB of text, and as much again as JSON


ROW = {"prompt": [{"role": "user", "content": "q"}, {"content": "r"}], "a": {"b": {"c": 1}}, "a.b": 2, "x": [[1, 2]]}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("prompt[0].content", "q"),
        ("prompt[-1].content", "r"),
        ("prompt[2].content", MISSING),
        ("a.b", 2),
        ("a.b.c", 1),
        ("a.c", MISSING),
        ("x[0][1]", 2),
        ("x[0].y", MISSING),
        ("prompt[", MISSING),
        ("prompt[0]]", MISSING),
        ("", ROW),
    ],
)
def test_columns_lead_into_rows(path, found):
    assert at(ROW, path) == found or at(ROW, path) is found


@given(st.text(max_size=40))
def test_no_path_is_an_error(path):
    at(ROW, path)


def test_deep_columns_serve_seeds_verdicts_and_recordings(tmp_path, synth):
    rows = [
        {"messages": [{"content": "What is 2 + 2?"}, {"content": "<answer>4</answer>"}], "meta": {"gold": "4"}},
        {"messages": [{"content": "What is 2 + 3?"}, {"content": "<answer>4</answer>"}], "meta": {"gold": "5"}},
    ]
    (tmp_path / "a.json").write_bytes(orjson.dumps(rows))
    named = ["--column", "response=messages[-1].content", "--column", "answer=meta.gold"]
    done = synth("verify", "math", "a.json", *named)
    assert [orjson.loads(line)["status"] for line in done.stdout.splitlines()] == ["verified", "rejected"]
    done = synth("annotate", "a.json", "--text", "messages[-1].content", "-o", "b.jsonl")
    assert done.returncode == 0, done.stderr
    made = [{"q": {"text": f"What is 2 + {n}?"}, "gold": str(2 + n)} for n in range(3)]
    (tmp_path / "seeds.json").write_bytes(orjson.dumps(made))
    first = synth("run", "math", "--seeds", "seeds.json", "--column", "question=q.text", "--model", "replay:none.jsonl")
    assert "there is no such file" in first.stderr
    pq.write_table(pa.Table.from_pylist([{"answer": "4", "response": "\\boxed{4}"}]), tmp_path / "a.parquet")
    done = synth("verify", "math", "a.parquet")
    assert orjson.loads(done.stdout)["ok"]


def test_annotate_of_rows_that_cannot_be_read_is_an_error(tmp_path, synth):
    (tmp_path / "a.jsonl").write_text('{"text": ""}\n' * 500)
    done = synth("annotate", "a.jsonl")
    assert done.returncode == 2
    assert "none of 500 rows could be read" in done.stderr


def test_output_in_any_encoding_is_no_error(tmp_path, synth, monkeypatch):
    (tmp_path / "größe 😀.jsonl").write_text('{"a": 1}\n')
    for encoding in ("cp1252", "latin-1", "ascii"):
        monkeypatch.setenv("PYTHONIOENCODING", encoding)
        done = subprocess.run(
            [sys.executable, "-m", "synth", "run", "countdown", "--seeds", "größe 😀.jsonl"],
            cwd=tmp_path,
            capture_output=True,
        )
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
