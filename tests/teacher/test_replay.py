"""Recorded answers as a teacher, and teachers that other packages bring."""

from importlib.metadata import EntryPoint

import orjson
import pytest
from model_runs import make, rows, server

from synth import plugins
from synth.api import execute
from synth.errors import UsageError
from synth.request import Run
from synth.types import Completion


def test_the_rows_of_a_run_can_be_played_again(tmp_path):
    with server(wrong_share=0.3) as served:
        out = make(tmp_path / "out", served, n=20, samples=2, keep="all")
    shard = next((out / "data/backtrack-verify").glob("*.parquet"))
    settings = {"n": 20, "samples": 2, "keep": "all", "strategy": ("backtrack+verify",), "out": str(tmp_path / "again")}
    execute(Run("countdown", model=f"replay:{shard}", **settings))
    again = rows(tmp_path / "again")
    same = ("problem_id", "sample", "completion", "verdict", "behaviors", "n_verified")
    assert [[row[name] for name in same] for row in again] == [[row[name] for name in same] for row in rows(out)]
    assert {row["teacher"] for row in again} == {"replay"}


def test_answers_of_other_programs_are_judged_by_prompt(tmp_path):
    file = tmp_path / "answers.jsonl"
    execute(Run("countdown", n=5, strategy=("negative",), out=str(tmp_path / "own")))
    lines = [
        {"prompt": row["prompt"], "completion": "I say <answer>1 + 1</answer>"}
        for row in rows(tmp_path / "own", "negative")
    ]
    file.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    execute(
        Run("countdown", n=5, strategy=("negative",), model=f"replay:{file}", keep="all", out=str(tmp_path / "out"))
    )
    found = rows(tmp_path / "out", "negative")
    assert len(found) == 5
    assert {row["completion"] for row in found} == {"<think>\nI say\n</think>\n<answer>1 + 1</answer>"}
    file.write_bytes(b"\n".join(map(orjson.dumps, lines[:3])))
    with pytest.raises(UsageError, match="recorded"):
        execute(
            Run("countdown", n=5, strategy=("negative",), model=f"replay:{file}", keep="all", out=str(tmp_path / "out"))
        )


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"prompt": "x"}', b'{"prompt": 1, "completion": "x"}'])
def test_a_recording_that_cannot_be_read_says_what_is_missing(tmp_path, line):
    file = tmp_path / "answers.jsonl"
    file.write_bytes(line)
    with pytest.raises(UsageError, match=r"answers\.jsonl"):
        execute(Run("countdown", n=5, model=f"replay:{file}", out=str(tmp_path / "out")))


class Parrot:
    """What a package of somebody else's might bring: it says one thing, after a while."""

    is_proved = False

    def __init__(self, argument):
        self.name = f"parrot-{argument}"
        self.argument = argument

    async def answer(self, request):
        return Completion(f"<think>{request.sample}</think><answer>{self.argument}</answer>")


def test_a_teacher_of_an_installed_package_is_found_by_its_name(tmp_path, monkeypatch):
    point = EntryPoint("parrot", f"{__name__}:Parrot", plugins.TEACHERS)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point] if group == plugins.TEACHERS else [])
    execute(
        Run("countdown", n=4, samples=2, strategy=("all",), model="parrot:7", keep="all", out=str(tmp_path / "out"))
    )
    found = rows(tmp_path / "out", "all")
    assert {row["teacher"] for row in found} == {"parrot-7"}
    assert [row["completion"][7] for row in found] == ["0", "1", "0", "1"]
