"""What Python code gives for flags: brought to their types, or refused in one sentence with nothing written."""

import pickle

import numpy as np
import pytest

import synth as package
from synth.errors import UsageError
from synth.request import Run
from synth.strategy import parse
from synth.types import Completion


def test_numbers_and_paths_of_other_libraries_are_taken(tmp_path):
    found = package.run("countdown", strategy=parse("negative"), n=np.int64(5), seed=np.int64(3), out=tmp_path / "a")
    assert found.num_rows == 5
    again = package.run("countdown", strategy=("negative",), n=5, seed=3, out=str(tmp_path / "b"), exclude=None)
    assert found["id"][:] == again["id"][:]
    chosen = package.select(tmp_path / "a", out=tmp_path / "c", n=np.int64(2), strategy=None)
    assert chosen.num_rows == 2


def test_a_request_takes_lists_where_it_means_tuples():
    assert Run("countdown", strategy=["all", "negative"]).strategy == ("all", "negative")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"n": 3.5}, "--n 3.5: expected a whole number, not float"),
        ({"n": "5"}, "--n '5': expected a whole number, not str"),
        ({"n": True}, "--n True: expected a whole number, not bool"),
        ({"seed": 1.5}, "--seed 1.5: expected a whole number"),
        ({"workers": None}, "--workers None: expected a whole number"),
        ({"shard_rows": None}, "--shard-rows None: expected a whole number"),
        ({"test_fraction": "0.1"}, "--test-fraction '0.1': expected a number"),
        ({"strategy": [3]}, r"--strategy \(3,\): expected a sequence of them"),
        ({"out": 5}, "--out 5: expected a text, not int"),
        ({"overwrite": "yes"}, "--overwrite 'yes': expected True or False"),
    ],
)
def test_what_is_of_another_type_is_refused_before_anything_is_written(tmp_path, monkeypatch, given, told):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=told):
        package.run("countdown", **given)
    assert not list(tmp_path.iterdir())


def test_select_and_mix_refuse_likewise(tmp_path):
    out = tmp_path / "out"
    rows = package.run("countdown", n=5, out=out)
    for call, told in (
        (lambda: package.select(out, out=None), "--out None"),
        (lambda: package.select(rows, out=tmp_path / "x"), "--source .* not Dataset"),
        (lambda: package.select(out, out=tmp_path / "x", n=2.5), "--n 2.5"),
        (lambda: package.select(out, out=tmp_path / "x", pass_rate=(0, 1)), r"--pass-rate \(0, 1\): expected a text"),
        (lambda: package.mix([out], out=tmp_path / "x", weights={"a": 1}), "--weights"),
        (lambda: package.mix(rows, out=tmp_path / "x"), "--sources"),
    ):
        with pytest.raises(UsageError, match=told):
            call()
    assert not (tmp_path / "x").exists()
    assert package.mix([out], out=tmp_path / "m", weights=[1]).num_rows == 5


def test_a_task_is_a_name_or_a_path(tmp_path):
    with pytest.raises(UsageError, match="a task of type int: expected its name"):
        package.load_task(5)


def test_what_a_teacher_gives_can_be_pickled():
    assert pickle.loads(pickle.dumps(Completion("x"))) == Completion("x")
