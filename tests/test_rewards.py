"""A task's verifier as a trainer's reward: on rows of real runs, in the columns that an export for GRPO has."""

import pickle

import orjson
import pyarrow.parquet as pq
import pytest

import synth
from synth.api import execute
from synth.contents import Contents
from synth.errors import UsageError
from synth.exports.export import export
from synth.request import Run

COLUMNS = ("prompt", "answer", "task", "problem")


def ran(tmp_path, task, lines=(), said=(), **settings):
    """The rows of a run; with lines, of what `said` answers to the problem of each."""
    if lines:
        from synth.options import configure
        from synth.plugins import load_task
        from synth.prompts import Prompts

        made = configure(load_task(task), {})
        (tmp_path / "seeds.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
        problems = [made.from_seed(line) for line in lines]
        prompts = [Prompts(made.name).prompt(problem.question, made.answer_format) for problem in problems]
        answers = [{"prompt": p, "completion": text} for p, text in zip(prompts, said, strict=True)]
        (tmp_path / "answers.jsonl").write_bytes(b"\n".join(map(orjson.dumps, answers)))
        settings |= {"model": f"replay:{tmp_path / 'answers.jsonl'}", "seeds": str(tmp_path / "seeds.jsonl")}
    out = tmp_path / task.replace(":", "-")
    execute(Run(task, out=str(out), **settings))
    contents = Contents(out)
    return [row for name in contents.configs for row in contents.rows(name, "train")]


def asked(rows, completions=None, **settings):
    """What the reward of the rows' task gives, called as TRL's GRPOTrainer calls it."""
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    completions = completions or [row["completion"] for row in rows]
    reward = synth.reward(rows[0]["task"], **settings)
    ids = [[1, 2]] * len(rows)
    prompts = columns.pop("prompt")
    return reward(prompts=prompts, completions=completions, completion_ids=ids, trainer_state=object(), **columns)


def test_every_row_of_countdown_is_worth_1_and_a_corrupted_one_0(tmp_path):
    rows = ran(tmp_path, "countdown", n=200, strategy=("all", "negative"))
    assert len(rows) == 400
    assert asked(rows) == [1.0] * 400
    corrupted = [row["completion"].replace("</answer>", " + 1</answer>") for row in rows]
    assert asked(rows, corrupted) == [0.0] * 400
    cut = [row["completion"].removesuffix("</answer>") for row in rows]
    assert asked(rows, cut) == [0.0] * 400


def test_what_export_wrote_is_worth_1_and_corrupted_0(tmp_path):
    rows = ran(tmp_path, "countdown", n=30, strategy=("all",))
    export(tmp_path / "countdown", to="grpo", path=tmp_path / "x.parquet")
    exported = pq.read_table(tmp_path / "x.parquet").to_pylist()
    said = {row["problem"]: row["completion"] for row in rows}
    completions = [said[row["problem"]] for row in exported]
    assert asked(exported, completions) == [1.0] * 30
    assert asked(exported, completions[1:] + completions[:1]) == [0.0] * 30


def test_every_row_of_mathematics_is_worth_1_and_a_corrupted_one_0(tmp_path):
    lines = [{"question": f"What is {n}/7 + 1?", "answer": f"\\frac{{{n + 7}}}{{7}}"} for n in range(1, 21)]
    said = [f"<think>{n}</think><answer>{n + 7}/7</answer>" for n in range(1, 21)]
    rows = ran(tmp_path, "math", lines, said)
    assert asked(rows) == [1.0] * 20
    assert asked(rows, [text.replace("/7<", "/8<") for text in said]) == [0.0] * 20


def test_every_row_of_code_is_worth_1_a_corrupted_one_0_and_half_of_the_tests_a_half_if_wanted(tmp_path):
    lines = [{"question": f"Add {n}.", "tests": [f"assert f(0) == {n}", f"assert f(1) == {n + 1}"]} for n in range(6)]
    said = [f"<think>.</think><answer>def f(x): return x + {n}</answer>" for n in range(6)]
    rows = ran(tmp_path, "code", lines, said)
    assert asked(rows) == [1.0] * 6
    constant = [text.replace("x + ", "") for text in said]
    assert asked(rows, constant) == [0.0] * 6
    assert asked(rows, constant, partial=True) == [0.5] * 6


def test_messages_are_read_like_texts(tmp_path):
    (row,) = ran(tmp_path, "countdown", n=1, strategy=("negative",))
    right, wrong = row["completion"], "<answer>1</answer>"
    completions = [
        [{"role": "assistant", "content": right}],
        [{"role": "assistant", "content": wrong}, {"role": "user", "content": "?"}, {"role": "assistant", "content": right}],
        [{"role": "assistant", "content": right}, {"role": "user", "content": right}, {"role": "assistant", "content": wrong}],
        [{"role": "assistant", "content": [{"type": "text", "text": right}]}],
        [{"role": "assistant", "content": None}],
        [],
    ]  # fmt: skip
    assert asked([row] * 6, completions) == [1.0, 1.0, 0.0, 1.0, 0.0, 0.0]


def test_a_wrong_answer_of_the_right_form_is_worth_its_format_score(tmp_path):
    (row,) = ran(tmp_path, "countdown", n=1, strategy=("negative",))
    told = [row["completion"], "<answer>1 + 1</answer>", "<answer>one</answer>", "no answer"]
    assert asked([row] * 4, told, format_score=0.1) == [1.0, 0.1, 0.0, 0.0]
    with pytest.raises(UsageError, match="format_score 1"):
        synth.reward("countdown", format_score=1)


def test_rows_of_other_tasks_and_rows_without_a_reference_have_no_reward():
    rows = [
        {"task": "math", "answer": None, "problem": '{"question": "?", "data": {"answer": null}}'},
        {
            "task": "countdown",
            "answer": "1 + 2",
            "problem": '{"question": "?", "data": {"numbers": [1, 2], "target": 3}}',
        },
    ]
    columns = {name: [row[name] for row in rows] for name in ("task", "answer", "problem")}
    completions = ["<answer>3</answer>", "<answer>1 + 2</answer>"]
    assert synth.reward("math")(completions=completions, **columns) == [None, None]
    assert synth.reward("countdown")(completions=completions, **columns) == [None, 1.0]


def test_other_peoples_columns_state_problems_too():
    reward = synth.reward("countdown")
    assert reward(completions=["<answer>3 * 4</answer>"] * 2, nums=[[3, 4], [3, 5]], target=[12, 12]) == [1.0, 0.0]
    assert synth.reward("math")(completions=["<answer>0.5</answer>"], answer=["1/2"]) == [1.0]


def test_columns_that_state_no_problem_are_named():
    with pytest.raises(UsageError, match=r"columns here are question.*--to grpo"):
        synth.reward("countdown")(completions=["<answer>3</answer>"], question=["?"], trainer_state=None)
    with pytest.raises(UsageError, match="not one of messages"):
        synth.reward("countdown")(completions=[[3]], nums=[[1, 2]], target=[3])
    with pytest.raises(UsageError, match="no option 'sise'"):
        synth.reward("countdown", sise=4)


def test_a_reward_has_a_name_and_travels_between_processes():
    reward = synth.reward("countdown", format_score=0.2, size=4)
    assert reward.__name__ == "synth_countdown"
    again = pickle.loads(pickle.dumps(reward))
    assert again.__name__ == reward.__name__
    assert again(completions=["<answer>4</answer>"], nums=[[1, 2]], target=[3]) == [0.2]


def test_no_completions_no_rewards():
    assert synth.reward("countdown")(prompts=[], completions=[]) == []


def test_columns_may_be_of_any_library(tmp_path):
    import numpy as np
    import pandas as pd

    found = synth.run("countdown", strategy="negative", n=5, out=tmp_path / "out")
    reward = synth.reward("countdown")
    assert reward(completions=found["completion"], problem=found["problem"], answer=found["answer"]) == [1.0] * 5
    frame = found.to_pandas()
    assert reward(completions=frame["completion"], problem=frame["problem"]) == [1.0] * 5
    said = ["<answer>3 * 4</answer>"] * 2
    for nums in (((3, 4), (3, 4)), np.array([[3, 4], [3, 4]]), pd.Series([np.array([3, 4])] * 2)):
        assert reward(completions=said, nums=nums, target=np.array([12, 13])) == [1.0, 0.0]
    other = found.select(range(2)).add_column("kind", ["math", "math"])["kind"]
    assert synth.reward("countdown")(completions=said, task=other, nums=[[3, 4]] * 2, target=[12, 12]) == [None, None]


def test_completions_in_the_place_of_prompts_are_an_error():
    with pytest.raises(UsageError, match="give them by name"):
        synth.reward("countdown")(["<answer>3 * 4</answer>"], nums=[[3, 4]], target=[12])


def test_the_reward_of_a_task_file_goes_along_into_other_folders(tmp_path, monkeypatch):
    from conftest import ROOT

    monkeypatch.chdir(ROOT)
    packed = pickle.dumps(synth.reward("examples/greatest_divisor.py"))
    monkeypatch.chdir(tmp_path)
    assert pickle.loads(packed).task.name == "greatest_divisor"
