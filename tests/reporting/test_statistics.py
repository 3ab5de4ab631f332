"""The figures of a report, from one pass over the rows."""

import numpy as np
import orjson
import pytest
from model_runs import make
from report_folders import WRONG, derived
from test_model_runs import mixed_server

from synth.api import execute
from synth.contents import Contents
from synth.reporting import summary
from synth.reporting.distribution import Bins, Distribution, shared_bins
from synth.reporting.look import look
from synth.reporting.sample import Sample
from synth.reporting.terminal import terminal
from synth.reporting.variety import near_duplicates, variety
from synth.request import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("statistics") / "out"
    execute(Run("countdown", strategy=("all", "backtrack+verify", "negative"), n=60, out=str(out), test_fraction=0.2))
    return out


@pytest.fixture(scope="module")
def model_run(tmp_path_factory):
    with mixed_server() as served:
        return make(tmp_path_factory.mktemp("model") / "out", served, n=40, samples=4, max_connections=1, price="1/2")


# Runs.


def test_behaviours_asked_are_beside_those_shown(run):
    by_label = {one["label"]: one for one in summary(run)["strategies"]}
    assert list(by_label) == ["all", "backtrack+verify", "negative"]
    one = by_label["backtrack+verify"]
    assert one["asked"] == ["backtrack", "verify"]
    assert [one["behaviors"][name]["share"] for name in one["behaviors"]] == [1, 1, 0, 0]
    rows = [row for split in ("train", "test") for row in Contents(run).rows("backtrack-verify", split, ["behaviors"])]
    assert one["behaviors"]["verify"]["mean"] == pytest.approx(np.mean([row["behaviors"]["verify"] for row in rows]))


def test_the_funnel_adds_up(run):
    figures = summary(run)
    problems = figures["problems"]
    assert problems["proposed"] >= problems["new"] >= problems["asked"] == 60
    for one in figures["strategies"]:
        assert one["n_kept"] == sum(one["kept"].values()) == 60
        assert one["kept"]["test"] > 0
        assert one["n_judged"] == sum(one["outcomes"].values())


def test_lengths_and_difficulty_are_those_of_the_rows(run):
    figures = summary(run)
    rows = [row for split in ("train", "test") for row in Contents(run).rows("all", split, ["completion", "meta"])]
    lengths = [len(row["completion"]) for row in rows]
    found = figures["strategies"][0]["characters"]
    assert found["mean"] == pytest.approx(np.mean(lengths))
    assert found["max"] == max(lengths)
    assert found["p50"] == pytest.approx(np.median(lengths), rel=0.05)
    sizes = [orjson.loads(row["meta"])["difficulty"]["size"] for row in rows]
    counted = {one["value"]: one["kept"] for one in figures["difficulty"]["size"] if one["label"] == "all"}
    assert counted == {size: sizes.count(size) for size in set(sizes)}


def test_a_run_without_a_model_has_cost_nothing(run):
    assert summary(run)["spent"] == []


def test_a_model_run_has_pass_rates_reasons_and_cost(model_run):
    figures = summary(model_run)
    one = figures["strategies"][0]
    assert one["passes"]["samples"] == 4
    assert one["passes"]["mean"] == pytest.approx(0.5)
    assert one["passes"]["any"] == 1
    assert one["passes"]["all"] == 0
    assert one["outcomes"]["wrong"] == one["n_turned_down"] == sum(one["reasons"].values())
    assert one["verified"] == pytest.approx(0.5, abs=0.02)
    assert figures["spent"][0]["role"] == "teacher"
    assert figures["spent_usd"] > 0
    assert one["tokens"]["mean"] > 10


def test_a_run_that_kept_nothing_is_reported_too(tmp_path):
    out = derived(tmp_path / "out", all=[{"verdict": WRONG}] * 3)
    one = summary(out)["strategies"][0]
    assert (one["n_kept"], one["n_turned_down"], one["characters"]) == (0, 3, None)


def test_problems_that_could_not_be_made_are_not_judged(tmp_path):
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_text('{"nums": [1, 1], "target": 99}\n{"nums": [2, 3], "target": 5}\n')
    execute(Run("countdown", seeds=str(seeds), out=str(tmp_path / "out"), strategy=("negative",)))
    one = summary(tmp_path / "out")["strategies"][0]
    assert (one["n_judged"], one["n_kept"], one["n_unproposed"]) == (1, 1, 1)
    assert any("unsolvable" in reason for reason in one["reasons"])


# Folders of other kinds.


def test_a_derived_folder_has_no_funnel_of_problems_and_no_cost(tmp_path):
    figures = summary(derived(tmp_path / "out", all=[{}, {"verdict": WRONG}]))
    assert figures["problems"] is figures["spent"] is figures["teacher"] is None
    assert figures["task"] == "elsewhere"
    assert figures["strategies"][0]["n_judged"] == 2
    assert "exact: wrong value" in terminal(figures)


def test_strategies_in_one_configuration_are_told_apart(tmp_path):
    out = derived(tmp_path / "out", mix=[{"strategy": "all"}, {"strategy": "negative"}], all=[{}])
    assert [one["label"] for one in summary(out)["strategies"]] == ["mix: all", "mix: negative", "all"]


def test_a_name_that_is_no_strategys_is_asked_nothing_that_is_known(tmp_path):
    one = summary(derived(tmp_path / "out", mine=[{"strategy": "socratic"}]))["strategies"][0]
    assert (one["label"], one["asked"]) == ("mine", None)


def test_rows_without_a_verdict_and_without_meta_are_counted(tmp_path):
    out = derived(tmp_path / "out", all=[{"verdict": None, "meta": None, "behaviors": None, "n_samples": None}])
    one = summary(out)["strategies"][0]
    assert one["statuses"] == {"unverified": 1}
    assert one["behaviors"]["verify"] == {"share": None, "mean": None, "n": 0}


def test_strange_difficulties_are_left_out_and_many_are_bounded(tmp_path):
    metas = ["[]", "{", '{"difficulty": 3}', '{"difficulty": {"a": null, "b": true, "c": [1], "level": "hard"}}']
    many = [orjson.dumps({"difficulty": {"x": k}}).decode() for k in range(2000)]
    figures = summary(derived(tmp_path / "out", all=[{"meta": meta} for meta in metas + many]))
    assert set(figures["difficulty"]) == {"level", "x"}
    assert len(figures["difficulty"]["x"]) == 500


def test_names_without_end_are_gathered(tmp_path):
    out = derived(tmp_path / "out", all=[{"strategy": f"name {k}"} for k in range(100)])
    found = summary(out)["strategies"]
    assert len(found) == 41
    assert sum(one["n_kept"] for one in found) == 100


def test_nothing_in_a_row_steers_the_terminal(tmp_path):
    reason = "\x1b]0;owned\x07\x1b[2J"
    out = derived(tmp_path / "out", all=[{"verdict": {**WRONG, "reason": reason}}, {"strategy": "\x1b[31m"}])
    said = terminal(summary(out))
    assert "owned" in said
    assert all(c.isprintable() or c == "\n" for c in said)


# Pieces.


@pytest.mark.parametrize("values", [[], [0], [7] * 10, list(range(2000)), [3, 10**9]])
def test_a_distribution_knows_its_quantiles(values):
    found = Distribution()
    for part in np.array_split(np.array(values, np.int64), 3):
        found.add(part)
    assert found.n == len(values)
    for share in (0.05, 0.5, 0.95):
        exact = np.quantile(values, share, method="inverted_cdf") if values else 0
        assert found.quantile(share) == pytest.approx(exact, rel=0.01, abs=1)


def test_bins_are_round_and_lose_nothing():
    a, b = Distribution(), Distribution()
    a.add(np.arange(130, 950))
    b.add(np.array([20, 40_000]))
    bins = shared_bins([a, b])
    assert bins.n <= 33
    assert str(bins.width).rstrip("0") in ("1", "2", "5")
    assert sum(bins.counts(a)) == a.n
    assert sum(bins.counts(b)) == b.n
    assert shared_bins([]) == Bins(0, 1, 1)


def test_near_duplicates_are_found_and_others_are_not():
    words = "the quick brown fox jumps over a lazy dog while it rains and nobody looks at the clock on the wall".split()
    long = words * 3
    near = " ".join([*long[:-1], "tower"])
    other = " ".join(reversed(long))
    assert near_duplicates([" ".join(long), near, other]) == pytest.approx(2 / 3)
    assert near_duplicates([" ".join(long), other]) == 0
    assert near_duplicates(["one"]) is near_duplicates(["", " ", ""]) is None


def test_digits_masked_show_a_template():
    found = variety([f"Take {k} and add {k + 7}, then stop: the sum of them is {2 * k + 7}." for k in range(300)])
    assert found.near == 0
    assert found.near_masked == 1
    assert found.zlib_masked > 3 * found.zlib


def test_a_text_without_end_is_bounded():
    assert near_duplicates(["so on and on " * 200_000, "another text altogether is here"]) == 0


# The rows that are shown.


def shown(out, n):
    return look(out, n).sample.rows


def test_rows_are_spread_and_matched_strategies_show_the_same_problems(run):
    rows = shown(run, 30)
    assert 24 < len(rows) <= 30
    by_config = {}
    for (config, _), row in rows:
        by_config.setdefault(config, set()).add(row["problem_id"])
    assert by_config["all"] == by_config["negative"] == by_config["backtrack-verify"]
    assert {key[1] for key, _ in rows} == {"train", "test"}


def test_each_reason_has_a_row(tmp_path):
    bad = [{"verdict": {**WRONG, "reason": "common"}}] * 500 + [{"verdict": {**WRONG, "reason": "rare"}}]
    rows = shown(derived(tmp_path / "out", all=[{}] * 50 + bad[::-1] + [{}] * 50), 20)
    assert {row["verdict"]["reason"] for _, row in rows} == {"", "common", "rare"}
    assert 20 <= len(rows) <= 22


@pytest.mark.parametrize("n", [1, 2, 7, 100, 10_000])
def test_no_more_rows_than_asked_for_and_not_many_fewer(run, n):
    assert min(n, 180) - 6 < len(shown(run, n)) <= n


def test_no_rows_are_none(run):
    assert shown(run, 0) == []


def test_the_sample_is_the_same_however_rows_come(run):
    contents = Contents(run)
    whole = Sample(contents, 12)
    for config in contents.configs:
        for split in contents.splits(config):
            for batch in contents.batches(config, split):
                for start in range(0, batch.num_rows, 7):
                    whole.add(config, split, batch.slice(start, 7))
    assert [row["id"] for _, row in whole.rows] == [row["id"] for _, row in shown(run, 12)]
