"""The formats: what each is for, its rows, its schema, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from synth.exports import preference, rl, sft, verl
from synth.exports.dataset_info import Entry
from synth.exports.source import Row, Rows, Source

READ = 'load_dataset("{kind}", data_files={text}, split="train")'
_TRL = "{trainer}Trainer(model, train_dataset=" + READ + ")"
_AXOLOTL = """\
datasets:
  - path: {text}
    ds_type: {kind}
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content"""
_VERL = (
    "python -m verl.trainer.main_ppo data.train_files={word} data.prompt_key=prompt "
    "custom_reward_function.path=pkg://synth.integrations.verl custom_reward_function.name=compute_score"
)


@dataclass(frozen=True)
class Format:
    """`schema` may depend on the first row; `use` shows what reads the file, `{text}` or, in a shell, `{word}`.

    `takes_chat` says whether its texts may be messages; `entry` is how LLaMA-Factory reads it, `is_entered` whether
    that is written without being asked for.
    """

    about: str
    rows: Callable[[Source], Rows]
    schema: pa.Schema | Callable[[Row], pa.Schema]
    use: str
    takes_chat: bool = False
    entry: Entry | None = None
    is_entered: bool = False

    @property
    def is_imitated(self) -> bool:
        """Whether a trainer learns to write what the rows say."""
        return self.rows.__module__ == sft.__name__


FORMATS = {
    "trl-sft": Format(
        "TRL's SFTTrainer: prompt, completion",
        sft.prompt_completion,
        sft.PROMPT_COMPLETION,
        _TRL.replace("{trainer}", "SFT"),
        takes_chat=True,
    ),
    "trl-messages": Format(
        "TRL's SFTTrainer: messages", sft.conversation, sft.CONVERSATION, _TRL.replace("{trainer}", "SFT")
    ),
    "dpo": Format(
        "TRL's DPOTrainer: prompt, chosen, rejected",
        preference.dpo,
        preference.DPO,
        _TRL.replace("{trainer}", "DPO"),
        takes_chat=True,
        entry={"ranking": True, "columns": {name: name for name in preference.DPO.names}},
    ),
    "kto": Format(
        "TRL's KTOTrainer: prompt, completion, label",
        preference.kto,
        preference.KTO,
        _TRL.replace("{trainer}", "KTO"),
        takes_chat=True,
        entry={"columns": {"prompt": "prompt", "response": "completion", "kto_tag": "label"}},
    ),
    "grpo": Format(
        "TRL's GRPOTrainer: prompt, and what synth.reward scores by",
        rl.grpo,
        rl.GRPO,
        "GRPOTrainer(model, reward_funcs=synth.reward({task}), train_dataset=" + READ + ")",
        takes_chat=True,
    ),
    "open-r1": Format(
        "open-r1's grpo.py: prompt, solution, verification_info for code",
        rl.open_r1,
        rl.open_r1_schema,
        "python src/open_r1/grpo.py --dataset_name {folder} --dataset_prompt_column prompt",
    ),
    "verl": Format("verl, and TinyZero's ground truth for countdown", verl.rows, verl.schema, _VERL),
    "openrlhf": Format(
        "OpenRLHF: prompt, label, datasource",
        rl.openrlhf,
        rl.OPENRLHF,
        "python -m openrlhf.cli.train_ppo_ray --data.prompt_dataset {word} --data.input_key prompt "
        "--data.label_key label",
    ),
    "llama-factory": Format(
        "LLaMA-Factory: conversations, and the entry in dataset_info.json",
        sft.sharegpt,
        sft.SHAREGPT,
        "llamafactory-cli train stage=sft dataset={stem} dataset_dir={folder}",
        entry={"formatting": "sharegpt", "columns": {"messages": "conversations"}},
        is_entered=True,
    ),
    "alpaca": Format(
        "instruction, input, output, which most trainers read",
        sft.alpaca,
        sft.ALPACA,
        READ,
        entry={"columns": {"prompt": "instruction", "query": "input", "response": "output"}},
    ),
    "axolotl": Format("axolotl's type chat_template: messages", sft.conversation, sft.CONVERSATION, _AXOLOTL),
}
