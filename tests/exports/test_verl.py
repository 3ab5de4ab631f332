"""verl's own dataset reads what was exported for it."""

from importlib.util import find_spec

import orjson
import pytest
from export_runs import folder, row
from tiny_model import tokenizer

from synth.api import execute
from synth.exports.export import export
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run

pytestmark = [
    pytest.mark.trainers,
    pytest.mark.skipif(not (find_spec("verl") and find_spec("torch")), reason="needs verl: pip install verl"),
    pytest.mark.filterwarnings("ignore"),
]


def dataset(path, tmp_path, texts):
    from omegaconf import OmegaConf
    from verl.utils.dataset.rl_dataset import RLHFDataset

    settings = OmegaConf.create({"cache_dir": str(tmp_path / "verl"), "filter_overlong_prompts_workers": 1})
    return RLHFDataset(str(path), tokenizer(texts), settings)


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_countdown_as_tiny_zero_has_it(tmp_path, ending):
    execute(Run("countdown", strategy=["negative"], n=20, out=str(tmp_path / "out")))
    done = export(tmp_path / "out", to="verl", path=tmp_path / f"x.{ending}")
    found = dataset(done.path, tmp_path, ["Make 1 out of the numbers"])
    assert len(found) == 20
    judge = configure(load_task("countdown"), {}).judge_line
    for made in (found[place] for place in range(20)):
        assert made["data_source"] == "countdown"
        assert made["raw_prompt"] == made["prompt"]
        assert [turn["role"] for turn in made["raw_prompt"]] == ["user"]
        assert made["index"] == made["extra_info"]["index"]
        truth, answer = made["reward_model"]["ground_truth"], made["extra_info"]["answer"]
        assert judge(truth, f"<answer>{answer}</answer>").status == "verified"
        assert judge({"problem": made["extra_info"]["problem"]}, f"<answer>{answer}</answer>").status == "verified"
    assert len({found[place]["index"] for place in range(20)}) == 20


def test_batches_of_other_tasks(tmp_path):
    from torch.utils.data import DataLoader
    from verl.utils.dataset.rl_dataset import collate_fn

    rows = [row(n, task="code", data={"tests": [f"assert f() == {n}"]}, answer=None) for n in range(4)]
    done = export(folder(tmp_path / "out", rows), to="verl", path=tmp_path / "x.parquet")
    found = dataset(done.path, tmp_path, ["Make 1."])
    batch = next(iter(DataLoader(found, batch_size=4, collate_fn=collate_fn)))
    truths = [orjson.loads(model["ground_truth"]) for model in batch["reward_model"]]
    assert truths == [{"tests": [f"assert f() == {n}"]} for n in range(4)]
