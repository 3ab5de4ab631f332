"""Fusion: two problems into one, certified by the program that the two make."""

import re
from fractions import Fraction

import orjson
import pyarrow.parquet as pq
import pytest
from fault_server import Faults, FaultServer, text_of_message
from gsm8k import GSM8K, own_rows, proposals
from model_runs import make, rows
from synth.tasks._fusion.surface import fault, placed
from synth.tasks._programs.facts import at_hand, begun, facts, inputs, is_near
from synth.tasks._programs.numerals import mentions
from synth.tasks._programs.persons import GENDER, people
from synth.tasks._programs.program import Leaf, Program, Step, read
from synth.tasks._programs.seed import read_seed
from synth.tasks._programs.stories import story_of
from synth.tasks._programs.view import view

from synth.api import execute
from synth.draw import Draw
from synth.errors import Refuse, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.request import Run
from synth.strategy import parse

OWN = own_rows(300)
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


# Of the seeds that carry a program with a number to be changed, how many are fused at least: the rest has no partner of
# its dimension and size, or no form that reads as one story.
FLOORS = {
    ("own", "sequential"): 0.06, ("own", "parallel"): 0.4, ("own", "conditional"): 0.35,
    ("gsm8k", "sequential"): 0, ("gsm8k", "parallel"): 0.05, ("gsm8k", "conditional"): 0.05,
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["own", "gsm8k"])
def test_what_fits_is_fused_as_one_story_that_is_solved_and_proved(mode, name):
    seeds = OWN if name == "own" else GSM8K
    task, found = fusion(mode), fused(mode, seeds)
    able = [row for row in seeds if read_seed(row).program and read_seed(row).free]
    assert len(found) >= FLOORS[name, mode] * len(able)
    solved = 0
    for (first, second), problem in found:
        assert first.id != second.id
        assert task.meta(problem) == {"mode": mode, "certificate": "program"}
        assert problem.question.index("?") == len(problem.question) - 1
        # No letter stands for a number, and nothing speaks of questions or answers.
        assert not re.search(r"\b[B-HJ-Z]\b|\b[Aa]nswers?\b|\b[Qq]uestions?:", problem.question)
        try:
            text = task.solve(problem, parse("all"), Draw(0, 1)).text
        except Refuse:  # subgoals and plans need names, which not all steps of others have
            continue
        solved += 1
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("all")).first_false is None
    assert solved >= (0.9 * len(found) if name == "own" else 0)


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


@pytest.mark.parametrize("mode", MODES)
def test_what_is_joined_is_of_one_dimension_and_of_like_size(mode):
    for (first, second), problem in fused(mode):
        program, known = read(problem.program), facts(begun(first))
        if mode == "sequential":
            stated = {leaf.value for leaf in program.leaves}
            gone = [(leaf, of) for leaf, of, _ in inputs(second) if leaf.value not in stated and of.fits(known.of)]
            assert not gone or any(is_near(leaf.value, first.result) for leaf, _ in gone)
        else:
            of = facts(begun(second)).of
            assert known.of.fits(of)
            values, last = program.values(), program.steps[-1]
            both = (last.args[0], last.args[2] if last.op == "if>" else last.args[1])
            assert is_near(*(values[name] for name in both))


def test_a_conditional_fusion_takes_one_of_the_two_results():
    ops = set()
    for (first, second), problem in fused("conditional"):
        ops.add(problem.program["steps"][-1]["op"])
        assert problem.answer in (first.answer, second.answer)
    assert ops == {"max", "min", "if>"}


def test_what_is_taken_does_not_exceed_the_bound_that_the_other_one_exceeds():
    bounds = [problem.program["steps"][-1] for _, problem in fused("conditional")]
    found = [(step, problem) for step, (_, problem) in zip(bounds, fused("conditional"), strict=True)]
    for step, problem in found:
        if step["op"] == "if>":
            values = read(problem.program).values()
            assert Fraction(problem.answer) <= values[step["args"][1]] or values[step["args"][0]] == Fraction(
                problem.answer
            )


def test_a_parallel_fusion_changes_inputs_and_needs_both():
    ops = set()
    for (first, second), problem in fused("parallel"):
        found = view(problem.program)
        ops.add(found.steps[-1][1])
        assert (
            len(found.steps)
            == sum(len([s for s in p.program.steps if s.name in p.program.used()]) for p in (first, second)) + 1
        )
        before = sorted(mention.value for seed in (first, second) for mention in mentions(seed.question))
        assert sorted(mention.value for mention in mentions(problem.question)) != before
    assert ops == {"+", "-"}


def test_no_two_rounds_fuse_the_same_pair():
    task = fusion(pairs=4, neighbours=20, mode="parallel")
    assert task.rounds == 4
    pairing = task.pairing(OWN)
    found = 0
    for place in range(30):
        partners = [partner for round in range(4) for partner in pairing(place, round)[1:]]
        assert len(partners) == len(set(partners)) <= 20
        assert place not in partners
        found += len(partners)
    assert found > 100


def test_people_of_two_stories_are_two_unless_one_goes_on_with_the_other():
    for (first, second), problem in fused("parallel"):
        ours, theirs = people(first.question), people(second.question)
        if "both days" not in problem.question:
            assert len(people(problem.question)) >= len(set(ours)) + len(set(theirs)) - 1


@pytest.mark.parametrize("mode", MODES)
def test_parts_share_a_person_a_day_or_the_people_know_one_another(mode):
    tied = re.compile(
        r"'s (?:friend|neighbor|cousin|colleague) |On the same day|Meanwhile|Later|Then |After that|both days|With |From "
    )
    for _, problem in fused(mode):
        names = people(problem.question)
        assert tied.search(problem.question) or len(names) == 1, problem.question


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
    assert not fused("parallel", min_similarity=0.999)
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
        settings = {"seeds": seeds_file(tmp_path, OWN[:40]), "options": {"mode": "conditional"}}
        out = make(tmp_path / "out", served, "fusion", n=None, keep="all", **settings)
    found = rows(out)
    # Where no form fits, the model words a draft.
    assert len(found) >= 15 > len(fused("conditional", OWN[:40]))
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
            options={"mode": "parallel", "pairs": 2},
        )
    )
    table = pq.read_table(out / "data/verify/train-00000.parquet").to_pylist()
    assert len(table) >= 70
    assert len({tuple(row["parents"]) for row in table}) == len(table)
    alone = tmp_path / "alone"
    execute(Run("fusion", strategy=("verify",), seeds=seeds, out=str(alone), options={"mode": "parallel", "pairs": 2}))
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


# How many of the rows that were made are fused once more at each depth, at least.
DEPTHS = {"parallel": (100, 60, 40), "conditional": (100, 40, 15)}


@pytest.mark.parametrize("mode", DEPTHS)
def test_fusions_are_fused_again_three_deep(mode):
    rows, names = OWN, 0
    for depth, least in enumerate(DEPTHS[mode], 1):
        problems = made_by("fusion", {"mode": mode}, rows)
        assert len(problems) >= least
        for problem in problems:
            assert same(problem.answer, evaluated(problem.program))
            quantities = problem.program["leaves"] + problem.program["steps"]
            # What joins stories has a name of no story.
            stories = {name.partition("_")[2] or "1" for one in quantities if story_of(name := one["name"])}
            assert len(stories) == 2**depth
            names = max(names, *[len(leaf["name"]) for leaf in problem.program["leaves"]])
            assert problem.question.count("?") == 1
        check_some(mode, problems)
        rows = as_rows(problems)
    assert names <= len("n99_8")


def check_some(mode, problems):
    task = fusion(mode)
    for problem in problems[:10]:
        text = task.solve(problem, parse("all"), Draw(0, 1)).text
        assert task.verify(problem, text).status == "verified"
        assert task.check(problem, text, parse("all")).first_false is None


CHAIN = """
family allowance
open money
  - {who} gets an allowance of ${a} a week and has saved all of it for {b} weeks.
  a $8-12 dollars: weekly allowance
  b 30-40 weeks: number of weeks of saving
  x = a * b dollars: money saved
  ref the money that {who} has saved
ask money
  - How many dollars does {who} have?

family trip
place the lakes | the coast | the mountains
open money
  - {who} goes on a trip to {place} with ${a} and spends ${b} on the ticket.
  a $250-500 dollars: money for the trip
  b $5-9 dollars: price of the ticket
  x = a - b dollars: money left after the ticket
  ref the money that {who} has left
  from {who} goes on a trip to {place} with {ref} and spends ${b} on the ticket.
ask money
  - How many dollars does {who} have left?

family market
item jar of jam/jars of jam | scarf/scarves
open money
  - {who} takes ${a} to the market and earns another ${b} there with {item}.
  a $250-500 dollars: money taken to the market
  b $5-9 dollars: earnings at the market
  x = a + b dollars: money after the market
  ref all the money that {who} has
  from {who} takes {ref} to the market and earns another ${b} there with {item}.
ask money
  - How many dollars does {who} have after the market?
"""


def chained_rows(tmp_path, n=80):
    (tmp_path / "chain.txt").write_text(CHAIN)
    return own_rows(n, families=str(tmp_path), steps="1")


def test_a_story_goes_on_with_what_another_one_came_to_three_deep(tmp_path):
    rows = chained_rows(tmp_path)
    for depth in range(1, 4):
        problems = made_by("fusion", {"mode": "sequential"}, rows)
        assert len(problems) >= 12
        for problem in problems:
            assert same(problem.answer, evaluated(problem.program))
            assert len(problem.program["steps"]) == 2**depth
            assert len(people(problem.question)) == 1, problem.question
            assert re.search(r"with (?:all )?the money that|takes (?:all )?the money that", problem.question)
        check_some("sequential", problems)
        rows = as_rows(problems)


def test_a_story_with_other_values_can_be_entered_as_before(tmp_path):
    rows = chained_rows(tmp_path)
    found = made_by("mutate", {"mutation": ("new-values",)}, rows)
    entries = [(entry, problem) for problem in found for entry in problem.program.get("entries", [])]
    assert len(entries) >= 20
    for entry, problem in entries:
        assert entry["stated"] in problem.question
        ours, theirs = ([m.value for m in mentions(text)] for text in (entry["stated"], entry["entry"]))
        assert theirs == ours[1:]


def test_a_story_about_him_goes_on_about_her(tmp_path):
    rows = chained_rows(tmp_path)
    for problem in made_by("fusion", {"mode": "sequential"}, rows):
        (name,) = people(problem.question)
        other = {"she": "he", "he": "she"}[GENDER[name]]
        assert not re.search(rf"\b{other}\b", problem.question)


def test_what_is_paid_or_missing_is_nothing_to_go_on_with():
    for ref in (
        "what Mia pays for the books", "the money that is missing", "the fence that is needed", "the bill", "",
        "the money she still needs", "the money there is for each child", "the pay a day", "his total in the end",
        "the minutes of the journey",
    ):  # fmt: skip
        assert not at_hand(ref)
    for ref in ("the money that Mia has left", "the bags they packed", "the pay"):
        assert at_hand(ref)


@pytest.mark.parametrize("mode", MODES)
def test_a_joined_program_keeps_the_words_of_both_with_the_names_of_the_story(mode):
    told = 0
    for (first, second), problem in fused(mode):
        program = read(problem.program)  # every slot is one of its quantities
        lines = [line for step in program.steps for line in step.told]
        before = [line for seed in (first, second) for step in seed.program.steps for line in step.told]
        assert len(lines) == len(before)
        said = [*lines, *(step.ask for step in program.steps), *(step.short for step in program.steps), program.ref]
        assert {name for text in said for name in people(text)} <= set(people(problem.question))
        told += len(lines)
    assert told > 100


def test_averages_are_not_added_up_and_children_have_no_colleagues():
    for mode in ("parallel", "conditional"):
        for _, problem in fused(mode, own_rows(600)):
            if problem.program["steps"][-1]["op"] == "+":
                assert not re.search(r"\bper\b|\baverage\b", re.split(r"(?<=[.?]) ", problem.question)[-1])
            if "'s colleague " in problem.question:
                assert not re.search(r"allowance|pocket money|years old", problem.question)


def test_a_day_of_other_things_is_not_counted_with_it():
    for _, problem in fused("parallel", own_rows(600)):
        if "both days" in problem.question:
            first, second = problem.question.split(" On Sunday, ")
            (noun,) = re.findall(r"Counting both days, how (?:many|much) ([a-z ]+?) (?:does|do|did|can|has) ", second)
            assert noun.split()[-1] in first
            assert noun.split()[-1] in second.partition("Counting")[0]


def test_of_two_results_each_is_said_to_be_somebodys():
    for _, problem in fused("parallel", own_rows(600)):
        asked = re.split(r"(?<=[.?]) ", problem.question)[-1]
        if " than " in asked:
            more, less = asked.split(" than ")
            assert people(more)
            assert people(less)


def test_two_fusions_that_share_a_story_are_not_fused():
    problems = made_by("fusion", {"mode": "conditional"}, OWN)
    again = made_by("fusion", {"mode": "conditional"}, as_rows(problems))
    for problem in again:
        stated = [one for one in re.split(r"(?<=\.) ", problem.question) if len(re.findall("[0-9]+", one)) > 1]
        plain = [re.sub(r"\b[A-Z][a-z]+\b|'s (?:friend|neighbor|cousin|colleague)", "", one) for one in stated]
        assert len(plain) == len(set(plain))


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
    problems = made_by(*CHANGES[second], rows)
    few = "sequential" in (first, second)
    assert len(problems) >= (0 if few else 0.05) * len(rows)
    for problem in problems:
        assert same(problem.answer, evaluated(problem.program))
        assert read(problem.program).answer() == problem.answer


def test_two_texts_of_old_rows_that_use_one_letter_are_refused():
    rows = []
    for who, n, more in (("Ann", 40, 5), ("Eve", 50, 7)):
        story = f"{who} has {n} pens. Here N is {more} more than that, and {who} gives N of 90 pens away."
        question = f"{story} How many pens does {who} have left?"
        leaves = [
            {"name": f"n{i}", "value": str(value), "unit": "pens", "at": [i], "about": ""}
            for i, value in enumerate((n, more, 90))
        ]
        steps = [
            {"name": "s1", "op": "+", "args": ["n0", "n1"], "unit": "pens", "about": "pens given away"},
            {"name": "s2", "op": "-", "args": ["n2", "s1"], "unit": "pens", "about": "pens left"},
        ]
        stated = {"question": question, "data": {}, "program": {"leaves": leaves, "steps": steps, "output": "s2"}}
        rows.append({"problem_id": who, "problem": orjson.dumps(stated).decode(), "answer": str(90 - more - n)})
    assert {found for _, found in proposals(fusion("conditional"), rows)} == {"both texts use the letter N"}
