"""`synth verify` and `synth audit`."""

import orjson
import pytest

from synth.audit import audit
from synth.audit.evaluate import same, value
from synth.options import configure
from synth.plugins import load_task
from synth.task import Problem, Task, Verdict
from synth.verify.number import number

COUNTDOWN = [
    {"id": 7, "numbers": [3, 5, 7], "target": 56, "response": "<answer>(3 + 5) * 7</answer>"},
    {"id": "b", "numbers": [3, 5, 7], "target": 15, "use": "subset", "response": "<answer>3 * 5</answer>"},
    {"numbers": [3, 5, 7], "target": 15, "response": "<answer>3 * 5</answer>"},
]


def judged(synth, tmp_path, task, lines):
    (tmp_path / "lines.jsonl").write_bytes(b"\n".join(x if isinstance(x, bytes) else orjson.dumps(x) for x in lines))
    done = synth("verify", task, "lines.jsonl")
    return done, [orjson.loads(line) for line in done.stdout.splitlines()]


def test_every_line_gets_a_verdict_in_order(synth, tmp_path):
    done, found = judged(synth, tmp_path, "countdown", COUNTDOWN)
    assert done.returncode == 0
    assert [list(verdict) for verdict in found] == [["id", "ok", "status", "method", "reason", "answer", "ms"]] * 3
    assert [(v["id"], v["ok"]) for v in found] == [(7, True), ("b", True), (None, False)]
    assert found[2]["reason"].startswith("wrong numbers")
    assert all(verdict["ms"] >= 0 for verdict in found)
    assert "3 lines: 1 rejected, 2 verified" in done.stderr


def test_broken_lines_are_verdicts_with_reasons(synth, tmp_path):
    lines = [
        b"{",
        b"[]",
        b"7",
        {"id": 1},
        {"numbers": "x", "response": "y"},
        {"response": 5},
        b'{"id":"\xff"}',
        COUNTDOWN[0],
    ]
    done, found = judged(synth, tmp_path, "countdown", lines)
    assert done.returncode == 0
    assert [verdict["ok"] for verdict in found] == [False] * 7 + [True]
    assert all(verdict["method"] == "line" and verdict["reason"] for verdict in found[:7])
    assert "Traceback" not in done.stderr


def test_mathematics_and_code_are_judged_too(synth, tmp_path):
    math = [{"answer": "1/2", "response": "so \\boxed{0.5}"}, {"answer": "\\sqrt2", "response": "\\boxed{1.414}"}]
    assert [verdict["ok"] for verdict in judged(synth, tmp_path, "math", math)[1]] == [True, False]
    code = [{"tests": ["assert f(2) == 4"], "response": "```python\ndef f(x):\n    return 2 * x\n```"}, {"tests": "assert f(2) == 5", "response": "<answer>def f(x): return x</answer>"}]  # fmt: skip
    found = judged(synth, tmp_path, "code", code)[1]
    assert [verdict["ok"] for verdict in found] == [True, False]
    assert all(verdict["method"].startswith("code/") for verdict in found)


def test_the_rows_of_a_run_are_judged_by_their_own_problem(synth, tmp_path):
    synth("run", "countdown", "-n", 5, "-s", "negative", "-o", "out")
    import pyarrow.parquet as pq

    made = pq.read_table(tmp_path / "out/data/negative/train-00000.parquet").to_pylist()
    lines = [{"id": row["id"], "problem": row["problem"], "completion": row["completion"]} for row in made]
    found = judged(synth, tmp_path, "countdown", lines)[1]
    assert [(verdict["id"], verdict["ok"]) for verdict in found] == [(row["id"], True) for row in made]


def test_a_file_that_is_not_there_is_wrong_usage(synth):
    done = synth("verify", "countdown", "none.jsonl")
    assert done.returncode == 2
    assert "none.jsonl" in done.stderr


# The audit.


@pytest.mark.parametrize("task", ["countdown", "math"])
def test_no_wrong_answer_is_accepted_and_no_right_one_turned_down(synth, task):
    done = synth("audit", task, "-n", 60, "--json")
    assert done.returncode == 0, done.stdout
    found = orjson.loads(done.stdout)
    assert found["false_accepts"] == found["false_rejects"] == 0
    assert min(found["right"], found["wrong"]) > 100


class Careless(Task):
    """Adds; its verifier takes every number for right that begins like the right one."""

    def propose(self, draw):
        return Problem("?", str(draw.between(10, 99)), {})

    def verify(self, problem, response):
        verdict = number(response, problem.answer)
        starts = verdict.answer is not None and verdict.answer.strip().startswith(problem.answer[0])
        return Verdict.verified("careless", verdict.answer) if starts else verdict


def test_a_verifier_that_accepts_what_is_wrong_is_found_out():
    task = configure(Careless, {})
    from synth.audit.audit import problems_of

    found = audit(task, problems_of(task, 50, 0, None))
    assert found.false_accepts
    assert {"a number ten times", "a digit changed"} & {case["change"] for case in found.false_accepts}
    assert "accepted, but wrong" in found.text()


def test_an_audit_without_right_answers_is_wrong_usage(synth, tmp_path):
    assert synth("audit", "code").returncode == 2
    assert synth("audit", "rewrite").returncode == 2


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("1/2", "0.5", True), ("\\frac{1}{2}", "\\frac{2}{4}", True), ("2^3^2", "512", True), ("-2^2", "-4", True),
        ("2\\sqrt{3}", "\\sqrt{12}", True), ("50\\%", "0.5", True), ("x(x+1)", "x^2+x", True), ("1,000", "1000", True),
        ("\\pi", "3.14159265", False), ("1/3", "0.3333333333", False), ("x", "y", False), ("3 4", "12", None),
        ("1/0", "1", None), ("9^9^9^9", "1", None), ("()", "1", None), ("(1", "1", None), ("", "1", None),
    ],
)  # fmt: skip
def test_the_second_check_reads_on_its_own(left, right, equal):
    assert same(left, right) is equal


ANTIDERIVATIVE = "x^3/3 - 2*x + C"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (ANTIDERIVATIVE, True), (f"{ANTIDERIVATIVE} + 1", True), ("x^3/3 - 2x + C + 1/1000000", True), ("K - 2x + x^3/3", True),
        ("x^3/3 - 2x - C", True), ("(x^3 - 6x)/3 + 2C", True), (f"({ANTIDERIVATIVE}) * 1", True), ("x^3/3 - 2x", False),
        ("x^3/3 - 2x + 7", False), ("x^3/3 - 3x + C", False), (f"-({ANTIDERIVATIVE})", False), ("C", False),
        ("x^3/3 - 2x + C*x", None), ("x^3/3 - 2x + C + D", None), ("x^3/3 - 2x + C - C", False), ("x^3/3 - 2x + y", False),
        ("x^3/3 - 2x + C + x", False), ("(x^3/3 - 2x + C", None),
    ],
)  # fmt: skip
def test_the_second_check_lets_an_antiderivative_have_any_constant(answer, right):
    assert same(answer, ANTIDERIVATIVE) is right


def test_only_a_constant_of_integration_is_free():
    assert same("6 + C", "5 + C") is False  # no variable: the letter is any
    assert same("x + c + 1", "x + c") is False


def test_an_audit_of_antiderivatives_finds_no_wrong_verdict():
    task = configure(load_task("math"), {})
    problems = [
        task.from_seed({"question": "Integrate it.", "answer": text})
        for text in ("x^2 + C", ANTIDERIVATIVE, "5*x - x^4/2 + C", "3x + K")
    ]
    found = audit(task, problems)
    assert (found.false_accepts, found.false_rejects) == ([], [])


def test_the_second_check_reads_nothing_long_or_undefined():
    assert value("1+" * 400 + "1") is None
    assert value("1/(2-2)") is None
    assert load_task("countdown")().truth(Problem("", "1+2", {"numbers": [1, 2], "target": 3}), "1**2") is False
