"""What is exported for imitation is verified, or agreed and said to be so; anything else has to be asked for."""

import json

import pyarrow.parquet as pq
import pytest
from export_runs import folder, row

import synth
from synth.api import execute
from synth.errors import UsageError
from synth.exports.export import export
from synth.parse import tagged_answer
from synth.request import Run

SFT = ("trl-sft", "trl-messages", "alpaca", "llama-factory", "axolotl")


def verdict(status, method="program", score=0.0):
    return {"status": status, "method": method, "reason": "", "score": score}


RIGHT = row(0)
WRONG = row(1, status="rejected")
OPEN = row(2, verdict=verdict("unverified", "none"))
UNDECIDED = row(3, verdict=verdict("unverified", "undecided"))
AGREED = row(4, verdict=verdict("unverified", "vote", 0.75), n_samples=4)
DISAGREED = row(5, verdict=verdict("unverified", "vote", 0.25), n_samples=4)
ALONE = row(6, verdict=verdict("unverified", "vote", 1.0), n_samples=1)
JUDGED = row(7, verdict=verdict("unverified", "judge"))
MARKED = row(8, completion="<think>\n3<|im_end|>\n</think>\n<answer>9 + 2</answer>")
OLD = row(9, completion="<think>\n[THINK]3[/THINK]\n</think>\n<answer>10 + 2</answer>")
EVERY = [RIGHT, WRONG, OPEN, UNDECIDED, AGREED, DISAGREED, ALONE, JUDGED, MARKED, OLD]


@pytest.fixture
def exported(tmp_path):
    def call(rows, to="trl-sft", made_by=None, **given):
        out = folder(tmp_path / "out", rows, keep="all", **(made_by or {}))
        done = export(out, to=to, path=tmp_path / "file.parquet", **given)
        return pq.read_table(tmp_path / "file.parquet").to_pylist(), done.told

    return call


def prompts(rows):
    return [found["prompt"] for found in rows]


def test_only_what_was_verified_or_agreed_is_exported_and_the_rest_is_counted(exported):
    rows, told = exported(EVERY)
    assert prompts(rows) == prompts([RIGHT, AGREED, JUDGED, OLD])
    assert rows[-1]["completion"] == "<think>\n3\n</think>\n<answer>10 + 2</answer>"
    assert told == (
        "of the rows, 2 verified, 2 unverified",
        "1 rows were left out, since they are wrong: --include rejected takes them",
        "4 rows were left out, since nothing verified them: --include unverified takes them",
        "1 rows were left out, since marks of a chat template are left in them",
        "1 rows are agreed on by a vote, and not proved",
        "1 rows are what a model wrote and no more: nothing proves them",
    )


@pytest.mark.parametrize("to", SFT)
def test_every_format_for_imitation_keeps_to_it(exported, to):
    assert len(exported(EVERY, to)[0]) == 4


@pytest.mark.parametrize(
    ("include", "more"),
    [("rejected", [WRONG]), ("unverified", [OPEN, UNDECIDED, DISAGREED, ALONE]), (("rejected", "unverified"), [WRONG, OPEN, UNDECIDED, DISAGREED, ALONE])],
)  # fmt: skip
def test_what_is_asked_for_is_taken(exported, include, more):
    rows, _ = exported(EVERY, include=include)
    assert sorted(prompts(rows)) == sorted(prompts([RIGHT, AGREED, JUDGED, OLD, *more]))


def test_the_agreement_that_the_run_asked_for_is_what_counts(exported):
    assert prompts(exported([RIGHT, AGREED, DISAGREED], made_by={"min_agreement": 0.9})[0]) == prompts([RIGHT])


def test_wrong_answers_that_were_made_to_be_wrong_come_if_their_strategy_is_named(exported, tmp_path):
    wrong = row(1, "all-incorrect", status="rejected")
    rows, told = exported([RIGHT, wrong])
    assert prompts(rows) == prompts([RIGHT])
    assert told == ("not in it, since nobody named them: all-incorrect (--strategy NAME takes a set)",)
    export(tmp_path / "out", to="trl-sft", path=tmp_path / "wrong.parquet", strategy="all-incorrect")
    assert prompts(pq.read_table(tmp_path / "wrong.parquet").to_pylist()) == prompts([wrong])


def test_where_nothing_is_left_the_error_counts_and_names_the_flag(exported):
    with pytest.raises(UsageError, match=r"nothing to export .*2 rows were left out.* --include rejected"):
        exported([WRONG, row(11, status="rejected")])
    with pytest.raises(UsageError, match="include 'wrong' is not one of rejected, unverified"):
        exported([RIGHT], include="wrong")


@pytest.mark.parametrize("to", ["dpo", "kto"])
def test_no_wrong_or_open_row_is_preferred_to_another(exported, to):
    other = [row(n, "negative") for n in range(10)]
    rows, _ = exported([RIGHT, OPEN, UNDECIDED, DISAGREED, AGREED, *other], to)
    chosen = {found["prompt"] for found in rows if found.get("label", True)}
    assert chosen == set(prompts([RIGHT, AGREED]))


@pytest.mark.parametrize("keep", ["all", "incorrect"])
def test_a_run_that_keeps_wrong_answers_is_not_exported_with_them(synth_run, synth, tmp_path, keep):
    out = synth_run(keep)
    done = synth("export", out, "--to", "trl-sft", "-o", tmp_path / "file.jsonl")
    if keep == "incorrect":
        assert done.returncode == 2
        assert "5 rows were left out, since they are wrong: --include rejected takes them" in done.stderr
        assert (
            synth("export", out, "--to", "trl-sft", "-o", tmp_path / "file.jsonl", "--include", "rejected").returncode
            == 0
        )
        assert len((tmp_path / "file.jsonl").read_text().splitlines()) == 5
        return
    assert done.returncode == 0, done.stderr
    assert "5 rows were left out, since they are wrong" in done.stderr
    assert len((tmp_path / "file.jsonl").read_text().splitlines()) == 5


@pytest.fixture
def synth_run(tmp_path):
    """A run of ten recorded answers, every other one wrong."""

    def call(keep):
        made = synth.run("countdown", n=10, out=str(tmp_path / "made"), strategy=("negative",))
        with (tmp_path / "told.jsonl").open("w") as file:
            for number, found in enumerate(made):
                answer = tagged_answer(found["completion"]) + ("" if number % 2 else " + 1")
                told = {"prompt": found["prompt"], "completion": f"<think>\nHm.\n</think>\n<answer>{answer}</answer>"}
                file.write(json.dumps(told) + "\n")
        n = 10 if keep == "all" else 5
        out = tmp_path / "out"
        execute(
            Run(
                "countdown",
                n=n,
                strategy=("negative",),
                keep=keep,
                model=f"replay:{tmp_path / 'told.jsonl'}",
                out=str(out),
            )
        )
        return out

    return call


def test_a_selection_and_a_mix_of_wrong_rows_are_not_exported_with_them(synth_run, tmp_path):
    out = synth_run("all")
    synth.select(out, out=tmp_path / "less")
    synth.mix(out, out=tmp_path / "mix")
    for name in ("less", "mix"):
        card = (tmp_path / name / "README.md").read_text()
        assert "5 rows are verified, 5 are rejected" in card
        done = export(tmp_path / name, to="trl-sft", path=tmp_path / f"{name}.parquet")
        assert done.n == 5
        assert any("5 rows were left out" in line for line in done.told)


def test_verdict_says_what_is_imitated(exported, tmp_path):
    rows, told = exported([RIGHT, WRONG, OPEN, AGREED], verdict="all")
    assert prompts(rows) == prompts([RIGHT, WRONG, OPEN, AGREED])
    assert told[0] == "of the rows, 1 verified, 2 unverified, 1 rejected"
    rows, told = exported([RIGHT, WRONG, OPEN, AGREED], verdict="incorrect", overwrite=True)
    assert prompts(rows) == prompts([WRONG])
    assert "3 rows were left out, since they are not wrong" in told
    with pytest.raises(UsageError, match="verdict 'right' is not one of verified, incorrect, all"):
        exported([RIGHT], verdict="right", overwrite=True)
    with pytest.raises(UsageError, match="is for rows to imitate"):
        exported([RIGHT], to="dpo", verdict="all", overwrite=True)


def test_controls_come_only_where_they_are_named(exported, tmp_path):
    control = row(1, "empty")
    assert prompts(exported([RIGHT, control])[0]) == prompts([RIGHT])
    assert prompts(exported([RIGHT, control], strategy="empty", overwrite=True)[0]) == prompts([control])
