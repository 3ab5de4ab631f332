"""How many tokens a text has: by words and signs, or by a real tokenizer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from synth.errors import UsageError

CountTokens = Callable[[str], int]
WORDS = "words"
_WORD = re.compile(r"\w+|[^\w\s]")


def count_words(text: str) -> int:
    """Words and signs."""
    return len(_WORD.findall(text))


def token_counter(name: str) -> CountTokens:
    """Counts tokens: "words" counts words and signs; else a tokenizer.json, or the name of one on the Hub.

    Special tokens are not counted. Raises UsageError for a tokenizer that cannot be loaded.
    """
    if name == WORDS:
        return count_words
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(name) if Path(name).is_file() else Tokenizer.from_pretrained(name)
    except Exception as error:  # tokenizers raises bare Exceptions
        raise UsageError(f"the tokenizer {name!r} is neither a tokenizer.json nor found on the Hub: {error}") from None
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
