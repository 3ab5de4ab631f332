"""The dataset card: what the Hub reads in it, and what a person does."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import ROOT
from datasets import load_dataset

from synth.api import execute
from synth.card import zlib_ratio
from synth.request import Run


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    out = tmp_path_factory.mktemp("card") / "out"
    execute(
        Run(
            "countdown",
            out=str(out),
            strategy=("all", "placeholder"),
            n=120,
            test_fraction=0.2,
            license="mit",
            options={"size": "4"},
        )
    )
    return (out / "README.md").read_text()


def test_the_front_matter_is_yaml_with_a_config_for_each_strategy(card):
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["license"] == "mit"
    assert [config["config_name"] for config in front["configs"]] == ["all", "placeholder"]
    assert front["configs"][0]["default"] is True
    assert front["configs"][0]["data_files"] == [
        {"split": "train", "path": "data/all/train-*.parquet"},
        {"split": "test", "path": "data/all/test-*.parquet"},
    ]
    assert front["size_categories"] == ["n<1K"]


def test_the_hub_client_reads_it(card):
    huggingface_hub = pytest.importorskip("huggingface_hub")
    assert huggingface_hub.DatasetCard(card).data.license == "mit"


def test_it_tells_teacher_command_counts_behaviours_and_three_examples(card):
    assert "procedural" in card
    assert re.search(
        r"synth run countdown --strategy all --strategy placeholder -n 120 -o \S+ --test-fraction 0.2 --license mit --size 4",
        card,
    )
    assert re.search(r"\| proposed \| [12]\d\d \|", card)
    assert re.search(r"\| - the first try makes the target: .* \| \d+ \|", card)
    assert re.search(r"\| `all` \| \d+ \| \d+ \| 0 \|", card)
    assert re.search(r"\| `all` \| \d+\.\d\d \(100%\) \| \d+\.\d\d \(100%\)", card)
    assert card.count("<think>") >= 3 + 1  # and the form of the answer names it
    assert "words and signs" in card


def test_it_says_whether_the_searches_can_be_followed(card):
    found = re.search(r"\| `all` \| (0\.00(?:, \d\.\d\d)+)(?: \.\.\.)? \| (\d\.\d\d) \|", card)
    assert found
    assert float(found[2]) > 0.6
    assert not re.search(r"\| `placeholder` \| \d\.\d\d,", card)


def test_it_holds_no_gaps_where_tables_should_be(card):
    for table in re.findall(r"(?:^\|.*\n)+", card, re.MULTILINE):
        widths = {line.count("|") for line in table.splitlines() if "`" not in line}
        assert len(widths) <= 1, table


def test_it_says_whether_steps_were_checked(card, tmp_path):
    assert "every step of every trace was checked" in card
    example = ROOT / "examples" / "greatest_divisor.py"
    execute(Run(str(example), out=str(tmp_path / "out"), n=3))
    other = (tmp_path / "out" / "README.md").read_text()
    assert "every step" not in other
    assert "the task has no step checker" in other


def test_a_fence_in_a_trace_cannot_close_the_examples(tmp_path):
    task = tmp_path / "fenced.py"
    source = (ROOT / "examples" / "greatest_divisor.py").read_text()
    task.write_text(source.replace("lines = []", 'lines = ["```", "# heading"]'))
    execute(Run(str(task), out=str(tmp_path / "out"), n=3))
    card = (tmp_path / "out" / "README.md").read_text()
    assert card.count("\n````text\n") == 3


def test_one_template_compresses_more_than_many_words():
    assert zlib_ratio("3 + 5 = 8. " * 1000) > 20 > zlib_ratio(card_like_text())


def card_like_text():
    return (ROOT / "synth" / "fill.py").read_text()


def test_rows_made_again_are_not_taken_for_those_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def made(seed):
        Path("out").mkdir(exist_ok=True)
        execute(Run("countdown", out="out", strategy=("negative",), n=8, seed=seed, overwrite=seed > 1))
        return load_dataset("out", "negative", cache_dir=str(tmp_path / "cache"))["train"]["id"]

    first, second = list(made(1)), list(made(2))
    assert first != second
    assert second == pq.read_table("out/data/negative")["id"].to_pylist()
