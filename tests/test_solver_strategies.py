"""What a solver of anybody's task claims to show is looked at before it is called shown, and else is not called so."""

import pyarrow.parquet as pq
import pytest
from conftest import ROOT

from synth.api import execute
from synth.errors import TeacherError, UsageError
from synth.request import Run

TASK = """
from dataclasses import dataclass
from synth import Problem, Steps, Task, Verdict, option
from synth.parse import after_think, tagged_answer

@dataclass(frozen=True)
class Plugin(Task):
    shown: str = option("asked", "What the traces show.")
    looks: bool = option(True, "Whether the checker reads a trace.")
    def propose(self, draw):
        return Problem(f"What is {{draw.index}} + 1?", str(draw.index + 1), {{}})
    def verify(self, problem, response):
        answer = tagged_answer(after_think(response))
        return Verdict.verified("exact", answer) if answer == problem.answer else Verdict.rejected("exact", "wrong")
    def solve(self, problem, strategy, draw):
        shows = sorted(strategy.shows) if self.shown == "asked" else [b for b in self.shown.split("+") if b]
        if self.shown == "half" and int(problem.answer) % 2:
            shows = sorted(strategy.shows)
        return f"<think>\\n{{' '.join(shows)}} makes\\n</think>\\n<answer>{{problem.answer}}</answer>"
{check}
"""
CHECK = """
    def check(self, problem, text, strategy, strict=True):
        if not self.looks:
            return None
        names = ("backtrack", "verify", "subgoal", "backward")
        return Steps(1, 0, None, {name: text.count(name) for name in names})
"""


@pytest.fixture
def made(tmp_path):
    def call(check=CHECK, n=4, strategy="backtrack+verify", options=None, **more):
        (tmp_path / "plugin.py").write_text(TASK.format(check=check))
        out = tmp_path / "out"
        execute(Run(str(tmp_path / "plugin.py"), options or {}, strategy=(strategy,), n=n, out=str(out), **more))
        rows = [row for path in sorted(out.glob("*/**/*.parquet")) for row in pq.read_table(path).to_pylist()]
        return rows, (out / "README.md").read_text()

    return call


def test_a_trace_that_shows_what_it_is_asked_for_is_kept_and_said_to_be_checked(made):
    rows, card = made()
    assert [row["verdict"]["status"] for row in rows] == ["verified"] * 4
    assert "every step of every trace was checked" in card


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("verify", "backtrack is not shown"),
        ("backtrack+verify+subgoal", "subgoal is shown"),
        ("", "backtrack is not shown"),
    ],
)
def test_a_trace_of_another_strategy_than_its_own_is_rejected_whatever_the_task(made, shown, reason):
    with pytest.raises(TeacherError, match=f"no trace of backtrack.verify passes the step checker: steps: {reason}"):
        made(options={"shown": shown})


def test_what_does_not_show_its_strategy_stays_out_and_the_rest_comes_in(made):
    rows, _ = made(options={"shown": "half"})
    told = {(row["verdict"]["status"], row["verdict"]["reason"]) for row in rows}
    assert told == {("verified", ""), ("rejected", "backtrack is not shown")}


@pytest.mark.parametrize(
    ("check", "options"), [("", {}), (CHECK, {"looks": False})], ids=["no checker", "it reads none"]
)
def test_where_nobody_looked_nothing_is_said_to_be_checked_or_shown(made, check, options):
    rows, card = made(check, options={"shown": "", **options})
    assert [row["verdict"]["status"] for row in rows] == ["verified"] * 4
    assert all(value is None for row in rows for value in row["behaviors"].values())
    assert all("steps" not in row["meta"] for row in rows)
    assert "every step" not in card
    assert "answers were checked, steps were not" in card
    assert "Nobody looked which behaviours the texts show" in card
    assert "step checker reads them" not in card


@pytest.mark.parametrize("flag", ["require_behaviors", "require_steps"])
def test_what_nobody_looks_at_cannot_be_required(made, flag):
    with pytest.raises(UsageError, match="has no step checker"):
        made("", **{flag: True})


def test_no_row_is_dropped_for_a_behaviour_that_nobody_looked_for(made):
    with pytest.raises(TeacherError, match="nobody looked which behaviours are shown"):
        made(options={"looks": False}, require_behaviors=True)


def test_controls_are_still_blank_and_checked(made):
    rows, card = made(strategy="placeholder", check=CHECK)
    assert [row["verdict"]["status"] for row in rows] == ["verified"] * 4
    assert "every step" not in card


@pytest.mark.parametrize("strategy", ["all", "backtrack+verify", "placeholder"])
def test_a_strategy_that_a_solver_never_shows_is_refused_before_the_run(tmp_path, strategy):
    example = str(ROOT / "examples" / "greatest_divisor.py")
    with pytest.raises(UsageError, match="never shows backtrack"):
        execute(Run(example, strategy=(strategy,), n=3, out=str(tmp_path / "out")))
    assert not (tmp_path / "out" / "run.json").exists()
    execute(Run(example, strategy=("verify",), n=3, out=str(tmp_path / "out")))
