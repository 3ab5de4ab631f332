"""Training on one set at a fixed number of tokens, and the answers to what was held out."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import torch
from torch.nn.functional import cross_entropy, linear

from .judge import Judged, judge
from .model import LONGEST, Decoder, continued
from .sets import Puzzle, Set, Space
from .words import Encoded, asked

FEW = 5  # answers that stand beside the figures


class Plan(NamedTuple):
    """What is the same for all sets. `tokens` count prompts and completions, every time that a row is seen."""

    tokens: int = 2_000_000
    width: int = 96
    layers: int = 3
    batch: int = 1024  # tokens
    rate: float = 2e-3
    warm_up: int = 50  # batches
    decay: float = 0.05


class Result(NamedTuple):
    name: str
    seed: int
    rows: int
    rows_seen: int
    tokens: int
    tokens_a_row: float
    parameters: int
    loss: float
    seconds: float
    judged: Judged
    answers: list[str]  # problem and text

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "judged": self.judged._asdict(), "answers": self.answers[:FEW]}


def trial(
    data: Set, seed: int, plan: Plan, space: Space, held_out: Sequence[Puzzle], say: Callable[[str], None]
) -> Result:
    """Trains a model from scratch and judges its most likely answers."""
    torch.manual_seed(seed)
    encoded, start = Encoded(data.rows, LONGEST), perf_counter()
    if encoded.n_too_long:
        say(f"{data.name}: {encoded.n_too_long:,} rows of over {LONGEST} tokens are left out")
    model = Decoder(encoded.vocabulary.values, plan.width, plan.layers)
    optimizer = torch.optim.AdamW(_groups(model, plan.decay), plan.rate, betas=(0.9, 0.98))
    tokens, rows_seen, losses = 0, 0, list[float]()
    for step, group in enumerate(batches(encoded.rows, plan.batch, random.Random(seed))):
        share = tokens / plan.tokens
        for one in optimizer.param_groups:
            one["lr"] = plan.rate * min(1, (step + 1) / plan.warm_up) * (0.05 + 0.475 * (1 + math.cos(math.pi * share)))
        losses.append(_learn(model, optimizer, group))
        tokens += sum(len(row) for row, _ in group)
        rows_seen += len(group)
        if step % 250 == 0:
            took, recent = perf_counter() - start, losses[-250:]
            say(f"{data.name}, seed {seed}: {tokens:,} tokens, loss {sum(recent) / len(recent):.3f}, {took:.0f} s")
        if tokens >= plan.tokens:
            break
    prompts = [encoded.vocabulary.encode(asked(puzzle)) for puzzle in held_out]
    # Room for an answer that is longer than those it learnt from.
    told = continued(model, prompts, min(LONGEST, encoded.longest + encoded.longest // 4))
    texts = [encoded.vocabulary.decode(one) for one in told]
    n_parameters = sum(weights.numel() for weights in model.parameters())
    recent, took = losses[-250:], perf_counter() - start
    judged = judge(space, held_out, texts)
    return Result(
        data.name, seed, len(encoded.rows), rows_seen, tokens, encoded.tokens_a_row, n_parameters,
        sum(recent) / len(recent), took, judged, [f"{asked(p)} {t}" for p, t in zip(held_out, texts, strict=True)],
    )  # fmt: skip


def batches(
    rows: Sequence[tuple[list[int], int]], size: int, chance: random.Random
) -> Iterator[list[tuple[list[int], int]]]:
    """Groups of rows of about one length, of at most `size` tokens with their padding, for ever; in any round each once."""
    while True:
        order = chance.sample(rows, len(rows))
        for start in range(0, len(order), 2000):
            groups: list[list[tuple[list[int], int]]] = [[]]
            for row in sorted(order[start : start + 2000], key=lambda one: len(one[0])):
                if groups[-1] and (len(groups[-1]) + 1) * len(row[0]) > size:
                    groups.append([])
                groups[-1].append(row)
            chance.shuffle(groups)
            yield from groups


def _groups(model: Decoder, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices, none for embeddings, scales and biases."""
    decayed, others = [], []
    for name, weights in model.named_parameters():
        (decayed if weights.dim() > 1 and "embedding" not in name else others).append(weights)
    return [{"params": decayed, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def _learn(model: Decoder, optimizer: torch.optim.Optimizer, group: Sequence[tuple[list[int], int]]) -> float:
    """One step on the completions of a batch; returns its loss, in nats a token."""
    longest = max(len(row) for row, _ in group)
    tokens = torch.zeros(len(group), longest, dtype=torch.long)
    is_told = torch.zeros(len(group), longest - 1, dtype=torch.bool)
    for place, (row, n_prompt) in enumerate(group):
        tokens[place, : len(row)] = torch.tensor(row)
        is_told[place, n_prompt - 1 : len(row) - 1] = True
    table = model.table()
    hidden, _ = model(tokens[:, :-1], table)
    loss = cross_entropy(linear(hidden[is_told], table), tokens[:, 1:][is_told])
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()
