"""What is preferred to what."""

import orjson
import pytest
from conftest import ROOT
from export_runs import folder, row, undecided_server
from model_runs import make, rows, server

from synth.errors import UsageError
from synth.exports.export import export


def exported(out, tmp_path, to, **given):
    done = export(out, to=to, path=tmp_path / f"{to}.jsonl", overwrite=True, **given)
    return [orjson.loads(line) for line in done.path.read_bytes().splitlines()], done.told


def wrong(number=0, sample=0, strategy="all", **given):
    return row(number, strategy, sample, "rejected", completion=f"wrong {number} {strategy} {sample}", **given)


def told_in(rows):
    """The number of the problem, and the two completions in short."""
    return [(r["prompt"].split()[1], r["chosen"].split()[1:3], r["rejected"].split()[1:]) for r in rows]


def test_a_models_right_answers_are_preferred_to_its_wrong_ones(tmp_path):
    with undecided_server() as served:
        out = make(tmp_path / "out", served, n=30, samples=4)
    kept, dropped = rows(out), rows(out, folder="rejected")
    by_completion = {(r["prompt"], r["completion"]): r["verdict"]["status"] for r in [*kept, *dropped]}
    pairs, told = exported(out, tmp_path, "dpo")
    assert told == ("chosen is verified, rejected is wrong",)
    assert len(pairs) == 30
    for pair in pairs:
        assert by_completion[pair["prompt"], pair["chosen"]] == "verified"
        assert by_completion[pair["prompt"], pair["rejected"]] == "rejected"
    labelled, _ = exported(out, tmp_path, "kto")
    assert sum(r["label"] for r in labelled) == len(kept)
    assert sum(not r["label"] for r in labelled) == len(dropped) > 20
    assert all(r["label"] == (by_completion[r["prompt"], r["completion"]] == "verified") for r in labelled)


def test_each_completion_is_in_one_pair_and_its_own_strategy_comes_first(tmp_path):
    train = [row(0, "all", 0), row(0, "all", 1), row(0, "negative", 0), row(1, "all", 0), row(2, "all", 0)]
    aside = [wrong(0, 2), wrong(0, 1, "negative"), wrong(1, 1, "negative"), wrong(3, 0)]
    pairs, _ = exported(folder(tmp_path / "out", train, rejected=aside), tmp_path, "dpo")
    assert told_in(pairs) == [
        ("3.", ["all", "0"], ["0", "all", "2"]),
        ("3.", ["all", "1"], ["0", "negative", "1"]),
        ("4.", ["all", "0"], ["1", "negative", "1"]),
    ]


def test_an_answer_that_could_not_be_read_is_no_wrong_answer(tmp_path):
    aside = [wrong(0, 1, method="format"), wrong(1, 0, method="seed"), wrong(2, 0, method="task")]
    out = folder(tmp_path / "out", [row(n) for n in range(3)], rejected=aside)
    for to in ("dpo", "kto"):
        with pytest.raises(UsageError, match=r"all is the only strategy.*--samples"):
            export(out, to=to, path=tmp_path / "x.jsonl")
    assert not (tmp_path / "x.jsonl").exists()


def test_wrong_answers_count_wherever_the_run_has_put_them(tmp_path):
    everything = folder(tmp_path / "a", [row(0), wrong(0, 1)], keep="all")
    assert len(exported(everything, tmp_path, "dpo")[0]) == 1
    incorrect = folder(tmp_path / "b", [wrong(0, 1)], rejected=[row(0)], keep="incorrect")
    assert len(exported(incorrect, tmp_path, "dpo")[0]) == 1
    # Verified, but dropped for another fault: not to be preferred.
    dropped = folder(tmp_path / "c", [row(1)], rejected=[row(0), wrong(0, 1)])
    with pytest.raises(UsageError, match="no problem has both"):
        export(dropped, to="dpo", path=tmp_path / "x.jsonl")


def test_where_nothing_is_wrong_the_first_strategy_is_preferred_to_the_last(tmp_path):
    train = [
        row(n, strategy)
        for strategy in ("all", "verify", "negative")
        for n in range(5)
        if (n, strategy) != (3, "negative")
    ]
    out = folder(tmp_path / "out", train)
    pairs, told = exported(out, tmp_path, "dpo")
    assert told == (
        "no problem has both a verified and a wrong answer: all, the first strategy, is preferred to negative, the last",
    )
    assert [(p["chosen"].split()[1], p["rejected"].split()[1]) for p in pairs] == [("all", "negative")] * 4
    assert [p["prompt"] for p in pairs] == [row(n)["prompt"] for n in (0, 1, 2, 4)]
    pairs, _ = exported(out, tmp_path, "dpo", strategy=["negative", "all"])
    assert [(p["chosen"].split()[1], p["rejected"].split()[1]) for p in pairs] == [("negative", "all")] * 4
    labelled, _ = exported(out, tmp_path, "kto", strategy=["all", "negative"])
    assert [(r["completion"].split()[1], r["label"]) for r in labelled] == [("all", True)] * 5 + [
        ("negative", False)
    ] * 4


def test_the_order_of_the_problems_does_not_matter(tmp_path):
    train = [row(n, "all") for n in range(50)] + [row(n, "negative") for n in reversed(range(50))]
    pairs, _ = exported(folder(tmp_path / "out", train), tmp_path, "dpo")
    assert [p["prompt"] for p in pairs] == [row(n)["prompt"] for n in range(50)]


def test_equal_completions_are_no_pair(tmp_path):
    same = [row(0, "all", completion="x"), row(0, "negative", completion="x")]
    with pytest.raises(UsageError, match="nothing to export"):
        export(folder(tmp_path / "out", same), to="dpo", path=tmp_path / "x.jsonl")


@pytest.mark.parametrize("to", ["dpo", "kto"])
def test_a_wrong_answer_to_a_problem_of_the_test_split_is_never_trained_on(tmp_path, to):
    # Some problems are never answered right: only their hash tells which split they are of.
    with server(wrong_share=0.5) as hopeless:
        out = make(tmp_path / "a", hopeless, n=40, samples=2, test_fraction=0.4)
    if to == "dpo":
        with undecided_server() as served:
            out = make(tmp_path / "b", served, n=40, samples=2, test_fraction=0.4)
    files = {split: rows_in(out, split) for split in ("train", "test")}
    prompts = {}
    for split in files:
        prompts[split] = {r["prompt"] for r in exported(out, tmp_path, to, split=split)[0]}
        assert prompts[split] & {r["prompt"] for r in files[split]}
    assert not prompts["train"] & prompts["test"]
    both = exported(out, tmp_path, to, split="all")[0]
    assert {r["prompt"] for r in both} == prompts["train"] | prompts["test"]
    if to == "kto":
        assert len(both) == len(files["train"]) + len(files["test"]) + len(rows(out, folder="rejected"))


def rows_in(out, split):
    import pyarrow.parquet as pq

    return [r for file in sorted((out / "data").rglob(f"{split}-*.parquet")) for r in pq.read_table(file).to_pylist()]


def test_a_task_of_ones_own_still_tells_the_splits_apart(tmp_path):
    aside = [wrong(n, data={"a": n, "b": 7}) for n in range(30)]
    train = [row(n, data={"a": n, "b": 7}) for n in range(100, 102)]
    out = folder(
        tmp_path / "out",
        train,
        [row(200, data={"a": 1, "b": 7})],
        aside,
        task=str(ROOT / "examples" / "greatest_divisor.py"),
        test_fraction=0.5,
    )
    with pytest.raises(UsageError, match="names a task file"):
        exported(out, tmp_path, "kto")
    labelled, _ = exported(out, tmp_path, "kto", trust=True)
    n_train = sum(not r["label"] for r in labelled)
    labelled, _ = exported(out, tmp_path, "kto", split="test", trust=True)
    assert 0 < n_train < 30
    assert n_train + sum(not r["label"] for r in labelled) == 30
