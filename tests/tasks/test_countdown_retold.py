"""Retellings of Countdown traces: what is taken, what is turned down and why, and how much slips through."""

import random
import re

import orjson
import pytest
from conftest import ROOT

from synth.audit.retellings import audit_retellings
from synth.cli.main import cli
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import parse
from synth.task import Draw, Problem, Refuse

DATA = ROOT / "tests" / "data" / "retellings.jsonl"
LINES = [orjson.loads(line) for line in DATA.read_bytes().splitlines()]
TASK = configure(load_task("countdown"), {})
EQUATION = re.compile(r"\d+ ?[-+*/×÷−] ?\d+ (?:=|is|gives) ?\d+")
RETURN = re.compile(
    r"[^.!?\n]*\b(?:back to|start over|starting over|go back|return to|start again)\b[^.!?\n,:]*[.!?,:]? ?", re.I
)


def fault(line, retelling=None):
    problem = TASK.from_line(line)
    return TASK.retold(problem, line["original"], retelling or line["retelling"], parse(line["strategy"]))


def taken(part):
    return [line for line in LINES if line["set"] == part and not fault(line)]


GOOD = taken("cues") + taken("judge")


def body(line):
    return line["retelling"].split("<think>\n")[1].split("\n</think>")[0]


def with_body(line, text):
    return f"<think>\n{text}\n</think>" + line["retelling"].split("\n</think>")[1]


def refused(changed):
    """The share of changed retellings that are turned down; of at least a hundred."""
    assert len(changed) >= 100
    return sum(bool(fault(line, with_body(line, text))) for line, text in changed) / len(changed)


# The file: retellings by one who saw the original and the instructions alone; two thirds set the cues.


def test_nine_in_ten_of_those_that_set_the_cues_are_taken_and_85_percent_of_the_others():
    for part, least in (("cues", 0.9), ("judge", 0.85)):
        lines = [line for line in LINES if line["set"] == part]
        assert len(taken(part)) >= least * len(lines)


def test_every_bad_one_of_the_file_is_turned_down():
    assert not [line["label"] for line in LINES if line["label"] != "good" and not fault(line)]
    assert len({line["label"] for line in LINES}) > 20


def test_no_judge_has_the_original_of_a_retelling_that_set_the_cues():
    seen = {part: {line["original"] for line in LINES if line["set"] == part} for part in ("cues", "judge")}
    assert not seen["cues"] & seen["judge"]


# What is changed at random.


def test_of_changed_numbers_99_percent_are_turned_down():
    rnd, changed = random.Random(1), []
    for line in GOOD:
        text = body(line)
        labels = [found.span(1) for found in re.finditer(r"(?m)^(\d+)[.)]", text)]
        for found in rnd.sample(list(re.finditer(r"\d+", text)), 4):
            if found.span() not in labels:
                by = rnd.choice([1, -1, 2, 10, -10, rnd.randint(3, 60)])
                number = abs(int(found[0]) + by)
                changed.append((line, f"{text[: found.start()]}{number}{text[found.end() :]}"))
    assert refused([case for case in changed if body(case[0]) != case[1]]) >= 0.99


def test_every_equation_that_is_left_out_or_exchanged_is_missed():
    rnd, dropped, swapped = random.Random(2), [], []
    for line in GOOD:
        text = body(line)
        found = list(EQUATION.finditer(text))
        one = rnd.choice(found)
        dropped.append((line, text[: one.start()] + text[one.end() :]))
        for _ in range(2):
            first, second = sorted(rnd.sample(found, 2), key=lambda match: match.start())
            if first[0] != second[0]:
                between = text[first.end() : second.start()]
                swapped.append((line, text[: first.start()] + second[0] + between + first[0] + text[second.end() :]))
    assert refused(dropped) == 1
    assert refused(swapped) == 1


def test_of_returns_that_are_left_out_95_percent_are_missed():
    """Over traces of the solver's own, in many words, as there are few hand-written ones with returns."""
    changed = []
    many = configure(load_task("countdown"), {"size": "3", "wording": "varied"})
    for index in range(400):
        strategy = parse(("backtrack", "backtrack+verify", "all")[index % 3])
        problem = many.propose(Draw(5, index))
        try:
            text = many.solve(problem, strategy, Draw(5, index, "x")).text
        except Refuse:
            continue
        if many.retold(problem, text, text, strategy):
            continue
        for found in RETURN.finditer(text):
            if re.search(r"\d", found[0]):
                without = text[: found.start()] + text[found.end() :]
                changed.append(bool(many.retold(problem, text, without, strategy)))
    assert len(changed) >= 100
    assert sum(changed) >= 0.95 * len(changed)


def test_a_high_result_is_never_taken_for_a_low_one():
    changed = []
    for line in GOOD:
        text = body(line)
        for pattern, other in ((r"too (?:high|big|large)", "too low"), (r"\babove\b", "below"), (r"\bover\b", "short")):
            changed += [(line, f"{text[: m.start()]}{other}{text[m.end() :]}") for m in re.finditer(pattern, text)]
    assert refused(changed) == 1


# Rule by rule, on one trace.

PROBLEM = Problem("?", "(85 - 77) + 27", {"numbers": [27, 77, 85], "target": 35})
TAIL = "\n</think>\n<answer>(85 - 77) + 27</answer>"


def told(strategy, text):
    strategy = parse(strategy)
    original = TASK.solve(PROBLEM, strategy, Draw(1, 1)).text
    return TASK.retold(PROBLEM, original, f"<think>\n{text}{TAIL}", strategy)


DIRECT = "First 85 - 77 = 8. Then 8 + 27 = 35."


@pytest.mark.parametrize(
    "text",
    [
        DIRECT,
        "Let me see, 85 minus... no, written out: 85 − 77 = 8, and then 27 + 8 = 35.".replace("85 minus... no, ", ""),
        "1. 85 - 77 = 8\n2. 8 + 27 = 35\nSo (85 - 77) + 27.",
        "I could take 85 - 77, which gives 8. Hmm. And 8 + 27 makes 35. So 27 + (85 - 77) it is.",
    ],
)
def test_openers_layout_and_commuted_sums_are_free(text):
    assert not told("negative", text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("First 8 + 27 = 35. Then 85 - 77 = 8.", "stands where"),
        ("First 85 - 77 = 8.", "is missing"),
        ("First 77 - 85 = 8. Then 8 + 27 = 35.", "stands where"),
        ("So 85 - 77 + 27 = 35.", "no equation"),
        ("85 minus 77 is eight. Then 8 + 27 = 35.", "stands where"),
        (f"{DIRECT} That's the target, checked.", "something fits"),
        (f"{DIRECT} Let me check that.", "checks something"),
        (f"Let me aim for 12 first. {DIRECT}", "the number 12"),
        ("First 85 - 77 = 8, too low. Then 8 + 27 = 35.", "judges a number"),
        ("First 85 - 77 = 8. Let me go back to 27, 77 and 85. Then 8 + 27 = 35.", "goes back"),
        ("First 85 - 77 = 8. Otherwise 8 + 27 = 35.", "gives something up"),
        (f"{DIRECT} There is only one way.", "nothing else"),
        (f"{DIRECT} 8 is even an even number, so it is even.", "even or odd"),
        (f"{DIRECT} <b>Done</b>", "no tags"),
        (f"{DIRECT} So 85 - 27 it is.", "no equation"),
        ("Working backwards, 85 - 77 = 8. Then 8 + 27 = 35.", "works backwards"),
        ("", "empty"),
    ],
)
def test_what_the_original_does_not_say_is_turned_down_with_its_reason(text, why):
    assert why in told("negative", text)


def test_another_answer_is_turned_down():
    original = TASK.solve(PROBLEM, parse("negative"), Draw(1, 1)).text
    other = f"<think>\n{DIRECT}\n</think>\n<answer>85 - 77 + 27</answer>"
    assert "the answer" in TASK.retold(PROBLEM, original, other, parse("negative"))
    assert "the answer" in TASK.retold(PROBLEM, original, DIRECT, parse("negative"))


@pytest.mark.parametrize("text", ["9" * 60_000, "(" * 40_000, "1+" * 25_000, "\x01\x02# = it is " * 3000, "a" * 49_000])
def test_hostile_text_is_turned_down_in_time_that_grows_with_its_length(text):
    assert told("backtrack+verify", text)


# The command.


def test_the_audit_counts_by_label_and_shows_what_went_wrong(tmp_path):
    found = audit_retellings(TASK, DATA)
    assert found.wrongly_accepted == 0
    assert found.json()["acceptance"] == sum(not fault(line) for line in LINES if line["label"] == "good") / 210
    assert "a return left out" in found.text()


def test_the_command_ends_with_1_where_a_bad_one_is_accepted(tmp_path, synth):
    (tmp_path / "good.jsonl").write_bytes(orjson.dumps({**GOOD[0], "label": "good"}))
    (tmp_path / "bad.jsonl").write_bytes(orjson.dumps({**GOOD[0], "label": "not bad at all"}))
    assert synth("audit", "countdown", "--retell", "good.jsonl").returncode == 0
    done = synth("audit", "countdown", "--retell", "bad.jsonl", "--json")
    assert done.returncode == 1
    assert orjson.loads(done.stdout)["wrongly_accepted"] == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"not json", "not JSON"),
        (b"[]", "give an object"),
        (orjson.dumps({**GOOD[0], "problem": 7}), "no problem"),
        (orjson.dumps({**GOOD[0], "original": GOOD[0]["original"].replace("=", "= 1")}), "the original is not proved"),
        (orjson.dumps({**GOOD[0], "label": 7}), "label is no text"),
        (b"", "there is no line"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_so(tmp_path, synth, line, told):
    (tmp_path / "file.jsonl").write_bytes(line)
    done = synth("audit", "countdown", "--retell", "file.jsonl")
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_task_without_a_comparison_says_so(tmp_path, synth):
    assert "nothing compares" in synth("audit", "math", "--retell", str(DATA)).stderr
    assert cli.get_command(None, "audit") is not None
