"""Rows that others made: files, folders of runs, names of columns."""

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from synth.api import execute
from synth.errors import UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run, parse_columns
from synth.sources import excluded_identities, source_rows

TASK = configure(load_task("countdown"), {})


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources") / "first"
    strategy = ("backtrack+verify", "negative")
    execute(Run("countdown", strategy=strategy, n=40, out=str(folder), test_fraction=0.2, shard_rows=15))
    return folder


def write(path, rows):
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return str(path)


def problems(out):
    files = sorted((out / "data").rglob("*.parquet"))
    return {row["problem_id"] for file in files for row in pq.read_table(file).to_pylist()}


def test_a_folder_gives_each_problem_once_and_a_strategy_its_own(run):
    both = [orjson.loads(line) for line in source_rows(run)]
    assert len(both) == len({row["problem_id"] for row in both}) == 40
    assert {row["strategy"] for row in both} == {"backtrack+verify"}
    negative = [orjson.loads(line) for line in source_rows(f"{run}:negative")]
    assert {row["strategy"] for row in negative} == {"negative"}
    assert {row["problem_id"] for row in negative} == {row["problem_id"] for row in both}


def test_a_run_is_the_seeds_of_the_next_and_what_another_never_makes(run, tmp_path):
    execute(Run("countdown", strategy=("verify",), seeds=str(run), out=str(tmp_path / "next")))
    assert problems(tmp_path / "next") == problems(run)
    options = {"size": "3", "numbers": "1-9", "targets": "10-12"}
    execute(Run("countdown", n=60, options=options, out=str(tmp_path / "small")))
    execute(Run("countdown", n=60, options=options, exclude=(str(tmp_path / "small"),), out=str(tmp_path / "other")))
    assert len(problems(tmp_path / "other")) == 60
    assert not problems(tmp_path / "other") & problems(tmp_path / "small")


def test_a_strategy_that_the_folder_lacks_and_a_folder_of_another_kind_are_errors(run, tmp_path):
    with pytest.raises(UsageError, match="no rows of all; it has backtrack-verify, negative"):
        list(source_rows(f"{run}:all"))
    with pytest.raises(UsageError, match="holds no run"):
        list(source_rows(tmp_path))
    with pytest.raises(UsageError, match=r"no file .*none.*hf:owner/name"):
        list(source_rows("none"))


def test_columns_get_the_names_that_the_task_reads(tmp_path):
    source = write(tmp_path / "a.jsonl", [{"x": [3, 5, 7], "info": {"goal": 56}, "more": 1}])
    found = [orjson.loads(line) for line in source_rows(source, {"nums": "x", "target": "info.goal"})]
    assert found == [{"info": {"goal": 56}, "more": 1, "nums": [3, 5, 7], "target": 56}]
    out = tmp_path / "out"
    request = {"seeds": source, "column": ("nums=x", "target=info.goal"), "out": str(out)}
    execute(Run("countdown", **request))
    assert len(problems(out)) == 1
    execute(Run("countdown", **request))
    with pytest.raises(UsageError, match="seeds: "):
        execute(Run("countdown", **{**request, "column": ("numbers=x", "target=info.goal")}))
    assert orjson.loads((out / "run.json").read_bytes())["column"] == ["nums=x", "target=info.goal"]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_column_that_is_not_there_is_an_error_with_those_that_are(tmp_path, kind):
    rows = [{"x": [3, 5, 7], "goal": 56}]
    write(tmp_path / "a.jsonl", rows)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=r"no column 'y'; it has x, goal"):
        list(source_rows(tmp_path / f"a.{kind}", {"nums": "y"}))
    with pytest.raises(UsageError, match=r"states no problem.*Its columns are x, goal.*--column"):
        execute(Run("countdown", seeds=str(tmp_path / f"a.{kind}"), out=str(tmp_path / "out")))
    with pytest.raises(UsageError, match=r"states no problem.*Its columns are x, goal"):
        excluded_identities(TASK, [tmp_path / f"a.{kind}"])
    assert not (tmp_path / "out" / "run.json").exists()


def test_one_naming_serves_seeds_and_an_excluded_set_that_has_the_names_already(tmp_path):
    seeds = write(tmp_path / "a.jsonl", [{"x": [3, 5, 7], "target": 56}, {"x": [8, 8, 3, 3], "target": 22}])
    held = write(tmp_path / "b.jsonl", [{"nums": [7, 5, 3], "target": 56}])
    execute(
        Run(
            "countdown",
            seeds=seeds,
            exclude=(held,),
            column=("nums=x",),
            strategy=("negative",),
            out=str(tmp_path / "out"),
        )
    )
    assert len(problems(tmp_path / "out")) == 1


@pytest.mark.parametrize("given", [["question"], ["=a"], ["a="], ["a=b", "a=c"]])
def test_a_naming_of_another_form_is_refused(given):
    with pytest.raises(UsageError, match="--column"):
        parse_columns(given)


def test_names_without_a_source_are_refused():
    with pytest.raises(UsageError, match="--column"):
        Run("countdown", column=("a=b",))


def test_a_broken_line_among_named_columns_is_a_rejected_row(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_bytes(b'{"x": [3, 5, 7], "target": 56}\n{broken\n{"y": 1}\n')
    assert list(source_rows(source, {"nums": "x"}))[1:] == [b"{broken", b'{"y":1}']


def test_an_audit_takes_the_same_sources(run, synth):
    done = synth("audit", "countdown", "--seeds", f"{run}:negative", "-n", 20)
    assert done.returncode == 0, done.stderr
    assert "20" in done.stdout
