"""What an export holds, and what it refuses."""

import inspect
import shlex
import weakref

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from datasets import load_dataset
from export_runs import folder, row

import synth as package
from synth.api import execute
from synth.cli.export import command
from synth.contents import Contents
from synth.errors import StorageError, UsageError
from synth.exports.export import export
from synth.exports.formats import FORMATS
from synth.exports.write import write
from synth.request import Run
from synth.shards import ROW_GROUP

S = pa.string()
TURNS = pa.list_(pa.struct([("role", S), ("content", S)]))
SCORED = {"answer": S, "task": S, "problem": S}
TRUTH = pa.struct([("target", pa.int64()), ("numbers", pa.list_(pa.int64()))])
EXTRA = pa.struct([("split", S), ("index", pa.int64()), ("problem_id", S), *SCORED.items()])
# Written from the documentation of those who read them.
DOCUMENTED = {
    # huggingface.co/docs/trl/dataset_formats: standard prompt-completion, conversational language modelling, preference,
    # unpaired preference, prompt-only; "GRPO Trainer": further columns reach the reward functions.
    "trl-sft": {"prompt": S, "completion": S},
    "trl-messages": {"messages": TURNS},
    "dpo": {"prompt": S, "chosen": S, "rejected": S},
    "kto": {"prompt": S, "completion": S, "label": pa.bool_()},
    "grpo": {"prompt": S, **SCORED},
    # github.com/huggingface/open-r1: src/open_r1/grpo.py (dataset_prompt_column), src/open_r1/rewards.py (solution)
    "open-r1": {"prompt": S, "solution": S, **SCORED},
    # verl.readthedocs.io/en/latest/preparation/prepare_data.html; Jiayi-Pan/TinyZero, examples/data_preprocess/countdown.py
    "verl": {
        "data_source": S,
        "prompt": TURNS,
        "ability": S,
        "reward_model": pa.struct([("style", S), ("ground_truth", TRUTH)]),
        "extra_info": EXTRA,
    },
    # openrlhf.readthedocs.io: --data.input_key, --data.label_key; `datasource` in openrlhf/datasets/prompts_dataset.py
    "openrlhf": {"prompt": S, "label": S, "datasource": S},
    # github.com/hiyouga/LLaMA-Factory, data/README.md: ShareGPT format
    "llama-factory": {"conversations": pa.list_(pa.struct([("from", S), ("value", S)]))},
    # github.com/tatsu-lab/stanford_alpaca, "Data Release"
    "alpaca": {"instruction": S, "input": S, "output": S},
    # docs.axolotl.ai/docs/dataset-formats/conversation.html: chat_template
    "axolotl": {"messages": TURNS},
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    made = tmp_path_factory.mktemp("run") / "out"
    execute(Run("countdown", strategy=["backtrack+verify", "negative"], n=40, out=str(made), test_fraction=0.3))
    return made


def rows_of(path):
    kind = {".parquet": "parquet", ".jsonl": "json"}[path.suffix]
    return load_dataset(kind, data_files=str(path), split="train", cache_dir=str(path.parent / "cache")).to_list()


@pytest.mark.parametrize("to", FORMATS)
def test_each_format_has_the_columns_that_its_reader_documents(out, tmp_path, to):
    done = export(out, to=to, path=tmp_path / "x.parquet")
    found = pq.read_schema(done.path)
    assert {field.name: field.type for field in found} == DOCUMENTED[to]


@pytest.mark.parametrize("to", FORMATS)
def test_datasets_reads_the_same_rows_from_both_kinds_of_file(out, tmp_path, to):
    done = [export(out, to=to, path=tmp_path / ending / f"x.{ending}") for ending in ("parquet", "jsonl")]
    first, second = (rows_of(found.path) for found in done)
    assert first == second
    assert len(first) == done[0].n == done[1].n > 20
    assert not list(tmp_path.rglob(".*"))


def test_supervised_rows_are_those_of_the_run_in_their_order(out, tmp_path):
    contents = Contents(out)
    expected = [(r["prompt"], r["completion"]) for config in contents.configs for r in contents.rows(config, "train")]
    plain = rows_of(export(out, to="trl-sft", path=tmp_path / "a.jsonl").path)
    assert [(r["prompt"], r["completion"]) for r in plain] == expected
    turns = [r["messages"] for r in rows_of(export(out, to="axolotl", path=tmp_path / "b.jsonl").path)]
    assert [[turn["role"] for turn in found] for found in turns] == [["user", "assistant"]] * len(expected)
    assert [tuple(turn["content"] for turn in found) for found in turns] == [(p.rstrip("\n"), c) for p, c in expected]
    alpaca = rows_of(export(out, to="alpaca", path=tmp_path / "c.jsonl").path)
    assert [(r["instruction"] + "\n", r["input"], r["output"]) for r in alpaca] == [(p, "", c) for p, c in expected]
    shared = rows_of(export(out, to="llama-factory", path=tmp_path / "d.jsonl").path)
    assert [(r["conversations"][0]["value"] + "\n", r["conversations"][1]["value"]) for r in shared] == expected
    assert {tuple(turn["from"] for turn in r["conversations"]) for r in shared} == {("human", "gpt")}


@pytest.mark.parametrize("to", ["grpo", "open-r1", "openrlhf", "verl"])
def test_a_problem_is_there_once_however_many_strategies_show_it(out, tmp_path, to):
    contents = Contents(out)
    stated = {r["prompt"]: r for config in contents.configs for r in contents.rows(config, "train")}
    found = rows_of(export(out, to=to, path=tmp_path / "x.parquet").path)
    assert len(found) == len(stated) < sum(contents.n(config, "train") for config in contents.configs)
    for made in found:
        prompt = made["prompt"] if isinstance(made["prompt"], str) else made["prompt"][0]["content"] + "\n"
        row = stated[prompt]
        scored = made.get("extra_info") or (orjson.loads(made["label"]) if "label" in made else made)
        problem = scored["problem"] if isinstance(scored["problem"], dict) else orjson.loads(scored["problem"])
        assert problem == orjson.loads(row["problem"])
        assert (scored["answer"], scored["task"]) == (row["answer"], "countdown")


def test_verl_carries_the_ground_truth_of_tiny_zero_and_a_stable_index(out, tmp_path):
    whole = rows_of(export(out, to="verl", path=tmp_path / "a.parquet", split="all").path)
    train = rows_of(export(out, to="verl", path=tmp_path / "b.parquet").path)
    few = rows_of(export(out, to="verl", path=tmp_path / "c.parquet", strategy="negative", split="test").path)
    assert {r["data_source"] for r in whole} == {"countdown"}
    assert {r["ability"] for r in whole} == {"math"}
    for made in whole:
        data = orjson.loads(made["extra_info"]["problem"])["data"]
        truth = {"target": data["target"], "numbers": data["numbers"]}
        assert made["reward_model"] == {"style": "rule", "ground_truth": truth}
    index = {r["extra_info"]["problem_id"]: r["extra_info"]["index"] for r in whole}
    assert len(set(index.values())) == len(whole)
    assert all(index[r["extra_info"]["problem_id"]] == r["extra_info"]["index"] for r in train + few)
    assert {r["extra_info"]["split"] for r in train} == {"train"}
    assert {r["extra_info"]["split"] for r in few} == {"test"}
    assert len(train) + len(few) == len(whole)


def test_other_tasks_have_their_data_as_json_and_no_file_mixes_the_two(tmp_path):
    math = [row(n, task="math", data={"answer": str(n)}, answer=str(n)) for n in range(3)]
    code = [row(n, task="code", data={"tests": [f"assert f() == {n}"]}, answer=None) for n in range(3)]
    done = export(folder(tmp_path / "a", [*math, *code]), to="verl", path=tmp_path / "x.parquet")
    found = rows_of(done.path)
    assert [orjson.loads(r["reward_model"]["ground_truth"]) for r in found[2:4]] == [
        {"answer": "2"},
        {"tests": ["assert f() == 0"]},
    ]
    # Not verl's own data source "math", whose scorer would take the JSON for an answer.
    assert [r["data_source"] for r in found[2:4]] == ["synth/math", "synth/code"]
    with pytest.raises(UsageError, match="countdown and of other tasks"):
        export(folder(tmp_path / "b", [row(), *math]), to="verl", path=tmp_path / "y.parquet")
    assert not (tmp_path / "y.parquet").exists()


def test_open_r1_has_a_boxed_solution_or_the_tests_of_code(tmp_path):
    math = [
        row(n, task="math", answer=answer) for n, answer in enumerate(["\\frac{1}{2}", "$7$", "so \\boxed{3}", None])
    ]
    found = rows_of(export(folder(tmp_path / "a", math), to="open-r1", path=tmp_path / "x.parquet").path)
    assert [r["solution"] for r in found] == ["\\boxed{\\frac{1}{2}}", "\\boxed{7}", "so \\boxed{3}", None]
    code = [row(task="code", data={"tests": ["assert f() == 1"]}, answer=None)]
    found = rows_of(export(folder(tmp_path / "b", code), to="open-r1", path=tmp_path / "y.parquet").path)
    assert found[0]["verification_info"] == {"language": "python", "test_cases": ["assert f() == 1"]}


def test_problems_that_nothing_could_score_are_left_out(tmp_path):
    voted = [row(n, status="unverified", method="vote", answer=None) for n in range(3)]
    done = export(folder(tmp_path / "a", [row(9), *voted]), to="grpo", path=tmp_path / "x.jsonl")
    assert (done.n, done.told) == (1, ("3 problems without a reference were left out: nothing could score them",))
    with pytest.raises(UsageError, match=r"nothing to export .* 3 problems without a reference"):
        export(folder(tmp_path / "b", voted), to="grpo", path=tmp_path / "y.jsonl")


def test_splits_and_strategies_are_chosen(out, tmp_path):
    contents = Contents(out)
    test = rows_of(export(out, to="trl-sft", path=tmp_path / "a.jsonl", split="test", strategy="negative").path)
    assert [r["completion"] for r in test] == [r["completion"] for r in contents.rows("negative", "test")]
    whole = export(out, to="trl-sft", path=tmp_path / "b.jsonl", split="all")
    assert whole.n == 80
    turned = rows_of(
        export(out, to="trl-sft", path=tmp_path / "c.jsonl", strategy=["negative", "verify+backtrack"]).path
    )
    assert turned[0]["completion"] == next(contents.rows("negative", "train"))["completion"]


def test_texts_can_be_messages(out, tmp_path):
    plain = rows_of(export(out, to="dpo", path=tmp_path / "a.jsonl").path)
    chat = rows_of(export(out, to="dpo", path=tmp_path / "b.jsonl", chat=True).path)
    for one, other in zip(plain, chat, strict=True):
        assert other["prompt"] == [{"role": "user", "content": one["prompt"].rstrip("\n")}]
        for name in ("chosen", "rejected"):
            assert other[name] == [{"role": "assistant", "content": one[name]}]
    grpo = export(out, to="grpo", path=tmp_path / "c.parquet", chat=True)
    assert pq.read_schema(grpo.path).field("prompt").type == TURNS
    assert pq.read_schema(grpo.path).field("problem").type == S


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"path": "x.csv"}, r"ends in \.parquet or \.jsonl"),
        ({"path": "x"}, r"ends in \.parquet or \.jsonl"),
        ({"path": "there.jsonl"}, "already there: give another -o, or --overwrite"),
        ({"path": "folder.jsonl"}, "is a folder"),
        ({"to": "trl"}, "unknown format 'trl'; there are trl-sft, "),
        ({"split": "dev"}, "'dev' is not one of train, test, all"),
        ({"strategy": "all"}, "no rows of all; it has backtrack-verify, negative"),
        ({"chat": True, "to": "verl"}, "--chat is for trl-sft, dpo, kto, grpo"),
        ({"dataset_info": True, "to": "verl"}, "--dataset-info is for dpo, kto, llama-factory, alpaca"),
        ({"dataset_info": True, "chat": True, "to": "dpo"}, "without --chat"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_before_anything_is_written(out, tmp_path, monkeypatch, given, why):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.jsonl").write_text("mine")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(UsageError, match=why):
        export(out, **{"to": "trl-sft", "path": "x.jsonl", **given})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.jsonl", "there.jsonl"]
    assert (tmp_path / "there.jsonl").read_text() == "mine"


def test_a_split_that_is_not_there_and_a_target_among_the_rows_are_refused(tmp_path):
    made = folder(tmp_path / "out", [row()])
    with pytest.raises(UsageError, match=r"no test split of all; it has train.*--test-fraction"):
        export(made, to="trl-sft", path=tmp_path / "x.jsonl", split="test")
    with pytest.raises(UsageError, match="among the rows of the run"):
        export(made, to="trl-sft", path=made / "data" / "all" / "train-x.parquet")
    assert export(made, to="trl-sft", path=made / "exports" / "x.jsonl").n == 1


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path):
    wrong = [row(n, status="rejected", completion="wrong") for n in range(10)]
    made = folder(tmp_path / "out", [row(n) for n in range(10)], rejected=wrong)
    target = tmp_path / "x" / "x.parquet"
    assert export(made, to="trl-sft", path=target).n == 10
    before = target.read_bytes()
    (made / "data" / "all" / "train-00001.parquet").write_bytes(b"PAR1 cut short")
    for to in ("trl-sft", "dpo", "verl"):
        with pytest.raises(StorageError, match="train-00001"):
            export(made, to=to, path=target, overwrite=True)
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    made = folder(tmp_path / "out", [row()])
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match=r"x\.jsonl cannot be written: .*another -o"):
        export(made, to="dpo", path=tmp_path / "file" / "x.jsonl")


def test_no_more_than_a_batch_of_rows_is_in_memory(tmp_path):
    class Row(dict):
        pass

    made: list[weakref.ref[Row]] = []
    most = 0

    def rows():
        nonlocal most
        for number in range(5 * ROW_GROUP):
            row = Row(text=str(number))
            made.append(weakref.ref(row))
            if number % 100 == 0:
                most = max(most, sum(ref() is not None for ref in made))
            yield row

    assert write(tmp_path / "x.parquet", pa.schema([("text", S)]), rows()) == 5 * ROW_GROUP
    assert most <= 2 * ROW_GROUP + 1


def test_keywords_and_flags_are_the_same():
    flags = {param.name for param in command.params}
    assert flags == set(inspect.signature(package.export).parameters)


def test_what_reads_the_file_holds_for_any_name(tmp_path):
    made, target = folder(tmp_path / "out", [row()]), tmp_path / 'it\'s "mine": #1.jsonl'
    python = export(made, to="trl-sft", path=target).use
    assert eval(
        python,
        {
            "SFTTrainer": lambda model, train_dataset: train_dataset,
            "model": None,
            "load_dataset": lambda kind, **given: given,
        },
    ) == {"data_files": str(target), "split": "train"}
    read = yaml.safe_load(export(made, to="axolotl", path=target, overwrite=True).use)
    assert read["datasets"][0]["path"] == str(target)
    words = shlex.split(export(made, to="openrlhf", path=target, overwrite=True).use)
    assert words[words.index("--data.prompt_dataset") + 1] == str(target)


def test_the_command_says_what_it_wrote_and_prints_what_reads_it(synth, out, tmp_path):
    done = synth("export", out, "--to", "axolotl", "-o", "x.jsonl", "-s", "negative")
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(done.stdout)["datasets"][0]["path"] == "x.jsonl"
    n = Contents(out).n("negative", "train")
    assert f"x.jsonl: {n} rows, train split of negative\n" in done.stderr
    assert synth("export", out, "--to", "axolotl", "-o", "x.jsonl").returncode == 2
    assert synth("export", out, "--to", "axolotl", "-o", "x.jsonl", "--overwrite").returncode == 0
    wrong = synth("export", out, "--to", "nobody", "-o", "y.jsonl")
    assert wrong.returncode == 2
    assert "llama-factory" in wrong.stderr
    assert synth("export", tmp_path, "--to", "dpo", "-o", "y.jsonl").returncode == 2
