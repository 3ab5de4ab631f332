"""Where a folder stands."""

import pytest

from synth import mix
from synth.api import execute
from synth.errors import UsageError
from synth.request import Run
from synth.status import describe, read_status


def test_a_folder_made_of_runs_is_finished_and_says_what_made_it(tmp_path):
    execute(Run("countdown", strategy=("verify", "negative"), n=20, out=str(tmp_path / "run")))
    mix([tmp_path / "run"], out=tmp_path / "mixed")
    found = read_status(str(tmp_path / "mixed"))
    assert found["configs"] == {name: {"train": 20, "test": 0} for name in ("verify", "negative")}
    assert "made by synth mix, finished" in describe(found)
    assert "verify: 20 train, 0 test" in describe(found)
    assert "20 train" in describe(read_status(str(tmp_path / "run")))


def test_another_folder_holds_no_run(tmp_path):
    (tmp_path / "run.json").write_text("[]")
    with pytest.raises(UsageError, match="not written by synth run"):
        read_status(str(tmp_path))
    with pytest.raises(UsageError, match="holds no run"):
        read_status(str(tmp_path / "none"))


def test_the_status_of_a_copied_folder_speaks_of_where_it_is(tmp_path, synth):
    import shutil

    synth("run", "countdown", "-s", "verify", "-n", 3, "-o", "a b")
    shutil.copytree(tmp_path / "a b", tmp_path / "copy")
    shutil.rmtree(tmp_path / "a b")
    status = read_status(str(tmp_path / "copy"))
    assert "a b" not in status["command"]
    assert status["command"].endswith(f"-o {tmp_path}/copy")
