"""Mutations: text and program change together, and every answer is computed."""

import pytest
from gsm8k import GSM8K, own_rows, proposals
from synth.tasks._programs.mutations import MUTATIONS
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import read
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.view import view

from synth.api import execute
from synth.draw import Draw
from synth.errors import UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run
from synth.strategy import parse

OWN = own_rows(60)


def mutate(*names, **options):
    return configure(load_task("mutate"), {"mutation": names, **options})


def made(name, rows=OWN):
    """(seed, problem) wherever the mutation works out."""
    return [
        (read_seed(rows[place]), found) for place, found in proposals(mutate(name), rows) if not isinstance(found, str)
    ]


def numbers(text):
    return [mention.value for mention in mentions(text)]


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.parametrize("rows", [OWN, GSM8K], ids=["own", "gsm8k"])
def test_every_mutation_works_on_most_seeds_and_is_solved_and_proved(name, rows):
    task = mutate(name)
    found = made(name, rows)
    able = [row for row in rows if read_seed(row).program and read_seed(row).free]
    assert len(found) >= 0.7 * len(able)
    for seed, problem in found:
        assert problem.parents == (seed.id,)
        assert task.meta(problem) == {"level": MUTATIONS[name][0], "mutation": name, "certificate": "program"}
        assert view(problem.program).answer == problem.answer
        text = task.solve(problem, parse("negative"), Draw(0, 1)).text
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("negative")).first_false is None


def test_new_values_change_numbers_and_answer_and_nothing_else():
    for seed, problem in made("new-values"):
        assert problem.answer != seed.answer
        assert len(numbers(problem.question)) == len(numbers(seed.question))
        assert [s["op"] for s in problem.program["steps"]] == [s.op for s in seed.program.steps]
        before, after = (sorted(values.values()) for values in (seed.program.values(), read(problem.program).values()))
        # No half eggs, nobody owes eggs.
        assert [value > 0 for value in before] == [value > 0 for value in after]


def test_what_is_overwritten_is_stated_and_not_used():
    for seed, problem in made("overwritten-value"):
        program = read(problem.program)
        idle = [leaf for leaf in program.leaves if leaf.at and leaf.name not in program.used()]
        assert idle
        assert problem.answer != seed.answer
        assert len(numbers(problem.question)) >= len(numbers(seed.question)) + 1


def test_useless_info_leaves_the_answer():
    for seed, problem in made("useless-info"):
        assert problem.answer == seed.answer
        assert len(problem.question) > len(seed.question)


def test_a_dependence_and_a_proxy_add_a_step():
    for name in ("dependence", "proxy-step"):
        for seed, problem in made(name):
            assert (
                len(view(problem.program).steps)
                == len([s for s in seed.program.steps if s.name in seed.program.used()]) + 1
            )
            assert problem.answer != seed.answer


def test_the_counterfactual_answer_is_that_of_the_other_world():
    for seed, problem in made("counterfactual"):
        assert problem.answer != seed.answer
        assert any(word in problem.question for word in ("suppose", "Imagine"))


def test_two_worlds_differ_by_what_is_said():
    for _, problem in made("bi-counterfactual"):
        assert view(problem.program).steps[-1][1] == "-"
        assert float(problem.answer) > 0


def test_conditions_hold_and_fail():
    held = set()
    for _, problem in made("conditional"):
        found = view(problem.program)
        a, b = (found.values[name] for name in found.steps[-1][2][:2])
        held.add(a > b)
        assert a != b
    assert held == {True, False}


def test_mutations_are_chained_and_repeated():
    chain = "proxy-step+proxy-step+useless-info"
    for seed, problem in made(chain):
        assert len(view(problem.program).steps) >= 2 + 1
        assert problem.data["level"] == "imagine"
        assert problem.parents == (seed.id,)
    task = mutate("new-values", "observe", variants=3)
    assert task.rounds == 6
    assert {found.data["level"] for _, found in proposals(task, OWN, round=1)} == {"observe"}
    first, third = ([found for _, found in proposals(task, OWN, round=r)] for r in (0, 2))
    assert first != third


def test_long_chains_of_proxies_reach_twenty_steps():
    # Synthesis by Design goes to 21 steps.
    task = mutate("+".join(["proxy-step"] * 5))
    deep = [found for _, found in proposals(task, own_rows(20, steps="12")) if not isinstance(found, str)]
    assert any(task.difficulty(problem)["steps"] >= 17 for problem in deep)


def test_an_unknown_mutation_is_an_error_that_lists_them():
    with pytest.raises(UsageError, match="there is no 'new'; there are observe, new-values"):
        mutate("new")


def test_a_mutated_problem_is_a_seed_again(tmp_path):
    from gsm8k import EXCERPT

    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    execute(
        Run(
            "mutate",
            strategy=("negative",),
            seeds=str(EXCERPT),
            out=first,
            options={"mutation": "conditional,new-values"},
        )
    )
    shard = str(tmp_path / "first/data/negative/train-00000.parquet")
    execute(Run("mutate", strategy=("verify",), seeds=shard, out=second, options={"mutation": ("proxy-step",)}))
    import pyarrow.parquet as pq

    before, after = (
        pq.read_table(f"{out}/data/{s}/train-00000.parquet").to_pylist()
        for out, s in ((first, "negative"), (second, "verify"))
    )
    assert len(after) >= 0.9 * len(before) > 50
    assert {row["parents"][0] for row in after} <= {row["problem_id"] for row in before}
    assert {row["verdict"]["method"] for row in after} == {"program"}
