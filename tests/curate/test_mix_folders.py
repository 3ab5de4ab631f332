"""`synth mix`: the datasets of several runs into one."""

import inspect
from collections import Counter

import orjson
import pytest
import yaml
from conftest import content
from hypothesis import given
from hypothesis import strategies as st
from planted import countdown, planted, rows_of

import synth as package
from synth.cli.mix import command
from synth.contents import Contents
from synth.curate.mix import Mix, execute
from synth.curate.select import Select
from synth.curate.select import execute as execute_select
from synth.curate.shares import shares
from synth.errors import UsageError
from synth.rows import SCHEMA


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs of different problems: a with a test split, b without and with one strategy of its own."""
    folder = tmp_path_factory.mktemp("mix")
    a = countdown(folder / "a", n=60, test_fraction=0.2)
    return a, countdown(folder / "b", n=40, seed=7, strategy=["negative", "all"], options={"size": "4"})


def mixed(sources, out, **settings):
    lines = []
    execute(Mix(sources=tuple(map(str, sources)), out=str(out), **settings), lines.append)
    return lines


def sources_of(rows):
    return Counter(orjson.loads(row["meta"])["source"] for row in rows)


def questions(*texts, **more):
    return [{"question": text, **more} for text in texts]


def test_all_rows_of_all_sources_are_there_shuffled_and_say_where_they_are_from(runs, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    found = package.mix(runs, out=tmp_path / "out")
    assert set(found) == {"backtrack-verify", "negative", "all"}
    rows = rows_of(tmp_path / "out")
    assert list(rows[0]) == SCHEMA.names
    before = {row["id"]: row for run in runs for row in rows_of(run)}
    assert {row["id"] for row in rows} == set(before)
    assert [row["id"] for row in rows] != list(before)
    for row in rows:
        was = before[row["id"]]
        assert orjson.loads(row["meta"]) == {
            **orjson.loads(was["meta"]),
            "source": sources_of([row]).most_common()[0][0],
        }
        assert {**row, "meta": was["meta"]} == was
    assert sources_of(rows) == {"a": len(rows_of(runs[0])), "b": 40}
    assert len(rows_of(tmp_path / "out", split="test")) == len(rows_of(runs[0], split="test"))
    assert Contents(tmp_path / "out").configs == ["backtrack-verify", "negative", "all"]


def test_weights_give_proportions_and_n_the_total(runs, tmp_path):
    mixed(runs, tmp_path / "out", weights=(2, 1), n=30, strategy=("negative",))
    assert sources_of(rows_of(tmp_path / "out")) == {"a": 20, "b": 10}
    mixed(runs, tmp_path / "most", weights=(1, 4), strategy=("negative",))
    assert sources_of(rows_of(tmp_path / "most")) == {"a": 10, "b": 40}
    mixed(runs, tmp_path / "n", n=50)
    assert sum(sources_of(rows_of(tmp_path / "n")).values()) == 50
    with pytest.raises(UsageError, match=r"b has 40 problems to give, and its share of -n 90 is 60"):
        mixed(runs, tmp_path / "many", weights=(1, 2), n=90)
    with pytest.raises(UsageError, match="give a smaller -n"):
        mixed(runs, tmp_path / "many", n=1000)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 200))
def test_shares_add_up_and_lie_within_one_of_exact(weights, n):
    names = [str(i) for i in range(len(weights))]
    found = shares(weights, [n] * len(weights), names, n)
    assert sum(found) == n
    assert all(abs(got - n * weight / sum(weights)) < 1 for got, weight in zip(found, weights, strict=True))
    there = [7 * weight + 3 for weight in weights]
    free = shares(weights, there, names, None)
    assert all(got <= have for got, have in zip(free, there, strict=True))
    assert all(got >= 7 * weight for got, weight in zip(free, weights, strict=True))


def test_a_seed_names_the_order_and_the_same_one_gives_the_same_bytes(runs, tmp_path):
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        mixed(runs, tmp_path / name, weights=(1, 1), seed=seed)
    assert content(tmp_path / "one") == content(tmp_path / "again") != content(tmp_path / "two")
    assert {row["id"] for row in rows_of(tmp_path / "one")} != {row["id"] for row in rows_of(tmp_path / "two")}


def test_ids_that_come_twice_are_changed_and_the_old_ones_kept(runs, tmp_path):
    execute_select(Select(source=str(runs[0]), out=str(tmp_path / "part"), n=10))
    mixed([runs[0], tmp_path / "part", tmp_path / "part"], tmp_path / "out")
    rows = [
        row
        for name in ("backtrack-verify", "negative")
        for split in ("train", "test")
        for row in rows_of(tmp_path / "out", name, split)
    ]
    assert len({row["id"] for row in rows}) == len(rows)
    before = {row["id"] for row in rows_of(runs[0])}
    changed = [row for row in rows_of(tmp_path / "out") if row["id"] not in before]
    assert len(changed) == 20
    for row in changed:
        meta = orjson.loads(row["meta"])
        assert meta["source_id"] in before
        assert row["id"] in (f"{meta['source_id']}-2", f"{meta['source_id']}-3")
        assert meta["source"] in ("part", "part-2")
    made_by = orjson.loads((tmp_path / "out" / "run.json").read_bytes())
    assert made_by["ids_changed"] == len(rows) - len(
        {orjson.loads(row["meta"]).get("source_id", row["id"]) for row in rows}
    )


def test_a_changed_id_never_meets_one_that_is_there(tmp_path):
    a = planted(tmp_path / "a", {"negative/train": [{"id": "x", "question": "q"}, {"id": "x-2", "question": "r"}]})
    b = planted(tmp_path / "b", {"negative/train": [{"id": "x", "question": "s"}]})
    mixed([a, b, b], tmp_path / "out")
    assert sorted(row["id"] for row in rows_of(tmp_path / "out")) == ["x", "x-2", "x-3", "x-4"]


def test_a_mix_of_mixes_tells_the_way_in(runs, tmp_path):
    mixed(runs, tmp_path / "inner")
    mixed([tmp_path / "inner", runs[1]], tmp_path / "outer")
    found = rows_of(tmp_path / "outer", "all")
    assert sources_of(found) == {"inner/b": 40, "b": 40}
    assert all(orjson.loads(row["meta"])["source"] == "b" for row in found if row["id"].endswith("-2"))


def test_a_problem_in_one_test_split_is_in_no_other_train_split(tmp_path):
    a = planted(tmp_path / "a", {"negative/train": questions("p", "q"), "negative/test": questions("r")})
    b = planted(
        tmp_path / "b",
        {"negative/train": questions("r", "s"), "all/train": questions("r", "s"), "all/test": questions("q")},
    )
    lines = mixed([a, b], tmp_path / "out")
    assert lines == ["in the test split of another source: 2 taken, 2 and 2 test left"]
    for name in ("negative", "all"):
        assert {row["problem_id"] for row in rows_of(tmp_path / "out", name)} == (
            {"p", "s"} if name == "negative" else {"s"}
        )
    assert {row["problem_id"] for row in rows_of(tmp_path / "out", split="test")} == {"r"}


def test_runs_of_one_task_never_share_problems_over_their_splits(tmp_path):
    a = countdown(tmp_path / "a", n=60, test_fraction=0.5)
    b = countdown(tmp_path / "b", n=60)
    mixed([a, b], tmp_path / "out")
    train, test = ({row["problem_id"] for row in rows_of(tmp_path / "out", split=split)} for split in ("train", "test"))
    assert test == {row["problem_id"] for row in rows_of(a, split="test")}
    assert train
    assert not train & test


NEAR = "Ann packs {} red boxes and twelve blue boxes into the old van that Bob drives to the market on Monday morning."
FAR = "A train of {} coaches leaves the northern station at noon; when does it come to the sea?"


def test_near_duplicates_across_sources_go_by_option(tmp_path):
    a = planted(tmp_path / "a", {"negative/train": questions(NEAR.format("six"), FAR.format("nine"))})
    b = planted(tmp_path / "b", {"negative/train": questions(NEAR.format("ten"), "What is it?")})
    mixed([a, b], tmp_path / "both")
    assert len(rows_of(tmp_path / "both")) == 4
    lines = mixed([a, b], tmp_path / "out", near_duplicates=0.7)
    assert lines[-1] == "as similar as 0.7 to one that stays: 1 taken, 3 left"
    found = {row["problem_id"] for row in rows_of(tmp_path / "out")}
    assert len(found & {NEAR.format("six"), NEAR.format("ten")}) == 1
    assert {FAR.format("nine"), "What is it?"} < found


def test_matched_sets_of_two_runs_are_no_duplicates_but_the_same_strategy_twice_is(tmp_path):
    texts = (NEAR.format("six"), FAR.format("nine"))
    a = planted(tmp_path / "a", {"negative/train": questions(*texts)})
    b = planted(tmp_path / "b", {"all/train": questions(*texts)})
    mixed([a, b, a], tmp_path / "out", near_duplicates=0.9)
    rows = {name: [row["problem_id"] for row in rows_of(tmp_path / "out", name)] for name in ("negative", "all")}
    assert rows["negative"] == rows["all"]
    assert sorted(rows["all"]) == sorted(texts)
    mixed([a, b], tmp_path / "one", near_duplicates=0.9, into="one")
    assert len(rows_of(tmp_path / "one", "one")) == 2


def test_into_puts_all_strategies_into_one_configuration(runs, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    found = package.mix(runs, out=tmp_path / "out", into="priming")
    assert len(found) == sum(len(rows_of(run, name)) for run in runs for name in Contents(run).configs)
    assert set(found["strategy"]) == {"backtrack+verify", "negative", "all"}
    assert Contents(tmp_path / "out").configs == ["priming"]
    kept = package.select(tmp_path / "out", out=tmp_path / "kept", strategy="priming", n=5, order="random")
    assert len(set(kept["problem_id"])) == 5


def test_the_card_names_sources_shares_and_licences(tmp_path):
    a = planted(tmp_path / "a", {"negative/train": questions("p", "q", "r")})
    b = planted(tmp_path / "b", {"negative/train": questions("s", "t")})
    made_by = orjson.loads((b / "run.json").read_bytes())
    (b / "run.json").write_bytes(orjson.dumps({**made_by, "license": "mit"}))
    mixed([a, b], tmp_path / "out", weights=(1, 1))
    card = (tmp_path / "out" / "README.md").read_text()
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["license"] == ["apache-2.0", "mit"]
    assert front["configs"][0]["config_name"] == "negative"
    assert "| `a` | 2 | 3 | 2 |" in card
    assert "| `b` | 2 | 2 | 2 |" in card
    assert f"synth mix {a} {b} -o {tmp_path / 'out'} --weights 1 1" in card


def test_the_same_command_again_does_nothing_and_changed_rows_are_noticed(tmp_path):
    a = planted(tmp_path / "a", {"negative/train": questions("p", "q")})
    mixed([a], tmp_path / "out")
    assert "already there" in mixed([a], tmp_path / "out")[0]
    planted(tmp_path / "a", {"negative/train": questions("p", "q", "r")})
    with pytest.raises(UsageError, match=r"rows of source 1: .* before, .* now"):
        mixed([a], tmp_path / "out")
    mixed([a], tmp_path / "out", overwrite=True)
    assert len(rows_of(tmp_path / "out")) == 3
    with pytest.raises(UsageError, match="was not written by synth select or synth mix"):
        mixed([a], a, overwrite=True)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"sources": ()}, "give the folders"),
        ({"weights": (1,)}, "1 numbers for 2 sources"),
        ({"weights": (1, 0)}, "above 0"),
        ({"weights": (1, float("inf"))}, "above 0"),
        ({"n": 0}, "from 1 up"),
        ({"into": "../up"}, "--into"),
        ({"strategy": ("dance",)}, "unknown behaviour"),
        ({"strategy": ("verify",)}, "no source holds rows of verify; they have all, backtrack-verify, negative"),
        ({"near_duplicates": 2.0}, "--near-duplicates"),
    ],
    ids=str,
)
def test_wrong_requests_say_the_cure(runs, tmp_path, request_, message):
    with pytest.raises(UsageError, match=message):
        mixed(**{"sources": runs, "out": tmp_path / "out", **request_})
    assert not (tmp_path / "out").exists()


def test_keywords_and_flags_are_the_same():
    assert {param.name for param in command.params} == set(inspect.signature(package.mix).parameters)


def test_weights_are_numbers_after_one_flag_wherever_it_stands(synth, tmp_path, runs):
    a, b = runs
    done = synth("mix", a, b, "-o", "one", "--weights", 2, 1, "-n", 15, "-s", "negative")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert synth("mix", "--weights", 2, 1, a, b, "-o", "two", "-n", 15, "--strategy", "negative").returncode == 0
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert sources_of(rows_of(tmp_path / "one")) == {"a": 10, "b": 5}
