"""Draws changed problems of GSM8K to be solved by hand, and joins the answers to what the tests keep.

    python tests/gsm8k_by_hand.py draw gsm8k_test.jsonl questions.jsonl answers.jsonl
    python tests/gsm8k_by_hand.py keep answers.jsonl solved.jsonl

`questions.jsonl` holds ids and texts alone, for whoever solves them; `answers.jsonl` what they were made of and what
the program says. `solved.jsonl` holds {"id", "answer"}; `keep` writes tests/data/gsm8k_by_hand.jsonl, with null where
nobody has solved a problem yet.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
from synth.tasks._programs.program import Program, told
from synth.tasks._programs.seed import read_seed

from synth.draw import Draw
from synth.errors import Reject
from synth.options import configure
from synth.plugins import load_task
from synth.task import Problem

RUN_SEED = 20261201
KEPT = Path(__file__).parent / "data" / "gsm8k_by_hand.jsonl"
N_VALUES = 150
OTHERS = ("overwritten-value", "dependence", "conditional", "counterfactual", "bi-counterfactual", "proxy-step")
MODES = ("sequential", "parallel", "conditional")
N_EACH = 6


def drawn(rows: list[dict]) -> Iterator[tuple[str, Problem, list[dict]]]:
    """(kind, problem, the rows it is made of): 150 of new values, 6 of each other mutation and each fusion."""
    kinds = [("mutate", {"mutation": ("new-values",)}, N_VALUES)]
    kinds += [("mutate", {"mutation": (name,)}, N_EACH) for name in OTHERS]
    kinds += [("fusion", {"mode": mode}, N_EACH) for mode in MODES]
    for name, options, n in kinds:
        task = configure(load_task(name), options)
        kind = f"{name} {next(iter(options.values()))}"
        pairing = task.pairing(rows)
        found = 0
        for place in Draw(RUN_SEED, 0, kind).shuffled(range(len(rows))):
            draw = Draw(RUN_SEED, place)
            draw.parents = [rows[other] for other in pairing(place, 0)]
            try:
                problem = task.propose(draw)
            except Reject:
                continue
            yield kind, problem, draw.parents
            found += 1
            if found == n:
                break


def written(path: str | Path, rows: list[dict]) -> None:
    Path(path).write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))


def read(path: str | Path) -> list[dict]:
    return [orjson.loads(line) for line in Path(path).read_bytes().splitlines()]


def changed(before: Program, after: dict) -> dict[str, str]:
    """The other values, by the places of the numbers in the question."""
    made = {leaf["name"]: leaf["value"] for leaf in after["leaves"]}
    return {
        str(leaf.at[0]): made[leaf.name] for leaf in before.leaves if leaf.at and made[leaf.name] != told(leaf.value)
    }


def draw(source: str, questions: str, answers: str) -> None:
    rows = read(source)
    of = {read_seed(row).id: (place, row) for place, row in enumerate(rows)}
    found = []
    for number, (kind, problem, _) in enumerate(drawn(rows)):
        parents = [of[id] for id in problem.parents]
        seeds = [{"place": place, "question": row["question"], "answer": row["answer"]} for place, row in parents]
        found.append(
            {"id": f"g{number:03d}", "kind": kind, "question": problem.question, "seeds": seeds,
             "values": changed(read_seed(parents[0][1]).program, problem.program) if number < N_VALUES else None,
             "program": problem.program, "computed": problem.answer}
        )  # fmt: skip
    written(answers, found)
    written(questions, [{"id": row["id"], "question": row["question"]} for row in found])
    print(f"{len(found)} problems")


def keep(answers: str, solved: str) -> None:
    by_hand = {row["id"]: row["answer"] for row in read(solved)} if Path(solved).exists() else {}
    rows = [{**row, "answer": by_hand.get(row["id"])} for row in read(answers)]
    for row in rows[:N_VALUES]:
        del row["program"]  # the test makes it anew
    for row in rows:
        del row["computed"]
    written(KEPT, rows)
    print(f"{len(rows)} problems, {sum(row['answer'] is not None for row in rows)} of them solved")


if __name__ == "__main__":
    {"draw": draw, "keep": keep}[sys.argv[1]](*sys.argv[2:])
