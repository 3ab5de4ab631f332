import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import StorageError
from synth.journal import DROPPED, Ledger, load_json, save_json


def u64(*values):
    return np.array(values, np.uint64)


def test_a_ledger_knows_what_was_added(tmp_path):
    ledger = Ledger(tmp_path / "ledger.bin", 0)
    ledger.add(u64(0, 1), u64(50, 7))
    assert ledger.knows(u64(7, 8, 50)).tolist() == [True, False, True]
    assert len(ledger) == 2


def test_it_knows_as_much_after_many_merges_and_after_a_restart(tmp_path):
    rng = np.random.default_rng(0)
    identities = np.unique(rng.integers(0, 2**63, 200_000, dtype=np.uint64))
    ledger = Ledger(tmp_path / "ledger.bin", 0)
    for part in np.array_split(np.arange(len(identities)), 300):
        ledger.add(part.astype(np.uint64), identities[part])
    ledger.save()
    for known in (ledger, Ledger(tmp_path / "ledger.bin", ledger.n)):
        assert known.knows(identities).all()
        assert not known.knows(identities + np.uint64(1))[:1000].all()
        assert len(known) == len(identities)
    assert (tmp_path / "ledger.bin").stat().st_size == 16 * len(identities)


def test_what_a_killed_run_wrote_too_much_is_written_over(tmp_path):
    ledger = Ledger(tmp_path / "ledger.bin", 0)
    ledger.add(u64(0, 1, 2), u64(10, 11, 12))
    ledger.save()
    again = Ledger(tmp_path / "ledger.bin", 1)
    assert again.knows(u64(10, 11)).tolist() == [True, False]
    again.add(u64(1), u64(99))
    again.save()
    assert (tmp_path / "ledger.bin").stat().st_size == 32
    assert Ledger(tmp_path / "ledger.bin", 2).knows(u64(10, 99, 12)).tolist() == [True, True, False]


def test_kept_between_leaves_out_what_was_dropped(tmp_path):
    ledger = Ledger(tmp_path / "ledger.bin", 0)
    ledger.add(np.array([3, 4, 6, 9], np.uint64) | u64(0, DROPPED, 0, 0), u64(1, 2, 3, 4))
    ledger.save()
    assert ledger.kept_between(0, 100).tolist() == [3, 6, 9]
    assert ledger.kept_between(4, 9).tolist() == [6]


@given(
    st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=20), max_size=20),
    st.lists(st.integers(0, 2**64 - 1), max_size=20),
)
def test_a_ledger_is_a_set(tmp_path_factory, parts, asked):
    ledger = Ledger(tmp_path_factory.getbasetemp() / "unused.bin", 0)
    for part in parts:
        ledger.add(np.arange(len(part), dtype=np.uint64), np.array(part, np.uint64))
    known = {value for part in parts for value in part}
    assert ledger.knows(np.array(asked, np.uint64)).tolist() == [value in known for value in asked]


def test_json_is_replaced_whole(tmp_path):
    save_json(tmp_path / "deep" / "state.json", {"a": 1})
    save_json(tmp_path / "deep" / "state.json", {"a": [2]})
    assert load_json(tmp_path / "deep" / "state.json") == {"a": [2]}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["state.json"]


def test_a_folder_that_is_a_file_is_a_storage_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        save_json(tmp_path / "file" / "state.json", {})
