"""A tokenizer and a randomly initialised model of a few thousand weights, made on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

CHAT = (
    "{% for message in messages %}[{{ message['role'] }}] {{ message['content'] }} [eos] {% endfor %}"
    "{% if add_generation_prompt %}[assistant] {% endif %}"
)


def tokenizer(texts: Iterable[str]) -> Any:
    """Knows the words and signs of the texts, and has a chat template."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.WordLevel(unk_token="[unk]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[unk]", "[pad]", "[eos]", "[user]", "[assistant]", "[system]"]
    made.train_from_iterator(texts, trainers.WordLevelTrainer(special_tokens=special))
    return PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="[unk]", pad_token="[pad]", eos_token="[eos]", chat_template=CHAT
    )


def model(of: Any, folder: Path) -> str:
    """The folder of a causal language model for the words of a tokenizer."""
    from transformers import LlamaConfig, LlamaForCausalLM

    made = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(of),
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            num_key_value_heads=2,
            max_position_embeddings=1024,
            bos_token_id=None,
            eos_token_id=of.eos_token_id,
            pad_token_id=of.pad_token_id,
        )
    )
    made.save_pretrained(folder)
    of.save_pretrained(folder)
    return str(folder)
