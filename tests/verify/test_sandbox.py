"""Sandboxed code reaches nothing and leaves nothing behind, in each sandbox that works on this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sandboxes import ADD, TEST, each_sandbox, judged, left_behind, no_process_stays_behind, ours, strongest_sandbox  # noqa: F401

from synth.errors import UsageError
from synth.types import Verdict
from synth.verify import pool, sandbox, trial


def test_a_loop_is_killed_in_time(kind: str) -> None:
    start = time.monotonic()
    found = judged(
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", TEST, kind, timeout=0.5
    )
    assert found.reason.startswith("the code: timed out after 0.5 s")
    assert time.monotonic() - start < 1.5
    found = judged(ADD, [TEST, "while True: pass"], kind, timeout=0.5)
    assert (found.score, found.reason[:28]) == (0.5, "test 2: timed out after 0.5 ")


FORKS = {
    "bomb": "import os\nwhile True: os.fork()",
    "daemon": "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork(): time.sleep(100)\n    os._exit(0)",
    "spawn": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)'])",
    "exec": "import os\nos.execv('/bin/sleep', ['sleep', '100'])",
}


@pytest.mark.parametrize("program", FORKS.values(), ids=FORKS)
def test_no_process_is_started(kind: str, program: str) -> None:
    assert "not permitted" in judged(program, TEST, kind).reason
    assert left_behind() == []


def test_bubblewrap_alone_leaves_no_process_either(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sandbox.works("bubblewrap"):
        pytest.skip("the sandbox bubblewrap does not work on this machine")
    monkeypatch.setattr(sandbox, "program", lambda: None)
    daemon = FORKS["daemon"] + "\ntime.sleep(100)"
    seen: list[str] = []
    watch = threading.Timer(0.3, lambda: seen.extend(ours()))
    watch.start()
    found = trial.apart("bubblewrap", daemon, [TEST], trial.Limits(0.5, 1 << 30, 1000))
    watch.join()
    assert len(seen) > 2, "the daemon was there, so that its end can be seen"
    assert (found.absent, found.stopped) == ("", "time")
    assert left_behind() == []


def test_it_writes_nothing(kind: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("kept")
    for act in (
        f"open({str(tmp_path / 'new')!r}, 'w')",
        f"open({str(kept)!r}, 'a').write('x')",
        f"import os; os.remove({str(kept)!r})",
        f"import os; os.rename({str(kept)!r}, '/tmp/away')",
        f"import os; os.mkdir({str(tmp_path / 'folder')!r})",
        "open('here', 'w')",
    ):
        assert judged(act, TEST, kind).status == "rejected", act
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert kept.read_text() == "kept"


def test_it_reads_neither_files_nor_the_environment_nor_other_processes(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", "sk-planted")
    (tmp_path / "secret").write_text("planted")
    environment = "import os\nfound = 'PLANTED_KEY' in os.environ or 'HOME' in os.environ"
    assert judged(environment, "assert not found", kind).status == "verified"
    for path in (
        tmp_path / "secret",
        Path(__file__),
        "/etc/passwd",
        f"/proc/{os.getpid()}/environ",
        "/proc/self/environ",
    ):
        found = judged(f"open({str(path)!r}).read()", TEST, kind)
        assert found.reason.startswith(("the code failed: FileNotFoundError", "the code failed: PermissionError")), path


def test_it_cannot_connect(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        found = judged(f"import socket\nsocket.create_connection(('127.0.0.1', {port}))", TEST, kind)
        assert found.reason.startswith("the code failed: PermissionError")
        with pytest.raises(TimeoutError):
            server.accept()


def test_it_signals_nobody_and_raises_no_limit(kind: str) -> None:
    assert "PermissionError" in judged(f"import os; os.kill({os.getpid()}, 15)", TEST, kind).reason
    assert "PermissionError" in judged("import os; os.kill(-1, 9)", TEST, kind).reason
    raised = "import resource as r\nr.setrlimit(r.RLIMIT_AS, (1 << 40, 1 << 40))"
    assert judged(raised, TEST, kind).status == "rejected"
    assert judged("import os; os.setuid(0)", TEST, kind).status == "rejected"


def test_it_works_from_threads_asyncio_and_worker_processes(best: None) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert {found.status for found in pool.map(lambda _: judged(ADD, TEST), range(12))} == {"verified"}

    async def several() -> list[Verdict]:
        return await asyncio.gather(*(asyncio.to_thread(judged, ADD, TEST) for _ in range(4)))

    assert {found.status for found in asyncio.run(several())} == {"verified"}
    process = get_context("spawn").Process(target=must_verify)
    process.start()
    process.join(20)
    assert process.exitcode == 0
    process.close()


def must_verify() -> None:
    assert judged(ADD, TEST).status == "verified"


def test_the_strongest_that_works_is_taken_and_one_may_be_named(best: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTH_SANDBOX", raising=False)
    works = [kind for kind in sandbox.KINDS if sandbox.works(kind)]
    assert sandbox.choose() == works[0]
    monkeypatch.setenv("SYNTH_SANDBOX", works[-1])
    assert judged(ADD, TEST).method == f"code/{works[-1]}"
    with pytest.raises(UsageError, match="expected one of bubblewrap"):
        judged(ADD, TEST, "docker")


def test_without_a_sandbox_it_refuses_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTH_SANDBOX", raising=False)
    monkeypatch.setattr(sandbox, "works", lambda kind: False)
    with pytest.raises(UsageError, match="apt-get install bubblewrap"):
        judged(ADD, TEST)


def test_without_bubblewrap_the_next_best_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SYNTH_SANDBOX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("bwrap") is None
    sandbox.works.cache_clear()
    try:
        assert not sandbox.works("bubblewrap")
        if sandbox.works("rlimits"):
            assert judged(ADD, TEST).method in ("code/namespaces", "code/rlimits")
    finally:
        sandbox.works.cache_clear()


@pytest.mark.parametrize("python", ["/usr/bin/false", "/nowhere/python"])
def test_a_sandbox_that_does_not_start_judges_nobody(kind: str, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    pool.close()
    monkeypatch.setattr(sandbox, "_python", lambda: python)
    found = judged(ADD, TEST, kind)
    assert (found.status, found.reason[:26]) == ("unverified", "the sandbox did not start:")


@pytest.mark.parametrize("place", ["waiting", "busy"])
def test_a_parent_that_is_killed_leaves_no_process(kind: str, place: str) -> None:
    context = get_context("spawn")
    ready = context.Event()
    process = context.Process(target=judge_and_hang, args=(kind, place, dict(sandbox.ENVIRONMENT), ready))
    process.start()
    try:
        assert ready.wait(60)
        time.sleep(0.3)
        assert len(alive()) >= 2, "they were there, so that their end can be seen"
    finally:
        process.kill()
        process.join()
        process.close()
    deadline = time.monotonic() + 30
    while alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive() == []


def alive() -> list[str]:
    """What carries the mark of this module's sandboxes, but for what only waits to be reaped."""
    return [name for name in ours() if name]


def judge_and_hang(kind: str, place: str, environment: dict[str, str], ready: Event) -> None:
    sandbox.ENVIRONMENT.update(environment)
    judged(ADD, TEST, kind)
    ready.set()
    if place == "busy":
        judged("while True: pass", TEST, kind, timeout=100)
    time.sleep(100)


def test_a_forked_child_judges_in_sandboxes_of_its_own(best: None) -> None:
    must_verify()
    child = os.fork()
    if not child:
        status = 1
        try:
            must_verify()
            pool.close()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    must_verify()


def test_a_sandbox_that_dies_while_it_waits_is_named_and_the_next_works(best: None) -> None:
    must_verify()
    for servers in pool._idle.values():
        for one in servers:
            os.killpg(one._process.pid, signal.SIGKILL)
    found = judged(ADD, TEST)
    assert (found.status, "the sandbox did not start" in found.reason) == (
        "unverified",
        True,
    ) or found.status == "verified"
    must_verify()


def test_nothing_of_one_answer_reaches_the_next(best: None) -> None:
    leave = "import builtins, math, sys\nbuiltins.left = math.left = sys.left = 1\n"
    check = "import builtins, math, sys\nx = [hasattr(m, 'left') for m in (builtins, math, sys)]"
    for _ in range(3):
        assert judged(leave + ADD, TEST).status == "verified"
        assert judged(check, ["assert not any(x)", check + "\nassert not any(x)"]).status == "verified"
