"""Every task of reasoning-gym as a task here: its right answers are verified, its text is never executed."""

import json
import subprocess
import sys

import orjson
import pytest
from click.testing import CliRunner

from synth.api import execute
from synth.cli.main import cli
from synth.contents import Contents
from synth.draw import Draw
from synth.errors import Reject, UsageError
from synth.options import RESERVED, configure, options_json, options_of
from synth.plugins import load_task, names_in
from synth.prompts import Prompts
from synth.request import Run
from synth.task import Task

pytest.importorskip("reasoning_gym", reason="pip install '.[reasoning-gym]'")
import reasoning_gym
from synth.tasks._reasoning_gym.formula import read
from synth.tasks._reasoning_gym.options import TAKEN
from synth.tasks._reasoning_gym.shapes import listed, packed, unpacked

NAMES = names_in("reasoning_gym")
# No answer is told beside the problem.
WITHOUT_REFERENCE = {"boxnet", "rush_hour"}
# The reference is told among the metadata.
EXAMPLES = {
    "graph_color": "possible_answer",
    "propositional_logic": "example_answer",
    "rubiks_cube": "example_correct_answer",
}
# Whose question asks for three digits, or whose answers are tables in which rounding is not told from a mistake; and
# those that have other right answers: more than one colouring, formula or way out.
TOLERANT = set("codeio graph_color number_format power_function propositional_logic rubiks_cube".split())
TOLERANT |= {"coin_flip", "pool_matrix", "quantum_lock", "sokoban"}
# Asks for an antiderivative up to a constant: another letter for it is as right.
CONSTANT = {"simple_integration", "intermediate_integration"}
# Whose scorers hand the answer to `eval`.
EVALUATING = set(
    "binary_matrix countdown intermediate_integration n_queens polynomial_multiplication puzzle24 simple_integration "
    "spiral_matrix string_insertion".split()
)
N = 3


def task_of(name, **options):
    return configure(load_task(f"reasoning_gym:{name}"), options)


def told(*command):
    done = CliRunner().invoke(cli, list(command), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def tagged(answer):
    return f"<think>Hm.</think>\n<answer>{answer}</answer>"


def reference(name, problem):
    if name in EXAMPLES:
        found = unpacked(problem.data["metadata"][EXAMPLES[name]])
        return found if isinstance(found, str) else json.dumps(found)
    return problem.answer


def corrupted(answer):
    """The answer with its first and its last digit changed, or letter where it has none; the half of it."""
    places = [i for i, c in enumerate(answer) if c.isdigit()] or [i for i, c in enumerate(answer) if c.isalpha()]
    for i in {*places[:1], *places[-1:]}:
        c = answer[i]
        yield (
            answer[:i] + (str((int(c) + 1) % 10) if c.isdigit() else "b" if c.lower() != "b" else "d") + answer[i + 1 :]
        )
    if len(answer) > 3:
        yield answer[: len(answer) // 2]


@pytest.mark.parametrize("name", [name.partition(":")[2] for name in NAMES])
def test_the_right_answer_is_verified_and_a_corrupted_one_is_not(name):
    task = task_of(name)
    for index in range(N):
        problem = task.propose(Draw(3, index))
        assert orjson.loads(orjson.dumps(problem.data)) == problem.data
        assert task.verify(problem, tagged("wrong")).status == "rejected"
        assert task.verify(problem, tagged("\ud800")).method == "format"
        if name in WITHOUT_REFERENCE:
            assert problem.answer is None
            continue
        answer = reference(name, problem)
        if "Integral(" in answer:
            continue  # a reference that is no answer: the integral of the question again
        verdict = task.verify(problem, tagged(answer))
        assert verdict.status == "verified", (answer, verdict)
        assert verdict.score == 1
        if name not in TOLERANT | CONSTANT:
            for wrong in corrupted(answer):
                assert task.verify(problem, tagged(wrong)).status == "rejected", (answer, wrong)


def beside(answer, other):
    """The right answer with something beside it that makes it none, and what is no answer at all."""
    yield from (f"not {answer}", f"{answer} or {other}", f"{other} or {answer}", f"{answer}\n{other} instead")
    yield from ("nan", "-inf", "[nan]", "NaN + NaNi", "[]", "{}", "''", "None", "?")


@pytest.mark.parametrize("name", [name.partition(":")[2] for name in NAMES])
def test_an_answer_among_others_and_a_number_that_is_none_are_wrong(name):
    if name in WITHOUT_REFERENCE | {"propositional_logic"}:  # where another conclusion may be as right
        pytest.skip("no reference, or more than one")
    task = task_of(name)
    problem, another = task.propose(Draw(5, 0)), task.propose(Draw(5, 1))
    answer = reference(name, problem)
    for wrong in beside(answer, reference(name, another)):
        verdict = task.verify(problem, tagged(wrong))
        assert verdict.status == "rejected", (answer, wrong)
        assert 0 <= verdict.score < 1


@pytest.mark.parametrize(
    ("name", "metadata", "answer", "right", "wrong"),
    [
        ("coin_flip", {}, "3.051757812e-05", ["3.051757812e-05", "0.00003051757812", "1/32768"], ["0", "-3.05e-05", "4.05e-05", "0.0001"]),
        ("gsm_symbolic", {}, "279", ["279", "279.0", "$279"], ["-279", "not 279", "279 or 98", "98 or 279", "2.79"]),
        ("decimal_arithmetic", {}, "25.413", ["25.413", "25.4130"], ["25.414", "25.412", "25.41"]),
        ("number_format", {}, "947865419.1689999", ["947865419.169", "947,865,419.169"], ["947865419.17", "947865419.168"]),
        ("pool_matrix", {}, "3.0 2.67", ["3 2.67", "3.0 2.6667"], ["3.0 2.68", "3.0", "3.0 2.67 1", "3.0\n2.67"]),
        ("letter_jumble", {}, "gutenberg org", ["Gutenberg org"], ["gutenberg org gutenberg org", "gutenberg", "org gutenberg"]),
        ("fraction_simplification", {"simplified_numerator": 2, "simplified_denominator": 3}, "2/3", ["2/3", "$\\frac{2}{3}$", "\\dfrac{2}{3}"], ["4/6", "2/3 or 1/2", "3/2", "-2/3", "$\\frac{2}{3}$x"]),
    ],
)  # fmt: skip
def test_what_their_scorers_find_near_enough_is_compared_here(name, metadata, answer, right, wrong):
    task = task_of(name)
    problem = task.from_line({"question": "?", "answer": answer, "metadata": metadata})
    assert [task.verify(problem, tagged(text)).status for text in right] == ["verified"] * len(right)
    assert [task.verify(problem, tagged(text)).status for text in wrong] == ["rejected"] * len(wrong)


def test_no_answer_is_ever_executed(tmp_path):
    mark = tmp_path / "executed"
    call = f"__import__('os').mkdir({str(mark)!r})"
    for name in NAMES:
        task = configure(load_task(name), {})
        problem = task.propose(Draw(0, 0))
        for text in (call, f"[{call}]", f"x + {call}") if name.partition(":")[2] in EVALUATING else (call,):
            assert task.verify(problem, tagged(text)).status == "rejected", name
        assert not mark.exists(), name


def test_a_scorer_that_would_execute_an_answer_is_stopped(tmp_path):
    code = """
import sys
from reasoning_gym import dataset, factory
from dataclasses import dataclass
from synth.tasks._reasoning_gym.scorer import serve

@dataclass
class Config:
    seed: int = 0
    size: int = 5

class Careless(dataset.ProceduralDataset):
    def __init__(self, config): super().__init__(config, 0, 5)
    def __getitem__(self, i): return {"question": "?", "answer": "1", "metadata": {}}
    def score_answer(self, answer, entry):
        exec(answer)
        return 1.0

factory.register_dataset("careless", Careless, Config)
exec("print('may')")
try:
    serve("score", "careless", {}, {}, "?", "1", "print('must not')")
except RuntimeError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "may\nthe scorer would have executed something (exec)\n", done.stderr


@pytest.mark.parametrize("name", ["countdown", "puzzle24"])
def test_arithmetic_goes_through_our_own_checker(name):
    task = task_of(name)
    problem = task.propose(Draw(0, 0))
    assert task.verify(problem, tagged(problem.answer)).method == "exact"
    numbers = problem.data["metadata"]["numbers"]
    for wrong in (
        "24",
        "12 + 12",
        f"{problem.answer} + {numbers[0]} - {numbers[0]}",
        "9**9**9",
        f"int({problem.answer})",
    ):
        assert task.verify(problem, tagged(wrong)).status == "rejected"


@pytest.mark.parametrize(
    ("name", "metadata", "answer", "right", "wrong"),
    [
        ("number_sorting", {}, "['1', '2.50', '3']", ["['1', '2.5', '3']", "[1, 2.5, 3]"], ["['1', '2.6', '3']", "[1, 2.5]", "[]", "1, 2.5, 3"]),
        ("game_of_life_halting", {}, "False", ["False", "false"], ["True", "no", "0", "falsey"]),
        ("bitwise_arithmetic", {}, "-0x1f", ["-0x1f", "-0x1F", "-31"], ["0x1f", "-0x1e", "-0x1f + 0", "0x", "31_"]),
    ],
)  # fmt: skip
def test_what_their_scorers_judge_wrongly_is_judged_here(name, metadata, answer, right, wrong):
    task = task_of(name)
    problem = task.from_line({"question": "?", "answer": answer, "metadata": metadata})
    assert [task.verify(problem, tagged(text)).status for text in right] == ["verified"] * len(right)
    assert [task.verify(problem, tagged(text)).status for text in wrong] == ["rejected"] * len(wrong)


@pytest.mark.parametrize(
    "line",
    [{}, {"question": "?"}, {"question": "?", "answer": "1", "metadata": 3}, {"question": 1, "answer": "1", "metadata": {}},
     {"question": "?", "answer": 1, "metadata": {}}, {"question": "?", "answer": "1", "metadata": {}, "config": 3},
     {"question": "?", "answer": "1", "metadata": {}}, {"problem": "{"}],
)  # fmt: skip
def test_a_line_that_states_no_problem_is_turned_down(line):
    with pytest.raises(Reject):
        task_of("countdown").judge_line(line, tagged("1 + 2"))


def test_an_answer_that_is_partly_right_is_rejected_and_keeps_its_score():
    task = task_of("spiral_matrix")
    problem = task.propose(Draw(0, 0))
    verdict = task.verify(problem, tagged(str(list(map(int, problem.answer.split())))))
    assert (verdict.status, verdict.method, verdict.score) == ("rejected", "reasoning_gym", 0.1)
    assert verdict.reason == "wrong: scored 0.1, right is 1"


@pytest.mark.parametrize("score", [1.0000000000000002, 1.4, float("nan"), float("inf"), -0.1, None])
def test_a_score_that_is_none_proves_nothing_and_is_worth_nothing(score, monkeypatch):
    task = task_of("spell_backward")
    problem = task.propose(Draw(0, 0))

    class Scorer:
        def call(self, *asked, seconds):
            return score

    monkeypatch.setattr("synth.tasks._reasoning_gym.task._workers", Scorer)
    verdict = task.verify(problem, tagged("x"))
    assert (verdict.status, verdict.score) == ("rejected", 0.0)
    assert "expected one from 0 to 1" in verdict.reason


def test_a_word_backwards_with_more_behind_it_is_wrong():
    """Their scorer adds up 1/n for each letter, which may come to more than 1."""
    task = task_of("spell_backward")
    for index in range(60):
        problem = task.propose(Draw(0, index))
        for wrong in (problem.answer + "x", problem.answer * 2, problem.answer[1:], "x" + problem.answer):
            verdict = task.verify(problem, tagged(wrong))
            assert verdict.status == "rejected"
            assert 0 <= verdict.score < 1


def test_problems_are_reasoning_gyms_own_whatever_is_asked_first():
    for name in ("leg_counting", "chain_sum", "gsm_symbolic"):
        task = task_of(name)
        backwards = [task.propose(Draw(7, index)) for index in (501, 2, 1, 0)][::-1]
        assert backwards == [task.propose(Draw(7, index)) for index in (0, 1, 2, 501)]
        theirs = reasoning_gym.create_dataset(name, seed=7)
        assert [problem.question for problem in backwards[:3]] == [theirs[i]["question"] for i in range(3)]


def test_the_options_are_those_of_reasoning_gyms_config():
    task = task_of("leg_counting", min_animals=2, max_animals="2")
    problem = task.propose(Draw(0, 0))
    assert len(problem.data["metadata"]["animals"]) == 2
    assert problem.data["config"] == {"min_animals": 2, "max_animals": 2}
    assert configure(type(task), options_json(task)) == task
    with pytest.raises(UsageError, match=r"leg_counting: .*max_animals"):
        task_of("leg_counting", min_animals=9, max_animals=2)
    with pytest.raises(UsageError, match="has no option 'animals'"):
        task_of("leg_counting", animals=9)


def test_no_option_hides_a_keyword_of_a_run():
    from inspect import signature

    from synth import environment, reward, run

    taken = {*signature(run).parameters, *signature(environment).parameters, *signature(reward).parameters}
    assert set(TAKEN) <= RESERVED | set(dir(Task))
    for name in NAMES:
        assert not taken & {own.name for own in options_of(load_task(name))}, name
    assert taken - {"task", "options"} <= RESERVED
    assert task_of("n_queens", number=9).propose(Draw(0, 0)).question.count("_") > 9


@pytest.mark.parametrize(
    "name", "bf bitwise_arithmetic game_of_life_halting gsm_symbolic jugs quantum_lock self_reference".split()
)
def test_an_option_that_they_call_difficulty_hides_no_method(name, tmp_path):
    task = task_of(name)
    level = next(own for own in options_of(type(task)) if own.name == "difficulty_level")
    problem = task.propose(Draw(0, 0))
    assert isinstance(task.difficulty(problem), dict)
    assert task_of(name, difficulty_level=level.default)._config() == {}
    told = {
        "prompt": Prompts(task.name).prompt(problem.question, task.answer_format),
        "completion": tagged(problem.answer),
    }
    (tmp_path / "told.jsonl").write_bytes(orjson.dumps(told))
    execute(Run(task.name, n=1, model=f"replay:{tmp_path / 'told.jsonl'}", out=str(tmp_path / "out")))
    assert Contents(tmp_path / "out").n("verify", "train") == 1


def test_an_unknown_name_is_answered_with_the_near_one():
    with pytest.raises(UsageError, match="Did you mean reasoning_gym:leg_counting"):
        load_task("reasoning_gym:leg_count")
    with pytest.raises(UsageError, match="name a task of reasoning-gym"):
        load_task("reasoning_gym")
    with pytest.raises(UsageError, match="no collection of tasks 'gym'"):
        load_task("gym:leg_counting")


def test_a_run_with_a_model_keeps_what_is_right(tmp_path):
    task = task_of("leg_counting")
    problems = [task.propose(Draw(0, index)) for index in range(8)]
    prompts = Prompts(task.name)
    answers = [
        {"prompt": prompts.prompt(p.question, task.answer_format), "completion": tagged(p.answer if i % 4 else "1")}
        for i, p in enumerate(problems)
    ]
    (tmp_path / "answers.jsonl").write_bytes(b"\n".join(map(orjson.dumps, answers)))
    execute(Run(task.name, n=6, model=f"replay:{tmp_path / 'answers.jsonl'}", out=str(tmp_path / "out")))
    rows = list(Contents(tmp_path / "out").rows("verify", "train"))
    assert [row["answer"] for row in rows] == [p.answer for i, p in enumerate(problems) if i % 4]
    made_by = json.loads((tmp_path / "out" / "run.json").read_text())
    assert made_by["judging"]["reasoning-gym"]
    lines = [{**row, "response": row["completion"]} for row in rows]
    (tmp_path / "lines.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    assert "6 lines: 6 verified" in told("verify", task.name, str(tmp_path / "lines.jsonl"))


def test_the_commands_tell_of_it():
    assert "reasoning_gym:NAME" in told("tasks")
    assert len(told("tasks", "reasoning_gym").splitlines()) == len(NAMES) >= 100
    shown = told("show", "reasoning_gym:leg_counting")
    assert "=== user (verify) ===" in shown
    assert "how many legs" in shown


@pytest.mark.parametrize(
    "value",
    [(1, [2, (3,)]), {1: {"a": (None, True)}, "b": 2}, {(0, 1): "x"}, 2**70, [-(2**63), 2**63 - 1], {"__tuple__": 1}, {3, 1}, float("inf"), "é", 0.1],
)  # fmt: skip
def test_metadata_come_back_as_they_were(value):
    found = unpacked(orjson.loads(orjson.dumps(packed(value))))
    assert found == value
    assert repr(found) == repr(value) or isinstance(value, set)
    orjson.dumps(listed(packed(value)))


def test_formulas_are_read_as_sympy_reads_them():
    import sympy
    from sympy.parsing.sympy_parser import parse_expr

    x = {"X": sympy.Symbol("X")}
    for text in (
        "2*X**3 - X/7 + C",
        "-3*exp(-X)*sin(2*X + 1)/5",
        "log(X + 1)*sqrt(2)",
        "(X - 1)*(X + 1)",
        "1.5*X",
        "pi*E",
    ):
        assert read(text, local_dict=x) == parse_expr(text, local_dict=x), text
    for text in ("", "X^2", "2X", "__import__('os')", "X.free_symbols", "[X]", "lambda: 1", "9**9**9", "2**(10**9)", "f(X)",
                 "exp(X, 2)", "'X'", "X if X else 1", "(" * 5000, "1" * 3999, "X" * 5000, "True", "1j"):  # fmt: skip
        with pytest.raises(ValueError):  # noqa: PT011
            read(text, local_dict=x)
