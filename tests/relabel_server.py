"""A model that labels and rewrites: it counts marked words, and retells what stands behind "Q:", "T:" and "A:". For tests."""

from __future__ import annotations

import re
from typing import Any

from fault_server import Faults, FaultServer, text_of_message

WORDS = {"verification": "CHECK", "backtracking": "BACK", "subgoal setting": "GOAL", "backward chaining": "FROM"}


def document(n: int, *marks: str, words: int = 20) -> str:
    """A document whose reasoning holds the marks, and which is so long."""
    return f"Q: What is {n} + {n}?\nT: I add {n} to {n}. {' '.join(marks)}{' more' * words}\nA: {2 * n}\n"


def kind_of(body: dict[str, Any]) -> str:
    """`label`, `write` or `recheck`."""
    text = text_of_message(body["messages"][-1])
    if text.startswith("You will read a document, and tell it anew"):
        return "write"
    return "label" if "<document>" in text else "recheck"


def material(body: dict[str, Any]) -> str:
    tag = "response" if kind_of(body) == "recheck" else "document"
    text = text_of_message(body["messages"][-1])
    return text.split(f"<{tag}>\n", 1)[1].rpartition(f"\n</{tag}>")[0]


def answer(body: dict[str, Any]) -> str:
    """Words in the text steer it: MUTE answers nothing, STRAY adds a check at first, LOST always leaves out the marks."""
    kind, text = kind_of(body), material(body)
    asked = text_of_message(body["messages"][-1])
    if kind != "write":
        behavior = re.findall(r"What to count: ([a-z ]+)\.", asked)[-1]
        if "MUTE" in text and behavior == "verification":
            return "I would rather not say."
        return f"At first <count>99</count>, but: <count> {text.count(WORDS[behavior])} </count>"
    question, thoughts, found = re.search(r"Q: (.*)\nT: (.*)\nA: (.*)", text).groups()  # type: ignore[union-attr]
    if "LOST" in text:
        thoughts = re.sub("|".join(WORDS.values()), "", thoughts)
    if "STRAY" in text and "was turned down" not in asked:
        thoughts += " CHECK"
    return f"Here:\n<question>{question}</question>\n<thoughts>{thoughts}</thoughts>\n<solution>{found}</solution>"


def relabel_server(**faults: Any) -> FaultServer:
    return FaultServer(Faults(**faults), answer=answer)
