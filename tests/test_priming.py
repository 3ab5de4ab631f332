"""Wrong answers of the task's own solver, a test split of a given size, and `synth prime`, which needs both."""

import shutil
from collections import Counter

import orjson
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, content
from model_runs import make as make_with_model
from model_runs import server

import synth as package
from synth import fill
from synth.api import execute
from synth.errors import StoppedShort, TeacherError, UsageError
from synth.parse import think
from synth.plugins import load_task
from synth.priming import SETS
from synth.reproduction import reproduce
from synth.request import Run
from synth.status import read_status
from synth.strategy import BEHAVIORS, PRESETS, parse
from synth.tokens import token_counter
from synth.types import Completion

GANDHI = {"preset": "gandhi"}


def make(out, task="countdown", strategy=SETS, **settings):
    execute(Run(task, out=str(out), strategy=tuple(strategy), **settings))
    return out


def rows(out, strategy, split="train", folder="data"):
    files = sorted((out / folder / parse(strategy).config).glob(f"{split}-*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def problems(out, strategy, split="train"):
    return [row["problem_id"] for row in rows(out, strategy, split)]


@pytest.fixture(scope="module")
def primed(tmp_path_factory):
    return make(tmp_path_factory.mktemp("prime") / "out", n=30, test_n=6, **GANDHI)


# Wrong answers.


@pytest.mark.parametrize(("task", "reason"), [("countdown", "wrong value"), ("word_problem", "wrong")])
def test_keep_incorrect_needs_no_model(tmp_path, task, reason):
    out = make(tmp_path / "out", task, ["all"], n=30, keep="incorrect")
    found = rows(out, "all")
    assert len(found) == 30
    assert not (out / "rejected").exists()
    for row in found:
        meta = orjson.loads(row["meta"])
        assert row["verdict"]["status"] == "rejected"
        assert row["verdict"]["reason"].startswith(reason)
        assert all(row["behaviors"].values())
        assert meta["slip"].keys() == {"step", "claim", "value"}
        assert (meta["steps"]["false"], meta["steps"]["first_false"].split(" is false")[0]) == (
            1,
            meta["slip"]["claim"],
        )
        assert row["n_verified"] == 0
    assert "`meta.slip`" in (out / "README.md").read_text()


def test_wrong_answers_are_of_the_same_problems_and_no_row_has_the_id_of_a_right_one(tmp_path):
    right = make(tmp_path / "right", strategy=["all"], n=60, **GANDHI)
    wrong = make(tmp_path / "wrong", strategy=["all"], n=60, keep="incorrect", **GANDHI)
    # But for what one of them refuses: few problems have a slip that people make and that leads to the target.
    assert len(set(problems(right, "all")) & set(problems(wrong, "all"))) >= 5
    assert not {row["id"] for row in rows(right, "all")} & {row["id"] for row in rows(wrong, "all")}
    with pytest.raises(UsageError, match="slips"):
        make(right, strategy=["all"], n=60, keep="incorrect", **GANDHI)


def test_in_one_run_they_are_of_the_same_problems_exactly(tmp_path):
    out = make(tmp_path / "out", strategy=["backtrack", "backtrack-incorrect", "negative-incorrect"], n=50)
    assert problems(out, "backtrack") == problems(out, "backtrack-incorrect") == problems(out, "negative-incorrect")


def test_a_text_with_more_than_the_recorded_slip_is_not_written(tmp_path, monkeypatch):
    kind = load_task("countdown")
    honest = kind.solve

    def lying(self, problem, strategy, draw):
        made = honest(self, problem, strategy, draw)
        slip = made.record["slip"]
        if draw.index % 3 == 0:  # another place than that on record
            return Completion(made.text, record={"slip": {**slip, "step": slip["step"] + 1}})
        if draw.index % 3 == 1:  # no slip in the text, and a wrong answer all the same
            true = honest(self, problem, parse("negative"), draw)
            return Completion(
                true.text.split("<answer>")[0] + made.text[made.text.index("<answer>") :], record=made.record
            )
        return made

    monkeypatch.setattr(kind, "solve", lying)
    out = make(tmp_path / "out", strategy=["negative"], n=20, keep="incorrect")
    put_aside = rows(out, "negative", "part", "rejected")
    assert len(put_aside) > 30
    assert {row["verdict"]["method"] for row in put_aside} == {"steps"}
    assert len(rows(out, "negative")) == 20


def test_a_solver_whose_traces_never_hold_is_not_asked_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(fill, "REFUSED_PATIENCE", 30)
    monkeypatch.setattr(load_task("countdown"), "solve", lambda self, problem, strategy, draw: "<think>4</think>")
    with pytest.raises(TeacherError, match="no trace of all-incorrect passes the step checker"):
        make(tmp_path / "out", strategy=["all-incorrect"], n=20)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keep": "incorrect", "strategy": ("empty",)}, "no step that could be wrong"),
        ({"task": str(ROOT / "examples" / "greatest_divisor.py"), "keep": "incorrect"}, "makes no mistakes"),
        ({"task": str(ROOT / "examples" / "greatest_divisor.py"), "strategy": ("all-incorrect",)}, "makes no mistakes"),
        ({"strategy": ("empty-incorrect",)}, "'empty' cannot"), ({"test_n": 0}, "--test-n 0"),
        ({"test_n": 5, "n": None, "seeds": "problems.jsonl"}, "give -n"),
    ],
)  # fmt: skip
def test_what_cannot_be_met_is_refused(tmp_path, settings, message):
    with pytest.raises(UsageError, match=message):
        make(tmp_path / "out", **{"n": 5, **settings})
    assert not (tmp_path / "out" / "run.json").exists()


# The test split.


def test_both_splits_get_exactly_what_was_asked_for(tmp_path):
    out = make(tmp_path / "out", strategy=["negative"], n=90, test_n=25)
    assert (len(rows(out, "negative")), len(rows(out, "negative", "test"))) == (90, 25)
    tally = orjson.loads((out / "journal" / "state.json").read_bytes())["strategies"]["negative"]
    assert tally["surplus"] > 0
    assert f"`negative` {tally['surplus']}" in (out / "README.md").read_text()
    made_by = orjson.loads((out / "run.json").read_bytes())
    assert made_by["test_fraction"] == 25 / 115
    assert "--test-n 25" in made_by["command"]
    assert "--test-fraction" not in made_by["command"]
    assert read_status(str(out))["strategies"]["negative"]["missing"] == 0


def test_other_numbers_of_rows_give_what_a_new_run_would(tmp_path):
    grown = make(tmp_path / "grown", strategy=["negative"], n=20, test_n=10, shard_rows=16)
    make(grown, strategy=["negative"], n=60, test_n=30, shard_rows=16)
    new = make(tmp_path / "new", strategy=["negative"], n=60, test_n=30, shard_rows=16)
    assert content(grown) == content(new)
    with pytest.raises(
        UsageError, match=r"test_fraction[^\0]*--test-fraction 0\.333\d* in place of --test-n keeps its shares"
    ):
        make(grown, strategy=["negative"], n=61, test_n=30, shard_rows=16)


def test_a_split_that_cannot_be_filled_ends_short(tmp_path):
    options = {"size": "2", "numbers": "1-6", "targets": "10-12"}
    with pytest.raises(StoppedShort, match="space ran dry"):
        make(tmp_path / "out", strategy=["negative"], n=900, test_n=100, options=options)


# The experiment.


def test_the_sets_are_all_presets_over_the_same_problems(primed):
    assert set(SETS) == {
        "all", "backtrack", "backtrack+verify", "backtrack+subgoal", "backtrack+backward", "negative", "empty", "placeholder",
        "all-incorrect",
    } == set(PRESETS)  # fmt: skip
    for split, n in (("train", 30), ("test", 6)):
        expected = problems(primed, "all", split)
        assert len(set(expected)) == n
        assert all(problems(primed, name, split) == expected for name in SETS)
    assert not set(problems(primed, "all")) & set(problems(primed, "all", "test"))
    every = [row["id"] for name in SETS for split in ("train", "test") for row in rows(primed, name, split)]
    assert len(set(every)) == len(every) == 9 * 36


def test_each_set_shows_what_it_was_asked_for(primed):
    for name in SETS:
        shows = parse(name).shows
        for row in rows(primed, name) + rows(primed, name, "test"):
            assert {behavior for behavior in BEHAVIORS if row["behaviors"][behavior]} == shows
            assert row["verdict"]["status"] == ("rejected" if name == "all-incorrect" else "verified")


def test_the_controls_are_matched_to_the_trace_of_the_same_problem(primed):
    count = token_counter("words")
    for whole, empty, dots in zip(*(rows(primed, name) for name in ("all", "empty", "placeholder")), strict=True):
        assert think(empty["completion"]).strip() == ""
        assert think(dots["completion"]) == " ." * count(think(whole["completion"]))
        assert whole["completion"].split("</think>")[1] == dots["completion"].split("</think>")[1]


def test_load_dataset_reads_every_set(primed, tmp_path):
    datasets = pytest.importorskip("datasets")
    assert set(datasets.get_dataset_config_names(str(primed))) == {parse(name).config for name in SETS}
    for config in ("all-incorrect", "backtrack-verify"):
        found = datasets.load_dataset(str(primed), config, cache_dir=str(tmp_path / "cache"))
        assert {split: len(part) for split, part in found.items()} == {"train": 30, "test": 6}


def test_the_card_has_the_table_of_behaviours(primed):
    card = (primed / "README.md").read_text()
    for name in SETS:
        asked = ", ".join(behavior for behavior in BEHAVIORS if behavior in parse(name).shows) or "none"
        line = next(line for line in card.splitlines() if line.startswith(f"| `{name}` |") and "%)" in line)
        assert line.endswith(f"| {asked} |")
        assert line.count("(100%)") == len(parse(name).shows)
    assert "counted by words and signs" in card
    assert "`all-incorrect` is the exception" in card


def test_it_resumes_and_can_be_made_again(primed, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(primed, out)
    make(out, n=30, test_n=6, **GANDHI)
    make(tmp_path / "workers", n=30, test_n=6, workers=2, **GANDHI)
    assert content(out) == content(primed) == content(tmp_path / "workers")
    assert all(shard.status == "equal" for shard in reproduce(out).shards)


def test_the_other_commands_read_it(primed, tmp_path, synth):
    out = tmp_path / "out"
    shutil.copytree(primed, out)
    assert synth("annotate", out, "--by", "rules").returncode == 0
    lift = synth("lift", out)
    assert lift.returncode == 0, lift.stderr
    assert "324 rows, 88.9% right" in lift.stdout
    report = synth("report", out, "--terminal")
    assert "all-incorrect" in report.stdout
    selected = synth("select", out, "-s", "all", "-s", "all-incorrect", "-n", "10", "-o", "few")
    assert selected.returncode == 0, selected.stderr
    assert problems(tmp_path / "few", "all") == problems(tmp_path / "few", "all-incorrect")


def test_a_model_gives_its_own_wrong_answers_and_is_asked_once(tmp_path):
    with server(wrong_share=0.3) as served:
        out = make_with_model(tmp_path / "out", served, strategy=SETS, n=20, test_n=4, shard_rows=10_000)
        assert max(Counter(served.bodies).values()) == 1  # the controls and the wrong ones are answers to `all`
    for name in SETS:
        assert (len(rows(out, name)), len(rows(out, name, "test"))) == (20, 4)
    wrong = rows(out, "all-incorrect")
    assert {row["verdict"]["status"] for row in wrong} == {"rejected"}
    assert "slip" not in orjson.loads(wrong[0]["meta"])
    train, test = ({p for name in SETS for p in problems(out, name, split)} for split in ("train", "test"))
    assert not train & test


def test_the_command_takes_the_options_of_the_task(synth, tmp_path):
    done = synth("prime", "word_problem", "--steps", "2-3", "-n", "5", "--test-n", "2", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (len(rows(tmp_path / "out", "all-incorrect")), len(rows(tmp_path / "out", "negative", "test"))) == (5, 2)
    assert orjson.loads((tmp_path / "out" / "run.json").read_bytes())["options"]["steps"] == "2-3"
    text = synth("prime", "countdown", "--help").stdout
    assert "--test-n" in text
    assert "--preset" in text
    example = ROOT / "examples" / "greatest_divisor.py"
    refused = synth("prime", example)
    assert (refused.returncode, "makes no mistakes" in refused.stderr) == (2, True)
    done = synth("prime", example, "-s", "verify", "-s", "negative", "-n", "6", "--test-n", "2", "-o", "few")
    assert done.returncode == 0, done.stderr
    assert problems(tmp_path / "few", "verify") == problems(tmp_path / "few", "negative")


def test_the_python_interface_is_the_same(tmp_path, monkeypatch):
    pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    found = package.prime("countdown", n=6, test_n=2, out=tmp_path / "out", size=3)
    assert list(found) == list(SETS)
    assert all(len(part) == 6 for part in found.values())
