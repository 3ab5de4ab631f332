import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT

from synth.errors import SynthError
from synth.verify import workers
from synth.verify.workers import MAX_ARGUMENTS, Failed, Killed, Workers, shared

ECHO = "verify.worker_functions:echo"
PID = "verify.worker_functions:pid"
MISBEHAVE = "verify.worker_functions:misbehave"
SETTINGS = "verify.worker_functions:settings"
PATHS = [str(ROOT), str(ROOT / "tests")]


@pytest.fixture(scope="module")
def echo():
    with closing(Workers(ECHO)) as pool:
        yield pool


@pytest.fixture(scope="module")
def wild():
    with closing(Workers(MISBEHAVE, seconds=0.3)) as pool:
        yield pool


def settle(pool):
    """Waits until a spare is there."""
    for _ in range(1000):
        if pool._idle and not pool._starting:
            return
        time.sleep(0.01)
    raise AssertionError("no spare worker came")


def descendants(of):
    """The processes that `of` started and has not reaped, zombies too."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == of:
            found.append(int(stat.parent.name))
    return found


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def script(code, *args, **settings):
    """Runs a plain script, without a `__main__` guard, that prints one line."""
    text = f"import sys; sys.path[:0] = {PATHS!r}\nfrom synth.verify.workers import *\n{code}"
    path = settings.pop("folder") / "script.py"
    path.write_text(text)
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", str(path), *args], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.strip()


def test_values_go_there_and_back(echo):
    for args in [(), ("1/2", "0.5"), ("é\n\x00",), (None, [1, {"a": 2.5}]), ("x" * 150_000,)]:
        assert echo.call(*args) == list(args)


def test_an_endless_item_is_killed_in_time_and_the_next_is_served_at_once(wild):
    for how in ("loop", "sleep", "power"):
        wild.call("ready")
        settle(wild)
        start = time.monotonic()
        with pytest.raises(Killed, match=r"time: over 0\.3 s"):
            wild.call(how)
        killed = time.monotonic()
        assert wild.call("next") == "next"
        assert killed - start < 0.6
        assert time.monotonic() - killed < 0.3


def test_a_call_may_have_its_own_limit(wild):
    start = time.monotonic()
    with pytest.raises(Killed, match=r"time: over 0\.05 s"):
        wild.call("loop", seconds=0.05)
    assert time.monotonic() - start < 0.3


def test_the_start_of_a_worker_costs_no_item_its_time():
    with closing(Workers("verify.slow_function:answer", seconds=0.2)) as pool:
        assert pool.call() == "slow to start"


def test_an_item_that_takes_too_much_memory_is_killed():
    with closing(Workers(MISBEHAVE, seconds=10, memory=200 << 20)) as pool:
        with pytest.raises(Killed, match="memory: over 200 MiB"):
            pool.call("hoard")
        assert pool.call("next") == "next"


def test_a_worker_that_grew_is_replaced_before_it_harms_another_item():
    with closing(Workers(MISBEHAVE, seconds=10, memory=200 << 20)) as pool:
        for _ in range(5):
            assert pool.call("keep") == "keep"


@pytest.mark.parametrize(("how", "death"), [("exit", "exit status 3"), ("segfault", "SIGSEGV")])
def test_a_worker_that_dies_takes_only_its_item_along(wild, how, death):
    with pytest.raises(Killed, match=f"died: {death}"):
        wild.call(how)
    assert wild.call("next") == "next"


def test_an_exception_is_a_short_printable_reason(wild):
    with pytest.raises(Failed, match=r"ValueError: no such thing x+$") as failed:
        wild.call("raise")
    assert str(failed.value).isprintable()
    assert len(str(failed.value)) <= 220
    for how, reason in [("recurse", "RecursionError"), ("system exit", "SystemExit: gone"), ("object", "TypeError")]:
        with pytest.raises(Failed, match=reason):
            wild.call(how)
    with pytest.raises(Failed, match="over 1,000,000 bytes"):
        wild.call("huge")


def test_what_an_item_prints_or_reads_disturbs_nothing(wild, capfd):
    assert wild.call("print") == "print"
    assert wild.call("read") == ""
    assert wild.call("next") == "next"
    assert capfd.readouterr() == ("", "")


def test_nothing_is_written_to_the_disk(wild, tmp_path):
    with pytest.raises(Failed, match="OSError"):
        wild.call("write", str(tmp_path / "file"))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


def test_arguments_that_cannot_be_sent_are_refused(echo):
    for args in [("x" * MAX_ARGUMENTS,), (object(),), ("\ud800",), (1 << 64,)]:
        with pytest.raises(ValueError, match="arguments"):
            echo.call(*args)
    assert echo.call(1) == [1]


def test_a_worker_has_limits_fixed_hashes_and_no_secrets(monkeypatch):
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "MY_SECRET", "db_password"):
        monkeypatch.setenv(name, "hush")
    monkeypatch.setenv("SYNTH_PLAIN", "yes")
    hashes = set()
    for _ in range(2):
        with closing(Workers(SETTINGS)) as pool:
            found = pool.call()
        hashes.add(found["hash"])
        assert "hush" not in found["env"].values()
        assert found["env"]["SYNTH_PLAIN"] == "yes"
        assert found["core"] == found["file"] == [0, 0]
        assert found["session"]
    assert len(hashes) == 1


def test_two_hundred_threads_get_their_own_answers():
    wrong = []
    with closing(Workers(ECHO, n=2)) as pool:

        def ask(number):
            for turn in range(5):
                if pool.call(number, turn) != [number, turn]:
                    wrong.append(number)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pool._workers) <= 3
    assert not wrong


def test_threads_whose_items_are_killed_all_hear_of_it():
    heard = []
    with closing(Workers(MISBEHAVE, n=2, seconds=0.1)) as pool:

        def ask(number):
            try:
                heard.append(pool.call("loop" if number % 2 else "fine"))
            except Killed:
                heard.append("killed")

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(heard) == ["fine"] * 6 + ["killed"] * 6


def test_asyncio_goes_on_while_items_are_judged():
    async def beat(gaps):
        while True:
            start = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - start - 0.005)

    async def main(pool, slow):
        gaps = []
        heart = asyncio.create_task(beat(gaps))
        found = await asyncio.gather(*(pool.acall(number) for number in range(100)))
        with pytest.raises(Killed):
            await slow.acall("loop")
        heart.cancel()
        return found, gaps

    with closing(Workers(ECHO, n=2)) as pool, closing(Workers(MISBEHAVE, seconds=0.2)) as slow:
        found, gaps = asyncio.run(main(pool, slow))
    assert found == [[number] for number in range(100)]
    assert len(gaps) > 20
    assert max(gaps) < 0.05


def test_one_pool_serves_a_process():
    assert shared(PID) is shared(PID)
    assert shared(PID) is not shared(ECHO)
    assert shared(PID).call() in descendants(os.getpid())
    shared(PID).close()
    assert shared(PID).call() > 0
    shared(PID).close()


def test_a_plain_script_needs_no_guard(tmp_path):
    assert script(f"print(shared({ECHO!r}).call('hello'))", folder=tmp_path) == "['hello']"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes_of_the_user_have_pools_of_their_own(method, tmp_path):
    code = f"""
import multiprocessing, os
def ask(number):
    return shared({PID!r}).call(), os.getpid()
if __name__ == "__main__":
    mine = shared({PID!r}).call()
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        theirs = dict(pool.map(ask, range(20), chunksize=5))
    assert mine not in theirs
    for worker, owner in theirs.items():
        assert owner != os.getpid()
    assert shared({PID!r}).call() != 0 and mine not in theirs
    print("fine")
"""
    assert script(code, folder=tmp_path) == "fine"


def test_a_forked_child_leaves_its_parents_workers_alone(tmp_path):
    code = f"""
import os
pool = Workers({PID!r})
pool.call()
while not pool._idle or pool._starting:
    pass
mine = [worker._process.pid for worker in pool._workers]
child = os.fork()
if not child:
    theirs = pool.call()
    pool.close()
    os._exit(theirs in mine)
assert os.waitpid(child, 0)[1] == 0
assert pool.call() in mine
pool.close()
print("fine")
"""
    assert script(code, folder=tmp_path) == "fine"


def test_killed_workers_leave_no_pipe_open():
    before = len(os.listdir("/proc/self/fd"))
    with closing(Workers(MISBEHAVE, n=2, seconds=0.02)) as pool:
        for _ in range(20):
            with pytest.raises(Killed):
                pool.call("loop")
    assert len(os.listdir("/proc/self/fd")) == before


def test_close_leaves_neither_child_nor_zombie():
    before = set(descendants(os.getpid()))
    pool = Workers(MISBEHAVE, n=2, seconds=20)
    heard = []

    def ask():
        with pytest.raises(Killed, match="died: the pool was closed"):
            pool.call("loop")
        heard.append(True)

    grandchild = pool.call("child")
    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    assert set(descendants(os.getpid())) - before
    pool.close()
    assert not set(descendants(os.getpid())) - before
    assert not is_alive(grandchild)
    thread.join()
    assert heard
    with pytest.raises(SynthError, match="closed"):
        pool.call("fine")
    pool.close()


def test_a_pool_can_be_closed_while_it_starts():
    before = set(descendants(os.getpid()))
    pool = Workers("verify.slow_function:answer")

    def ask():
        with pytest.raises(SynthError, match="closed"):
            pool.call()

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.1)
    pool.close()
    thread.join()
    assert not set(descendants(os.getpid())) - before


@pytest.mark.parametrize("how", ["idle", "loop", "power", "sleep", "fork"])
def test_no_worker_outlives_a_parent_that_was_killed(how, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        f"import sys, threading; sys.path[:0] = {PATHS!r}\n"
        "from synth.verify.workers import Workers\n"
        f"pool = Workers({MISBEHAVE!r}, seconds=60)\n"
        "pool.call('ready')\n"
        "print('ready', flush=True)\n"
        "import os, time\n"
        f"if {how!r} == 'fork' and not os.fork(): time.sleep(4); os._exit(0)\n"
        f"pool.call({how!r}.replace('fork', 'loop'))\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "ready\n"
        time.sleep(0.3)
        left = [pid for pid in descendants(parent.pid) if b"_worker_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert left
        parent.send_signal(signal.SIGKILL)
        killed = time.monotonic()
    while any(map(is_alive, left)):
        assert time.monotonic() - killed < 2
        time.sleep(0.02)


def test_a_worker_that_died_while_it_waited_costs_no_item():
    with closing(Workers(PID)) as pool:
        pool.call()
        settle(pool)
        for worker in list(pool._idle):
            worker.kill()
        time.sleep(0.2)
        assert pool.call() > 0


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("verify.no_such_module:f", "No module named 'verify.no_such_module'"),
        ("verify.worker_functions:no_such", "no_such"),
    ],
)
def test_a_worker_that_does_not_start_is_an_error_with_its_reason(function, reason):
    with closing(Workers(function)) as pool:
        for _ in range(2):
            with pytest.raises(SynthError, match=reason):
                pool.call()


def test_a_worker_that_takes_too_long_to_start_is_an_error(monkeypatch):
    monkeypatch.setattr(workers, "_START_SECONDS", 0.2)
    with closing(Workers("verify.slow_function:answer")) as pool:
        with pytest.raises(SynthError, match=r"not ready after 0\.2 s"):
            pool.call()
        monkeypatch.undo()
        assert pool.call() == "slow to start"


def test_a_tiny_item_goes_there_and_back_in_well_under_a_millisecond(echo):
    echo.call(1)
    settle(echo)
    start = time.perf_counter()
    for _ in range(1000):
        echo.call("1/2", "0.5")
    assert (time.perf_counter() - start) / 1000 < 0.001
