"""Rewriting of problems with programs, and evolution that keeps the answer."""

import asyncio
from dataclasses import replace

import orjson
import pytest
from fault_server import Faults, FaultServer, text_of_message
from gsm8k import own_rows, proposals
from model_runs import make, rows
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import read
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.view import view
from synth.tasks._rewrite.evolve import Thresholds, evolved, read_score

from synth.draw import Draw
from synth.errors import Reject, StoppedShort, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import parse

OWN = own_rows(60, steps="3-6")


def rewrite(direction, **options):
    return configure(load_task("rewrite"), {"direction": direction, **options})


FLOORS = {"harder": 0.5, "easier": 0.6}


def made(direction, **options):
    task = rewrite(direction, **options)
    found = [
        (read_seed(OWN[place]), problem) for place, problem in proposals(task, OWN) if not isinstance(problem, str)
    ]
    # What has no form that reads as part of the story is refused, and so is what has too few steps.
    assert len(found) >= FLOORS.get(direction, 0.8) * len(OWN)
    for seed, problem in found:
        assert problem.parents == (seed.id,)
        assert task.meta(problem) == {"direction": direction, "certificate": "program"}
        text = task.solve(problem, parse("verify"), Draw(0, 1)).text
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("verify")).first_false is None
    return found


def n_steps(problem):
    return len(view(problem.program).steps)


def n_needed(program):
    return len([step for step in program.steps if step.name in program.used()])


@pytest.mark.parametrize("amount", [1, 3])
def test_harder_takes_more_steps(amount):
    grown = [n_steps(problem) - n_needed(seed.program) for seed, problem in made("harder", amount=amount)]
    assert min(grown) >= 1
    assert max(grown) >= amount


@pytest.mark.parametrize("amount", [1, 2])
def test_easier_takes_fewer_steps_and_has_the_same_answer(amount):
    for seed, problem in made("easier", amount=amount):
        assert n_steps(problem) <= n_needed(seed.program) - amount
        assert problem.answer == seed.answer
        assert len(mentions(problem.question)) == len(mentions(seed.question)) + amount


def test_a_subproblem_asks_for_a_result_on_the_way():
    for seed, problem in made("subproblem"):
        assert n_steps(problem) < n_needed(seed.program)
        values = seed.program.values()
        assert read(problem.program).values()[problem.program["output"]] in [values[s.name] for s in seed.program.steps]


def test_varying_keeps_the_steps_and_changes_the_answer():
    for seed, problem in made("vary"):
        assert n_steps(problem) == n_needed(seed.program)
        assert problem.answer != seed.answer


def test_without_a_program_the_reason_is_told():
    task = rewrite("harder", by="program")
    draw = Draw(0, 0)
    draw.parents = [{"question": "Ann has 3 pens. How many?", "answer": "3"}]
    with pytest.raises(Reject, match="no program, since "):
        task.propose(draw)


# A model rewrites, and a vote decides.


def writer(body):
    text = text_of_message(body["messages"][-1])
    if "Write a harder one" in text:
        n = text.split("Ann has ")[1].split(" ")[0]
        return f"<problem>Ann has {n} pens, gives 1 away and buys 5. How many has she?</problem>"
    return "<think>so</think><answer>12</answer>"


def test_what_a_model_makes_harder_is_voted_on(tmp_path):
    seeds = tmp_path / "seeds.jsonl"
    lines = [{"question": f"Ann has {n} pens and buys 5. How many?", "answer": str(n + 5)} for n in range(5, 9)]
    seeds.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    with FaultServer(Faults(), answer=writer) as served:
        settings = {"seeds": str(seeds), "options": {"direction": "harder", "by": "model"}, "samples": 3}
        found = rows(make(tmp_path / "out", served, "rewrite", n=None, keep="agreed", **settings))
    assert len(found) == 4 * 3
    for row in found:
        assert row["verdict"]["method"] == "vote"
        assert orjson.loads(row["meta"])["certificate"] == "vote 3/3"
        assert row["answer"] is None


# SynthRL.


class Evolver:
    """Rollouts that are right `rates[problem]` times of 16; evolutions by number; a judge."""

    def __init__(self, rates, score=9):
        self.rates, self.score, self.n, self.seen = rates, score, 0, []

    async def __call__(self, template, values):
        self.seen.append((template, values))
        if template == "rewrite/evolve.jinja":
            self.n += 1
            return f"<problem>Evolved number {self.n} of the pens?</problem>"
        if template == "rewrite/judge.jinja":
            return f"Fine. <score>{self.score}</score>"
        number = self.n if "Evolved" in values["question"] else 0
        left = self.rates.setdefault(("left", number), self.rates.get(number, 0))
        self.rates["left", number] = left - 1
        return f"<answer>{27 if left > 0 else 5}</answer>"


SEED = read_seed({"question": "Ann has 12 pens and buys 15. How many?", "answer": "27"})


def evolve(rates, score=9, **limits):
    asker = Evolver(rates, score)
    draw = Draw(0, 0)
    draw.asker = asker
    return asyncio.run(evolved(SEED, draw, Thresholds(**limits))), asker


def test_the_hardest_evolution_that_keeps_the_answer_is_taken():
    problem, asker = evolve({0: 16, 1: 15, 2: 12, 3: 3, 4: 5, 5: 9}, evolutions=5)
    assert problem.question == "Evolved number 4 of the pens?"
    assert problem.data["evolution"] == {"seed": 16, "right": 5, "rollouts": 16, "score": 9}
    # Whoever evolves never sees the answer.
    assert not any("27" in str(values) for template, values in asker.seen if "evolve" in template)


@pytest.mark.parametrize(
    ("rates", "score", "why"),
    [
        ({0: 11, 1: 6}, 9, "11 of 16 rollouts solve the seed, fewer than 12"),
        ({0: 16, 1: 15, 2: 3}, 9, "none of 2 evolutions"),
        ({0: 16, 1: 6, 2: 6}, 7, "none of 2 evolutions"),
    ],
)
def test_the_thresholds_hold(rates, score, why):
    with pytest.raises(Reject, match=why):
        evolve(rates, score, evolutions=2)


@pytest.mark.parametrize("answer", ["yes", "No.", "1", "B", None])
def test_answers_that_can_be_guessed_are_no_seeds(answer):
    draw = Draw(0, 0)
    with pytest.raises(Reject, match=r"guessed|no answer"):
        asyncio.run(evolved(replace(SEED, answer=answer), draw, Thresholds()))


def test_an_evolved_row_is_evidence_and_says_so():
    task = rewrite("harder", preserve_answer=True)
    problem, _ = evolve({0: 16, 1: 5}, evolutions=1)
    kept = task.verify(problem, "<answer>27.0</answer>")
    lost = task.verify(problem, "<answer>28</answer>")
    assert (kept.status, kept.method) == ("unverified", "none")
    assert (lost.status, lost.method) == ("rejected", "vote")
    assert task.meta(problem)["certificate"] == "none"


@pytest.mark.parametrize(
    ("said", "score"), [("<score>8</score>", 8), ("<score> 10 </score> no, <score>3</score>", 3), ("8", -1), ("", -1)]
)
def test_a_score_is_the_last_that_was_given(said, score):
    assert read_score(said) == score


def test_preserving_the_answer_is_for_harder_alone():
    with pytest.raises(UsageError, match="--direction harder"):
        rewrite("easier", preserve_answer=True)


def test_a_run_that_gets_nothing_stops_short(tmp_path):
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_bytes(orjson.dumps({"question": "Ann has 3 pens. How many?", "answer": "3"}) + b"\n")
    with FaultServer(Faults(), answer=writer) as served:
        settings = {"seeds": str(seeds), "options": {"direction": "easier", "by": "program"}}
        with pytest.raises(StoppedShort):
            make(tmp_path / "out", served, "rewrite", n=3, **settings)
