"""What a killed or interrupted run with a model leaves behind: everything that was paid for, and nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from conftest import ROOT
from model_runs import rows

N = 400


@pytest.fixture
def served(tmp_path):
    """A server in a process of its own that writes down what it is asked and what it answered."""
    ready, log = tmp_path / "port", tmp_path / "log"
    words = ["--latency", "0.1", "--jitter", "0.05", "--server-error", "0.01", "--ready-file", ready, "--log", log]
    process = subprocess.Popen([sys.executable, ROOT / "tests/fault_server.py", *words], stdout=subprocess.DEVNULL)
    while not ready.exists():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{ready.read_text().strip()}/v1", log
    process.terminate()
    process.wait()


def start(tmp_path, url, *more):
    words = ["run", "countdown", "-s", "verify", "-n", N, "--model", "openai/tiny", "--base-url", url, "-o", "out"]
    words += ["--shard-rows", 50, "--max-connections", 16, *more]
    return subprocess.Popen(
        [sys.executable, "-m", "synth", *map(str, words)], cwd=tmp_path, stderr=subprocess.PIPE, env=os.environ
    )


def wait_for(log, n):
    """Until so many answers were sent."""
    while answered(log).total() < n:
        time.sleep(0.01)


def answered(log):
    lines = log.read_text().splitlines() if log.exists() else []
    return Counter(line.split()[1] for line in lines if line.startswith("sent "))


def test_a_killed_run_asks_again_only_for_what_was_in_flight(tmp_path, served):
    url, log = served
    for n in (5, 120, 300):
        process = start(tmp_path, url)
        wait_for(log, n)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = start(tmp_path, url)
    said = last.communicate(timeout=120)[1]
    assert last.returncode == 0, said
    found = rows(tmp_path / "out", "verify")
    assert len(found) == len({row["id"] for row in found}) == len({row["problem_id"] for row in found}) == N
    twice = [digest for digest, n in answered(log).items() if n > 1]
    assert len(twice) <= 3 * 16  # in flight at the kill: answered, and not on the disk yet
    before = answered(log)
    again = start(tmp_path, url, "--offline", "--keep", "all")
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert answered(log) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_takes_home_what_is_in_flight_and_goes_on(tmp_path, served, number):
    url, log = served
    process = start(tmp_path, url)
    wait_for(log, 100)
    process.send_signal(number)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 130, said
    assert b"Traceback" not in said
    assert rows(tmp_path / "out", "verify")
    last = start(tmp_path, url)
    last.communicate(timeout=120)
    assert last.returncode == 0
    assert len(rows(tmp_path / "out", "verify")) == N
    assert max(answered(log).values()) == 1


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, served):
    url, _ = served
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); "
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "from synth.cli import main; main()"
    )
    words = ["run", "countdown", "-s", "verify", "-n", N, "--model", "openai/tiny", "--base-url", url, "-o", "out"]
    words += ["--shard-rows", 50, "--max-connections", 16]
    done = subprocess.run(
        [sys.executable, "-c", limited, *map(str, words)], cwd=tmp_path, capture_output=True, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
    last = start(tmp_path, url)
    last.communicate(timeout=120)
    assert last.returncode == 0
    assert len(rows(tmp_path / "out", "verify")) == N
