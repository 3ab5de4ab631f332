"""verl's custom reward, called as verl's reward managers call it."""

import importlib.util
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from synth.api import execute
from synth.contents import Contents
from synth.errors import UsageError
from synth.exports.export import export
from synth.integrations import verl
from synth.request import Run


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Rows of a run as an export for verl has them, beside their completions."""
    out = tmp_path_factory.mktemp("run") / "out"
    execute(Run("countdown", n=50, strategy=("backtrack+verify",), out=str(out)))
    found = []
    for index, row in enumerate(Contents(out).rows("backtrack-verify", "train")):
        data = json.loads(row["problem"])["data"]
        exported = {
            "data_source": "countdown",
            "prompt": [{"role": "user", "content": row["prompt"]}],
            "ability": "math",
            "reward_model": {"style": "rule", "ground_truth": data},
            "extra_info": {
                "split": "train",
                "index": index,
                "task": row["task"],
                "problem": row["problem"],
                "answer": row["answer"],
            },
        }
        found.append((exported, row["completion"]))
    return found


def scored(row, text, **given):
    return verl.compute_score(
        data_source=row["data_source"],
        solution_str=text,
        ground_truth=row["reward_model"]["ground_truth"],
        extra_info=row["extra_info"],
        **given,
    )


def test_every_row_is_worth_1_and_a_corrupted_one_0(rows):
    assert [scored(row, text) for row, text in rows] == [1.0] * 50
    assert [scored(row, text.replace("</answer>", "0</answer>")) for row, text in rows] == [0.0] * 50
    assert [scored(row, rows[i - 1][1]) for i, (row, _) in enumerate(rows)] == [0.0] * 50


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_what_export_wrote_is_worth_1_and_corrupted_0(tmp_path, ending):
    execute(Run("countdown", n=30, strategy=("all",), out=str(tmp_path / "out")))
    export(tmp_path / "out", to="verl", path=tmp_path / f"x.{ending}")
    if ending == "parquet":
        exported = pq.read_table(tmp_path / "x.parquet").to_pylist()
    else:
        exported = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    said = {row["problem_id"]: row["completion"] for row in Contents(tmp_path / "out").rows("all", "train")}
    texts = [said[row["extra_info"]["problem_id"]] for row in exported]
    assert [scored(row, text) for row, text in zip(exported, texts, strict=True)] == [1.0] * 30
    wrong = [text.replace("</answer>", " - 1</answer>") for text in texts]
    assert [scored(row, text) for row, text in zip(exported, wrong, strict=True)] == [0.0] * 30
    bare = [{**row, "extra_info": None} for row in exported]
    assert [scored(row, text) for row, text in zip(bare, texts, strict=True)] == [1.0] * 30


def test_a_batch_is_scored_like_its_rows(rows):
    texts = [text if i % 2 else "<answer>1</answer>" for i, (_, text) in enumerate(rows)]
    batch = verl.compute_scores(
        data_sources=[row["data_source"] for row, _ in rows],
        solution_strs=texts,
        ground_truths=[row["reward_model"]["ground_truth"] for row, _ in rows],
        extra_infos=[row["extra_info"] for row, _ in rows],
        format_score=0.1,
    )
    assert batch == [scored(row, text, format_score=0.1) for (row, _), text in zip(rows, texts, strict=True)]
    assert set(batch) == {0.1, 1.0}


def test_tinyzeros_own_rows_are_judged():
    truth = {"target": 98, "numbers": np.array([44, 19, 35])}
    for text, score in (("<answer> 44 + 19 + 35 </answer>", 1.0), ("<answer>44 + 35</answer>", 0.0), ("98", 0.0)):
        assert verl.compute_score("countdown", f"<think>...</think>\n{text}", truth) == score
        assert verl.compute_score("countdown", text, truth, {"split": "train", "index": 0}) == score
        packed = json.dumps({"target": 98, "numbers": [44, 19, 35]})
        assert verl.compute_score("countdown", text, packed, None) == score


def test_a_reference_answer_is_a_ground_truth():
    assert verl.compute_score("math", "so \\boxed{\\frac12}", "0.5") == 1.0
    assert verl.compute_score("synth/math", "so \\boxed{\\frac12}", '{"answer": "1/2"}') == 1.0
    assert verl.compute_score("openai/gsm8k", "so \\boxed{3}", "0.5", task="math") == 0.0


def test_a_batch_of_several_tasks_keeps_its_order():
    scores = verl.compute_scores(
        ["math", "countdown", "math"],
        ["<answer>4</answer>", "<answer>1+2</answer>", "<answer>5</answer>"],
        ["4", {"target": 3, "numbers": [1, 2]}, "4"],
        [None, None, None],
    )
    assert scores == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("named", ["/tmp/evil.py", "evil.py", "some/path"])
def test_a_file_that_the_data_names_is_never_run(named, tmp_path):
    with pytest.raises(UsageError, match=r"no name of a task.*reward_kwargs\.task"):
        verl.compute_score(named, "<answer>1</answer>", "1")
    with pytest.raises(UsageError, match="no name of a task"):
        verl.compute_score("math", "<answer>1</answer>", "1", {"task": named})


def test_rows_that_state_no_problem_are_an_error():
    with pytest.raises(UsageError, match="no list of whole numbers in numbers"):
        verl.compute_score("countdown", "<answer>1</answer>", "1")


def test_verl_loads_it_from_its_file(rows):
    spec = importlib.util.spec_from_file_location("custom_module", verl.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    row, text = rows[0]
    assert module.compute_score(row["data_source"], text, row["reward_model"]["ground_truth"], row["extra_info"]) == 1.0
