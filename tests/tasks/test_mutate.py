"""Mutations: text and program change together, and every answer is computed."""

import re

import pytest
from gsm8k import GSM8K, own_rows, proposals
from synth.tasks._programs.asked import asked
from synth.tasks._programs.dimension import dimension
from synth.tasks._programs.distractors import fitting, known
from synth.tasks._programs.endings import endings
from synth.tasks._programs.facts import Facts, at_hand, is_near
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

OWN = own_rows(150)
SCENES = set("money paid people goods time distance length weight volume area age points energy".split())


def mutate(*names, **options):
    return configure(load_task("mutate"), {"mutation": names, **options})


def made(name, rows=OWN):
    """(seed, problem) wherever the mutation works out."""
    return [
        (read_seed(rows[place]), found) for place, found in proposals(mutate(name), rows) if not isinstance(found, str)
    ]


def numbers(text):
    return [mention.value for mention in mentions(text)]


# Of the seeds that carry a program with a number to be changed, how many are changed at least: the others have no unit,
# no clause or no question that the change would read well in.
FLOORS = {
    "new-values": (0.9, 0.9), "overwritten-value": (0.85, 0.5), "useless-info": (1, 1), "dependence": (0.02, 0),
    "conditional": (0.5, 0.3), "counterfactual": (0.6, 0.05), "bi-counterfactual": (0.5, 0.04), "proxy-step": (0.5, 0.3),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.parametrize("rows", [OWN, GSM8K], ids=["own", "gsm8k"])
def test_every_mutation_reads_as_part_of_the_story_and_is_solved_and_proved(name, rows):
    task = mutate(name)
    found = made(name, rows)
    able = [row for row in rows if read_seed(row).program and read_seed(row).free]
    assert len(found) >= FLOORS[name][rows is GSM8K] * len(able)
    for seed, problem in found:
        assert problem.parents == (seed.id,)
        assert task.meta(problem) == {"level": MUTATIONS[name][0], "mutation": name, "certificate": "program"}
        assert view(problem.program).answer == problem.answer
        assert problem.question.count("?") <= 1
        # No letter stands for a number, and nothing speaks of questions or answers.
        new = set(re.findall(r"\b[B-HJ-Z]\b|\b[Aa]nswers?\b|[Qq]uestions?:", problem.question))
        assert new <= set(re.findall(r"\b[B-HJ-Z]\b|\b[Aa]nswers?\b", seed.question))
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


def test_idle_facts_are_many_and_every_one_states_its_number_and_a_unit():
    facts = known()
    assert len(facts) >= 50
    assert len({fact.text for fact in facts}) == len(facts)
    for fact in facts:
        said = fact.text.format(n=fact.lo)
        assert [mention.value for mention in mentions(f"{said}.")] == [fact.lo]
        assert fact.lo < fact.hi
        assert fact.unit
        assert fact.words or fact.text in {one.text for one in facts if not one.words}


def test_an_idle_fact_fits_the_scene_and_is_of_nothing_that_the_problem_speaks_of():
    for row in OWN + GSM8K:
        seed = read_seed(row)
        if seed.program is None:
            continue
        for fact in fitting(seed.begun):
            words = set(re.findall("[a-z]+", seed.question.casefold()))
            assert not fact.words or words & fact.forms
            assert fact.unit not in words
    for seed, problem in made("useless-info"):
        added = [leaf for leaf in problem.program["leaves"] if leaf["name"].startswith("u")]
        assert len(added) == 1
        assert added[0]["unit"] not in seed.question


def test_a_dependence_and_a_proxy_add_a_step():
    for name in ("dependence", "proxy-step"):
        for seed, problem in made(name):
            assert (
                len(view(problem.program).steps)
                == len([s for s in seed.program.steps if s.name in seed.program.used()]) + 1
            )
            assert problem.answer != seed.answer


def test_a_dependence_is_between_numbers_of_one_kind_and_of_like_size_and_said_in_place():
    found = made("dependence", own_rows(400))
    assert found
    for seed, problem in found:
        values = read(problem.program).values()
        step = next(step for step in problem.program["steps"] if step["name"].startswith("e"))
        assert is_near(values[step["name"]], values[step["args"][0]])
        leaves = {leaf["name"]: leaf for leaf in problem.program["leaves"]}
        assert leaves[step["args"][0]]["unit"] == leaves[step["args"][1]]["unit"]
        assert re.search(r" (?:more|less|fewer) .*than ", problem.question)
        # No sentence was added.
        assert len(re.split(r"[.?] ", problem.question)) == len(re.split(r"[.?] ", seed.question))


def test_a_proxy_shares_or_takes_a_fee_or_asks_in_another_unit():
    ops = {problem.program["steps"][-1]["op"] for _, problem in made("proxy-step")}
    assert ops == {"/", "-", "*"}


def test_the_counterfactual_answer_is_that_of_the_other_world():
    for seed, problem in made("counterfactual") + made("counterfactual", GSM8K):
        assert problem.answer != seed.answer
        asked = re.split(r"(?<=\.) ", problem.question)[-1]
        assert asked.startswith("If ")
        assert " instead of " in asked
        assert " would " in asked or " could " in asked
        # The story itself is as it was.
        assert len(numbers(problem.question)) >= len(numbers(seed.question)) + 2


@pytest.mark.parametrize(
    ("sentence", "world"),
    [
        ("Yusuf packs 25 boxes an hour.", "If Yusuf packed {} boxes an hour instead of 25,"),
        ("Each box costs $25.", "If each box cost ${} instead of $25,"),
        ("There are 25 boxes on a cart.", "If there were {} boxes on a cart instead of 25,"),
        ("Ducks need 25 seeds a day.", "If ducks needed {} seeds a day instead of 25,"),
    ],
)
def test_a_simple_sentence_is_told_of_another_world(sentence, world):
    row = {
        "question": f"{sentence} A day has 4 such things. How many does Yusuf have left?",
        "answer": "4*25=<<4*25=100>>100\n#### 100",
    }
    row["question"] = row["question"].replace("How many does", "How many things does")
    (found,) = [found for _, found in proposals(mutate("counterfactual"), [row])]
    value = next(leaf["value"] for leaf in found.program["leaves"] if leaf["name"].startswith("o"))
    assert f"{world.format(value)} how many things would Yusuf have left?" in found.question


def test_two_worlds_differ_by_what_is_said():
    for _, problem in made("bi-counterfactual"):
        assert view(problem.program).steps[-1][1] == "-"
        assert float(problem.answer) > 0
        assert re.search(r"how (?:many|much) (?:more|fewer|less) ", problem.question)


def test_conditions_hold_and_fail():
    held = set()
    for _, problem in made("conditional"):
        found = view(problem.program)
        a, b = (found.values[name] for name in found.steps[-1][2][:2])
        held.add(a > b)
        assert a != b
    assert held == {True, False}


@pytest.mark.parametrize(
    ("ref", "of", "scene", "hand"),
    [
        ("the money that Mia has left", "dollars", "money", True), ("what Mia pays", "dollars", "paid", False),
        ("the money Mia saves by walking", "dollars", "", False), ("the eggs that are left", "eggs", "goods", True),
        ("the eggs Mia sold", "eggs", "goods", False), ("the buses that are full", "buses", "", True),
        ("Mia's total", "kilograms", "weight", False), ("the pupils on the list", "pupils", "people", True),
        ("the age of Mia's aunt", "years", "age", False), ("the hours Mia works", "hours", "time", False),
        ("the cents that are there", "cents", "", True), ("the tiles that are needed", "tiles", "goods", False),
        ("the money each of them gets", "dollars", "money", False),
    ],
)  # fmt: skip
def test_what_can_happen_to_a_result_follows_from_what_it_is(ref, of, scene, hand):
    found = Facts(dimension(of), ref, None)
    assert found.scene == scene
    assert at_hand(ref) == hand


def test_every_ending_has_a_class_and_states_no_number_of_its_own():
    kinds = {kind for kind, _ in endings()}
    assert kinds == {"max", "min", "limit", "more", "less", "share", "fee"}
    for (kind, scene), found in endings().items():
        assert scene in SCENES
        for ending in found:
            words = {"a": "it", "b": "that", "unit": "eggs", "who": "Mia", "k": "KK", "p": "PP"}
            said, asks = ending.said.format(**words), ending.asks.format(**words)
            assert not mentions(f"{said} {asks}"), said
            assert said.endswith(".")
            assert asks.endswith("?")
            assert asked(asks) is not None, asks
            assert ("{k}" in ending.said) == (kind in ("limit", "more", "less")), said
            assert ("{p}" in ending.said) == (kind in ("more", "less", "share", "fee")), said
            assert ("{b}" in ending.said) == (kind in ("max", "min", "limit")), said


def test_nobody_gets_more_of_what_he_is_to_compare_with():
    for clumsy in ("another 3 more", "her 3 fewer", "of 3 fewer", " 1 more ", "In 3 fewer"):
        for _, problem in made("dependence", own_rows(400)):
            assert not re.search(clumsy.replace("3", "[0-9]+"), problem.question)


def test_what_has_no_unit_or_no_clause_is_refused_with_the_reason():
    row = {
        "question": "A train goes at 40 miles per hour. It is 15 miles per hour slower than a car. How fast is the car?",
        "answer": "40+15=<<40+15=55>>55\n#### 55",
    }
    for name, said in (
        ("conditional", "has no name"), ("proxy-step", "has no name"),
        ("counterfactual", "cannot be asked of another world"), ("dependence", "in its place"),
    ):  # fmt: skip
        (why,) = [found for _, found in proposals(mutate(name), [row])]
        assert why.startswith(f"{name}, ")
        assert said in why


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


def test_chains_of_proxies_go_on_until_the_story_would_repeat_itself():
    # Synthesis by Design goes to 21 steps; families have up to 12.
    task = mutate("+".join(["proxy-step"] * 3))
    deep = [found for _, found in proposals(task, own_rows(150, steps="12")) if not isinstance(found, str)]
    assert any(task.difficulty(problem)["steps"] >= 15 for problem in deep)
    for problem in deep:
        told = re.split(r"(?<=\.) ", problem.question)
        assert len({re.sub("[0-9]+", "", sentence) for sentence in told[-4:]}) == min(4, len(told))


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
    assert len(after) >= 0.2 * len(before) > 8
    assert {row["parents"][0] for row in after} <= {row["problem_id"] for row in before}
    assert {row["verdict"]["method"] for row in after} == {"program"}
