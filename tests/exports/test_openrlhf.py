"""OpenRLHF's own dataset reads what was exported for it."""

from importlib.util import find_spec
from types import SimpleNamespace

import orjson
import pytest
from export_runs import folder, row
from tiny_model import tokenizer

from synth.exports.export import export
from synth.options import configure
from synth.plugins import load_task

pytestmark = [
    pytest.mark.trainers,
    # Its dataset needs nothing of what it cannot install without a GPU.
    pytest.mark.skipif(
        not (find_spec("openrlhf") and find_spec("torch")), reason="needs openrlhf: pip install --no-deps openrlhf"
    ),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
@pytest.mark.parametrize("is_chat", [False, True])
def test_prompts_labels_and_data_sources_arrive(tmp_path, ending, is_chat):
    from openrlhf.datasets.prompts_dataset import PromptDataset
    from openrlhf.datasets.utils import blending_datasets

    done = export(folder(tmp_path / "out", [row(n) for n in range(5)]), to="openrlhf", path=tmp_path / f"x.{ending}")
    asked = SimpleNamespace(input_key="prompt", label_key="label", apply_chat_template=is_chat)
    strategy = SimpleNamespace(
        args=SimpleNamespace(data=asked, use_ms=False), is_rank_0=lambda: False, print=lambda *words: None
    )
    rows = blending_datasets(str(done.path), None, strategy)
    found = PromptDataset(rows, tokenizer(["Make 1."]), strategy)
    judge = configure(load_task("countdown"), {}).judge_line
    for number in range(5):
        source, prompt, label, _ = found[number]
        assert source == "countdown"
        text = row(number)["prompt"]
        assert prompt == (f"[user] {text} [eos] [assistant] " if is_chat else text)
        scored = orjson.loads(label)
        assert scored["task"] == "countdown"
        assert judge(scored, f"<answer>{scored['answer']}</answer>").status == "verified"
