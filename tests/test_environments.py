"""A task's problems with its verifier, in the forms of the libraries that train on environments."""

import asyncio
import json
import os
import subprocess
import sys
from itertools import pairwise

import pytest
from conftest import ROOT
from fault_server import FaultServer, text_of_message

import synth
from synth.api import execute
from synth.contents import Contents
from synth.errors import UsageError
from synth.request import Run


@pytest.fixture(scope="module")
def countdown():
    return synth.environment("countdown", n=40, seed=5, size=4)


def test_an_environment_holds_the_problems_that_a_run_makes(countdown, tmp_path):
    execute(Run("countdown", n=40, seed=5, strategy=("negative",), out=str(tmp_path / "out"), options={"size": 4}))
    rows = list(Contents(tmp_path / "out").rows("negative", "train"))
    assert len(countdown) == 40
    for name in ("prompt", "problem", "problem_id"):
        assert [entry["metadata"][name] for entry in countdown] == [row[name] for row in rows]
    assert [entry["answer"] for entry in countdown] == [row["answer"] for row in rows]
    assert countdown.dataset().to_list() == [
        {name: row[name] for name in ("prompt", "answer", "task", "problem")} for row in rows
    ]


def test_answers_are_scored_with_and_without_the_words_around_them(countdown):
    for entry, other in pairwise(countdown):
        right = entry["answer"]
        assert countdown.score_answer(right, entry) == 1.0
        assert countdown.score_answer(f"<think>1 + 1</think><answer>{right}</answer>", entry) == 1.0
        assert countdown.score_answer(other["answer"], entry) == 0.0
        assert countdown.score_answer(f"{right} + 1", entry) == 0.0
        assert countdown.score_answer(None, entry) == 0.0
        assert countdown.score_response(right, entry) == 0.0


def test_entries_are_json_that_is_scored_alike_when_it_comes_back(countdown):
    entry = json.loads(json.dumps(countdown[3]))
    assert entry == countdown[3]
    assert countdown.score_answer(entry["answer"], entry) == 1.0


def test_no_problem_comes_twice():
    made = synth.environment("countdown", n=150, size=3, targets="10-12", numbers="1-9")
    assert len({entry["metadata"]["problem_id"] for entry in made}) == 150


def test_a_space_that_is_too_small_says_how_many_there_are():
    with pytest.raises(UsageError, match=r"countdown has \d+ different problems here, not 500: give a smaller n"):
        synth.environment("countdown", size=2, numbers="1-3", targets="1-5")


def test_seeds_make_an_environment_of_tasks_that_make_no_problems(tmp_path):
    seeds = tmp_path / "seeds.jsonl"
    lines = [{"question": f"Half of {n}?", "answer": f"{n}/2"} for n in (1, 3, 1, 5)] + [{"nothing": 1}]
    seeds.write_text("\n".join(map(json.dumps, lines)))
    made = synth.environment("math", seeds=seeds)
    assert [entry["question"] for entry in made] == ["Half of 1?", "Half of 3?", "Half of 5?"]
    assert [made.score_answer("1.5", entry) for entry in made] == [0.0, 1.0, 0.0]
    assert len(synth.environment("math", seeds=seeds, n=2)) == 2


def test_the_rows_of_a_run_are_an_environment_too(tmp_path):
    execute(Run("countdown", n=9, strategy=("negative",), out=str(tmp_path / "out")))
    made = synth.environment("countdown", seeds=tmp_path / "out" / "data" / "negative" / "train-00000.parquet")
    rows = list(Contents(tmp_path / "out").rows("negative", "train"))
    assert [entry["metadata"]["problem_id"] for entry in made] == [row["problem_id"] for row in rows]
    assert [made.score_response(row["completion"], entry) for row, entry in zip(rows, made, strict=True)] == [1.0] * 9


@pytest.mark.parametrize(
    ("task", "options", "message"),
    [
        ("math", {}, "give --seeds"),
        ("rewrite", {}, "out of others: run it"),
        ("countdown", {"n": 0}, "at least one"),
        ("countdown", {"sise": 4}, "no option 'sise'"),
        ("countdwn", {}, "Did you mean countdown"),
    ],
)
def test_what_cannot_be_an_environment_says_why(task, options, message):
    with pytest.raises(UsageError, match=message):
        synth.environment(task, **options)


def test_reasoning_gym_takes_an_environment_for_a_dataset_of_its_own(countdown):
    gym = pytest.importorskip("reasoning_gym", reason="pip install '.[reasoning-gym]'")
    from reasoning_gym.dataset import ProceduralDataset, ReseedingDataset

    dataset = countdown.to_reasoning_gym()
    assert isinstance(dataset, ProceduralDataset)
    assert [entry["question"] for entry in dataset] == [entry["question"] for entry in countdown]
    assert [dataset.score_answer(entry["answer"], entry) for entry in dataset] == [1.0] * 40
    again = gym.create_dataset("synth", task="countdown", options={"size": 4}, seed=5, size=40)
    assert list(again) == list(dataset)
    for entry, _ in zip(reseeded := ReseedingDataset(dataset, chunk_size=10), range(25), strict=False):
        assert reseeded.score_answer(entry["answer"], entry) == 1.0


def test_a_composite_of_reasoning_gym_mixes_our_tasks_with_its_own():
    gym = pytest.importorskip("reasoning_gym", reason="pip install '.[reasoning-gym]'")
    from reasoning_gym.composite import DatasetSpec

    import synth.integrations.reasoning_gym  # noqa: F401

    ours = DatasetSpec(name="synth", weight=1, config={"task": "countdown", "options": {"size": 3}})
    mixed = gym.create_dataset("composite", size=20, seed=1, datasets=[ours, DatasetSpec("leg_counting", 1, {})])
    sources = set()
    for entry in mixed:
        assert mixed.score_answer(entry["answer"], entry) == 1.0
        assert mixed.score_answer("none", entry) == 0.0
        sources.add(entry["metadata"]["source_dataset"])
    assert sources == {"synth", "leg_counting"}


def test_verifiers_before_04_gets_a_dataset_and_a_rubric(countdown, monkeypatch):
    vf = pytest.importorskip("verifiers", reason="pip install '.[verifiers]'")
    if not hasattr(vf, "SingleTurnEnv"):
        pytest.skip("verifiers 0.4 and newer have no SingleTurnEnv: pip install 'verifiers<0.4'")
    made = countdown.to_verifiers()
    assert isinstance(made, vf.SingleTurnEnv)
    rows = list(made.get_dataset())
    assert [row["answer"] for row in rows] == [entry["answer"] for entry in countdown]
    assert rows[0]["prompt"][-1]["content"] == countdown[0]["metadata"]["prompt"]

    right = {entry["metadata"]["prompt"]: entry["answer"] for entry in countdown}

    def answer(body):
        prompt = text_of_message(body["messages"][-1])
        return (
            f"<think>Hm.</think><answer>{right[prompt] if prompt != countdown[2]['metadata']['prompt'] else 1}</answer>"
        )

    monkeypatch.setenv("SOME_KEY", "x")
    from verifiers.types import ClientConfig

    with FaultServer(answer=answer) as server:
        client = ClientConfig(api_key_var="SOME_KEY", api_base_url=server.base_url)
        told = asyncio.run(made.evaluate(client=client, model="m", num_examples=5, rollouts_per_example=1))
    assert [output["reward"] for output in told["outputs"]] == [1.0, 1.0, 0.0, 1.0, 1.0]


def test_verifiers_since_04_gets_a_taskset(countdown):
    pytest.importorskip("verifiers", reason="pip install '.[verifiers]'")
    import verifiers

    if hasattr(verifiers, "SingleTurnEnv"):
        pytest.skip("the adapter for verifiers.v1 is for verifiers 0.4 and newer")
    import verifiers.v1 as vf

    made = countdown.to_verifiers()
    assert isinstance(made, vf.Taskset)
    tasks = list(made)
    assert [task.data.prompt for task in tasks] == [entry["metadata"]["prompt"] for entry in countdown]
    again = list(type(made)(type(made.config).model_validate(made.config.model_dump())))
    assert [task.key for task in again] == [task.key for task in tasks]

    async def reward(task, text):
        trace = vf.Trace(
            task=vf.TraceTask(type=type(task).__name__, data=task.data),
            agent=vf.AgentInfo(config=vf.AgentConfig()),
            root_reply=text,
        )
        await task.score(trace)
        return {name: reward.score for name, reward in trace.rewards.items()}

    for task in tasks[:5]:
        assert asyncio.run(reward(task, f"<answer>{task.data.answer}</answer>")) == {"verified": 1.0}
        assert asyncio.run(reward(task, "<answer>1</answer>")) == {"verified": 0.0}


@pytest.mark.parametrize(
    ("package", "call", "extra"),
    [
        ("verifiers", "synth.environment('countdown', n=2).to_verifiers()", ".[verifiers]"),
        ("reasoning_gym", "synth.environment('countdown', n=2).to_reasoning_gym()", ".[reasoning-gym]"),
        ("reasoning_gym", "synth.load_task('reasoning_gym:leg_counting')", ".[reasoning-gym]"),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_extra(tmp_path, package, call, extra):
    (tmp_path / f"{package}.py").write_text("raise ImportError('not there')")
    code = f"""
import synth
try:
    {call}
except synth.SynthError as error:
    print(error)
"""
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    assert f"pip install '{extra}'" in done.stdout, done.stderr
