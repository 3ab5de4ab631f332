"""Decontamination by n words in a row."""

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import countdown, planted

from synth.curate.overlap import Overlap, read_overlap
from synth.errors import UsageError

DUCKS = "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins."


def test_eight_words_in_a_row_are_an_overlap_and_seven_are_not():
    seen = Overlap("test", [DUCKS], 8)
    assert seen.meets("Note: she eats three for breakfast every morning and so on")  # eight
    assert not seen.meets("Note: she eats three for breakfast every morning but so on")  # seven
    assert Overlap("test", [DUCKS], 7).meets("Note: she eats three for breakfast every morning but so on")


def test_case_punctuation_and_the_commas_of_numbers_do_not_hide_an_overlap():
    seen = Overlap("test", ["A town of 12,500 people builds 3 (three) new schools each year"], 8)
    assert seen.meets("a TOWN, of 12500 people; builds 3 three “new” schools!")


def test_a_short_text_meets_its_equal_alone():
    seen = Overlap("test", ["What is 6 times 7?"], 8)
    assert seen.meets("what is 6 times 7")
    assert not seen.meets("Tell me, what is 6 times 7?")
    assert not seen.meets("")


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=30),
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=30),
    st.integers(1, 5),
)
def test_it_finds_what_comparing_every_window_finds(left, right, n):
    def windows(words):
        return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} or {("whole", *words)}

    assert Overlap("x", [" ".join(left)], n).meets(" ".join(right)) == bool(windows(left) & windows(right))


def test_texts_are_read_from_files_of_common_columns_and_from_chats(tmp_path):
    lines = [
        {"idx": 1, "question": DUCKS},
        {"prompt": [{"role": "system", "content": "x"}, {"role": "user", "content": "a b c d e f g h i"}]},
    ]
    (tmp_path / "t.jsonl").write_bytes(b"\n".join([*map(orjson.dumps, lines), b"not json"]))
    found = read_overlap(str(tmp_path / "t.jsonl"), 8, None)
    assert found.n_texts == 2
    assert found.meets(DUCKS)
    assert found.meets("b c d e f g h i")
    pq.write_table(pa.table({"task": [DUCKS], "n": [1]}), tmp_path / "t.parquet")
    assert read_overlap(str(tmp_path / "t.parquet"), 8, "task").meets(DUCKS)


def test_a_file_without_such_a_column_says_what_it_has(tmp_path):
    pq.write_table(pa.table({"task": [DUCKS], "n": [1]}), tmp_path / "t.parquet")
    with pytest.raises(UsageError, match=r"its columns are n, task\. Name one with --text-column"):
        read_overlap(str(tmp_path / "t.parquet"), 8, None)
    with pytest.raises(UsageError, match="in a column 'nothing'"):
        read_overlap(str(tmp_path / "t.parquet"), 8, "nothing")
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(UsageError, match="no text in it"):
        read_overlap(str(tmp_path / "empty.jsonl"), 8, None)


def test_a_folder_of_a_run_is_read_by_its_questions(tmp_path):
    out = planted(
        tmp_path / "out",
        {
            "negative/train": [{"question": DUCKS, "sample": i} for i in range(3)],
            "negative/test": [{"question": "one two three four five six seven eight"}],
        },
    )
    found = read_overlap(str(out), 8, None)
    assert found.n_texts == 2
    assert found.meets(DUCKS)
    assert found.meets("one two three four five six seven eight")
    assert read_overlap(str(countdown(tmp_path / "real", n=5)), 8, None).n_texts == 10
