"""Runs as a user makes them: the dataset, resuming, growing, and everything that may go wrong on the way."""

import gc
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, content

import synth as package
from synth.api import execute
from synth.errors import StoppedShort, StorageError, TaskError, UsageError
from synth.fill import Fill
from synth.plugins import load_task
from synth.request import Run
from synth.rows import COLUMNS, SCHEMA
from synth.types import Completion

EXAMPLE = str(ROOT / "examples" / "greatest_divisor.py")


def make(out, task="countdown", strategy=("backtrack+verify",), **settings):
    settings.setdefault("n", 120)
    settings.setdefault("shard_rows", 50)
    execute(Run(task, out=str(out), strategy=tuple(strategy), **settings))
    return out


def rows(out, strategy="backtrack-verify", split="train"):
    files = sorted((out / "data" / strategy).glob(f"{split}-*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def rejected(out, strategy="backtrack-verify"):
    return [
        row
        for file in sorted((out / "rejected" / strategy).glob("*.parquet"))
        for row in pq.read_table(file).to_pylist()
    ]


# The dataset.


def test_load_dataset_gives_exactly_the_rows_asked_for(tmp_path):
    out = make(tmp_path / "out", n=130)
    datasets = pytest.importorskip("datasets")
    found = datasets.load_dataset(str(out), "backtrack-verify", cache_dir=str(tmp_path / "cache"))
    assert {split: len(part) for split, part in found.items()} == {"train": 130}
    assert found["train"].column_names == SCHEMA.names == list(COLUMNS)
    row = found["train"][0]
    assert isinstance(row["prompt"], str)
    assert row["prompt"].endswith("\n")
    assert row["completion"].startswith("<think>")
    assert row["verdict"]["status"] == "verified"
    assert set(orjson.loads(row["problem"])) == {"question", "data", "program"}
    assert set(orjson.loads(row["problem"])["data"]) == {"numbers", "target"}
    assert orjson.loads(row["meta"])["steps"]["false"] == 0


def test_the_python_call_gives_a_dataset(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    found = package.run("countdown", strategy="backtrack+verify", n=20, out=tmp_path / "one", size=4)
    assert len(found) == 20
    assert {len(orjson.loads(text)["data"]["numbers"]) for text in found["problem"]} == {4}
    both = package.run("countdown", strategy=["verify", "negative"], n=10, out=tmp_path / "two")
    assert {name: len(part) for name, part in both.items()} == {"verify": 10, "negative": 10}


def test_a_dry_space_warns_in_python_and_returns_what_there_is(tmp_path):
    with pytest.warns(UserWarning, match="ran dry"):
        found = package.run(
            "countdown", strategy="negative", n=10_000, out=tmp_path / "out", size=2, numbers="1-4", targets="1-9"
        )
    assert 0 < len(found) < 200


def test_no_problem_comes_twice_and_ids_are_unique(tmp_path):
    found = rows(make(tmp_path / "out", n=500, options={"size": "2", "numbers": "1-30"}))
    identities = {
        (tuple(sorted(data["numbers"])), data["target"])
        for row in found
        for data in [orjson.loads(row["problem"])["data"]]
    }
    assert len(identities) == len(found) == 500
    assert len({row["id"] for row in found}) == 500


def test_several_strategies_are_matched_over_the_same_problems(tmp_path):
    names = ["all", "backtrack", "negative", "placeholder", "empty"]
    out = make(tmp_path / "out", strategy=names, n=60)
    problems = [[row["problem_id"] for row in rows(out, name)] for name in names]
    assert all(found == problems[0] and len(found) == 60 for found in problems)
    for row in rows(out, "empty"):
        assert row["completion"].startswith("<think> </think>\n<answer>")
    for full, blank in zip(rows(out, "all"), rows(out, "placeholder"), strict=True):
        assert set(blank["completion"].partition("</think>")[0].removeprefix("<think>")) == {" ", "."}
        assert blank["answer"] == full["answer"]


def test_the_placeholder_has_as_many_tokens_as_the_trace(tmp_path):
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    out = make(tmp_path / "out", strategy=["all", "placeholder"], n=20, tokenizer=str(tmp_path / "tokenizer.json"))
    for full, blank in zip(rows(out, "all"), rows(out, "placeholder"), strict=True):
        trace, dots = (row["completion"].partition("</think>")[0].removeprefix("<think>") for row in (full, blank))
        assert dots.count(" .") == len(tokenizer.encode(trace).ids)


# The same rows, whatever happens.


def test_row_i_is_the_same_whatever_n(tmp_path):
    small, large = rows(make(tmp_path / "small", n=30)), rows(make(tmp_path / "large", n=90))
    assert small == large[:30]


def test_workers_do_not_change_a_byte(tmp_path):
    one = make(tmp_path / "one", strategy=["all", "negative"], test_fraction=0.3)
    two = make(tmp_path / "two", strategy=["all", "negative"], test_fraction=0.3, workers=2)
    assert content(one) == content(two) != {}


def test_workers_can_be_asked_for_in_a_script_without_a_main_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import synth\nprint(len(synth.run('countdown', n=30, out='out', workers=2)))\n")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "30\n"  # said once: no worker ran the script again


def test_runs_in_several_threads_leave_the_process_as_it_was(tmp_path):
    before = gc.get_threshold(), sys.modules["__main__"]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda seed: make(tmp_path / str(seed), n=20, seed=seed, workers=1 + seed % 2), range(4)))
    assert (gc.get_threshold(), sys.modules["__main__"]) == before


def test_a_process_that_may_start_no_others_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    with pytest.raises(UsageError, match="--workers 1"):
        make(tmp_path / "out", workers=2)


def test_rows_without_their_journal_bind_as_ever(tmp_path):
    out = make(tmp_path / "out", n=20)
    (out / "annotations" / "rules").mkdir(parents=True)
    kept = out / "annotations" / "rules" / "cognitive.parquet"
    kept.write_bytes(b"paid for")
    before = content(out)
    shutil.rmtree(out / "journal")
    with pytest.raises(UsageError, match="filled by another request"):
        make(out, n=20, seed=1)
    make(out, n=20)
    assert content(out) == before


def test_a_smaller_n_leaves_the_rows_and_what_is_told_of_them(tmp_path):
    out = make(tmp_path / "out", n=60)
    before, told = content(out), (out / "README.md").read_text()
    make(out, n=20)
    assert content(out) == before
    assert (out / "README.md").read_text() == told
    assert orjson.loads((out / "run.json").read_bytes())["n"] == 60


def test_the_command_of_a_folder_that_grew_makes_the_same_bytes(tmp_path):
    out = make(tmp_path / "out", strategy=["negative"], n=30, options={"size": "3"})
    make(out, strategy=["negative"], n=80, options={"size": "3"})
    make(out, strategy=["negative", "all"], n=80, options={"size": "3"})
    command = orjson.loads((out / "run.json").read_bytes())["command"]
    assert command.count("synth run") == 2
    before = content(out)
    shutil.rmtree(out)
    bin = os.path.dirname(sys.executable)
    env = {**os.environ, "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, shell=True, check=True, capture_output=True, env=env)
    assert content(out) == before


@pytest.mark.parametrize("name", ["run [v2]", "a:b", "json", "x.py", "100%*?"])
def test_a_folder_may_have_any_name(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert len(package.run("countdown", n=5, out=name)) == 5
    assert (tmp_path / name / "data" / "all" / "train-00000.parquet").is_file()


def test_a_tilde_is_the_home_folder_everywhere(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert len(package.run("countdown", n=5, out="~/out")) == 5
    assert package.select("~/out", out="~/chosen", n=3).num_rows == 3
    package.export("~/chosen", to="trl-sft", path="~/rows.parquet")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] != ".") == ["chosen", "out", "rows.parquet"]


def test_a_run_that_keeps_nothing_says_so_and_gives_a_dataset_without_rows(tmp_path, synth):
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_bytes(orjson.dumps({"nums": [1, 1], "target": 99}))
    found = package.run("countdown", seeds=seeds, out=tmp_path / "out")
    assert (found.num_rows, found.column_names) == (0, SCHEMA.names)
    done = synth("run", "countdown", "--seeds", seeds, "-o", tmp_path / "out")
    assert (done.returncode, "no row was kept" in done.stderr) == (3, True)


class _Log:
    """A stderr that knows nothing of terminals, as loggers put there."""

    def write(self, text):
        return len(text)

    def flush(self):
        pass


@pytest.mark.parametrize("stderr", [None, _Log()])
def test_nobody_has_to_watch_stderr(tmp_path, monkeypatch, stderr):
    monkeypatch.setattr(sys, "stderr", stderr)
    assert len(rows(make(tmp_path / "out", n=5))) == 5


def test_a_larger_n_appends_and_gives_what_one_run_gives(tmp_path):
    grown = make(tmp_path / "grown", n=70, test_fraction=0.2)
    first = content(grown)
    make(grown, n=170, test_fraction=0.2)
    assert content(grown) == content(make(tmp_path / "whole", n=170, test_fraction=0.2))
    assert (
        first["data/backtrack-verify/train-00000.parquet"]
        == content(grown)["data/backtrack-verify/train-00000.parquet"]
    )


def test_a_second_call_changes_nothing(tmp_path):
    out = make(tmp_path / "out")
    before = content(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    make(out)
    assert content(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == stamps


def test_a_strategy_added_later_has_the_same_problems(tmp_path):
    out = make(tmp_path / "out", strategy=["backtrack"], n=100)
    before = content(out)
    make(out, strategy=["all"], n=100)
    assert before.items() <= content(out).items()
    first, later = ([row["problem_id"] for row in rows(out, name)] for name in ("backtrack", "all"))
    assert len(later) == 100
    assert len(set(first) & set(later)) >= 50  # but for what one of them refuses
    shared = set(first) & set(later)
    assert [p for p in first if p in shared] == [p for p in later if p in shared]


def test_strategies_at_different_places_grow_together(tmp_path):
    out = make(tmp_path / "out", strategy=["backtrack"], n=40)
    make(out, strategy=["all"], n=60)
    make(out, strategy=["all", "backtrack"], n=90)
    first, later = ([row["problem_id"] for row in rows(out, name)] for name in ("backtrack", "all"))
    assert len(first) == len(later) == len(set(first)) == len(set(later)) == 90


@pytest.mark.parametrize("moment", [0.9, 1.3, 1.7])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path, moment):
    command = [sys.executable, "-m", "synth", "run", "countdown", "-s", "all", "-s", "negative", "-n", "2500", "--size", "4",
               "--shard-rows", "200", "--test-fraction", "0.1", "--workers", "2", "-o", str(tmp_path / "out")]  # fmt: skip
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(moment)
    killed.kill()
    killed.wait()
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    whole = make(
        tmp_path / "whole",
        strategy=["all", "negative"],
        n=2500,
        shard_rows=200,
        test_fraction=0.1,
        options={"size": "4"},
    )
    assert content(tmp_path / "out") == content(whole)
    assert not list((tmp_path / "out").rglob("*.tmp"))


def test_no_worker_outlives_a_killed_run(tmp_path):
    command = [
        sys.executable,
        "-m",
        "synth",
        "run",
        "countdown",
        "-n",
        "100000",
        "--workers",
        "2",
        "-o",
        str(tmp_path / "out"),
    ]
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(2.5)
    killed.kill()
    killed.wait()
    for _ in range(100):
        try:
            os.killpg(killed.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a worker is still there ten seconds after its parent")


def test_a_crash_between_shards_and_state_loses_nothing(tmp_path, monkeypatch):
    out = make(tmp_path / "out", n=80)
    shutil.copytree(out / "journal", tmp_path / "journal")
    make(out, n=130)
    shutil.rmtree(out / "journal")
    shutil.copytree(tmp_path / "journal", out / "journal")  # shards are ahead of what the journal remembers
    make(out, n=130)
    assert content(out) == content(make(tmp_path / "whole", n=130))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_run_cleanly(tmp_path, sent):
    command = [
        sys.executable,
        "-m",
        "synth",
        "run",
        "countdown",
        "-n",
        "1000000",
        "-s",
        "negative",
        "-o",
        str(tmp_path / "out"),
    ]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "out" / "run.json").exists():  # on a busy machine, imports alone take longer than that
        assert run.poll() is None
        time.sleep(0.1)
    time.sleep(2)
    run.send_signal(sent)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "goes on from there" in said
    assert "Traceback" not in said
    state = orjson.loads((tmp_path / "out" / "journal" / "state.json").read_bytes())
    kept = state["strategies"]["negative"]["kept"]["train"]
    assert kept == len(rows(tmp_path / "out", "negative")) > 0
    assert (tmp_path / "out" / "README.md").exists()


# Splits, seeds, exclusions.


def test_train_and_test_share_no_instance_and_the_split_holds_across_seeds(tmp_path):
    sides = {}
    for seed in (0, 1):
        out = make(
            tmp_path / str(seed),
            n=600,
            seed=seed,
            test_fraction=0.25,
            options={"size": "3", "numbers": "1-12", "targets": "10-25"},
        )
        for split in ("train", "test"):
            for row in rows(out, split=split):
                data = orjson.loads(row["problem"])["data"]
                identity = (tuple(sorted(data["numbers"])), data["target"])
                assert sides.setdefault(identity, split) == split
        assert 0.15 < len(rows(out, split="test")) / 600 < 0.35


def test_train_and_test_share_no_target_if_asked(tmp_path):
    out = make(tmp_path / "out", n=300, test_fraction=0.2, options={"hold_out": "target"})
    train, test = (
        {orjson.loads(row["problem"])["data"]["target"] for row in rows(out, split=split)}
        for split in ("train", "test")
    )
    assert train
    assert test
    assert not train & test


SEEDS = [{"nums": [3, 5, 7], "target": 56}, {"nums": [1, 1, 1], "target": 99}, {"target": 3}, {"nums": [8, 8, 3, 3], "target": 22},
         {"nums": [3, 5, "7"], "target": 56}, {"nums": [7, 5, 3], "target": 56}]  # fmt: skip


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_seeds_are_the_problems_and_bad_ones_are_rejected_rows(tmp_path, kind):
    source = tmp_path / f"seeds.{kind}"
    good = [seed for seed in SEEDS if all(isinstance(n, int) for n in seed.get("nums", []))]
    if kind == "jsonl":
        source.write_bytes(b"\n".join(map(orjson.dumps, SEEDS)) + b"\n{broken\n")
    else:
        pq.write_table(
            pa.Table.from_pylist(good, pa.schema([("nums", pa.list_(pa.int64())), ("target", pa.int64())])), source
        )
    out = make(tmp_path / "out", n=None, seeds=str(source), strategy=["negative"])
    assert [orjson.loads(row["problem"])["data"]["numbers"] for row in rows(out, "negative")] == [
        [3, 5, 7],
        [8, 8, 3, 3],
    ]
    reasons = [row["verdict"]["reason"] for row in rejected(out, "negative")]
    assert any("unsolvable: 99" in reason for reason in reasons)
    assert any("nums" in reason for reason in reasons)
    assert len(reasons) == (4 if kind == "jsonl" else 2)
    assert all(row["verdict"]["status"] == "rejected" for row in rejected(out, "negative"))
    if kind == "jsonl":
        assert any("not JSON" in reason for reason in reasons)


def test_more_rows_than_seeds_is_a_dry_space(tmp_path, synth):
    (tmp_path / "seeds.jsonl").write_bytes(orjson.dumps(SEEDS[0]))
    done = synth("run", "countdown", "--seeds", "seeds.jsonl", "-n", 5, "-o", "out")
    assert done.returncode == 3
    assert "ran dry" in done.stderr


def test_a_larger_n_goes_on_among_the_seeds_that_were_left(tmp_path):
    source = tmp_path / "seeds.jsonl"
    source.write_bytes(
        b"".join(orjson.dumps({"nums": [n, 2], "target": n + 2 + (n == 9)}) + b"\n" for n in range(9, 22))
    )
    out = make(tmp_path / "out", strategy=["negative"], n=8, seeds=str(source))
    make(out, strategy=["negative"], n=12, seeds=str(source))
    assert len(rows(out, "negative")) == 12


def test_changed_seeds_are_named_as_the_difference(tmp_path):
    source = tmp_path / "seeds.jsonl"
    source.write_bytes(orjson.dumps(SEEDS[0]))
    make(tmp_path / "out", n=None, seeds=str(source))
    source.write_bytes(orjson.dumps(SEEDS[3]))
    with pytest.raises(UsageError, match="seeds: "):
        make(tmp_path / "out", n=None, seeds=str(source))


def test_an_excluded_problem_is_never_made(tmp_path):
    options = {"size": "2", "numbers": "1-30", "targets": "10-30"}
    held = make(tmp_path / "held", n=40, options=options)
    source = tmp_path / "test.jsonl"
    source.write_bytes(b"\n".join(orjson.dumps(orjson.loads(row["problem"])["data"]) for row in rows(held)))
    out = make(tmp_path / "out", n=60, options=options, exclude=(str(source),))
    instances = [
        {(tuple(sorted(d["numbers"])), d["target"]) for row in rows(o) for d in [orjson.loads(row["problem"])["data"]]}
        for o in (held, out)
    ]
    assert len(instances[1]) == 60
    assert not instances[0] & instances[1]
    assert orjson.loads((out / "journal" / "state.json").read_bytes())["counts"]["excluded"] > 0


def test_a_changed_exclusion_makes_the_rows_again(tmp_path):
    options = {"size": "2", "numbers": "1-30", "targets": "10-30"}
    out = make(tmp_path / "out", n=40, options=options)
    source = tmp_path / "test.jsonl"
    source.write_bytes(orjson.dumps(orjson.loads(rows(out)[0]["problem"])["data"]))
    gone = rows(out)[0]["problem_id"]
    make(out, n=40, options=options, exclude=(str(source),))
    assert gone not in {row["problem_id"] for row in rows(out)}
    assert len(rows(out)) == 40


# What goes wrong.


def test_another_request_for_the_same_folder_is_refused_by_name(tmp_path):
    out = make(tmp_path / "out", n=20)
    with pytest.raises(UsageError, match=r"options.size: 3-4 before, 5 now(.|\n)*seed: 0 before, 1 now"):
        make(out, n=20, options={"size": "5"}, seed=1)
    make(out, n=20, options={"size": "5"}, seed=1, overwrite=True)
    assert {len(orjson.loads(row["problem"])["data"]["numbers"]) for row in rows(out)} == {5}


@pytest.mark.parametrize(
    "wrong", [{"seeds": "none.jsonl"}, {"tokenizer": "./no/such"}, {"options": {"numbers": "1-2", "targets": "90-99"}}]
)
def test_a_bad_request_to_overwrite_deletes_nothing(tmp_path, wrong):
    out = make(tmp_path / "out", n=20)
    before = content(out)
    with pytest.raises(UsageError):
        make(out, n=20, overwrite=True, **wrong)
    assert content(out) == before != {}


def test_overwriting_with_seeds_reads_them(tmp_path):
    source = tmp_path / "seeds.jsonl"
    source.write_bytes(orjson.dumps(SEEDS[0]))
    out = make(tmp_path / "out", n=20)
    make(out, n=None, seeds=str(source), overwrite=True)
    assert [orjson.loads(row["problem"])["data"]["numbers"] for row in rows(out)] == [[3, 5, 7]]


@pytest.mark.parametrize("name", ["thesis.txt", "run.json"])
def test_a_foreign_folder_is_never_touched(tmp_path, name):
    foreign = tmp_path / "out" / name
    foreign.parent.mkdir()
    foreign.write_text("{}")
    for overwrite in (False, True):
        with pytest.raises(UsageError, match="choose another folder"):
            make(tmp_path / "out", n=5, overwrite=overwrite)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]
    assert foreign.read_text() == "{}"


def test_two_processes_do_not_fill_one_folder(tmp_path):
    from filelock import FileLock

    (tmp_path / "out" / "journal").mkdir(parents=True)
    with FileLock(tmp_path / "out" / "journal" / "lock"), pytest.raises(UsageError, match="another process"):
        make(tmp_path / "out", n=5)


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        make(tmp_path / "file" / "out", n=5)


def test_a_full_disk_loses_nothing(tmp_path, synth):
    import resource

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    command = ["run", "countdown", "-s", "all", "-n", 300, "--shard-rows", 100, "-o", "out"]
    failed = synth(*command, preexec_fn=small_files)
    assert failed.returncode == 1
    assert "the same command goes on" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert synth(*command).returncode == 0
    assert content(tmp_path / "out") == content(make(tmp_path / "whole", strategy=["all"], n=300, shard_rows=100))


def test_a_teacher_that_refuses_everything_ends_the_run_with_its_reason(synth, tmp_path):
    source = (ROOT / "examples" / "greatest_divisor.py").read_text()
    silent = source.replace("if strategy.shows & set(self.never_shows)", 'if strategy.shows - {"verify"}')
    (tmp_path / "silent.py").write_text(silent.replace("    never_shows", "    was_never_shown"))
    done = synth("run", "silent.py", "--strategy", "backtrack", "-n", 10, "-o", "out")
    assert done.returncode == 1
    assert "never backtracks" in done.stderr


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("return Problem(question, str(gcd(a, b)), ", "return dict(", "propose gave dict .*: expected a Problem"),
        ("str(gcd(a, b))", "gcd(a, b)", "the answer of the Problem is int .*: expected a text"),
        ('return Verdict.verified("exact", answer)', "return True", "verify gave bool True: expected a Verdict"),
        ('return "<think>', 'return b"" or 5 or "<think>', "solve gave int: expected a text"),
    ],
)
def test_what_a_task_gives_of_a_wrong_kind_is_named(tmp_path, was, now, told):
    source = (ROOT / "examples" / "greatest_divisor.py").read_text()
    assert was in source, source
    (tmp_path / "mine.py").write_text(source.replace(was, now))
    with pytest.raises(TaskError, match=f"the task mine failed at index 0: .*{told}"):
        make(tmp_path / "out", str(tmp_path / "mine.py"), ("negative",), n=5)


def test_a_task_that_breaks_is_named_with_the_place(tmp_path, synth):
    broken = (
        (ROOT / "examples" / "greatest_divisor.py")
        .read_text()
        .replace("lines = []", "lines = [] if a else 1 / 0 if draw.index == 7 else []")
    )
    (tmp_path / "mine.py").write_text(
        broken.replace("a, b = problem.data", "a, b = (0, 0) if draw.index == 7 else (problem.data").replace(
            'problem.data["b"]\n        lines', 'problem.data["b"])\n        lines'
        )
    )
    done = synth("run", "./mine.py", "-n", 20, "-o", "out")
    assert done.returncode == 1
    assert "the task mine failed at index 7: ZeroDivisionError" in done.stderr
    assert "mine.py, line" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_trace_with_a_false_step_is_rejected_and_says_which(tmp_path, monkeypatch):
    kind = load_task("countdown")
    honest = kind.solve

    def lying(self, problem, strategy, draw):
        told = honest(self, problem, strategy, draw)
        wrong = re.sub(r"= ?[0-9]+", lambda found: found[0] + "0", told.text, count=1)
        return Completion(wrong) if draw.index % 3 == 0 else told

    monkeypatch.setattr(kind, "solve", lying)
    out = make(tmp_path / "out", strategy=["negative"], n=40)
    assert len(rows(out, "negative")) == 40
    assert rejected(out, "negative")
    for row in rejected(out, "negative"):
        assert row["verdict"]["method"] == "steps"
        assert "sentence 1" in row["verdict"]["reason"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 0}, "-n 0"), ({"workers": 0}, "--workers"), ({"test_fraction": 1.0}, "--test-fraction"), ({"keep": "some"}, "--keep"),
        ({"options": {"operators": "+%"}}, "operators"), ({"options": {"numbers": "0-5"}}, "numbers"),
        ({"seeds": "none.jsonl"}, "no file"), ({"exclude": ("none.txt",)}, "no file"), ({"tokenizer": "./no/such/tokenizer"}, "tokenizer"),
        ({"templates": "nowhere"}, "no folder"), ({"options": {"size": "2", "numbers": "1-2", "targets": "90-99"}}, "no problem of 2 numbers"),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused_before_anything_is_written(tmp_path, settings, message):
    with pytest.raises(UsageError, match=message):
        make(tmp_path / "out", **{"n": 5, **settings})
    assert not (tmp_path / "out" / "run.json").exists()


# The record of a run.


def test_run_json_makes_the_run_again(tmp_path, synth):
    first = synth(
        "run", "countdown", "-s", "verify", "-n", 30, "--size", "4", "--seed", 5, "--test-fraction", 0.2, "-o", "one"
    )
    assert first.returncode == 0
    again = synth("run", "--config", "one/run.json", "-o", "two")
    assert again.returncode == 0, again.stderr
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_the_cards_command_makes_the_run_again(tmp_path, synth):
    import shlex

    assert (
        synth("run", "countdown", "-s", "verify", "-n", 30, "--use", "subset", "--seed", 5, "-o", "one").returncode == 0
    )
    card = (tmp_path / "one" / "README.md").read_text()
    command = next(line for line in card.splitlines() if line.startswith("synth run"))
    before = content(tmp_path / "one")
    shutil.rmtree(tmp_path / "one")
    assert synth(*shlex.split(command)[1:]).returncode == 0
    assert content(tmp_path / "one") == before


def test_a_changed_task_file_makes_the_rows_again(tmp_path, synth):
    task = tmp_path / "mine.py"
    shutil.copy(EXAMPLE, task)
    assert synth("run", "./mine.py", "-n", 10, "-o", "out").returncode == 0
    task.write_text(task.read_text().replace("The last number that is not 0 is", "What remains is"))
    done = synth("run", "./mine.py", "-n", 10, "-o", "out")
    assert done.returncode == 0
    assert "judged again" in done.stderr
    assert all("What remains is" in row["completion"] for row in rows(tmp_path / "out", "verify"))


def test_memory_for_a_row_is_the_ledgers_alone(tmp_path):
    fill = Fill(make(tmp_path / "out", n=100), ["backtrack+verify"], 100, 50)
    assert fill.ledger.path.stat().st_size == 16 * len(fill.ledger)
    assert fill.ledger._known._sorted.nbytes == 8 * len(fill.ledger)


def test_equal_runs_are_equal_to_the_byte(tmp_path):
    first, second = (make(tmp_path / name, n=60) for name in ("a", "b"))
    assert content(first) == content(second)
    digest = sha256((first / "journal" / "ledger.bin").read_bytes()).hexdigest()
    assert digest == sha256((second / "journal" / "ledger.bin").read_bytes()).hexdigest()


def test_a_folder_of_other_stories_refuses_to_go_on_and_names_the_difference(tmp_path):
    out = make(tmp_path / "out", strategy=["all"], n=5, options={"story": "oracle", "dead_ends": "1-2"})
    with pytest.raises(UsageError, match="story: oracle before, search now"):
        make(out, strategy=["all"], n=10)


def test_rows_that_must_show_behaviours_are_tried_for_no_more_than_max_attempts(tmp_path):
    """They ran for ten minutes and wrote 480,002 rejected rows."""
    task = tmp_path / "silent.py"
    task.write_text(
        "from dataclasses import dataclass\nfrom synth import Problem, Steps, Task, Verdict\n\n\n@dataclass(frozen=True)\n"
        "class Silent(Task):\n"
        "    def propose(self, draw):\n        return Problem(f'{draw.index}?', '1', {})\n\n"
        "    def verify(self, problem, response):\n        return Verdict.verified('exact', '1')\n\n"
        "    def solve(self, problem, strategy, draw):\n        return '<think>1</think>\\n<answer>1</answer>'\n\n"
        "    def check(self, problem, text, strategy, strict=True):\n"
        "        shown = dict.fromkeys(('backtrack', 'verify', 'subgoal', 'backward'), 0)\n"
        "        return Steps(1, 0, None, {**shown, 'verify': int(len(problem.question) % 7 == 0)})\n"
    )
    request = Run(
        str(task), strategy=("verify",), n=100, max_attempts=2, require_behaviors=True, out=str(tmp_path / "o")
    )
    with pytest.raises(StoppedShort, match="200 problems were tried"):
        execute(request)


def test_the_end_of_a_run_counts_rows_and_no_row_is_exit_3(tmp_path, synth):
    done = synth("run", "countdown", "-s", "verify", "-n", 4, "-o", "out")
    assert "done: 4 rows kept, 0 rejected; out/README.md tells what is in it" in done.stderr
    (tmp_path / "seeds.jsonl").write_text('{"question": "What is 1 + 1?", "answer": "2"}\n')
    (tmp_path / "r.jsonl").write_text('{"prompt": "x", "completion": "y"}\n')
    done = synth("run", "math", "--seeds", "seeds.jsonl", "--model", "replay:r.jsonl", "-o", "none")
    assert done.returncode == 3
    assert "no row was kept" in done.stderr
