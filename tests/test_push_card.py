"""The card on the Hub: synth's part is written anew, everybody else's stays."""

import pytest
import yaml

from synth.api import execute
from synth.errors import UsageError
from synth.publish.card import END, kept_by_others, merged, read_card
from synth.request import Run

OURS = """---
license: apache-2.0
language:
- en
tags:
- synthetic
- countdown
size_categories:
- n<1K
configs:
- config_name: all
  data_files:
  - split: train
    path: data/all/train-*.parquet
  default: true
---

<!-- synth:begin -->

# countdown

load_dataset("PATH/OR/REPOSITORY")

<!-- synth:end -->
"""
THEIRS = """---
license: mit
annotations_creators: [expert]
tags: [mine, synthetic]
configs:
- config_name: extra
  data_files: extra.csv
  default: true
---
# My data

Words of my own.
"""


def front(card):
    return yaml.safe_load(card.split("---\n")[1])


def test_the_first_push_has_the_whole_card():
    card = merged(OURS, None, "user/x")
    assert front(card) == front(OURS)
    assert 'load_dataset("user/x")' in card
    assert merged(OURS, card, "user/x") == card


def test_words_and_keys_of_others_stay():
    card = merged(OURS, THEIRS, "user/x")
    assert card.index("Words of my own.") < card.index("# countdown") < card.index(END)
    assert front(card)["annotations_creators"] == ["expert"]
    assert front(card)["license"] == "mit"
    assert front(card)["tags"] == ["mine", "synthetic", "countdown"]
    assert kept_by_others(OURS, THEIRS) == {"license": "mit"}
    assert merged(OURS, card, "user/x") == card


def test_configurations_are_brought_up_to_date_by_name_and_the_default_stays():
    configs = front(merged(OURS, THEIRS, "user/x"))["configs"]
    assert [(c["config_name"], c.get("default")) for c in configs] == [("extra", True), ("all", None)]
    more = OURS.replace("path: data/all", "path: new/all")
    again = front(merged(more, merged(OURS, THEIRS, "user/x"), "user/x"))["configs"]
    assert again[1]["data_files"][0]["path"] == "new/all/train-*.parquet"
    assert len(again) == 2


def test_what_is_written_around_the_section_stays_and_the_section_follows_the_run():
    card = merged(OURS, None, "user/x")
    edited = (
        card.replace("<!-- synth:begin", "Above.\n\n<!-- synth:begin", 1).replace("# countdown", "# Edited")
        + "\nBelow.\n"
    )
    again = merged(OURS.replace("# countdown", "# grown"), edited, "user/x")
    assert again.index("Above.") < again.index("# grown") < again.index("Below.")
    assert "# Edited" not in again
    assert again.count(END) == 1


def test_a_value_that_nobody_touched_follows_the_run_and_one_that_was_changed_stays():
    card = merged(OURS, None, "user/x")
    grown = OURS.replace("n<1K", "1K<n<10K").replace("apache-2.0", "cc-by-4.0").replace("- countdown\n", "")
    assert front(merged(grown, card, "user/x"))["license"] == "cc-by-4.0"
    assert front(merged(grown, card, "user/x"))["size_categories"] == ["1K<n<10K"]
    assert front(merged(grown, card, "user/x"))["tags"] == ["synthetic"]
    changed = card.replace("license: apache-2.0", "license: mit", 1).replace(
        "- countdown\n", "- countdown\n- mine\n", 1
    )
    assert front(merged(grown, changed, "user/x"))["license"] == "mit"
    assert front(merged(grown, changed, "user/x"))["tags"] == ["synthetic", "mine"]
    removed = card.replace("license: apache-2.0\n", "", 1)
    assert "license" not in front(merged(grown, removed, "user/x"))


def test_their_front_matter_is_left_as_it_was_typed_where_nothing_is_new():
    card = merged(OURS, None, "user/x").replace("license: apache-2.0", "license: apache-2.0  # as agreed", 1)
    assert "# as agreed" in merged(OURS, card, "user/x")


def test_a_card_in_hostile_company_is_cut_where_synth_wrote_and_nowhere_else():
    text = OURS.replace("# countdown", f"# countdown\n\n```text\n{END}\n<!-- synth:begin {{}} -->\n```")
    card = merged(text, None, "user/x")
    assert merged(text, card, "user/x") == card
    named = OURS.replace("license: apache-2.0", "license: 'a --> b'")
    assert merged(named, merged(named, None, "user/x"), "user/x") == merged(named, None, "user/x")
    assert read_card(merged(named, None, "user/x")).written["license"] == "a --> b"


def test_sizes_that_no_longer_hold_go_and_those_of_others_stay():
    infos = "dataset_info:\n- config_name: all\n  splits: []\n- config_name: extra\n  splits: []\n"
    card = merged(OURS, THEIRS.replace("tags:", infos + "tags:"), "user/x")
    assert [info["config_name"] for info in front(card)["dataset_info"]] == ["extra"]


@pytest.mark.parametrize("broken", ["---\na: [\n---\n", "---\n- a\n---\n"])
def test_a_card_that_cannot_be_read_is_an_error_and_not_overwritten(broken):
    with pytest.raises(UsageError, match="front matter"):
        merged(OURS, broken, "user/x")


@pytest.mark.parametrize("theirs", ["", "Only words.\n", "---\n---\n", "---\r\nlicense: mit\r\n---\r\nWords.\r\n"])
def test_cards_of_other_forms_are_taken_as_they_are(theirs):
    card = merged(OURS, theirs, "user/x")
    assert front(card)["license"] == ("mit" if "mit" in theirs else "apache-2.0")
    assert ("ords." in card) == ("ords." in theirs)
    assert merged(OURS, card, "user/x") == card


def test_the_card_of_a_run_has_the_marks_and_one_uploaded_by_other_means_is_known_again(tmp_path):
    out = tmp_path / "out"
    execute(Run("countdown", n=5, out=str(out)))
    text = (out / "README.md").read_text()
    assert read_card(text).section
    assert merged(text, text, "user/x").count("# countdown: reasoning traces") == 1
