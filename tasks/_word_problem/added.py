"""Reads the lines of a family that say how a solution speaks of a step or a quantity."""

from __future__ import annotations

import re

from .parts import Act, Relation, wording

# Relations of a step, and how many quantities each names.
RELATIONS = {
    "rises": "no", "falls": "no", "steady": "no", "part of": "one", "rest of": "one", "base": "one",
    "between": "several", "inclusive": "no",
}  # fmt: skip
ADDED = re.compile(rf"(told|short|ask|per|ref|from|{'|'.join(RELATIONS)})(?: (.+))?")


def add(kind: str, text: str, act: Act) -> None:
    """A line that says how a solution speaks of what stands above it."""
    said = wording(text)
    if kind in ("ref", "from"):
        if not text or (act.ref if kind == "ref" else act.entry).text:
            raise ValueError(f"an act has one line {kind}, and words in it")
        act.ref, act.entry = (said, act.entry) if kind == "ref" else (act.ref, said)
    elif not act.in_turn:
        raise ValueError(f"{kind} stands under the step or the quantity that it speaks of")
    elif act.in_turn[-1] == "quantity":
        if kind not in ("per", "short") or not text:
            raise ValueError(f"under a quantity stand per NOUN and short NOUNS, not {kind}")
        given = act.given[-1]
        act.given[-1] = given._replace(per=said) if kind == "per" else given._replace(short=said)
    elif kind == "per":
        raise ValueError("per NOUN stands under a quantity")
    elif kind in ("told", "short", "ask"):
        made = act.made[-1]
        if not text or (kind != "told" and getattr(made, kind).text):
            raise ValueError(f"{kind} has no words, or stands there twice")
        if kind == "told":
            act.made[-1] = made._replace(told=(*made.told, said))
        else:
            act.made[-1] = made._replace(short=said) if kind == "short" else made._replace(ask=said)
    else:
        made = act.made[-1]
        act.made[-1] = made._replace(relations=(*made.relations, _relation(kind, text)))


def _relation(kind: str, text: str) -> Relation:
    words = text.split()
    n = {"no": 0, "one": 1, "several": len(words)}[RELATIONS[kind]]
    names = words[:n]
    if any(not re.fullmatch("[a-z]0?", name) for name in names) or len(names) < min(n, 2):
        raise ValueError(f"{kind} names {RELATIONS[kind]} of the quantities, by their letters")
    if ";" in text or ":" in text:
        raise ValueError(f"no ; or : in the words of {kind}")
    return Relation(kind, tuple(names), wording(" ".join(words[n:])))
