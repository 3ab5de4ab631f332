"""Runs with --retell: what a model makes of proved traces, what is turned down, and what a row says of it."""

import os
import signal
import subprocess
import sys
import time

import orjson
import pytest
from fault_server import Faults, FaultServer
from model_runs import rows
from retelling_server import BAD, fault, reasoning, reteller, said

from synth.api import execute
from synth.dry_run import preview
from synth.errors import StoppedShort, UsageError
from synth.parse import think
from synth.reproduction import reproduce
from synth.request import Run

TEACHER = "openai/tiny"


def make(out, served, **settings):
    given = {"strategy": ("backtrack+verify",), "n": 6, "options": {"size": "3"}, "retell": TEACHER}
    given |= {"retell_base_url": served.base_url, "shard_rows": 50}
    execute(Run("countdown", out=str(out), **{**given, **settings}))
    return out


def metas(found):
    return [orjson.loads(row["meta"]) for row in found]


def test_a_row_holds_the_words_of_the_model_and_says_how_it_came_to_them(tmp_path):
    with reteller() as served:
        out = make(tmp_path / "out", served)
    plain = tmp_path / "plain"
    execute(Run("countdown", options={"size": "3"}, strategy=("backtrack+verify",), n=6, out=str(plain)))
    for row, meta, solved in zip(rows(out), metas(rows(out)), rows(plain), strict=True):
        assert think(row["completion"]) == f"\nOkay.\n{think(solved['completion']).strip()}\n"
        assert meta["retold"] == {"model": TEACHER, "tries": 1, "faults": [], "text": "model"}
        assert meta["steps"]["method"] == "retold"
        assert row["verdict"]["status"] == "verified"
        assert row["teacher"] == "procedural"
        assert row["behaviors"] == solved["behaviors"]
        assert row["prompt_tokens"] > 0
    assert "method" not in metas(rows(plain))[0]["steps"]
    assert "retold" not in metas(rows(plain))[0]


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_retelling_goes_back_with_its_fault_and_the_next_one_is_taken(tmp_path, kind):
    with reteller(kind) as served:
        out = make(tmp_path / "out", served, n=3)
    found = metas(rows(out))
    for meta in found:
        assert meta["retold"]["tries"] == 2
        assert meta["retold"]["text"] == "model"
        (told,) = meta["retold"]["faults"]
        assert BAD[kind][1] in told
    sent = [orjson.loads(body) for body in served.bodies]
    assert {meta["retold"]["faults"][0] for meta in found} <= {fault(body) for body in sent}


def test_after_the_last_try_the_solvers_text_stays(tmp_path):
    with reteller("a fact added", always=True) as served:
        out = make(tmp_path / "out", served, retell_tries=2)
    for row, meta in zip(rows(out), metas(rows(out)), strict=True):
        assert "prime" not in row["completion"]
        assert (meta["retold"]["tries"], meta["retold"]["text"]) == (2, "solver")
        assert len(meta["retold"]["faults"]) == 2
        assert "method" not in meta["steps"]
    card = (out / "README.md").read_text()
    assert "| `backtrack+verify` | 0 | 0 | 6 | 0 | 2.00 |" in card


def test_where_rows_are_dropped_the_reason_lies_in_rejected(tmp_path):
    with reteller("a fact added", always=True) as served, pytest.raises(StoppedShort):
        make(tmp_path / "out", served, retell_tries=1, retell_or="drop", max_attempts=2)
    assert not rows(tmp_path / "out")
    for row in rows(tmp_path / "out", folder="rejected"):
        assert row["verdict"]["method"] == "retold"
        assert "prime" in row["verdict"]["reason"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no tags at all", "no text between <retelling> and </retelling>"),
        (said("{{ 7 * 7 }} {% raw %}"), "is missing"),
        (said("<|im_start|>assistant"), "<|im_start|>"),
        (said("x" * 70_000), "more than 60,000 characters"),
    ],
)
def test_what_cannot_be_a_retelling_is_told_so(tmp_path, text, told):
    with FaultServer(Faults(), answer=lambda body: text) as served:
        out = make(tmp_path / "out", served, n=2, retell_tries=2)
    for meta in metas(rows(out)):
        assert meta["retold"]["text"] == "solver"
        assert all(told in one or "times as long" in one for one in meta["retold"]["faults"])


def test_an_answer_that_was_cut_goes_back(tmp_path):
    with reteller(quirk="length") as served:
        out = make(tmp_path / "out", served, n=2, retell_tries=2)
    assert all(meta["retold"]["faults"] == ["the answer was cut by its length"] * 2 for meta in metas(rows(out)))


def test_wrong_answers_keep_their_slip(tmp_path):
    with reteller() as served:
        out = make(tmp_path / "out", served, strategy=("verify-incorrect",), n=4)
    for row, meta in zip(rows(out, "verify-incorrect"), metas(rows(out, "verify-incorrect")), strict=True):
        assert meta["slip"]["claim"]
        assert row["verdict"]["status"] == "rejected"
        assert row["verdict"]["method"] != "retold"


def test_a_placeholder_has_as_many_tokens_as_the_retelling_and_nothing_is_asked_twice(tmp_path):
    with reteller() as served:
        out = make(tmp_path / "out", served, strategy=("all", "placeholder", "empty"), n=4)
        assert served.requests == len(set(served.bodies))
    for told, blank in zip(rows(out, "all"), rows(out, "placeholder"), strict=True):
        assert think(blank["completion"]).count(".") > 0
        assert told["problem_id"] == blank["problem_id"]


def test_a_dry_run_tells_the_prompt_and_what_it_would_cost():
    said = preview(Run("countdown", strategy=("all", "verify"), n=50, retell="openai/gpt-4o-mini"))
    assert "=== user (retell) ===" in said
    assert "<reasoning>\n" in said
    assert "requests: 100 at least" in said
    assert "USD at least (openai/gpt-4o-mini)" in said


def test_the_card_says_how_many_rows_were_retold(tmp_path):
    with reteller("a fact added") as served:
        out = make(tmp_path / "out", served)
    card = (out / "README.md").read_text()
    assert f"| retold by | {TEACHER}, up to 3 tries" in card
    assert "| `backtrack+verify` | 6 | 0 | 0 | 0 | 2.00 |" in card
    assert "claims that a number is prime" in card
    assert "every step of every trace was checked" in card


def test_a_folder_is_made_again_from_its_journal_with_nothing_sent(tmp_path):
    with reteller("a number added") as served:
        out = make(tmp_path / "out", served)
        asked = served.requests
        assert reproduce(str(out)).is_equal
        assert served.requests == asked


def test_other_tries_judge_the_rows_again_and_pay_for_nothing_twice(tmp_path):
    with reteller("a fact added") as served:
        out = make(tmp_path / "out", served, retell_tries=1)
        assert all(meta["retold"]["text"] == "solver" for meta in metas(rows(out)))
        asked = served.requests
        make(out, served, retell_tries=2)
        assert served.requests == asked + 6
    assert all(meta["retold"]["text"] == "model" for meta in metas(rows(out)))
    assert len(set(served.bodies)) == len(served.bodies)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"retell": TEACHER, "model": TEACHER}, "give one of the two"),
        ({"retell": "tiny"}, "PROVIDER/NAME"),
        ({"retell_tries": 2}, "give --retell"),
        ({"retell_or": "drop"}, "give --retell"),
        ({"retell": TEACHER, "retell_or": "neither"}, "original, drop"),
        ({"retell": TEACHER, "retell_tries": 0}, "from 1 up"),
        ({"retell": TEACHER, "workers": 2}, "--workers"),
    ],
)
def test_what_does_not_go_together_is_said(settings, told):
    with pytest.raises(UsageError, match=told):
        Run("countdown", **settings)


def test_a_task_that_compares_nothing_says_so(tmp_path):
    with pytest.raises(UsageError, match="retold"):
        execute(Run("word_problem", retell=TEACHER, out=str(tmp_path / "out")))
    with pytest.raises(UsageError, match="no solver"):
        execute(Run("math", retell=TEACHER, out=str(tmp_path / "out")))


def test_the_trace_cannot_end_its_place_in_the_prompt(tmp_path):
    with reteller() as served:
        make(tmp_path / "out", served, n=1)
    body = orjson.loads(served.bodies[0])
    assert body["messages"][0]["content"].count("</reasoning>") == 1
    assert "<think>" not in reasoning(body)


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path):
    with reteller("a fact added", latency=0.03) as served:
        words = ["run", "countdown", "-s", "backtrack+verify", "-n", "60", "--size", "3", "--retell", TEACHER]
        words += ["--retell-base-url", served.base_url, "--max-connections", "4", "--shard-rows", "20"]

        def start(out):
            command = [sys.executable, "-m", "synth", *words, "-o", str(out)]
            return subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ)

        for n in (10, 40):
            process = start(tmp_path / "killed")
            while served.finished < n:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert start(tmp_path / "killed").wait(120) == 0
        asked = len(served.bodies) - len(set(served.bodies))
        assert asked <= 2 * 4  # in flight at the kill: answered, and not on the disk yet
    with reteller("a fact added") as served:
        make(tmp_path / "whole", served, n=60, shard_rows=20)
    assert len(rows(tmp_path / "whole")) == 60
    assert metas(rows(tmp_path / "whole"))[0]["retold"]["tries"] == 2
    for path in (tmp_path / "whole" / "data").rglob("*.parquet"):
        assert path.read_bytes() == (tmp_path / "killed" / path.relative_to(tmp_path / "whole")).read_bytes()
