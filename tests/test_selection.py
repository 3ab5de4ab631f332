"""Which samples of a problem are kept: every kind of keep, select and require, and the vote."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.selection import Sample, Selection, choose
from synth.strategy import BEHAVIORS, parse
from synth.types import Completion, Steps, Verdict

RIGHT = Verdict.verified("program", "7")
WRONG = Verdict.rejected("program", "makes 8, not 7", "8")
UNREADABLE = Verdict.rejected("format", "no answer in the text")
ALL = parse("all")


def open_answer(answer):
    return Verdict("unverified", "none", "there is no reference", answer)


def steps(shown=BEHAVIORS, false=0):
    return Steps(
        3, false, "3 + 4 = 8 is false" if false else None, {behavior: int(behavior in shown) for behavior in BEHAVIORS}
    )


def sampled(*verdicts, lengths=(), checked=None):
    lengths = lengths or [10] * len(verdicts)
    return [
        Sample(i, Completion("x" * length), verdict, checked)
        for i, (verdict, length) in enumerate(zip(verdicts, lengths, strict=True))
    ]


def kept(samples, strategy=ALL, **settings):
    """The numbers of the samples that are kept."""
    choose(samples, strategy, Selection(**settings))
    assert all(isinstance(sample.why_not, str) for sample in samples)
    return [sample.number for sample in samples if not sample.why_not]


def votes(*answers, **settings):
    samples = sampled(*map(open_answer, answers))
    return samples, kept(samples, keep="agreed", **settings)


@pytest.mark.parametrize(
    ("keep", "numbers"), [("verified", [0, 3]), ("incorrect", [1, 4]), ("agreed", [0, 3]), ("all", [0, 1, 2, 3, 4])]
)
def test_keep_says_which_verdicts_are_wanted(keep, numbers):
    assert kept(sampled(RIGHT, WRONG, UNREADABLE, RIGHT, WRONG), keep=keep) == numbers


@pytest.mark.parametrize("method", ["format", "task"])
def test_what_is_no_answer_is_not_incorrect(method):
    samples = sampled(Verdict.rejected(method, "why"))
    assert kept(samples, keep="incorrect") == []
    assert samples[0].why_not == "why"


@pytest.mark.parametrize("keep", ["verified", "incorrect", "agreed", "all"])
def test_where_there_was_no_problem_nothing_is_kept(keep):
    assert kept(sampled(Verdict.rejected("seed", "why")), keep=keep) == []


def test_a_rejected_sample_gives_the_reason_of_its_verdict():
    samples = sampled(RIGHT, WRONG, UNREADABLE)
    kept(samples)
    assert [sample.why_not for sample in samples] == ["", "makes 8, not 7", "no answer in the text"]


def test_a_good_sample_that_is_not_wanted_says_so():
    samples = sampled(Verdict.verified("program", "7", "3 + 4 makes 7"))
    assert kept(samples, keep="incorrect") == []
    assert "not kept" in samples[0].why_not


@pytest.mark.parametrize(
    ("select", "numbers"), [("all", [1, 2, 4, 5]), ("first", [1]), ("shortest", [2])]
)  # the second and the fourth of those that fit are equally short
def test_select_says_how_many_of_them(select, numbers):
    samples = sampled(WRONG, RIGHT, RIGHT, WRONG, RIGHT, RIGHT, lengths=[1, 9, 5, 1, 7, 5])
    assert kept(samples, select=select) == numbers


def test_a_sample_that_another_was_preferred_to_says_so():
    samples = sampled(RIGHT, RIGHT, WRONG)
    kept(samples, select="first")
    assert "first" in samples[1].why_not
    assert samples[2].why_not == "makes 8, not 7"
    samples = sampled(RIGHT, RIGHT, lengths=[9, 5])
    kept(samples, select="shortest")
    assert "shortest" in samples[0].why_not


def test_the_shortest_is_chosen_among_the_wanted_alone():
    samples = sampled(RIGHT, WRONG, RIGHT, lengths=[9, 1, 5])
    assert kept(samples, select="shortest") == [2]
    assert kept(sampled(RIGHT, WRONG, lengths=[9, 1]), select="shortest", keep="incorrect") == [1]


def test_a_behaviour_that_is_missing_or_forbidden_is_a_reason():
    some = parse("backtrack+verify")
    exact = sampled(RIGHT, checked=steps(("backtrack", "verify")))
    missing = sampled(RIGHT, checked=steps(("verify",)))
    forbidden = sampled(RIGHT, checked=steps(("backtrack", "verify", "backward")))
    assert kept(exact, some, require_behaviors=True) == [0]
    assert kept(missing, some, require_behaviors=True) == []
    assert missing[0].why_not == "not kept, backtrack is not shown"
    assert kept(forbidden, some, require_behaviors=True) == []
    assert forbidden[0].why_not == "not kept, backward is shown"
    assert kept(missing, some) == kept(forbidden, some) == [0]


def test_all_behaviours_and_none_are_required_alike():
    assert kept(sampled(RIGHT, checked=steps()), require_behaviors=True) == [0]
    assert kept(sampled(RIGHT, checked=steps(())), parse("negative"), require_behaviors=True) == [0]
    assert kept(sampled(RIGHT, checked=steps(("verify",))), parse("negative"), require_behaviors=True) == []


@pytest.mark.parametrize("strategy", ["all", "negative"])
@pytest.mark.parametrize("checked", [None, Steps(3, 0, None, {}), Steps(3, 0, None, {"verify": 1})])
def test_where_nobody_looked_a_behaviour_is_neither_shown_nor_missing(strategy, checked):
    samples = sampled(RIGHT, checked=checked)
    assert kept(samples, parse(strategy), require_behaviors=True) == []
    assert samples[0].why_not == "not kept, nobody looked which behaviours are shown"
    assert kept(samples, parse(strategy)) == [0]


@pytest.mark.parametrize("control", ["empty", "placeholder"])
def test_of_a_control_no_behaviour_is_required(control):
    assert kept(sampled(RIGHT), parse(control), require_behaviors=True) == [0]


def test_a_false_step_is_a_reason():
    samples = sampled(RIGHT, checked=steps(false=1))
    assert kept(samples, require_steps=True) == []
    assert "3 + 4 = 8 is false" in samples[0].why_not
    assert kept(samples) == [0]
    assert kept(sampled(RIGHT, checked=steps()), require_steps=True) == [0]
    assert kept(sampled(RIGHT), require_steps=True) == [0]


def test_the_most_frequent_answer_wins_the_vote_and_stays_unverified():
    samples, numbers = votes("7", "8", "7", "7")
    assert numbers == [0, 2, 3]
    winner, loser = samples[0], samples[1]
    assert (winner.verdict.status, winner.verdict.method, winner.verdict.score) == ("unverified", "vote", 0.75)
    assert (winner.vote, loser.vote) == ((3, 4), (1, 4))
    assert "3 of 4" in winner.verdict.reason
    assert (loser.verdict.status, loser.verdict.method, loser.verdict.score) == ("unverified", "vote", 0.0)
    assert "1 of 4" in loser.why_not


def test_answers_that_differ_in_space_and_case_alone_are_one():
    assert votes("x = 7", "X=7", " x =7 ")[1] == [0, 1, 2]
    assert votes("1 2", "12", "1  2")[1] == [0, 2]


def test_a_tie_has_no_winner():
    samples, numbers = votes("7", "8", "7", "8", min_agreement=0.1)
    assert numbers == []
    assert {sample.verdict.score for sample in samples} == {0.0}
    assert all(sample.vote == (2, 4) for sample in samples)
    assert votes("7", "8", "7", "8", "9", min_agreement=0.1)[1] == []
    assert votes("7", "8", min_agreement=0.1)[1] == []


def test_a_tie_below_the_most_is_none():
    assert votes("7", "8", "7", "9", min_agreement=0.5)[1] == [0, 2]


@pytest.mark.parametrize(("least", "numbers"), [(0.6, [0, 1, 2]), (0.61, []), (1.0, []), (0.01, [0, 1, 2])])
def test_a_vote_needs_its_share_of_all_samples(least, numbers):
    assert votes("7", "7", "7", "8", "9", min_agreement=least)[1] == numbers


def test_samples_without_an_answer_count_against_the_winner():
    samples = sampled(open_answer("7"), open_answer("7"), UNREADABLE, UNREADABLE, open_answer(None))
    assert kept(samples, keep="agreed", min_agreement=0.5) == []
    assert kept(samples, keep="agreed", min_agreement=0.4) == [0, 1]
    assert samples[0].vote == (2, 5)
    assert samples[2].vote is None
    assert samples[2].verdict == UNREADABLE
    assert samples[4].why_not


def test_where_nobody_gives_an_answer_there_is_no_vote():
    samples, numbers = votes(None, "", "  ")
    assert numbers == []
    assert all(sample.vote is None and sample.why_not for sample in samples)
    assert {sample.verdict.method for sample in samples} == {"none"}


def test_verified_samples_need_no_vote():
    samples = sampled(RIGHT, open_answer("8"), open_answer("8"))
    assert kept(samples, keep="agreed", min_agreement=0.9) == [0]
    assert samples[0].verdict == RIGHT


def test_a_vote_is_not_verified():
    samples = sampled(*[open_answer("7")] * 3)
    assert kept(samples, keep="verified") == []
    assert all("not kept" in sample.why_not for sample in samples)
    assert kept(sampled(*[open_answer("7")] * 3), keep="incorrect") == []


def test_no_samples_are_no_problem():
    assert kept([]) == []


VERDICTS = st.sampled_from(
    [RIGHT, WRONG, UNREADABLE, Verdict.rejected("seed", "why"), open_answer("7"), open_answer("8"), open_answer(None)]
)
STEPS = st.none() | st.builds(steps, st.sets(st.sampled_from(BEHAVIORS)).map(tuple), st.integers(0, 1))
SAMPLES = st.lists(st.tuples(VERDICTS, st.integers(0, 3), STEPS), max_size=6)
SELECTIONS = list(
    product(("verified", "agreed", "incorrect", "all"), ("all", "first", "shortest"), (False, True), (False, True))
)


@given(
    SAMPLES, st.sampled_from(SELECTIONS), st.sampled_from(["all", "verify", "negative", "empty"]), st.floats(0.01, 1)
)
def test_whatever_is_asked_for_only_what_fits_is_kept_and_the_rest_says_why(found, asked, name, least):
    keep, select, behaviors, no_false_steps = asked
    samples = [Sample(i, Completion("x" * n), verdict, s) for i, (verdict, n, s) in enumerate(found)]
    strategy = parse(name)
    choose(samples, strategy, Selection(keep, select, least, behaviors, no_false_steps))
    wanted = [sample for sample in samples if not sample.why_not]
    for sample, (before, _, _) in zip(samples, found, strict=True):
        assert sample.verdict.status == before.status
        assert sample.verdict.answer == before.answer
        assert 0 <= sample.verdict.score <= 1
    for sample in wanted:
        verdict = sample.verdict
        assert verdict.method != "seed"
        assert {
            "verified": verdict.status == "verified",
            "agreed": verdict.status == "verified" or (verdict.method == "vote" and verdict.score >= least),
            "incorrect": verdict == WRONG,
            "all": True,
        }[keep]
        if no_false_steps:
            assert not (sample.steps and sample.steps.false)
        if behaviors and not strategy.control:
            shown = {b for b, n in sample.steps.behaviors.items() if n} if sample.steps else set()
            assert shown == set(strategy.shows)
    if select != "all":
        assert len(wanted) <= 1
        # Whoever asks for one of them gets one wherever there are any.
        again = [Sample(i, Completion("x" * n), verdict, s) for i, (verdict, n, s) in enumerate(found)]
        choose(again, strategy, Selection(keep, "all", least, behaviors, no_false_steps))
        fitting = [sample for sample in again if not sample.why_not]
        assert len(wanted) == min(1, len(fitting))
        if wanted and select == "first":
            assert wanted[0].number == fitting[0].number
        elif wanted:
            assert len(wanted[0].completion.text) == min(len(sample.completion.text) for sample in fitting)


@given(st.lists(st.sampled_from(["7", "8", "9", None]), min_size=1, max_size=9), st.floats(0.51, 1))
def test_a_vote_by_more_than_half_never_keeps_two_answers(answers, least):
    samples, numbers = votes(*answers, min_agreement=least)
    assert len({answers[number] for number in numbers}) <= 1
    for number in numbers:
        assert answers.count(answers[number]) / len(answers) >= least
        assert samples[number].vote == (answers.count(answers[number]), len(answers))
