"""axolotl's own loader reads what was exported for it, by the YAML that the export prints."""

from importlib.util import find_spec

import pytest
import yaml
from datasets import load_dataset
from export_runs import folder, row
from tiny_model import tokenizer

from synth.exports.export import export

pytestmark = [
    pytest.mark.trainers,
    pytest.mark.skipif(
        not (find_spec("axolotl") and find_spec("torch") and find_spec("addict") and find_spec("colorama")),
        reason="needs axolotl: pip install --no-deps axolotl addict colorama",
    ),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_the_loss_is_on_the_answer_alone(tmp_path, ending):
    from axolotl.prompt_strategies.chat_template import load
    from axolotl.utils.dict import DictDefault
    from axolotl.utils.schemas.datasets import SFTDataset

    done = export(folder(tmp_path / "out", [row(n) for n in range(5)]), to="axolotl", path=tmp_path / f"x.{ending}")
    (asked,) = yaml.safe_load(done.use)["datasets"]
    checked = SFTDataset(**asked)
    assert checked.type == "chat_template"
    rows = load_dataset(checked.ds_type, data_files=checked.path, split="train", cache_dir=str(tmp_path / "cache"))
    words = tokenizer([row(n)[name] for n in range(5) for name in ("prompt", "completion")])
    settings = DictDefault({"sequence_len": 512, "train_on_inputs": False, "chat_template": "tokenizer_default"})
    strategy = load(words, settings, checked)
    for number in range(5):
        made = strategy.tokenize_prompt(rows[number])
        learnt = words.decode([token for token in made["labels"] if token >= 0])
        assert words.decode(made["input_ids"]).startswith("[user] Make")
        assert learnt.split("[eos]")[0].replace(" ", "") == "".join(row(number)["completion"].split())
