"""A model that retells: word for word at its best, with a fault of one kind where it is told to. For tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fault_server import Faults, FaultServer, text_of_message

EQUATION = re.compile(r"\d+ ?[-+*/×÷−] ?\d+ ?= ?\d+")


def _number(text: str) -> str:
    found = list(EQUATION.finditer(text))[1]
    return f"{text[: found.end()]}0{text[found.end() :]}"


def _dropped(text: str) -> str:
    found = list(EQUATION.finditer(text))[1]
    return f"{text[: found.start()]}that{text[found.end() :]}"


def _swapped(text: str) -> str:
    first, second = list(EQUATION.finditer(text))[:2]
    return f"{text[: first.start()]}{second[0]}{text[first.end() : second.start()]}{first[0]}{text[second.end() :]}"


# Kinds of bad retellings, each with what the fault says of it.
BAD: dict[str, tuple[Callable[[str], str], str]] = {
    "a number changed": (_number, "is due"),
    "an equation left out": (_dropped, "is due"),
    "two equations exchanged": (_swapped, "is due"),
    "a high result called low": (lambda text: text.replace(" > ", " < ", 1), "it does not say that it is above"),
    "a verdict left out": (lambda text: re.sub(r" > \d+[^.]*\.", ".", text, count=1), "it does not say that it is above"),
    "a return added": (lambda text: text.replace(". ", ". So I go back to the start. ", 1), "it goes back"),
    "a fact added": (lambda text: f"{text} By the way, 7 is prime.", "'prime' claims that a number is prime"),
    "a number added": (lambda text: text.replace(". ", ". I think of 9999. ", 1), "the number 9999 is not"),
    "code": (lambda text: f"```\n{text}\n```", "no tags, no headings, no code"),
    "another answer": (lambda text: f"{text}\n<answer>1 + 1</answer>", "no tags, no headings, no code"),
    "far too long": (lambda text: text + " I think about it once more." * 200, "more than 2.5"),
    "nothing": (lambda text: "", "it is empty"),
}  # fmt: skip


def reasoning(body: dict[str, Any]) -> str:
    """What a request asks to be retold."""
    text = text_of_message(body["messages"][-1])
    return text.split("<reasoning>\n", 1)[1].split("\n</reasoning>", 1)[0]


def fault(body: dict[str, Any]) -> str:
    """The fault that a request comes back with; "" for the first one."""
    found = re.search(r"^This was turned down: (.*)\.$", text_of_message(body["messages"][-1]), re.MULTILINE)
    return found[1] if found else ""


def said(text: str) -> str:
    return f"<think>I say it in my way.</think>Here it is.\n<retelling>\n{text}\n</retelling>"


def reteller(kind: str = "", always: bool = False, **faults: Any) -> FaultServer:
    """A server whose first answer to a trace has a fault of the kind, or all of them: a function of the request."""

    def answer(body: dict[str, Any]) -> str:
        text = reasoning(body)
        is_bad = kind and (always or not fault(body))
        return said(BAD[kind][0](text) if is_bad else f"Okay.\n{text}")

    return FaultServer(Faults(**faults), answer=answer)
