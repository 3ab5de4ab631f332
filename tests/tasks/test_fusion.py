"""Fusion: two problems into one, certified by the program that the two make."""

import re
from fractions import Fraction

import orjson
import pyarrow.parquet as pq
import pytest
from fault_server import Faults, FaultServer, text_of_message
from gsm8k import GSM8K, own_rows, proposals
from model_runs import make, rows
from synth.tasks._fusion.labels import told_apart
from synth.tasks._fusion.surface import fault, placed
from synth.tasks._programs.marked import Changed, Marked
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.program import Leaf, Program, Step, read
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
MODES = ["sequential", "parallel", "conditional"]


def fusion(mode="sequential", **options):
    return configure(load_task("fusion"), {"mode": mode, **options})


def fused(mode, seeds=OWN, **options):
    """(the two seeds, problem) wherever a fusion works out."""
    by_id = {read_seed(row).id: read_seed(row) for row in seeds}
    return [
        ([by_id[parent] for parent in found.parents], found)
        for _, found in proposals(fusion(mode, **options), seeds)
        if not isinstance(found, str)
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seeds", [OWN, GSM8K], ids=["own", "gsm8k"])
def test_most_seeds_find_a_partner_and_the_fusion_is_solved_and_proved(mode, seeds):
    task, found = fusion(mode), fused(mode, seeds)
    able = [row for row in seeds if read_seed(row).program and read_seed(row).free]
    # An answer has to fit among the numbers of the other story: larger than what was less, smaller than what was more.
    assert len(found) >= (0.7 if seeds is GSM8K or mode == "sequential" else 0.85) * len(able)
    for (first, second), problem in found:
        assert first.id != second.id
        assert task.meta(problem) == {"mode": mode, "certificate": "program"}
        assert problem.question.count("?") <= 1
        text = task.solve(problem, parse("all"), Draw(0, 1)).text
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("all")).first_false is None


def test_a_sequential_fusion_needs_the_first_answer_and_does_not_tell_it():
    for (first, second), problem in fused("sequential"):
        assert problem.answer not in (first.answer, second.answer)
        program = read(problem.program)
        assert len(program.used()) > len(second.program.used())
        values = program.values()
        assert all(value > 0 for value in values.values())
        told = [mention.value for mention in mentions(problem.question)]
        # Everything but one number of the second is still there.
        left = [mention.value for mention in mentions(second.question)]
        missing = list(left)
        for value in told:
            if value in missing:
                missing.remove(value)
        assert len(missing) <= 1


def test_a_conditional_fusion_selects_and_never_combines():
    letters = set()
    for (first, second), problem in fused("conditional"):
        if problem.answer in "AB":
            letters.add(problem.answer)
        else:
            assert problem.answer in (first.answer, second.answer)
    assert letters == {"A", "B"}


def test_a_parallel_fusion_changes_inputs_and_needs_both():
    for (first, second), problem in fused("parallel"):
        found = view(problem.program)
        assert (
            len(found.steps)
            == sum(len([s for s in p.program.steps if s.name in p.program.used()]) for p in (first, second)) + 1
        )
        before = sorted(mention.value for seed in (first, second) for mention in mentions(seed.question))
        assert sorted(mention.value for mention in mentions(problem.question)) != before


def test_no_two_rounds_fuse_the_same_pair():
    task = fusion(pairs=4)
    assert task.rounds == 4
    pairing = task.pairing(OWN)
    for place in range(10):
        partners = [partner for round in range(4) for partner in pairing(place, round)[1:]]
        assert len(partners) == len(set(partners)) == 20
        assert place not in partners


def test_namesakes_become_different_people():
    for (first, second), problem in fused("parallel"):
        names = [read_seed_names(seed) for seed in (first, second)]
        for name in names[0] & names[1]:
            assert problem.question.count(f"{name} ") <= first.question.count(f"{name} ")


def read_seed_names(seed):
    from synth.tasks._word_problem.people import PEOPLE

    return {person.who for person in PEOPLE if f"{person.who} " in seed.question}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pairs": 30}, "pairs <= neighbours"),
        ({"min_similarity": 0.9, "max_similarity": 0.1}, "least is above"),
        ({"tries": 0}, "not within 1-20"),
    ],
)
def test_bad_options_say_what_is_allowed(options, said):
    with pytest.raises(UsageError, match=said):
        fusion(**options)


def test_a_window_and_a_gap_choose_the_partners():
    assert not fused("sequential", min_similarity=0.999)
    for (first, second), _ in fused("conditional", difficulty_gap="1-9"):
        assert len(first.program.steps) != len(second.program.steps)


# The surface of a text.

PROGRAM = Program(
    (Leaf("a", 5, "eggs", (0,)), Leaf("b", 3, "eggs", (1,)), Leaf("c", 4, "eggs", (2,))),
    (Step("s", "+", ("a", "b")), Step("t", "*", ("s", "c"))),
    "t",
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("With 5 eggs and three more in each of 4 nests, how many?", ""),
        ("With 5 eggs and three more in nests, how many?", "lacks the number 4"),
        ("With 5 eggs and three more, so 8, in each of 4 nests, how many?", "tells 8"),
        ("With 5 eggs, 3 more, 4 nests and 11 birds, how many?", "states 11"),
        ("Problem 1: 5 eggs and 3 more. In 4 nests, how many?", "problems it is made of"),
        ("5 eggs? 3 more? 4 nests? How many?", "4 questions"),
        ("5 eggs, 3 more, 4 nests.", "0 questions"),
        ("", "no text"),
        ("5 3 4 ?" + "x" * 7000, "characters"),
    ],
)
def test_a_text_is_held_against_the_program(text, said):
    found = fault(text, PROGRAM, [8, 32])
    assert said in found
    assert bool(found) == bool(said)
    if not found:
        assert [leaf.at for leaf in placed(text, PROGRAM).leaves] == [(0,), (1,), (2,)]


# With a model.


def wording(body):
    """Says the draft as it is, in one try with a fault; answers with the last number of the text."""
    text = text_of_message(body["messages"][-1])
    if "<draft>" not in text and "<second>" not in text:
        return "<think>so</think><answer>7</answer>"
    if "turned down" not in text:
        return "<problem>Nothing of the kind?</problem>"
    if "<draft>" in text:
        return f"<problem>{text.split('<draft>')[1].split('</draft>')[0].strip()} Thanks.</problem>"
    first, second = (text.split(f"<{part}>")[1].split(f"</{part}>")[0].strip() for part in ("first", "second"))
    return f"<problem>{first.rsplit('.', 1)[0]}. {second}</problem>"


def seeds_file(tmp_path, lines):
    path = tmp_path / "seeds.jsonl"
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return str(path)


def test_a_model_words_the_fusion_and_the_program_certifies_it(tmp_path):
    with FaultServer(Faults(), answer=wording) as served:
        out = make(tmp_path / "out", served, "fusion", n=None, keep="all", seeds=seeds_file(tmp_path, OWN[:16]))
    found = rows(out)
    assert len(found) >= 7
    for row in found:
        meta = orjson.loads(row["meta"])
        assert meta["certificate"] == "program"
        assert row["verdict"]["method"] == "program"
        assert "Thanks." in row["prompt"]
        assert len(row["parents"]) == 2


def test_without_programs_a_vote_decides_and_the_row_says_so(tmp_path):
    lines = [{"question": f"Ann has {n} pens in a box and {n + 2} in another. How many pens?"} for n in range(3, 9)]
    with FaultServer(Faults(), answer=wording) as served:
        settings = {"seeds": seeds_file(tmp_path, lines), "options": {"mode": "conditional"}}
        out = make(tmp_path / "out", served, "fusion", n=None, keep="agreed", samples=3, **settings)
    found = rows(out)
    assert found
    for row in found:
        assert (row["verdict"]["status"], row["verdict"]["method"]) == ("unverified", "vote")
        assert orjson.loads(row["meta"])["certificate"] == "vote 3/3"


def test_a_run_over_word_problems_needs_no_model(tmp_path):
    seeds = seeds_file(tmp_path, OWN)
    out = tmp_path / "out"
    execute(
        Run(
            "fusion",
            strategy=("verify",),
            seeds=seeds,
            out=str(out),
            workers=2,
            options={"mode": "sequential", "pairs": 2},
        )
    )
    table = pq.read_table(out / "data/verify/train-00000.parquet").to_pylist()
    assert len(table) >= 70
    assert len({tuple(row["parents"]) for row in table}) == len(table)
    alone = tmp_path / "alone"
    execute(
        Run("fusion", strategy=("verify",), seeds=seeds, out=str(alone), options={"mode": "sequential", "pairs": 2})
    )
    files = sorted(path.relative_to(out) for path in out.rglob("*.parquet"))
    assert [(out / path).read_bytes() for path in files] == [(alone / path).read_bytes() for path in files]


# Fusions of fusions.


def as_rows(problems):
    """Problems as the rows of a run, as far as a seed needs them."""
    found = []
    for place, problem in enumerate(problems):
        stated = {"question": problem.question, "data": problem.data, "program": problem.program}
        id = f"{place}:{'+'.join(problem.parents)}"
        found.append({"problem_id": id, "problem": orjson.dumps(stated).decode(), "answer": problem.answer})
    return found


def made_by(task, options, rows):
    return [found for _, found in proposals(configure(load_task(task), options), rows) if not isinstance(found, str)]


def evaluated(program):
    """A second evaluation, from the answer down, that shares nothing with the first: exact, and by names alone."""
    leaves = {leaf["name"]: Fraction(leaf["value"]) for leaf in program["leaves"]}
    steps = {step["name"]: step for step in program["steps"]}

    def value(name):
        if name in leaves:
            return leaves[name]
        args = [value(arg) for arg in steps[name]["args"]]
        op = steps[name]["op"]
        assert not op.startswith("arg") or args[0] != args[1], "neither of two equal answers is the larger"
        if op == "if>":
            return args[2] if args[0] > args[1] else args[3]
        if op.startswith("arg"):
            return "AB"[args.index(max(args) if op == "argmax" else min(args))]
        if op in ("max", "min"):
            return max(args) if op == "max" else min(args)
        left, right = args
        return {"+": left + right, "-": left - right, "*": left * right, "%": left * right / 100}.get(
            op
        ) or left / right

    return value(program["output"])


def same(answer, found):
    return answer == found if isinstance(found, str) else Fraction(answer) == found


@pytest.mark.parametrize("seeds", [OWN, GSM8K], ids=["own", "gsm8k"])
@pytest.mark.parametrize("mode", MODES)
def test_fusions_are_fused_again_three_deep(mode, seeds):
    rows, names = seeds, 0
    for depth in range(1, 4):
        problems = made_by("fusion", {"mode": mode}, rows)
        # What is lost: answers that fit nowhere, and, where they are to be fused again, choices, which are letters.
        able = [row for row in rows if read_seed(row).program and (mode == "conditional" or read_seed(row).free)]
        letters = [row for row in able if read_seed(row).answer in ("A", "B")]
        assert len(problems) >= 0.5 * (len(able) - len(letters))
        for problem in problems:
            assert same(problem.answer, evaluated(problem.program))
            quantities = problem.program["leaves"] + problem.program["steps"]
            stories = {one["name"].partition("_")[2] or "1" for one in quantities}
            assert len(stories) == 2**depth
            names = max(names, *[len(leaf["name"]) for leaf in problem.program["leaves"]])
            labels = re.findall(r"Question ([A-Z]):", problem.question)
            defined = re.findall(r"Let ([A-Z]) be|call it ([A-Z]):|the following ([A-Z]):", problem.question)
            letters_used = labels + ["".join(found) for found in defined]
            assert len(letters_used) == len(set(letters_used))
            assert problem.question.count("A first question:") <= 1
        task = configure(load_task("fusion"), {"mode": mode})
        for problem in problems[:10]:
            text = task.solve(problem, parse("all"), Draw(0, 1)).text
            assert task.verify(problem, text).status == "verified"
            assert task.check(problem, text, parse("all")).first_false is None
        rows = as_rows(problems)
    assert names <= len("n99_8")


CHANGES = {
    "mutate": ("mutate", {"mutation": ("new-values", "conditional", "bi-counterfactual")}),
    "sequential": ("fusion", {"mode": "sequential"}),
    "parallel": ("fusion", {"mode": "parallel"}),
    "conditional": ("fusion", {"mode": "conditional"}),
    "harder": ("rewrite", {"direction": "harder"}),
    "vary": ("rewrite", {"direction": "vary"}),
}


@pytest.mark.parametrize("second", CHANGES)
@pytest.mark.parametrize("first", CHANGES)
def test_what_one_task_makes_another_one_changes(first, second):
    rows = as_rows(made_by(*CHANGES[first], OWN))
    able = [row for row in rows if read_seed(row).answer not in ("A", "B")]
    problems = made_by(*CHANGES[second], rows)
    assert len(problems) >= 0.55 * len(able)
    for problem in problems:
        assert same(problem.answer, evaluated(problem.program))
        assert read(problem.program).answer() == problem.answer


def test_letters_and_labels_of_two_texts_are_told_apart():
    def changed(body, ask):
        return Changed(Marked(body, ask), PROGRAM)

    rule = "If the answer to A is greater than 9, the final answer is that to B; otherwise it is that to A."
    first = changed(
        f"Let T be the answer to this: x. Question A: a. Question B: b. {rule}", "What is the final answer?"
    )
    second = changed(
        "Let T be the answer to this: x. A first question: T less 1. A second question: b.",
        "What is the sum of the answers to both questions?",
    )
    a, b = told_apart(first, second)
    assert a.whole == (
        "Let T be the answer to this: x. Question C: a. Question D: b. If the answer to C is greater than 9, the final "
        "answer is that to D; otherwise it is that to C. What is the final answer?"
    )
    assert b.whole == (
        "Let G be the answer to this: x. Question E: G less 1. Question F: b. "
        "What is the sum of the answers to questions E and F?"
    )
