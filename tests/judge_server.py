"""A model that annotates: it counts marked words, quotes them, and sometimes gives no answer. For tests."""

from __future__ import annotations

import re
from typing import Any

import orjson
from fault_server import Faults, FaultServer, text_of_message

from synth.annotate.evaluation import FIELDS, write

WORDS = {"verification": "CHECK", "backtracking": "BACK", "subgoal setting": "GOAL", "backward chaining": "FROM"}


def asked_of(body: dict[str, Any]) -> tuple[str, str]:
    """The kind of reasoning that is asked for ("" for an evaluation) and the response that is judged."""
    text = text_of_message(body["messages"][-1])
    response, _, question = text.split("<response>\n", 1)[1].rpartition("\n</response>")
    kind = re.search(r"What to count: ([a-z ]+)\.", question)
    return (kind[1] if kind else ""), response


def answer(body: dict[str, Any]) -> str:
    kind, response = asked_of(body)
    if "MUTE" in response:
        return "I would rather not say."
    if not kind:
        values = {name: field.kind == "bool" for name, field in FIELDS.items()}
        values |= {"complexity_score": 3, "efficiency": 4, "overall_quality": 5, "reasoning_direction": "forward"}
        values["self_correction"] = "BACK" in response
        return f"Here it is:\n```json\n{write(values)}\n```"
    found = re.findall(rf"{WORDS[kind]}\w*", response)
    quotes = "\n".join(f"<quote>{word}</quote>" for word in found)
    return f"First I thought <count>99</count>.\n{quotes}\n<count> {len(found)} </count>"


def judge_server(**faults: Any) -> FaultServer:
    return FaultServer(Faults(**faults), answer=answer)


def write_lines(path: Any, rows: list[dict[str, Any]]) -> Any:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path
