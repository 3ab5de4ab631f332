"""A short selection of the trials; `python tests/faults` runs them all."""

import garbled
import kills
import pytest
import servers


def test_harmed_folders_are_mended_or_refused(tmp_path):
    found = garbled.run(14, tmp_path, seed=3)
    assert [one for one in found if one.fault] == []
    assert {"rebuilt", "refused"} <= {one.outcome for one in found}


@pytest.mark.parametrize("seed", [1])
def test_killed_commands_come_to_the_same(tmp_path, seed):
    found = kills.run(12, tmp_path, seed)
    assert [one for one in found if one.fault] == []
    assert sum(one.n_kills for one in found) >= 4


def test_servers_of_every_kind_are_taken_as_they_are(tmp_path):
    found = servers.run(len(servers.KINDS), tmp_path)
    assert [one for one in found if one.fault] == []
    assert len(found) > 50
