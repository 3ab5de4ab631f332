"""TRL's own trainers take a step on what was exported for them: a tiny random model, on the CPU."""

from importlib.util import find_spec

import pytest
from datasets import load_dataset
from export_runs import undecided_server
from model_runs import make
from tiny_model import model, tokenizer

from synth.api import execute
from synth.contents import Contents
from synth.exports.export import export
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run

pytestmark = [
    pytest.mark.trainers,
    pytest.mark.skipif(
        not (find_spec("trl") and find_spec("torch")), reason="needs trl and torch: pip install '.[trainers]'"
    ),
    # What they say of their own next versions.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    made = tmp_path_factory.mktemp("trl") / "out"
    execute(Run("countdown", strategy=["backtrack+verify", "negative"], n=12, out=str(made), options={"size": "3"}))
    return made


@pytest.fixture(scope="module")
def words(out):
    contents = Contents(out)
    return tokenizer(
        text
        for config in contents.configs
        for row in contents.rows(config, "train")
        for text in (row["prompt"], row["completion"])
    )


def trained(kind, out, to, words, tmp_path, ending="parquet", chat=False, **settings):
    """The trainer after two steps on an export."""
    import trl

    done = export(out, to=to, path=tmp_path / f"x.{ending}", chat=chat)
    rows = load_dataset(
        {"jsonl": "json"}.get(ending, ending),
        data_files=str(done.path),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    usual = {"max_steps": 2, "per_device_train_batch_size": 4, "logging_steps": 1, "save_strategy": "no"}
    usual |= {"use_cpu": True, "bf16": False, "report_to": [], "disable_tqdm": True}
    extra = settings.pop("extra", {})
    args = getattr(trl, f"{kind}Config")(output_dir=str(tmp_path / "trainer"), **usual, **settings)
    trainer = getattr(trl, f"{kind}Trainer")(
        model=model(words, tmp_path / "model"), args=args, train_dataset=rows, **extra
    )
    trainer.train()
    assert trainer.state.global_step == 2
    assert all(entry["loss"] == entry["loss"] for entry in trainer.state.log_history if "loss" in entry)
    return trainer


@pytest.mark.parametrize(
    ("to", "chat"), [("trl-sft", False), ("trl-sft", True), ("trl-messages", False), ("axolotl", False)]
)
def test_sft(out, words, tmp_path, to, chat):
    trainer = trained("SFT", out, to, words, tmp_path, chat=chat)
    batch = next(iter(trainer.get_train_dataloader()))
    text = words.decode(batch["input_ids"][0])
    assert "You may" in text
    if to == "trl-sft":  # the loss is on the completion alone
        learnt = words.decode([token for token in batch["labels"][0].tolist() if token >= 0])
        assert learnt.startswith("< think >")
        assert learnt.rstrip().endswith("< / answer > [eos]")


@pytest.mark.parametrize(("ending", "chat"), [("parquet", False), ("jsonl", True)])
def test_dpo(out, words, tmp_path, ending, chat):
    trained("DPO", out, "dpo", words, tmp_path, ending, chat, max_length=256)


@pytest.mark.parametrize("chat", [False, True])
def test_dpo_and_kto_on_right_and_wrong_answers(words, tmp_path, chat):
    with undecided_server() as served:
        made = make(tmp_path / "out", served, n=10, samples=2)
    trained("DPO", made, "dpo", words, tmp_path / "dpo", chat=chat, max_length=256)
    trained("KTO", made, "kto", words, tmp_path / "kto", chat=chat, max_length=256)


@pytest.mark.parametrize("chat", [False, True])
def test_grpo_hands_the_reward_what_our_verifier_needs(out, words, tmp_path, chat):
    judge = configure(load_task("countdown"), {}).judge_line
    seen = []

    def reward(completions, task, problem, answer, **others):
        found = []
        for completion, stated, reference in zip(completions, problem, answer, strict=True):
            text = completion if isinstance(completion, str) else completion[0]["content"]
            seen.append(judge({"problem": stated}, f"<answer>{reference}</answer>").status)
            found.append(judge({"problem": stated}, text).score)
        assert set(task) == {"countdown"}
        return found

    sizes = {"num_generations": 2, "max_completion_length": 8}
    trained("GRPO", out, "grpo", words, tmp_path, chat=chat, extra={"reward_funcs": reward}, **sizes)
    assert seen == ["verified"] * 8
