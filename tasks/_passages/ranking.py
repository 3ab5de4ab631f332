"""Which passages are about a task: BM25 over their words, those that say the same left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from synth.errors import Reject, UsageError
from synth.extras import how_to_install

MAX_PASSAGE = 2048  # characters of a passage that a prompt gets, as in the paper
_COLUMNS = ("text", "passage", "content", "document", "question")
_SPACE = re.compile(r"\s+")


def passage_of(row: Mapping[str, Any]) -> str:
    """The text of a row, cut. Raises Reject."""
    text = next((row[name] for name in _COLUMNS if isinstance(row.get(name), str) and row[name].strip()), None)
    if text is None:
        raise Reject(f"no text in one of the columns {', '.join(_COLUMNS)}; the columns are {', '.join(map(str, row))}")
    return _SPACE.sub(" ", text).strip()[:MAX_PASSAGE]


def ranked(rows: Sequence[Mapping[str, Any]], keywords: Sequence[str]) -> list[int]:
    """The places of different passages, the most relevant first. Without keywords, in their order."""
    texts: dict[str, int] = {}
    for place in range(len(rows)):
        try:
            texts.setdefault(passage_of(rows[place]).casefold(), place)
        except Reject:
            continue
    places = list(texts.values())
    if not keywords or not places:
        return places
    try:
        import bm25s
    except ImportError:
        raise UsageError(f"passages are ranked with bm25s: {how_to_install('passages')}") from None
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)
    query = bm25s.tokenize(" ".join(keywords).casefold(), show_progress=False)
    found, _ = retriever.retrieve(query, k=len(places), show_progress=False)
    return [places[int(at)] for at in found[0]]
