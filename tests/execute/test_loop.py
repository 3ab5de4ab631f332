"""What runs in a notebook: every cell of one is run by a loop that stands still meanwhile."""

import asyncio
import os
import signal
import threading

import pytest
from conftest import content
from model_runs import make, server

from synth.annotate import annotate
from synth.api import execute
from synth.dry_run import preview
from synth.errors import Interrupted
from synth.execute.loop import Loop, run
from synth.request import Run


def in_a_cell(call, *args, **settings):
    """What a call gives in a thread that runs a loop already."""

    async def cell():
        return call(*args, **settings)

    return asyncio.run(cell())


async def doubled(number):
    await asyncio.sleep(0.001)
    return 2 * number


@pytest.mark.parametrize("workers", [1, 2])
def test_a_procedural_run_gives_the_same_rows_in_a_cell(tmp_path, workers):
    given = {"strategy": ("all",), "n": 40, "workers": workers}
    execute(Run("countdown", out=str(tmp_path / "script"), **given))
    in_a_cell(execute, Run("countdown", out=str(tmp_path / "cell"), **given))
    assert content(tmp_path / "cell") == content(tmp_path / "script") != {}


def test_a_run_with_a_model_gives_the_same_rows_in_a_cell(tmp_path):
    with server(latency=0.01) as served:
        make(tmp_path / "script", served)
        in_a_cell(make, tmp_path / "cell", served)
    assert content(tmp_path / "cell") == content(tmp_path / "script") != {}


def test_a_dry_run_and_an_annotation_by_a_model_work_in_a_cell(tmp_path):
    with server() as served:
        out = make(tmp_path / "out", served, n=5)
        request = Run("countdown", model="openai/tiny", base_url=served.base_url, n=5)
        assert in_a_cell(preview, request) == preview(request)
        served.answer = lambda messages: "<count>1</count>"
        summary = in_a_cell(annotate, out, by="openai/tiny", base_url=served.base_url)
    assert summary["n"] == 5


def test_a_cell_can_be_interrupted(tmp_path):
    with server(latency=0.2) as served:
        interrupt = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT))
        interrupt.start()
        with pytest.raises(Interrupted):
            in_a_cell(make, tmp_path / "out", served, n=100_000)
        interrupt.join()


def test_a_loop_runs_its_tasks_beside_the_one_of_the_cell():
    def call():
        loop = Loop()
        begun = [loop.task(doubled(number)) for number in range(3)]
        found = [loop.run(task) for task in begun]
        loop.close()
        return [*found, run(doubled(3))]

    assert call() == in_a_cell(call) == [0, 2, 4, 6]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("synth-loop")]
