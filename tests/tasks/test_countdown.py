"""Countdown's problems and the words of its traces."""

import random
import re
import zlib
from contextlib import suppress
from itertools import combinations, combinations_with_replacement

import pytest
from synth.tasks._countdown import phrases, reader
from synth.tasks._countdown.grammar import VOICES, expand, pool
from synth.tasks._countdown.lexicon import plain
from synth.tasks._countdown.search import Rules, after, can_reach, moves, solve

from synth.draw import Draw
from synth.errors import Refuse, Reject, SpaceDry, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse
from synth.types import Range
from synth.verify.expression import value

COUNTDOWN = load_task("countdown")


def problems(n=300, **options):
    task = configure(COUNTDOWN, options)
    found = []
    for index in range(n):
        with suppress(Reject):  # no solution without an idle step was found
            found.append(task.propose(Draw(0, index)))
    assert len(found) > 0.7 * n
    return task, found


@pytest.mark.parametrize(
    "options",
    [{}, {"size": "2"}, {"size": "6"}, {"size": "3-5"}, {"use": "subset"}, {"operators": "+-"}, {"operators": "*"}, {"operators": "/"},
     {"numbers": "50-60", "targets": "1-1000"}, {"numbers": "1-5", "targets": "1-9"}, {"numbers": "1-1000", "targets": "10-2000"}],
    ids=str,
)  # fmt: skip
def test_every_problem_is_solvable_and_within_its_options(options):
    if options.get("operators") in ("*", "/"):
        options = {**options, "numbers": "1-30", "targets": "1-500"}
    task, found = problems(100, **options)
    for problem in found:
        numbers, target = problem.data["numbers"], problem.data["target"]
        assert task.size.lo <= len(numbers) <= task.size.hi
        assert all(task.numbers.lo <= number <= task.numbers.hi for number in numbers)
        assert task.targets.lo <= target <= task.targets.hi
        assert set(re.findall(r"[-+*/]", problem.answer)) <= set(task.operators)
        assert task.verify(problem, f"<answer>{problem.answer}</answer>").status == "verified"
        assert str(target) in problem.question
        assert all(str(number) in problem.question for number in numbers)


def test_sizes_come_evenly_and_the_target_is_rarely_among_the_numbers():
    _, found = problems(2000)
    sizes = [len(problem.data["numbers"]) for problem in found]
    assert 900 < sizes.count(3) < 1100
    assert sum(problem.data["target"] in problem.data["numbers"] for problem in found) < 20


def test_the_preset_space_holds_as_many_instances_as_the_paper_says():
    task = configure(COUNTDOWN, {"size": "3"}, "gandhi")
    found, untidy = set(), 0
    for index in range(100_000):
        try:
            found.add(task.identity(task.propose(Draw(0, index))))
        except SpaceDry:
            break
        except Reject:  # every solution of it has an idle step
            untidy += 1
    assert len(found) + untidy == 7_640
    assert untidy < 1700


def test_four_numbers_of_the_preset_space_are_counted_too():
    from synth.tasks._countdown.instances import Space, _all_instances

    packed, targets = _all_instances(Space(Range(4, 4), Range(1, 24), Range(10, 25), Rules()))
    assert len(packed) == len(targets) == 167_060


def test_the_search_agrees_with_trying_everything():
    def everything(state, goal, ops):
        return (
            state[0] == goal
            if len(state) == 1
            else any(everything(after(state, step), goal, ops) for step in moves(state, ops))
        )

    rng = random.Random(1)
    for _ in range(1500):
        state = tuple(rng.randint(0, 12) for _ in range(rng.choice((2, 3, 3, 4))))
        goal, ops = rng.randint(0, 40), rng.choice(("+-*/", "+-", "*/", "+*", "-/"))
        there = everything(state, goal, ops)
        assert can_reach(state, goal, Rules(ops)) == there
        found = solve(state, goal, Rules(ops))
        assert (found is not None) == there
        if found is not None:
            assert value(found) == goal


def test_a_subset_is_enough_where_the_rules_say_so():
    assert can_reach((5, 7, 90), 12, Rules(subset=True))
    assert not can_reach((5, 7, 90), 12, Rules())
    assert solve((5, 7, 90), 12, Rules(subset=True)) is not None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"nums": [1, 1, 1], "target": 99}, "unsolvable"), ({"nums": [1], "target": 1}, "2 to 6"), ({"nums": [1] * 7, "target": 7}, "2 to 6"),
        ({"nums": [1, True], "target": 2}, "nums"), ({"nums": [1, 2.5], "target": 2}, "nums"), ({"nums": "1,2", "target": 3}, "nums"),
        ({"nums": [0, 5], "target": 5}, "all from 1"), ({"nums": [1, 2], "target": "3"}, "target"), ({"nums": [1, 2]}, "target"), ({}, "nums"),
        ({"nums": [10**9, 1], "target": 3}, "all from 1"), ({"problem": "{"}, "not JSON"),
    ],
    ids=str,
)  # fmt: skip
def test_a_seed_that_states_no_problem_is_rejected_with_why(row, reason):
    with pytest.raises(Reject, match=reason):
        configure(COUNTDOWN, {}).from_seed(row)


def test_a_row_of_ones_own_is_a_seed():
    import orjson

    task, (problem,) = problems(1)
    again = task.from_seed({"problem": orjson.dumps({"data": problem.data}).decode()})
    assert task.identity(again) == task.identity(problem)


def test_the_order_of_the_numbers_is_no_part_of_the_identity():
    task = configure(COUNTDOWN, {})
    a, b = task.from_seed({"nums": [3, 5, 7], "target": 56}), task.from_seed({"nums": [7, 3, 5], "target": 56})
    assert task.identity(a) == task.identity(b)
    assert task.split_key(a) == task.split_key(b)


@pytest.mark.parametrize("options", [{"size": "1"}, {"size": "7"}, {"numbers": "1-2000"}, {"targets": "0-5"}, {"operators": "++"},
                                     {"operators": ""}, {"operators": "+^"}, {"dead_ends": "0-2"}, {"max_chars": "50"}], ids=str)  # fmt: skip
def test_options_out_of_bounds_are_refused(options):
    with pytest.raises(UsageError, match=next(iter(options))):
        configure(COUNTDOWN, options)


# The words.


def completions(strategy, n, **options):
    task, found = problems(n, **options)
    refused = 0
    texts = []
    for index, problem in enumerate(found):
        try:
            texts.append(task.solve(problem, parse(strategy), Draw(0, index, strategy)))
        except Refuse:
            refused += 1
    return texts, refused


def reasoning(completion):
    return completion.text.partition("<think>\n")[2].partition("\n</think>")[0]


def variety(texts):
    """How far 30 kB of texts compress and how many of 4,000 runs of three words are different, numbers aside."""
    masked = [re.sub("[0-9]+", "#", text) for text in texts]
    sample = "\n".join(masked)[:30_000].encode()
    words = [word for text in masked for word in re.findall(r"[a-z']+|[^\sa-z]", text.lower())][:4000]
    return len(sample) / len(zlib.compress(sample, 6)), len({*zip(words, words[1:], words[2:], strict=False)}) / len(
        words
    )


@pytest.mark.parametrize("strategy", ["+".join(parts) for n in range(1, 5) for parts in combinations(BEHAVIORS, n)])
def test_the_text_of_an_oracle_is_varied_and_refusals_are_rare(strategy):
    made, refused = completions(strategy, 1000, size="4", story="oracle")
    assert refused < 20
    joined = "\n".join(map(reasoning, made))
    masked = re.sub("[0-9]+", "#", joined)
    assert len(joined) / len(zlib.compress(joined.encode(), 6)) <= 4.2
    assert len(masked) / len(zlib.compress(masked.encode(), 6)) <= 6.5


@pytest.mark.parametrize("strategy", ["backtrack", "backtrack+subgoal", "backtrack+backward", "subgoal", "backward"])
def test_where_checks_are_forbidden_nothing_is_judged(strategy):
    words = re.compile(r"\b(close|too (high|low|big|small|large|much|little)|is not|isn't|misses|overshoots|exceeds|fails?|wrong|correct|matches"
                       r"|works?|check|verify|sadly|unfortunately|good\b(?! subgoal| stepping| halfway| inter| partial| to))", re.IGNORECASE)  # fmt: skip
    for completion in completions(strategy, 200)[0]:
        found = words.search(
            reasoning(completion).replace("work with", "").replace("work out", "").replace("work back", "")
        )
        assert found is None or found[0].lower() in ("work", "works"), found


@pytest.mark.parametrize("story", ["search", "oracle"])
def test_the_length_has_an_upper_bound(story):
    for strategy in ("all", "backtrack+verify"):
        made, refused = completions(strategy, 100, max_chars="700", dead_ends="1-3", story=story)
        assert all(len(reasoning(completion)) <= 700 for completion in made)
        assert refused < 20 or story == "search"
        assert made


def test_the_number_of_dead_ends_is_what_an_oracle_was_asked_for():
    for lo, hi in ((1, 1), (3, 3), (2, 5)):
        made, _ = completions("backtrack+verify", 60, size="4", dead_ends=f"{lo}-{hi}", story="oracle")
        told = [completion.record["dead_ends"] for completion in made]
        assert sum(lo <= n <= hi for n in told) > 50
        assert max(told) <= hi


def test_the_number_of_dead_ends_bounds_a_search():
    for lo, hi in ((1, 1), (3, 8)):
        made, refused = completions("backtrack+verify", 200, dead_ends=f"{lo}-{hi}")
        assert made
        assert refused
        assert all(lo <= completion.record["dead_ends"] <= hi for completion in made)


def test_a_line_of_grammar_stands_for_every_choice():
    assert expand("a[b|c[d|]]e") == ["abe", "acde", "ace"]
    assert expand("plain") == ["plain"]


def test_every_phrase_is_well_formed():
    for kind in (name for name in dir(phrases) if name.isupper() and not name.startswith("_")):
        lines = getattr(phrases, kind)
        for part in lines.values() if isinstance(lines, dict) else [lines]:
            for voice in range(len(VOICES)):
                for found in pool(part, voice):
                    text = found.skeleton
                    assert "  " not in text
                    assert not set("[]|@") & set(text), text
                    assert not re.search(r"\b(I|we) (is|are|am|has)\b", text), text
                    assert " ," not in text
                    assert not re.search(r"\b(\w+) \1\b", text), text
                    # "a useful" and "a one" are right: what counts is the sound.
                    assert not re.search(r"\ba (?!us|one)[aeiou]|\ban [^aeiou\W]|\b(then|now) \S+ \1\b", text), text


def test_no_two_phrases_share_a_skeleton_with_different_meanings():
    assert reader.lexicon().heads


@pytest.mark.parametrize(
    ("heads", "tails"),
    [
        (["HEAD", "HEAD_OP", "DIRECT"], ["REST", "MISS_TARGET", "MISS_NEED", "NOT_YET", "GOT", "MEET", "HIT", ""]),
        (["BACKWARD_FIRST", "BACKWARD_NEXT", "BACKWARD_OP"], ["BACKWARD_NEED", "BACKWARD_THERE"]),
        (["SWEEP", "RECAP"], ["SWEEP_MISS_TARGET", "SWEEP_MISS_NEED", "RECAP_END", ""]),
        (["LEAVE"], ["PLACE_START", "PLACE_MID"]), (["RESTART", "UNDO"], ["", "BACK_GOAL_TARGET", "BACK_GOAL_NEED"]),
        (["AIM"], ["AIM_TARGET", "AIM_NEED"]), (["OPEN", "CHECK_TARGET", "CHECK_NEED", "DONE", "CLOSE"], [""]),
    ],
    ids=str,
)  # fmt: skip
def test_every_phrase_that_is_written_can_be_read(heads, tails):
    def texts(kind):
        lines = getattr(phrases, kind) if kind else [""]
        for part in lines.values() if isinstance(lines, dict) else [lines]:
            for voice in range(len(VOICES)):
                yield from (found.skeleton for found in pool(part, voice))

    ends = [text for kind in tails for text in texts(kind)]
    begins = [text for kind in heads for text in texts(kind)]
    meaning = reader.lexicon().meaning
    for place in range(max(len(begins), len(ends))):
        said = begins[place % len(begins)] + ends[place % len(ends)]
        assert meaning(plain(said[0].upper() + said[1:] + ".")) is not None, said


def test_pairs_of_numbers_are_enumerated_without_repetition():
    for a, b in combinations_with_replacement(range(8), 2):
        found = list(moves((a, b), "+-*/"))
        assert len(found) == len(set(found))


def test_no_phrase_says_two_numbers_or_an_equation_without_a_word_or_a_sign_between_them():
    kinds = (lines for name, lines in vars(phrases).items() if name.isupper() and not name.startswith("_"))
    pools = (table for lines in kinds for table in (lines.values() if isinstance(lines, dict) else [lines]))
    for lines in filter(lambda table: isinstance(table, (list, tuple)), pools):
        for found in pool(lines, 0):
            assert not re.search(r"[#=~$] ?[#=~$]", found.skeleton), found.skeleton
