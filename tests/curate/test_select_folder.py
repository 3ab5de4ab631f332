"""`synth select`: from a folder to a smaller one."""

import inspect
import re
from hashlib import blake2b
from itertools import pairwise

import orjson
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import content
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import countdown, planted, rows_of

import synth as package
from synth.cli.select import command
from synth.contents import Contents
from synth.curate.select import Select, execute
from synth.errors import UsageError
from synth.folder import DERIVED

DUCKS = (
    "Janet's ducks lay 16 eggs per day and she eats {} of them for breakfast every morning while she sells the others."
)
# Not alike: of 23 words, no three in a row twice.
PLAIN = " ".join(f"{{0}}w{i}" for i in range(23))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return countdown(tmp_path_factory.mktemp("select") / "run", n=60, test_fraction=0.2, shard_rows=17)


def rated(pass_rates, **more):
    """Rows of problems with these k of 8."""
    return [
        {"question": PLAIN.format(f"p{i}"), "n_samples": 8, "n_verified": k, **more} for i, k in enumerate(pass_rates)
    ]


def keep(source, out, **settings):
    lines = []
    execute(Select(source=str(source), out=str(out), **settings), lines.append)
    return lines


def test_a_selection_is_read_as_a_run_is_and_by_datasets(real, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    found = package.select(real, out=tmp_path / "some", order="random", n=10)
    assert {name: len(rows) for name, rows in found.items()} == {"backtrack-verify": 10, "negative": 10}
    from datasets import load_dataset

    assert len(load_dataset(str(tmp_path / "some"), "negative", split="test")) == len(rows_of(real, split="test"))
    made_by = orjson.loads((tmp_path / "some" / "run.json").read_bytes())
    assert made_by["format"] == DERIVED
    assert {"made_by", "sources", "options", "strategy", "configs", "command"} <= made_by.keys()
    assert made_by["configs"] == Contents(tmp_path / "some").configs == ["backtrack-verify", "negative"]
    assert [source["path"] for source in made_by["sources"]] == [str(real)]
    single = package.select(tmp_path / "some", out=tmp_path / "fewer", strategy="verify+backtrack", n=3)
    assert len(single) == 3
    assert {row["strategy"] for row in single} == {"backtrack+verify"}


def test_everything_as_made_is_every_row_as_it_was(real, tmp_path):
    keep(real, tmp_path / "all", shard_rows=17)
    assert content(tmp_path / "all") == {name: h for name, h in content(real).items() if name.startswith("data/")}


def test_matched_sets_stay_matched_row_by_row(real, tmp_path):
    keep(real, tmp_path / "some", order="random", seed=3, n=25)
    problems = [
        [row["problem_id"] for row in rows_of(tmp_path / "some", name)] for name in ("backtrack-verify", "negative")
    ]
    assert problems[0] == problems[1]
    assert len(problems[0]) == 25
    before = [row["problem_id"] for row in rows_of(real)]
    assert set(problems[0]) < set(before)
    assert problems[0] != [name for name in before if name in problems[0]]


def test_a_larger_n_of_a_random_order_goes_on_where_the_smaller_one_ended(real, tmp_path):
    keep(real, tmp_path / "a", order="random", n=10)
    keep(real, tmp_path / "b", order="random", n=20)
    keep(real, tmp_path / "c", order="random", n=10, seed=1)
    assert rows_of(tmp_path / "b")[:10] == rows_of(tmp_path / "a") != rows_of(tmp_path / "c")


def test_the_methods_selection_keeps_the_hardest_that_are_solved_at_times(tmp_path):
    run = planted(tmp_path / "run", {"negative/train": rated([8, 3, 0, 5, 1, 8, 3, 7])})
    lines = keep(run, tmp_path / "out", pass_rate="0..1", order="hardest", n=4)
    assert [row["n_verified"] for row in rows_of(tmp_path / "out")] == [1, 3, 3, 5]
    assert [row["problem_id"][:2] for row in rows_of(tmp_path / "out")] == ["p4", "p1", "p6", "p3"]
    assert lines == ["pass rate outside of (0, 1): 3 taken, 5 left", "beyond the first 4: 1 taken, 4 left"]
    keep(run, tmp_path / "easy", pass_rate="[0.375..1]", order="easiest")
    assert [row["n_verified"] for row in rows_of(tmp_path / "easy")] == [8, 8, 7, 5, 3, 3]


def test_a_run_with_several_samples_gives_the_pass_rates(tmp_path):
    base = countdown(tmp_path / "base", n=10, strategy=["negative"])
    lines = [
        {"prompt": row["prompt"], "completion": row["completion"] if sample < place % 5 else "<answer>1 + 1</answer>"}
        for place, row in enumerate(rows_of(base))
        for sample in range(4)
    ]
    (tmp_path / "answers.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    settings = {"n": None, "strategy": ["negative"], "model": f"replay:{tmp_path / 'answers.jsonl'}", "samples": 4}
    settings["seeds"] = str(next((base / "data" / "negative").glob("*.parquet")))
    for keep_, kept in (("verified", [1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]), ("all", [1] * 8 + [2] * 8 + [3] * 8)):
        run = countdown(tmp_path / keep_, keep=keep_, **settings)
        keep(run, tmp_path / f"{keep_}-out", pass_rate="0..1", order="hardest")
        assert [row["n_verified"] for row in rows_of(tmp_path / f"{keep_}-out")] == kept


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=30), st.integers(1, 12), st.sampled_from(["hardest", "easiest"])
)
def test_what_is_kept_is_never_harder_or_easier_than_what_is_not(tmp_path_factory, pass_rates, n, order):
    folder = tmp_path_factory.mktemp("property")
    keep(planted(folder / "run", {"negative/train": rated(pass_rates)}), folder / "out", order=order, n=n)
    found = [row["n_verified"] for row in rows_of(folder / "out")]
    assert found == sorted(pass_rates, reverse=order == "easiest")[:n]


def test_a_pass_rate_is_over_all_strategies_those_that_only_failed_included(tmp_path):
    solved = {"question": PLAIN.format("p"), "n_samples": 4, "n_verified": 4}
    failed = {"question": PLAIN.format("p"), "n_samples": 4, "n_verified": 0}
    other = {"question": PLAIN.format("q"), "n_samples": 4, "n_verified": 4}
    run = planted(
        tmp_path / "run", {"all/train": [solved, other], "negative/train": [other], "negative/rejected": [failed] * 4}
    )
    keep(run, tmp_path / "out", pass_rate="0..1")
    assert [row["problem_id"][:2] for row in rows_of(tmp_path / "out", "all")] == ["pw"]
    with pytest.raises(UsageError, match="nothing is left to train on"):
        keep(run, tmp_path / "one", pass_rate="0..1", strategy=("all",))


def test_samples_of_a_problem_stay_together_and_its_length_is_their_mean(tmp_path):
    rows = [
        {"question": PLAIN.format(name), "completion": "x" * length, "sample": i}
        for name, lengths in {"a": [10, 90], "b": [30, 40], "c": [60]}.items()
        for i, length in enumerate(lengths)
    ]
    run = planted(tmp_path / "run", {"negative/train": rows})
    keep(run, tmp_path / "short", order="shortest", n=2)
    assert [(row["problem_id"][0], len(row["completion"])) for row in rows_of(tmp_path / "short")] == [
        ("b", 30),
        ("b", 40),
        ("a", 10),
        ("a", 90),
    ]
    keep(run, tmp_path / "long", order="longest", n=1)
    assert [len(row["completion"]) for row in rows_of(tmp_path / "long")] == [60]


def test_a_planted_near_duplicate_goes_and_the_one_that_is_first_in_order_stays(tmp_path):
    close = [DUCKS.format(word) for word in ("three", "four")]
    rows = rated([8, 8]) + [
        {"question": text, "n_samples": 8, "n_verified": k} for text, k in zip(close, (6, 2), strict=True)
    ]
    run = planted(tmp_path / "run", {"negative/train": rows})
    lines = keep(run, tmp_path / "out", near_duplicates=0.6, order="hardest")
    assert lines == ["as similar as 0.6 to one that stays: 1 taken, 3 left"]
    assert [row["n_verified"] for row in rows_of(tmp_path / "out")] == [2, 8, 8]
    keep(run, tmp_path / "made", near_duplicates=0.6)
    assert [row["n_verified"] for row in rows_of(tmp_path / "made")] == [8, 8, 6]
    keep(run, tmp_path / "strict", near_duplicates=0.99)
    assert len(rows_of(tmp_path / "strict")) == 4


def test_a_near_duplicate_of_a_test_problem_goes_from_train(tmp_path):
    run = planted(
        tmp_path / "run",
        {
            "negative/train": [*rated([8]), {"question": DUCKS.format("three")}],
            "negative/test": [{"question": DUCKS.format("four")}],
        },
    )
    keep(run, tmp_path / "out", near_duplicates=0.6)
    assert [row["problem_id"][:3] for row in rows_of(tmp_path / "out")] == ["p0w"]
    assert [row["problem_id"] for row in rows_of(tmp_path / "out", split="test")] == [DUCKS.format("four")]


def test_a_planted_contamination_goes_and_its_file_is_named(tmp_path):
    (tmp_path / "gsm8k.jsonl").write_bytes(orjson.dumps({"question": DUCKS.format("three")}))
    (tmp_path / "other.jsonl").write_bytes(orjson.dumps({"text": "nothing that anybody asks"}))
    rows = [*rated([8, 8]), {"question": "Once more: ducks lay 16 eggs per day, and she eats. How many?"}]
    run = planted(tmp_path / "run", {"negative/train": rows, "all/train": rows})
    files = (str(tmp_path / "other.jsonl"), str(tmp_path / "gsm8k.jsonl"))
    lines = keep(run, tmp_path / "out", decontaminate=files)
    assert lines == [f"8 words in a row shared with what is not to be seen: 1 taken, 2 left; 1 with {files[1]}"]
    assert len(rows_of(tmp_path / "out")) == len(rows_of(tmp_path / "out", "all")) == 2
    keep(run, tmp_path / "wide", decontaminate=files, ngram_size=10)
    assert len(rows_of(tmp_path / "wide")) == 3


def test_planted_leaks_go_and_hard_negatives_stay(tmp_path):
    rows = [
        {"question": f"{PLAIN.format('a')} The answer is 12.", "answer": "12"},
        {"question": f"{PLAIN.format('b')} He has 12 eggs.", "answer": "12"},
        {
            "question": f"{PLAIN.format('c')} The answer is 12.",
            "answer": None,
            "completion": "<think>\n</think>\n<answer>12</answer>",
        },
        {
            "question": f"{PLAIN.format('d')} The answer is 12.",
            "answer": None,
            "completion": "<think>\n</think>\n<answer>13</answer>",
        },
        {
            "question": f"{PLAIN.format('e')} The answer is 12.",
            "answer": None,
            "completion": "12",
            "verdict": {"status": "unverified", "method": "none", "reason": "", "score": 0.0},
        },
    ]
    lines = keep(planted(tmp_path / "run", {"negative/train": rows}), tmp_path / "out", drop_leaks=True)
    assert [row["problem_id"][0] for row in rows_of(tmp_path / "out")] == ["b", "d", "e"]
    assert lines == [
        "the question states the answer: 2 taken, 3 left; 2 say it is the answer; 1 without an answer to look for"
    ]
    made_by = orjson.loads((tmp_path / "out" / "run.json").read_bytes())
    assert made_by["stages"][0]["named"] == [rows[0]["question"], rows[2]["question"]]


def test_real_problems_neither_leak_nor_double(real, tmp_path):
    lines = keep(real, tmp_path / "out", drop_leaks=True, near_duplicates=0.9)
    assert [": 0 taken" in line for line in lines] == [True, True]


def test_matched_drops_what_a_strategy_lacks(tmp_path):
    rows = rated([8, 8, 8])
    run = planted(tmp_path / "run", {"all/train": rows, "negative/train": rows[1:]})
    keep(run, tmp_path / "loose")
    assert len(rows_of(tmp_path / "loose", "all")) == 3
    keep(run, tmp_path / "matched", matched=True)
    assert [len(rows_of(tmp_path / "matched", name)) for name in ("all", "negative")] == [2, 2]


def test_the_card_tells_what_each_filter_took_in_order(tmp_path):
    (tmp_path / "seen.jsonl").write_bytes(orjson.dumps({"question": DUCKS.format("ten")}))
    rows = rated([8, 8, 4, 4, 4, 4])
    rows += [
        {**row, "n_samples": 8, "n_verified": 4}
        for row in (
            {"question": DUCKS.format("x")},
            {"question": "So: the answer is 7.", "answer": "7"},
            {"question": PLAIN.format("p2") + " more"},
        )
    ]
    run = planted(tmp_path / "run", {"negative/train": rows})
    keep(
        run,
        tmp_path / "out",
        pass_rate="0..1",
        drop_leaks=True,
        decontaminate=(str(tmp_path / "seen.jsonl"),),
        near_duplicates=0.8,
        n=3,
    )
    card = (tmp_path / "out" / "README.md").read_text()
    told = [
        "| before | | 9 | 9 |",
        "| pass rate outside of (0, 1) | 2 | 7 | 7 |",
        "| the question states the answer | 1 | 6 | 6 |",
        "| 8 words in a row shared with what is not to be seen | 1 | 5 | 5 |",
        "| as similar as 0.8 to one that stays | 1 | 4 | 4 |",
        "| beyond the first 3 | 1 | 3 | 3 |",
    ]
    places = [card.index(line) for line in told]
    assert all(a < b for a, b in pairwise(places))
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["license"] == "apache-2.0"
    # A hash of the files: not that of none.
    about = front["configs"][0].pop("description")
    assert re.fullmatch("rows [0-9a-f]{16}", about)
    assert about != f"rows {blake2b(digest_size=8).hexdigest()}"
    assert front["configs"] == [
        {
            "config_name": "negative",
            "data_files": [{"split": "train", "path": "data/negative/train-*.parquet"}],
            "default": True,
        }
    ]
    assert "seen.jsonl` (1 texts)" in card
    assert "synth select" in card


def test_the_same_command_again_does_nothing_and_another_one_is_refused(real, tmp_path):
    keep(real, tmp_path / "out", n=5)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.parquet")}
    assert "already there" in keep(real, tmp_path / "out", n=5)[0]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.parquet")} == before
    with pytest.raises(UsageError, match=r"n: 5 before, 6 now"):
        keep(real, tmp_path / "out", n=6)
    keep(real, tmp_path / "out", n=6, overwrite=True)
    assert len(rows_of(tmp_path / "out")) == 6


def test_what_a_killed_call_left_is_made_again(real, tmp_path):
    keep(real, tmp_path / "whole", n=5)
    keep(real, tmp_path / "out", n=5)
    (tmp_path / "out" / "README.md").unlink()
    (tmp_path / "out" / "data" / "negative" / "train-00007.parquet").write_bytes(b"half")
    keep(real, tmp_path / "out", n=5)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_folders_that_hold_something_else_are_left_alone(real, tmp_path):
    before = content(real)
    for how in ({}, {"overwrite": True}):
        with pytest.raises(UsageError, match="was not written by synth select"):
            keep(real, real, **how)
        (tmp_path / "mine").mkdir(exist_ok=True)
        (tmp_path / "mine" / "notes.txt").write_text("keep me")
        with pytest.raises(UsageError, match="choose another folder"):
            keep(real, tmp_path / "mine", **how)
    assert content(real) == before
    assert (tmp_path / "mine" / "notes.txt").read_text() == "keep me"
    keep(real, tmp_path / "out", n=5)
    with pytest.raises(UsageError, match="was not written by synth run"):
        package.run("countdown", n=5, out=tmp_path / "out")


def test_nothing_left_is_an_error_with_the_account_and_writes_nothing(real, tmp_path):
    with pytest.raises(UsageError, match=r"(?s)pass rate outside of \(0, 1\): .* taken, 0 .*--samples 8"):
        keep(real, tmp_path / "out", pass_rate="0..1")
    assert not (tmp_path / "out").exists()


def test_an_order_by_equal_pass_rates_says_that_it_is_none(real, tmp_path):
    assert "every problem has the same pass rate" in keep(real, tmp_path / "out", order="hardest")[0]


def test_shards_are_as_large_as_asked_and_rows_in_order(real, tmp_path):
    keep(real, tmp_path / "whole", order="longest")
    keep(real, tmp_path / "cut", order="longest", shard_rows=7)
    shards = Contents(tmp_path / "cut").shards("negative", "train")
    assert [pq.ParquetFile(path).metadata.num_rows for path in shards[:-1]] == [7] * (len(shards) - 1)
    assert rows_of(tmp_path / "cut") == rows_of(tmp_path / "whole")


def test_keywords_and_flags_are_the_same():
    flags = {param.name for param in command.params}
    assert flags == set(inspect.signature(package.select).parameters)
    for param in command.params:
        if param.name not in ("source", "overwrite"):
            assert param.envvar == f"SYNTH_{param.name.upper()}"


def test_the_command_line_tells_and_takes_several_files_after_one_flag(synth, tmp_path, real):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(orjson.dumps({"question": name}))
    done = synth("select", real, "--decontaminate", "a.jsonl", "b.jsonl", "-n", 5, "-s", "negative", "-o", "out")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "beyond the first 5" in done.stderr
    made_by = orjson.loads((tmp_path / "out" / "run.json").read_bytes())
    assert [source["name"] for source in made_by["against"]] == ["a.jsonl", "b.jsonl"]
    assert made_by["command"] == f"synth select {real} -o out --strategy negative -n 5 --decontaminate a.jsonl b.jsonl"


def test_without_a_folder_to_fill_the_command_says_so(synth):
    done = synth("select", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "-o SMALLER" in done.stderr


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"source": "nowhere"}, "holds no run"),
        ({"order": "best"}, "hardest"),
        ({"pass_rate": "7"}, "0..1"),
        ({"n": 0}, "from 1 up"),
        ({"near_duplicates": 80.0}, "such as 0.8"),
        ({"seed": 2**64}, "63 bits"),
        ({"strategy": ("all",)}, "it has backtrack-verify, negative"),
        ({"decontaminate": ("nothing.jsonl",)}, "there is no file"),
    ],
    ids=str,
)
def test_a_wrong_request_is_refused_with_the_cure(real, tmp_path, request_, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        keep(**{"source": real, "out": tmp_path / "out", **request_})
    assert not (tmp_path / "out").exists()


def test_what_was_turned_down_comes_along_so_that_preferences_can_be_made(tmp_path, synth):
    from fault_server import Faults, FaultServer, solve_countdown
    from model_runs import make

    from synth.exports.export import export

    n = [0]

    def answer(body):
        n[0] += 1
        return solve_countdown(body, wrong_share=float(n[0] % 2))

    with FaultServer(Faults(), answer=answer) as served:
        make(tmp_path / "out", served, n=40, samples=4, temperature=1.0, strategy=("verify",))
    done = synth("select", "out", "-o", "some", "-n", 10)
    assert done.returncode == 0, done.stderr
    whole = export(tmp_path / "out", to="dpo", path=tmp_path / "whole.jsonl")
    some = export(tmp_path / "some", to="dpo", path=tmp_path / "some.jsonl")
    assert 0 < some.n < whole.n
    kept = {row["problem_id"] for row in pq.read_table(tmp_path / "some/data/verify/train-00000.parquet").to_pylist()}
    lost = list((tmp_path / "some" / "rejected").rglob("*.parquet"))
    assert lost
    assert {row["problem_id"] for path in lost for row in pq.read_table(path).to_pylist()} <= kept
