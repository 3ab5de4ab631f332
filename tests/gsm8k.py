"""An excerpt of GSM8K, and word problems, as rows that tasks take for seeds."""

from pathlib import Path

import orjson

from synth.draw import Draw
from synth.options import configure
from synth.plugins import load_task
from synth.task import Task

EXCERPT = Path(__file__).parent / "data" / "gsm8k_excerpt.jsonl"
GSM8K = [orjson.loads(line) for line in EXCERPT.read_bytes().splitlines()]


def own_rows(n: int, seed: int = 5, **options) -> list[dict]:
    """Rows of word_problem, as far as a seed needs them."""
    task = configure(load_task("word_problem"), options)
    found = []
    for index in range(n):
        problem = task.propose(Draw(seed, index))
        stated = {"question": problem.question, "data": problem.data, "program": problem.program}
        found.append({"problem_id": f"p{index}", "problem": orjson.dumps(stated).decode(), "answer": problem.answer})
    return found


def proposals(task: Task, rows: list[dict], round: int = 0):
    """(place, problem or the reason why there is none) of every seed."""
    from synth.errors import Reject

    pairing = task.pairing(rows)
    for place in range(len(rows)):
        draw = Draw(0, place + len(rows) * round)
        draw.round = round
        draw.parents = [rows[other] for other in pairing(place, round)]
        try:
            yield place, task.propose(draw)
        except Reject as why:
            yield place, str(why)
