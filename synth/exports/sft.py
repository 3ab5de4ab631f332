"""Formats for supervised fine-tuning: a row for every row in `data/` that is worth imitating."""

from __future__ import annotations

import pyarrow as pa

from synth.exports.source import Rows, Source

MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
_TURNS = pa.list_(pa.struct([("from", pa.string()), ("value", pa.string())]))

PROMPT_COMPLETION = pa.schema([("prompt", pa.string()), ("completion", pa.string())])
CONVERSATION = pa.schema([("messages", MESSAGES)])
ALPACA = pa.schema([("instruction", pa.string()), ("input", pa.string()), ("output", pa.string())])
SHAREGPT = pa.schema([("conversations", _TURNS)])


def message(role: str, content: str) -> dict[str, str]:
    """A turn of a conversation; its template says where it ends, so no newline does."""
    return {"role": role, "content": content.rstrip("\n")}


def prompt_completion(source: Source) -> Rows:
    return ({"prompt": row["prompt"], "completion": row["completion"]} for row in _rows(source))


def conversation(source: Source) -> Rows:
    for row in _rows(source):
        yield {"messages": [message("user", row["prompt"]), message("assistant", row["completion"])]}


def alpaca(source: Source) -> Rows:
    for row in _rows(source):
        yield {"instruction": row["prompt"].rstrip("\n"), "input": "", "output": row["completion"]}


def sharegpt(source: Source) -> Rows:
    for row in _rows(source):
        turns = (("human", row["prompt"]), ("gpt", row["completion"]))
        yield {"conversations": [{"from": who, "value": said.rstrip("\n")} for who, said in turns]}


def _rows(source: Source) -> Rows:
    for config in source.configs:
        yield from source.worthy(config)
