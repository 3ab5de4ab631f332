"""What a model answered is safe when `put` returns, whoever is killed and whatever the disk does."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import DamagedError, StorageError
from synth.replies import MAX_FAILURE, Replies, Spent, copy_replies, read_spent

KEY = (7, "teacher", 0, 0, b"0123456789abcdef")
PLANTED = "sk-planted-0123456789"


def key(idx=7, role="teacher", sample=0):
    return (idx, role, 0, sample, b"0123456789abcdef")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out" / "journal" / "replies.sqlite"


@pytest.fixture
def replies(path, monkeypatch):
    monkeypatch.setenv("PLANTED_API_KEY", PLANTED)
    with closing(Replies(path)) as opened:
        yield opened


def test_what_is_put_is_found_by_its_whole_key(replies):
    replies.put(KEY, b"raw")
    assert replies.find(KEY) == (b"raw", False)
    for other in (key(8), key(role="proposer"), key(sample=1), (*KEY[:2], 1, *KEY[3:]), (*KEY[:4], b"another")):
        assert replies.find(other) is None


def test_it_is_found_by_whoever_opens_the_file_next(replies, path):
    replies.put(KEY, b"raw")
    replies.note(KEY, 1, 2, None)
    with closing(Replies(path)) as again:
        assert again.find(KEY) == (b"raw", False)  # notes come with the next answer
        replies.flush()
        assert again.find(KEY) == (b"raw", True)


def test_a_body_that_is_put_again_replaces_the_first(replies):
    replies.put(KEY, b"first")
    replies.note(KEY, 1, 2, 3.0)
    replies.put(KEY, b"second")
    assert replies.find(KEY) == (b"second", False)
    assert [role.n for role in replies.spent()] == [1]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2**63 - 1), st.text(max_size=10), st.binary(max_size=16))
def test_any_body_comes_back_as_it_was(tmp_path_factory, raw, idx, role, request_hash):
    with closing(Replies(tmp_path_factory.mktemp("any") / "replies.sqlite")) as replies:
        replies.put((idx, role, 1, 2, request_hash), raw)
        assert replies.find((idx, role, 1, 2, request_hash)) == (raw, False)


def test_a_body_of_many_megabytes_is_held(replies):
    raw = os.urandom(1 << 20) * 16
    replies.put(KEY, raw)
    assert replies.find(KEY) == (raw, False)


def test_what_was_spent_is_told_by_role(replies, path):
    for i, cost in enumerate((0.25, 0.5, None)):
        replies.put(key(i), b"raw")
        replies.note(key(i), 10, 20, cost)
    replies.put(key(0, "proposer"), b"raw")
    replies.note(key(0, "proposer"), None, None, None)
    told = [Spent("proposer", 1, 0, 0, 0.0, 1), Spent("teacher", 3, 30, 60, 0.75, 1)]
    assert replies.spent() == told
    assert read_spent(path) == told


def test_a_failure_does_not_count_as_an_answer(replies):
    replies.put(KEY, b"<html>")
    replies.fail(KEY, "the body is not JSON", b"<html>")
    assert replies.find(KEY) is None
    assert replies.failed(KEY) == ""
    assert replies.spent() == []
    replies.fail(KEY, "HTTP 500: down", b"", for_good=True)
    replies.fail(key(8), "HTTP 400: too long", b"", for_good=True)
    assert replies.failed(KEY) == "HTTP 500: down"
    replies.fail(KEY, "no answer within 3 s", b"", for_good=True)
    assert replies.failed(KEY) == "no answer within 3 s"


def test_of_a_body_that_is_no_answer_a_part_is_kept(replies, path):
    replies.fail(KEY, "why", b"x" * 10_000_000)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT length(body) FROM failure").fetchall() == [(MAX_FAILURE,)]


def test_keys_are_masked_in_all_that_is_written(replies, path):
    replies.put(KEY, f"You sent {PLANTED}".encode())
    replies.fail(key(8), f"HTTP 401: {PLANTED}", f"You sent {PLANTED}".encode())
    replies.fail(key(9), "cut", b"x" * (MAX_FAILURE - 10) + PLANTED.encode())
    assert replies.find(KEY) == (b"You sent [key]", False)
    replies.close()
    for file in path.parent.iterdir():
        assert PLANTED.encode() not in file.read_bytes()
        assert PLANTED[:10].encode() not in file.read_bytes()


def test_a_reason_may_hold_half_a_character(replies):
    replies.fail(KEY, "half \ud800", b"", for_good=True)
    assert replies.failed(KEY).startswith("half ")


# Kills.

WRITER = """
import sys
from pathlib import Path
from synth.replies import Replies
replies = Replies(Path(sys.argv[1]))
for i in range(10**6):
    replies.put((i, "teacher", 0, 0, b"request"), b"body %d " % i + b"x" * 5000)
    replies.note((i, "teacher", 0, 0, b"request"), 1, 2, 0.5)
    print(i, flush=True)
"""


@pytest.fixture
def writer(path):
    """A process that writes as fast as it can and tells what is finished."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_what_was_finished_survives_a_kill_of_its_writer(writer, path):
    for line in writer.stdout:
        if int(line) == 300:
            break
    os.kill(writer.pid, signal.SIGKILL)
    finished = [300, *map(int, writer.stdout.read().split())]
    writer.wait()
    with closing(Replies(path)) as replies:
        for i in range(finished[-1] + 1):
            raw, is_noted = replies.find(key_of(i))
            assert raw.startswith(b"body %d " % i)
            assert is_noted or i >= finished[-1] - 1  # the last notes were to come with the next answer
        (spent,) = replies.spent()
        assert finished[-1] + 1 <= spent.n <= finished[-1] + 2
        replies.put(key_of(10**7), b"more")
        assert replies.find(key_of(10**7)) == (b"more", False)


def key_of(i):
    return (i, "teacher", 0, 0, b"request")


def test_what_was_spent_is_read_while_it_is_being_written(writer, path):
    seen, finished = [], 0
    for line in writer.stdout:
        finished = int(line) + 1
        if finished % 20 == 0:
            (spent,) = read_spent(path)
            assert spent.n >= finished
            assert spent.completion_tokens in (2 * spent.n, 2 * spent.n - 2)
            seen.append(spent.n)
        if finished == 400:
            break
    assert seen == sorted(seen)


def test_reading_what_was_spent_leaves_the_writer_in_peace(replies, path):
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                read_spent(path)
            except Exception as error:
                wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for i in range(200):
        replies.put(key_of(i), b"x" * 1000)
    stop.set()
    reader.join()
    assert wrong == []


def test_where_there_is_no_journal_nothing_was_spent(path):
    assert read_spent(path) == []
    assert not path.parent.exists()


def test_a_journal_that_was_only_just_begun_holds_nothing(path):
    path.parent.mkdir(parents=True)
    path.touch()
    assert read_spent(path) == []


# The disk.


def test_a_full_disk_is_a_storage_error_and_loses_nothing(replies):
    replies.put(KEY, b"raw")
    (n,) = replies._db.execute("PRAGMA page_count").fetchone()
    replies._db.execute(f"PRAGMA max_page_count = {n + 2}")
    with pytest.raises(StorageError, match=r"full.*goes on from there"):
        replies.put(key(100), b"x" * 100_000)
    assert replies.find(key(100)) is None
    assert replies.find(KEY) == (b"raw", False)
    replies._db.execute("PRAGMA max_page_count = 1000000")
    replies.put(key(500), b"more")
    assert replies.find(key(500)) == (b"more", False)


def test_a_file_in_the_way_is_a_storage_error(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(StorageError, match=r"replies\.sqlite"):
        Replies(tmp_path / "out" / "replies.sqlite")


def test_a_folder_in_the_place_of_the_file_is_a_storage_error(tmp_path):
    with pytest.raises(StorageError):
        Replies(tmp_path)
    with pytest.raises(StorageError):
        read_spent(tmp_path)


def test_a_file_that_is_no_journal_is_a_storage_error(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"This is a text.\n" * 1000)
    with pytest.raises(StorageError, match=r"not a database"):
        Replies(path)
    with pytest.raises(StorageError, match=r"not a database"):
        read_spent(path)
    assert path.read_bytes() == b"This is a text.\n" * 1000


READER = """
import os, sys
from pathlib import Path
from synth.replies import read_spent
if os.geteuid() == 0:
    os.setuid(65534)
print(read_spent(Path(sys.argv[1]))[0].n)
"""


def test_what_was_spent_is_read_from_a_folder_that_cannot_be_written():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "replies.sqlite")
        with closing(Replies(path)) as replies:
            replies.put(KEY, b"raw")
        os.chmod(folder, 0o555)
        done = subprocess.run([sys.executable, "-c", READER, path], capture_output=True, text=True, timeout=60)
        os.chmod(folder, 0o755)
    assert done.stdout == "1\n", done.stderr[-500:]


@pytest.mark.parametrize(
    "planted",
    [
        "DROP TABLE reply; CREATE VIEW reply AS WITH RECURSIVE n(idx) AS (SELECT 1 UNION ALL SELECT idx + 1 FROM n) SELECT * FROM n",
        "CREATE TRIGGER evil AFTER INSERT ON reply BEGIN DELETE FROM reply; END",
    ],
)
def test_a_file_with_more_than_tables_is_not_used(tmp_path, planted):
    Replies(tmp_path / "r.sqlite").close()
    with closing(sqlite3.connect(tmp_path / "r.sqlite")) as db:
        db.executescript(planted)
    for call in (Replies, read_spent, lambda path: copy_replies(path, tmp_path / "copy")):
        with pytest.raises(DamagedError, match=r"view|trigger"):
            call(tmp_path / "r.sqlite")
