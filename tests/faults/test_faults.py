"""A short selection of the trials; `python tests/faults` runs them all."""

import garbled
import kills
import pytest
import servers


def test_harmed_folders_are_mended_or_refused(tmp_path):
    found = garbled.run(8, tmp_path, seed=3)
    assert [one for one in found if one.fault] == []
    assert "rebuilt" in {one.outcome for one in found}


@pytest.mark.parametrize("seed", [1])
def test_killed_commands_come_to_the_same(tmp_path, seed):
    found = kills.run(4, tmp_path, seed)
    assert [one for one in found if one.fault] == []


def test_servers_of_every_kind_are_taken_as_they_are(tmp_path):
    found = [servers.try_one(kind, tmp_path / str(k)) for k, kind in enumerate(servers.KINDS[::3])]
    assert [one for one in found if one.fault] == []
    assert len(servers.KINDS) > 50
