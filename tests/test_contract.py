"""What holds for every task: the built-in ones and the examples."""

import asyncio
import inspect
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from conftest import ROOT

from synth.chunk import Recipe
from synth.draw import Draw
from synth.engine import Engine
from synth.errors import Refuse
from synth.options import configure, options_json, options_of
from synth.parse import tagged_answer, think
from synth.plugins import load_task, task_names
from synth.seeds import identity_hash, read_into
from synth.selection import Selection
from synth.sources import source_rows
from synth.strategy import BEHAVIORS, parse
from synth.task import Task

N = 40
STRATEGIES = [
    "all",
    "backtrack",
    "backtrack+verify",
    "backtrack+subgoal",
    "backtrack+backward",
    "negative",
    "verify",
    "subgoal+backward",
]


# What stands for the seeds and the proposer of tasks that need them.
SEEDS = [
    {
        "question": f"Ann has {n} pens and buys 5 more. Then she sells 17 of the pens. How many pens does she have now?",
        "answer": f"With those that she buys she has {n}+5=<<{n}+5={n + 5}>>{n + 5} pens.\n"
        f"In the end she has {n + 5}-17=<<{n + 5}-17={n - 12}>>{n - 12} pens.\n#### {n - 12}",
        "tests": [f"assert more({n}) == {n + 5}"],
    }
    for n in range(70, N + 70)
]


async def proposer(template, values, of=""):
    """Says the problem again, in other words; as a judge, it finds nothing."""
    if of == "judge":
        return "<count>0</count>"
    if of == "writer":
        return f"<question>{values['document']}</question><thoughts>It says so.</thoughts><solution>pens</solution>"
    if "passage" in values:
        return f"<input>How old is this: {values['passage']}</input><output>7</output>"
    return f"<problem>This is about pens. {values.get('draft') or values['question']}</problem>"


EXAMPLES = [str(path) for path in sorted((ROOT / "examples").glob("*.py"))]
# Tasks do different things by their options.
MODES = ["rewrite direction=harder", "rewrite direction=vary", "fusion mode=parallel", "fusion mode=conditional"]


DEFINITION = ROOT / "examples" / "synthetic_data_rl" / "definition.yaml"
MODES.append(f"from_passages definition={DEFINITION}")
NAMES = [name for name in task_names() if name != "from_passages"]  # which makes nothing without a definition


@pytest.fixture(scope="module", params=[*NAMES, *EXAMPLES, *MODES], ids=lambda ref: Path(ref).name)
def task(request):
    ref, *options = request.param.split(" ")
    return configure(load_task(ref), dict(option.split("=") for option in options))


def proposed(task, seed, index):
    """The problem of an index, of the seeds above where the task needs some: two of them are fused, or one is changed."""
    draw = Draw(seed, index)
    if type(task).propose is Task.propose:
        return task.from_seed(SEEDS[(index + seed) % N])
    if task.arity:
        draw.parents, draw.asker = tuple(SEEDS[(index + seed + i) % N] for i in range(task.arity)), proposer
    made = task.propose(draw)
    return asyncio.run(made) if inspect.iscoroutine(made) else made


def finished(task, strategy, n=N):
    """Problems with completions of the task's own solver: most of them, but for what it declares that it never shows."""
    if not task.has_solver:
        pytest.skip("the task has no solver: whoever answers is a model")
    found, why = [], set()
    for index in range(n):
        problem = proposed(task, 0, index)
        try:
            made = task.solve(problem, parse(strategy), Draw(0, index, strategy))
            found.append((problem, made if isinstance(made, str) else made.text))
        except Refuse as refusal:
            why.add(str(refusal))
    if why and all("has a name" in one for one in why) and len(found) < 0.9 * n:
        pytest.skip("the steps of the seeds have no names, which subgoals and plans need")
    if parse(strategy).shows & set(task.never_shows):
        assert not found, "it shows what it declares that it never shows"
        pytest.skip(f"the task declares that it never shows {', '.join(task.never_shows)}")
    # What the first try solves gives nothing to go back from, and a search may get too long.
    least = 0.55 if why and all("nothing to go back from" in one or "the search" in one for one in why) else 0.9
    assert len(found) >= least * n, f"{n - len(found)} of {n} problems are refused, and no word of it is declared"
    return found


def test_a_problem_depends_on_seed_and_index_alone(task):
    forwards = [proposed(task, 3, index) for index in range(N)]
    backwards = [proposed(task, 3, index) for index in reversed(range(N))]
    assert forwards == backwards[::-1]
    assert forwards != [proposed(task, 4, index) for index in range(N)]


def test_a_problem_is_json_and_says_nothing_of_a_strategy(task):
    for index in range(N):
        problem = proposed(task, 0, index)
        assert orjson.loads(orjson.dumps(problem.data)) == problem.data
        text = (problem.question + task.answer_format).lower()
        assert not any(word in text for word in ("backtrack", "verif", "subgoal", "backward", "strategy"))


def test_every_option_has_help_and_a_default(task):
    assert all(own.help.endswith(".") for own in options_of(type(task)))
    assert configure(type(task), options_json(task)) == task


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_the_solver_writes_is_verified_and_of_the_agreed_form(task, strategy):
    for problem, text in finished(task, strategy):
        verdict = task.verify(problem, text)
        assert verdict.status == "verified", verdict
        assert verdict.method
        assert think(text)
        assert text.endswith("</answer>")
        assert tagged_answer(text)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_step_checker_finds_the_behaviours_asked_for_and_no_others(task, strategy):
    told = finished(task, strategy)
    if not task.has_checker:
        pytest.skip("the task has no step checker")
    for problem, text in told:
        steps = task.check(problem, text, parse(strategy))
        assert steps is not None
        assert steps.checked
        assert steps.first_false is None
        assert {b for b in BEHAVIORS if steps.behaviors[b]} == parse(strategy).shows


@pytest.mark.parametrize(
    "response",
    ["", "<answer>", "</answer>", "<answer></answer>", "<answer>\x00</answer>", "<think>", "9" * 5000, "<answer>" + "(" * 5000, "\ud800",
     "<answer>" + "9" * 5000 + "</answer>", "<answer>9**9**9</answer>", "<answer>{{ 7 }}</answer>", "<answer>１</answer>", "<answer>²</answer>"],
)  # fmt: skip
def test_hostile_text_is_rejected_with_a_reason(task, response):
    for index in range(5):
        problem = proposed(task, 0, index)
        verdict = task.verify(problem, response)
        # Where nothing can prove an answer, any that can be read is open.
        assert verdict.status == "rejected" or (problem.answer is None and verdict.status == "unverified")
        assert verdict.reason
        assert verdict.method


def test_another_problems_answer_is_not_accepted(task):
    done = [(problem, text) for problem, text in finished(task, task.default_strategy)]
    for (problem, _), (other, text) in pairwise(done):
        if problem.answer != other.answer and task.identity(problem) != task.identity(other):
            assert task.verify(problem, text).status == "rejected"


def test_rows_of_an_index_are_the_same_alone_and_among_others(task, tmp_path):
    if not task.has_solver or task == configure(load_task("rewrite"), {}):
        pytest.skip("the rows of this task are a model's")
    ref = task.name if task.name in task_names() else str(ROOT / "examples" / f"{task.name}.py")
    seeds = None
    if task.arity:
        seeds = str(tmp_path / "seeds.arrow")
        (tmp_path / "seeds.jsonl").write_bytes(b"\n".join(map(orjson.dumps, SEEDS)))
        read_into(Path(seeds), source_rows(tmp_path / "seeds.jsonl"))
    recipe = Recipe(ref, options_json(task), 0, Selection(), 0.0, "words", (), seeds, "f")
    together = asyncio.run(Engine(recipe, []).work(range(20), [task.default_strategy]))
    alone = [asyncio.run(Engine(recipe, []).work([index], [task.default_strategy])) for index in range(20)]
    assert together.judged[task.default_strategy].rows.to_pylist() == [
        row for chunk in alone for row in chunk.judged[task.default_strategy].rows.to_pylist()
    ]
    assert list(together.identities) == [identity for chunk in alone for identity in chunk.identities]
    if not task.arity:
        assert together.identities[0] == identity_hash(task.identity(task.propose(Draw(0, 0))))
