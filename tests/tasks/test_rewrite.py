"""The task `rewrite`: paraphrases that keep every number, by a proposer that goes through the journal."""

import re
from fractions import Fraction

import orjson
import pytest
from fault_server import Faults, FaultServer, solve_countdown, text_of_message
from model_runs import make, rows
from synth.tasks._programs.seed import read_seed
from synth.tasks._rewrite.paraphrase import fault_of, numbers_in

from synth.errors import Reject, StoppedShort, UsageError
from synth.status import read_status
from synth.types import Problem
from synth.verify.number import number, read_number


def asked(n):
    return f"Ann has {n} pens and buys {n + 3} more. How many pens does she have now?"


@pytest.fixture
def seeds(tmp_path):
    path = tmp_path / "seeds.jsonl"
    lines = [{"question": asked(n), "answer": f"{n} + {n + 3} is it.\n#### {2 * n + 3}"} for n in range(2, 22)]
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return path


class Model:
    """Paraphrases and solves; at first it forgets a number of every problem whose first number is odd."""

    def __init__(self, vote=lambda n, call: 2 * n + 3):
        self.calls, self.vote = 0, vote

    def __call__(self, body):
        self.calls += 1
        text = text_of_message(body["messages"][-1])
        n, more = (
            int(found) for found in re.search(r"([0-9]+) pens.*?([0-9]+) more", text.replace("\n", " ")).groups()
        )
        if "Put this problem into other words" not in text:
            return f"<think>{n} + {more}</think><answer>{self.vote(n, self.calls)}</answer>"
        if n % 2 and "turned down" not in text:
            return f"<problem>Ann got pens: {n} pens, and then some more.</problem>"
        return f"<think>hm</think>Sure! <problem>If Ann owns {n} pens and gets {more} more, how many is that?</problem>"


def test_paraphrases_keep_their_answer_and_know_their_parents(tmp_path, seeds):
    with FaultServer(Faults(), answer=Model()) as served:
        out = make(tmp_path / "out", served, "rewrite", n=None, seeds=str(seeds), strategy=("verify",))
        n_asked = served.requests
        assert n_asked == 20 + 10 + 20  # paraphrases, second tries, answers
        make(out, served, "rewrite", n=None, seeds=str(seeds), strategy=("verify",), offline=True)
        make(out, served, "rewrite", n=None, seeds=str(seeds), strategy=("verify", "negative"))
        assert served.requests == n_asked + 20  # the problems are in the journal
    found = rows(out, "verify")
    assert len(found) == 20
    assert all(row["verdict"]["status"] == "verified" for row in found)
    assert [len(row["parents"]) for row in found] == [1] * 20
    question = orjson.loads(found[0]["problem"])["question"]
    assert question == "If Ann owns 2 pens and gets 5 more, how many is that?"
    assert found[0]["prompt"].startswith(question)
    spent = {role["role"]: role["n"] for role in read_status(str(out))["spent"]}
    assert spent == {"proposer": 30, "teacher": 40}


def test_the_rows_of_a_run_are_the_seeds_of_the_next(tmp_path, seeds):
    with FaultServer(Faults(), answer=Model()) as served:
        out = make(tmp_path / "a", served, "rewrite", n=3, seeds=str(seeds), strategy=("verify",))
        first = rows(out, "verify")
        shard = next((out / "data/verify").glob("*.parquet"))
        served.answer = lambda body: Model()(body).replace("If Ann owns", "Suppose that Ann owns")
        then = make(tmp_path / "b", served, "rewrite", n=None, seeds=str(shard), strategy=("verify",))
    assert [row["parents"] for row in rows(then, "verify")] == [[row["problem_id"]] for row in first]


def test_a_paraphrase_that_stays_wrong_is_a_rejected_row_with_the_fault(tmp_path, seeds):
    forgetful = lambda body: "<problem>Ann has 7 pens of some kind and then gets more. How many?</problem>"  # noqa: E731
    with FaultServer(Faults(), answer=forgetful) as served, pytest.raises(StoppedShort):
        make(tmp_path / "out", served, "rewrite", n=5, max_attempts=2, seeds=str(seeds), options={"tries": 2})
    lost = rows(tmp_path / "out", folder="rejected")
    assert len(lost) == 10
    assert {row["verdict"]["method"] for row in lost} == {"seed"}
    assert "it lacks" in lost[0]["verdict"]["reason"]


def test_without_a_reference_a_vote_may_agree_and_is_never_called_verified(tmp_path):
    seeds = tmp_path / "open.jsonl"
    seeds.write_bytes(b"".join(orjson.dumps({"question": asked(n)}) + b"\n" for n in range(2, 22)))
    settings = {"seeds": str(seeds), "strategy": ("verify",), "samples": 4, "max_connections": 1}
    # Three of four samples agree on the even ones; nobody agrees on the others.
    split = Model(vote=lambda n, call: call if n % 2 else 99 if call % 4 == 0 else 2 * n + 3)
    with FaultServer(Faults(), answer=split) as served:
        with pytest.raises(UsageError, match="--keep agreed"):
            make(tmp_path / "strict", served, "rewrite", n=None, **settings)
        out = make(tmp_path / "out", served, "rewrite", n=None, keep="agreed", **settings)
    found = rows(out, "verify")
    assert found
    for row in found:
        assert (row["verdict"]["status"], row["verdict"]["method"]) == ("unverified", "vote")
        assert orjson.loads(row["meta"])["vote"] in ({"k": 3, "n": 4}, {"k": 4, "n": 4}, {"k": 2, "n": 4})
        assert row["verdict"]["score"] >= 0.5
    assert all(row["n_verified"] == 0 for row in found)
    assert all("samples agree" in row["verdict"]["reason"] for row in rows(out, "verify", "rejected"))


def test_a_task_that_asks_a_model_needs_one_and_seeds(tmp_path, seeds):
    with FaultServer(Faults(), answer=solve_countdown) as served:
        with pytest.raises(UsageError, match="--seeds"):
            make(tmp_path / "out", served, "rewrite")
        with pytest.raises(UsageError, match="--proposer MODEL"):
            make(tmp_path / "out", served, "rewrite", model=None, base_url=None, seeds=str(seeds))


def test_a_proposer_of_its_own_answers_for_the_task(tmp_path, seeds):
    with FaultServer(Faults(), answer=Model()) as teacher, FaultServer(Faults(), answer=Model()) as proposer:
        settings = {"proposer": "openai/other", "proposer_base_url": proposer.base_url, "seeds": str(seeds)}
        make(tmp_path / "out", teacher, "rewrite", n=10, strategy=("verify",), **settings)
        assert all(b"other words" in body for body in proposer.bodies)
        assert not any(b"other words" in body for body in teacher.bodies)


# What counts as kept.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 pens and 4.5 litres at $1,200", {3, Fraction(9, 2), 1200}),
        ("twenty-five pens, two hundred thirty five cups", {25, 235}),
        ("two dozen eggs and a dozen more", {2, 12}),
        ("half of the 1/4 that is left, twice", {Fraction(1, 2), Fraction(1, 4), 2}),
        ("one of them is here", set()),
        ("three thousand and five", {3005}),
        ("", set()),
        ("9" * 1000, set()),
    ],
)
def test_numbers_are_found_in_digits_and_in_words(text, found):
    assert numbers_in(text) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("If Ann owns 4 pens and gets seven more, how many is that?", ""),
        ("If Ann owns 4 pens and gets more, how many pens is that now?", "lacks 7"),
        ("If Ann owns 4 pens and gets 7 more for 20 dollars, how many is that?", "states 20"),
        ("Ann has 4 pens and buys 7 more.   How many pens does she have now?!", "word for word"),
        ("4 7", "shorter"),
        ("4 pens and 7 more, so what? <answer>11</answer> and how many is that", "tags"),
        ("", "no text"),
    ],
)
def test_a_paraphrase_that_changes_the_problem_is_turned_down(text, fault):
    found = fault_of(asked(4), text)
    assert fault in found
    assert bool(found) == bool(fault)


@pytest.mark.parametrize("row", [{}, {"question": 5}, {"question": "  "}, {"question": "x" * 9000}, {"nums": [1]}])
def test_a_seed_without_a_question_is_rejected(row):
    with pytest.raises(Reject, match="question"):
        read_seed(row)


def test_the_hash_marks_of_gsm8k_end_in_the_answer():
    assert read_seed({"question": asked(4), "answer": "4 + 7 = <<4+7=11>>11\n#### 1,100"}).answer == "1,100"
    assert read_seed({"question": asked(4), "answer": 11}).answer == "11"
    assert read_seed({"question": asked(4)}).answer is None


# Numbers as answers.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18", 18), ("$18", 18), ("-$3.50", Fraction(-7, 2)), ("1,234,567", 1234567), ("3/4", Fraction(3, 4)), ("-2", -2),
        ("18 dollars", 18), ("18 dollars a day.", 18), ("50%", 50), ("\\boxed{7}", 7), ("$7$", 7), (".5", Fraction(1, 2)),
        ("−4", -4), ("007", 7), ("3 / 4", Fraction(3, 4)),
        ("", None), ("18 or 20", None), ("1,23", None), ("1/0", None), ("x", None), ("1e9", None), ("２", None), ("9" * 99, None),
        ("3 4", None), ("--3", None), ("{{7}}", None), ("1_000", None), ("Infinity", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly_or_not_at_all(text, value):
    assert read_number(text) == value


def test_an_answer_is_right_wrong_or_not_judged():
    assert number("<think></think><answer>18.0</answer>", "18").status == "verified"
    assert number("<answer>19</answer>", "18").method == "exact"
    assert number("18", "18").method == "format"
    assert number("<answer>eighteen</answer>", "18").method == "format"
    assert number("<answer>18</answer>", None).status == "unverified"


def test_a_problem_is_the_same_whatever_its_punctuation(tmp_path):
    from synth.options import configure
    from synth.plugins import load_task

    task = configure(load_task("rewrite"), {})
    same = [Problem(text, None, {}) for text in ("Ann has 4 pens, and 7 more.", "ann has 4 pens and  7 more")]
    assert task.identity(same[0]) == task.identity(same[1]) == task.seed_identity({"question": same[0].question})
