"""Texts as messages: a trainer then puts them into the model's chat template."""

from __future__ import annotations

import pyarrow as pa

from synth.exports.sft import MESSAGES, message
from synth.exports.source import Row

_ROLES = {"prompt": "user", "completion": "assistant", "chosen": "assistant", "rejected": "assistant"}


def as_chat(row: Row) -> Row:
    return {name: [message(_ROLES[name], value)] if name in _ROLES else value for name, value in row.items()}


def chat_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(field.name, MESSAGES if field.name in _ROLES else field.type) for field in schema])
