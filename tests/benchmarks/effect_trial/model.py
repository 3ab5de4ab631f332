"""A tiny decoder for rows of arithmetic: its embedding of a number is learnt, and told its value besides."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from .words import END

LONGEST = 1024  # tokens of a row, prompt included
_PERIODS = (2, 3, 5, 7, 10, 20, 50, 100, 200, 500)
_EMBEDDING_SCALE = 5.0  # embeddings start small; the residual stream should not
Cache = list[tuple[Tensor, Tensor]]


def features(values: Sequence[int]) -> Tensor:
    """What tells a number's value: sines and cosines of a few periods, and its size; zeros for what is no number."""
    value = torch.tensor(values, dtype=torch.float)[:, None]
    turns = 2 * math.pi * value / torch.tensor(_PERIODS)
    told = torch.cat([turns.sin(), turns.cos(), value / 50, value / 400, value.clamp(min=0).log1p() / 3], dim=1)
    return told * (value >= 0)


class Block(nn.Module):
    """Attention with rotary positions (Su et al. 2021, arXiv:2104.09864), then a layer of four times the width."""

    def __init__(self, width: int, heads: int, layers: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_layer = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        for last in (self.out, self.down):
            nn.init.normal_(last.weight, std=0.02 / math.sqrt(2 * layers))

    def forward(self, x: Tensor, turn: Tensor, past: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Cache]:
        rows, length, width = x.shape
        split = self.query_key_value(self.before_attention(x)).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        query, key = rotated(query, turn), rotated(key, turn)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        # With a past there is one new token, which sees all of it.
        mixed = scaled_dot_product_attention(query, key, value, is_causal=past is None)
        x = x + self.out(mixed.transpose(1, 2).reshape(rows, length, width))
        return x + self.down(gelu(self.up(self.before_layer(x)))), [(key, value)]


def rotated(x: Tensor, turn: Tensor) -> Tensor:
    """Pairs (i, i + half) of a head turned by their position's angles; `turn` holds cosines, then sines."""
    a, b = x.chunk(2, -1)
    cos, sin = turn
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


class Decoder(nn.Module):
    def __init__(self, values: Sequence[int], width: int, layers: int, heads: int = 4) -> None:
        """`values` are those of the vocabulary's tokens, -1 for what is no number."""
        super().__init__()
        self.embedding = nn.Embedding(len(values), width)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.register_buffer("features", features(values))
        self.of_value = nn.Linear(self.features.shape[1], width, bias=False)
        nn.init.normal_(self.of_value.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(width, heads, layers) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        half = width // heads // 2
        angles = torch.outer(torch.arange(float(LONGEST)), 10_000 ** (-torch.arange(half) / half))
        self.register_buffer("turns", torch.stack([angles.cos(), angles.sin()]))

    def table(self) -> Tensor:
        """The embeddings of all tokens, which are the output's weights, too."""
        return self.embedding.weight + self.of_value(self.features)

    def forward(self, tokens: Tensor, table: Tensor, past: Cache | None = None, at: int = 0) -> tuple[Tensor, Cache]:
        """The hidden states of tokens that begin at position `at`, and what the next ones need of them."""
        x = table[tokens] * _EMBEDDING_SCALE
        turn, kept = self.turns[:, at : at + tokens.shape[1]], Cache()
        for place, block in enumerate(self.blocks):
            x, own = block(x, turn, past[place] if past else None)
            kept += own
        return self.norm(x), kept


@torch.no_grad()
def continued(model: Decoder, prompts: Sequence[Sequence[int]], longest: int, at_once: int = 250) -> list[list[int]]:
    """The most likely continuation of prompts of one length, token by token, up to `longest` tokens with the prompt."""
    table, found = model.table(), []
    for start in range(0, len(prompts), at_once):
        tokens = torch.tensor(prompts[start : start + at_once])
        told: list[list[int]] = [[] for _ in tokens]
        live, length = list(range(len(tokens))), tokens.shape[1]
        hidden, past = model(tokens, table)
        while length < longest:
            following = (hidden[:, -1] @ table.T).argmax(-1)
            for place, token in zip(live, following.tolist(), strict=True):
                told[place].append(token)
            goes_on = following != END
            if not goes_on.all():
                live = [place for place, goes in zip(live, goes_on.tolist(), strict=True) if goes]
                following, past = following[goes_on], [(key[goes_on], value[goes_on]) for key, value in past]
            if not live:
                break
            hidden, past = model(following[:, None], table, past, length)
            length += 1
        found += told
    return found
