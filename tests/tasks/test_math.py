"""The tasks `math` and `code`: problems that others made, whatever their columns are called."""

import orjson
import pytest
from conftest import ROOT
from fault_server import Faults, FaultServer, text_of_message
from model_runs import make, rows
from synth.tasks.math import final_answer, stated

from synth.errors import Reject
from synth.options import configure
from synth.plugins import load_task

MATH = configure(load_task("math"), {})
CODE = configure(load_task("code"), {})


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"question": "How many?", "answer": "3 + 4 = <<3+4=7>>7\n#### 1,007"}, "1,007"),
        ({"problem": "Find x.", "solution": "So $x = \\boxed{\\frac{1}{2}}$, not \\boxed{3}."}, "3"),
        ({"problem": "Find x.", "solution": "Hence \\boxed{\\frac{1}{2}}."}, "\\frac{1}{2}"),
        ({"problem": "Find x.", "solution": "We get $\\boxed 2$."}, "2"),
        ({"question": "How many?", "answer": 7}, "7"),
        ({"question": "How many?", "answer": 0.5}, "0.5"),
        ({"question": "How many?"}, None),
        ({"question": "How many?", "answer": "word " * 200}, None),
    ],
)
def test_the_reference_is_found_in_every_usual_form(row, answer):
    assert stated(row)[1] == answer


@pytest.mark.parametrize(
    "row", [{}, {"question": ""}, {"question": 3}, {"nums": [1]}, {"problem": "{", "problem_id": "x"}]
)
def test_a_row_without_a_question_is_rejected(row):
    with pytest.raises(Reject):
        MATH.from_seed(row)


def test_answers_are_judged_as_mathematics():
    problem = MATH.from_seed({"question": "How much is left?", "answer": "#### 1/2"})
    assert MATH.verify(problem, "<think></think><answer>0.5</answer>").status == "verified"
    assert MATH.verify(problem, "so \\boxed{50\\%}").status == "verified"
    assert MATH.verify(problem, "<answer>0.51</answer>").status == "rejected"
    assert MATH.verify(problem, "0.5").method == "format"
    unknown = MATH.from_seed({"question": "How much is left?"})
    assert (MATH.verify(unknown, "\\boxed{3}").status, MATH.verify(unknown, "\\boxed{3}").method) == (
        "unverified",
        "none",
    )


def test_the_wording_of_the_behaviours_is_for_mathematics(synth, tmp_path):
    (tmp_path / "seeds.jsonl").write_text('{"question": "What is 2 + 2?", "answer": "4"}\n')
    shown = synth(*"run math --seeds seeds.jsonl --model x --dry-run -s verify -s backtrack".split()).stdout
    for name in ("backtrack", "verify", "subgoal", "backward"):
        text = (ROOT / f"templates/strategies/math/{name}.jinja").read_text()
        assert any(line in shown for line in text.splitlines() if ":" in line and not line.startswith("{"))


def test_problems_that_others_made_become_rows(tmp_path):
    seeds = tmp_path / "gsm.jsonl"
    lines = [{"question": f"What is {n} plus {n}?", "answer": f"#### {2 * n}"} for n in range(10, 30)]
    seeds.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in [*lines, {"answer": "4"}]))

    def adds(body):
        n = int(text_of_message(body["messages"][-1]).split()[2])
        return f"<think>Twice {n}.</think><answer>{2 * n if n % 3 else n}</answer>"

    with FaultServer(Faults(), answer=adds) as served:
        out = make(tmp_path / "out", served, "math", n=None, seeds=str(seeds), strategy=("verify",))
    found, lost = rows(out, "verify"), rows(out, "verify", "rejected")
    assert len(found) + len(lost) == 21
    assert {row["verdict"]["status"] for row in found} == {"verified"}
    assert {row["verdict"]["method"] for row in lost} == {"exact", "seed"}


# Code.


def test_pairs_of_input_and_output_come_in_the_forms_that_others_use():
    wanted = [{"input": "1 2", "output": "3"}, {"input": "4 5", "output": "9"}]
    lists = {"input": ["1 2", "4 5"], "output": ["3", "9"]}
    apps = '{"inputs": ["1 2", "4 5"], "outputs": ["3", "9"]}'
    for row in (
        {"tests": wanted},
        {"tests": lists},
        {"input_output": apps},
        {"tests": [{**wanted[0], "n": 1}, wanted[1]]},
    ):
        problem = CODE.from_seed({"question": "Add.", **row})
        assert problem.data == {"tests": wanted}
        assert CODE.verify(problem, "<answer>print(sum(map(int, input().split())))</answer>").status == "verified"
        assert CODE.verify(problem, "<answer>print(3)</answer>").score == 0.5


@pytest.mark.parametrize(
    "tests",
    [
        [{"input": "1"}],
        [{"input": 1, "output": "1"}],
        {"input": ["1"], "output": []},
        {"inputs": "1", "outputs": "1"},
        [{"input": "1", "output": "1"}] * 10_001,
        [{"input": "x" * 50_000_001, "output": "1"}],
        [{"input": "1", "output": "1"}, "assert True"],
    ],
    ids=range(7),
)
def test_pairs_that_are_none_are_refused(tests):
    with pytest.raises(Reject, match="tests"):
        CODE.from_seed({"question": "Add.", "tests": tests})


def test_code_is_judged_by_the_tests_of_its_row():
    row = {"text": "Write f, which squares.", "test_list": ["assert f(3) == 9", "assert f(-2) == 4"]}
    problem = CODE.from_seed(row)
    right = CODE.verify(problem, "<answer>def f(x):\n    return x * x</answer>")
    assert right.status == "verified", right
    half = CODE.verify(problem, "<answer>def f(x):\n    return x * 3</answer>")
    assert (half.status, half.score) == ("rejected", 0.5)


def test_the_tests_of_humaneval_call_the_function_they_name():
    row = {"prompt": "def g(x):", "test": "def check(candidate):\n    assert candidate(1) == 2", "entry_point": "g"}
    problem = CODE.from_seed(row)
    assert CODE.verify(problem, "<answer>def g(x):\n    return x + 1</answer>").status == "verified"
    assert CODE.verify(problem, "<answer>def g(x):\n    return x</answer>").status == "rejected"


@pytest.mark.parametrize(
    "row", [{"text": "x"}, {"text": "x", "tests": []}, {"text": "x", "tests": [3]}, {"tests": "assert 1"}]
)
def test_a_row_without_question_or_tests_is_rejected(row):
    with pytest.raises(Reject):
        CODE.from_seed(row)


def test_short_answers_are_taken_as_they_are():
    assert final_answer(" x+1 ") == "x+1"
    assert final_answer("####") is None


def test_what_is_judged_slowly_holds_nobody_up(tmp_path):
    seeds = tmp_path / "code.jsonl"
    lines = [{"question": f"Write f{n}.", "tests": f"assert f({n}) == {n}"} for n in range(12)]
    seeds.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    hangs = "<answer>while True: pass</answer>"

    def writes(body):
        return hangs if "f3." in text_of_message(body["messages"][-1]) else "<answer>def f(x): return x</answer>"

    with FaultServer(Faults(latency=0.05), answer=writes) as served:
        out = make(
            tmp_path / "out", served, "code", n=None, seeds=str(seeds), strategy=("verify",), options={"seconds": 1}
        )
    assert len(rows(out, "verify")) == 11
    (lost,) = rows(out, "verify", "rejected")
    assert "timed out" in lost["verdict"]["reason"]


def test_the_time_of_a_verdict_is_an_option():
    hard = MATH.from_seed({"question": "How much?", "answer": "((9!)!)!"})
    quick = configure(load_task("math"), {"seconds": 0.05})
    assert quick.verify(hard, "\\boxed{\\sin(9!!!!)}").method in ("undecided", "format", "numeric")


# Columns of other people's rows.


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        ({"question": "q", "answer": "so 4\n#### 4"}, "q", "4"),
        ({"problem": "q", "solution": "thus \\boxed{4}", "response": "5"}, "q", "4"),
        ({"problem": "q", "response": "5"}, "q", None),
        ({"prompt": "q", "gold": "4"}, "q", "4"),
        ({"prompt": "q", "ground_truth": ["4"]}, "q", "4"),
        ({"problem": "q", "final_answer": ["1", "2"]}, "q", "1, 2"),
        ({"question": "q", "reward_model": {"style": "rule", "ground_truth": "4"}}, "q", "4"),
        ({"Question": "How many apples?", "Body": "Ann has 9 apples.", "Answer": "9 (apples)"}, "Ann has 9 apples. How many apples?", "9"),
        ({"question": "q", "options": ["A)1", "B)2", "C)3"], "rationale": "x", "correct": "B"}, "q\n(A) 1\n(B) 2\n(C) 3", "B"),
        ({"question": "q", "choices": ["one", "two"], "answer": 1}, "q\n(A) one\n(B) two", "B"),
        ({"question": "q", "options": ["(A)x", "(B)y"], "label": "A"}, "q\n(A) x\n(B) y", "A"),
        ({"question": "q", "choices": ["one", "two"], "answer": "two"}, "q\n(A) one\n(B) two", "B"),
        ({"question": "q", "choices": ["one", "two"], "answer": 7}, "q\n(A) one\n(B) two", None),
    ],
)  # fmt: skip
def test_references_and_options_are_found_in_the_forms_that_people_have(row, question, answer):
    problem = configure(load_task("math"), {}).from_seed(row)
    assert problem.question == question
    assert (problem.answer or "").replace("; ", ", ") == (answer or "")


def test_what_is_taken_is_said_and_a_source_without_references_is_refused_before_any_request(tmp_path):
    from fault_server import FaultServer

    from synth.api import execute
    from synth.errors import UsageError
    from synth.request import Run

    (tmp_path / "a.jsonl").write_text("".join(f'{{"problem": "What is {n}?", "solution": "{n}"}}\n' for n in range(3)))
    (tmp_path / "b.jsonl").write_text("".join(f'{{"problem": "What is {n}?", "response": "{n}"}}\n' for n in range(3)))
    said = []
    with FaultServer(answer=lambda body: "<think>x</think><answer>1</answer>") as served:
        given = {"model": "openai/tiny", "base_url": served.base_url}
        execute(Run("math", seeds=str(tmp_path / "a.jsonl"), out=str(tmp_path / "a"), **given), say=said.append)
        assert f"--seeds {tmp_path}/a.jsonl: question from problem, answer from solution" in said
        n = served.requests
        with pytest.raises(UsageError, match="no reference answer"):
            execute(Run("math", seeds=str(tmp_path / "b.jsonl"), out=str(tmp_path / "b"), **given))
        assert served.requests == n
        assert not (tmp_path / "b" / "run.json").exists()


def test_lines_are_judged_by_gsm8ks_solutions_and_by_marks_in_responses():
    from synth.verify_file import verdicts

    lines = [
        {"answer": "He has 2+2=<<2+2=4>>4\n#### 4", "response": "2 + 2 = 4\n#### 4"},
        {"answer": "He has 2+2=<<2+2=4>>4\n#### 4", "response": "#### 5"},
        {"ground_truth": "1,250", "response": "\\boxed{1250}"},
        {"answer": "x" * 900, "response": "\\boxed{1}"},
        {"response": "\\boxed{1}"},
    ]
    import orjson

    found = list(verdicts(configure(load_task("math"), {}), map(orjson.dumps, lines)))
    assert [one["status"] for one in found] == ["verified", "rejected", "verified", "unverified", "unverified"]
