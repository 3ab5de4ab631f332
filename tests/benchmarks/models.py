"""What asking a model costs: `python tests/benchmarks/models.py` prints one table and asserts nothing.

The whole pipeline of synth (request, journal, judge, shard) stands beside clients that only ask, all against the
fault server with canned answers of about 300 tokens after 200 +- 50 ms. Every line is a process of its own, and so
is the server. Figures hold only beside each other in one run.
"""

import argparse
import asyncio
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

# Nothing but the standard library is imported here: processes inherit the peak memory of the one that starts them.
SERVER = Path(__file__).parent.parent / "fault_server.py"
LATENCY, JITTER = 0.2, 0.05  # seconds
CONNECTIONS = (64, 256)
MANY = 100_000
STRATEGY = "backtrack+verify"
HEAVY = ("litellm", "datasets", "pandas", "sympy", "torch")
# Nothing is fetched from a network, and nothing comes out of a cache.
CURATOR = {"CURATOR_DISABLE_CACHE": "1", "CURATOR_DISABLE_RICH_DISPLAY": "1", "TELEMETRY_ENABLED": "false"}
SETTINGS = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", **CURATOR}
HEAD = ("measured", "connections", "rows/s", "without imports", "CPU ms a row", "without imports", "peak MB", "remarks")
INSTALL = "not installed: pip install bespokelabs-curator, in an environment of its own, and --curator-python"
Row = tuple[str, ...]
Post = Callable[[bytes], Awaitable[int]]  # sends a body, gives the length of the answer


@contextmanager
def served() -> Iterator[str]:
    """The address of a server."""
    with tempfile.TemporaryDirectory() as folder:
        ready, shape = Path(folder, "port"), ["--latency", str(LATENCY), "--jitter", str(JITTER)]
        words = [sys.executable, str(SERVER), "--canned", *shape, "--ready-file", str(ready)]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
            try:
                while not ready.exists():
                    if server.poll() is not None:
                        raise RuntimeError("the server did not start")
                    sleep(0.05)
                yield f"http://127.0.0.1:{ready.read_text().strip()}/v1"
            finally:
                server.terminate()


def fresh(name: str, *args: Any, python: str = sys.executable) -> dict[str, Any]:
    """What a function of this file gives in a process of its own; `failed` says why it gave nothing."""
    words, settings = [python, __file__, "--call", name, json.dumps(args)], os.environ | SETTINGS
    done = subprocess.run(words, capture_output=True, text=True, env=settings)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no reason given"])[-1][:100]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def spent() -> tuple[float, float]:
    """The clock, and the CPU seconds of this process and its children so far."""
    return perf_counter(), sum(os.times()[:4])


def measured(package: str, start: tuple[float, float], ready: tuple[float, float], n: int) -> dict[str, Any]:
    """The figures of a client that began at `start` and had its imports at `ready`."""
    end, peak = spent(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "version": version(package),
        "n": n,
        "wall": (end[0] - start[0], end[0] - ready[0]),
        "cpu": (end[1] - start[1], end[1] - ready[1]),
        "peak": peak / (2**20 if sys.platform == "darwin" else 2**10),
        "heavy": [name for name in HEAVY if name in sys.modules],
    }


def write_bodies(path: str, n: int) -> dict[str, Any]:
    """Writes the bodies that synth sends, one a line, so that every client sends the same."""
    from synth.model.sampling import Sampling
    from synth.options import configure
    from synth.plugins import load_task
    from synth.prompts import Prompts
    from synth.strategy import parse
    from synth.task import Draw

    task, strategy, prompts = configure(load_task("countdown"), {"size": "4"}), parse(STRATEGY), Prompts("countdown")
    asked = (prompts.prompt(task.propose(Draw(0, i)).question, task.answer_format) for i in range(n))
    bodies = (Sampling().body("tiny", prompts.messages(prompt, strategy)) for prompt in asked)
    return {"size": Path(path).write_bytes(b"\n".join(bodies))}


def run_synth(url: str, path: str, n: int, connections: int) -> dict[str, Any]:
    """The canned answer is wrong, so all rows are kept."""
    start = spent()
    from synth.api import execute
    from synth.request import Run

    ready, asked = spent(), {"n": n, "base_url": url, "max_connections": connections}
    with tempfile.TemporaryDirectory() as out:
        more: dict[str, Any] = {"strategy": (STRATEGY,), "model": "openai/tiny", "keep": "all", "out": out, **asked}
        execute(Run("countdown", {"size": "4"}, **more), show_progress=False)
        figures = measured("synth", start, ready, n)
        import pyarrow.parquet as pq

        figures["n"] = pq.read_table(Path(out, "data"), columns=["id"]).num_rows
    return figures


async def ask_all(path: str, n: int, connections: int, post: Post) -> int:
    """Sends n bodies, so many at a time; gives the number of answers."""
    slots = asyncio.Semaphore(connections)

    async def ask(body: bytes) -> int:
        async with slots:
            return await post(body)

    return sum(map(bool, await asyncio.gather(*map(ask, Path(path).read_bytes().splitlines()[:n]))))


def run_aiohttp(url: str, path: str, n: int, connections: int) -> dict[str, Any]:
    start = spent()
    import aiohttp

    ready, headers = spent(), {"Content-Type": "application/json"}

    async def go() -> int:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def post(body: bytes) -> int:
                async with session.post(f"{url}/chat/completions", data=body, headers=headers) as response:
                    return len((await response.json())["choices"][0]["message"]["content"])

            return await ask_all(path, n, connections, post)

    return measured("aiohttp", start, ready, asyncio.run(go()))


def run_litellm(url: str, path: str, n: int, connections: int) -> dict[str, Any]:
    start = spent()
    import litellm

    ready = spent()

    async def post(body: bytes) -> int:
        messages = json.loads(body)["messages"]
        answer = await litellm.acompletion("openai/tiny", messages, base_url=url, api_key="none")
        return len(answer.choices[0].message.content)

    return measured("litellm", start, ready, asyncio.run(ask_all(path, n, connections, post)))


def run_curator(url: str, path: str, n: int, connections: int) -> dict[str, Any]:
    # It counts tokens with an encoding that it would fetch; litellm, which it needs, carries the file.
    if (beside := find_spec("litellm")) and beside.origin:
        os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(beside.origin).parent / "litellm_core_utils" / "tokenizers")
    start = spent()
    from bespokelabs import curator

    ready = spent()
    bodies = map(json.loads, Path(path).read_bytes().splitlines()[:n])
    asked = [[message["content"] for message in body["messages"]] for body in bodies]

    class Ask(curator.LLM):  # type: ignore[misc]
        def prompt(self, row: dict[str, str]) -> str:
            return row["prompt"]

        def parse(self, row: dict[str, str], response: str) -> dict[str, str]:
            return {"completion": response}

    limits = dict.fromkeys(("max_requests_per_minute", "max_tokens_per_minute"), 10**9)
    backend = {"base_url": url, "api_key": "none", "max_concurrent_requests": connections, **limits}
    llm = Ask(model_name="tiny", backend="openai", backend_params=backend, system_prompt=asked[0][0])
    with tempfile.TemporaryDirectory() as folder:
        made = llm([{"prompt": prompt} for _, prompt in asked], working_dir=folder).dataset
        return measured("bespokelabs-curator", start, ready, sum(map(bool, made["completion"])))


def line(what: str, connections: int, n: int, found: dict[str, Any]) -> Row:
    """A row of the table."""
    if "failed" in found:
        is_missing = "No module named 'bespokelabs" in found["failed"]
        return what, str(connections), *["-"] * 5, INSTALL if is_missing else found["failed"]
    speeds = [f"{found['n'] / wall:,.0f}" for wall in found["wall"]]
    costs = [f"{1000 * cpu / n:.2f}" for cpu in found["cpu"]]
    remarks = f"{found['n']:,} of {n:,} rows in {found['wall'][0]:.1f} s, {what.split(',')[0]} {found['version']}"
    if what.startswith("synth"):
        remarks += f", heavy modules: {', '.join(found['heavy']) or 'none'}"
    return what, str(connections), *speeds, *costs, f"{found['peak']:.0f}", remarks


def rows_of(url: str, bodies: str, n: int, curator: str, is_long: bool) -> Iterator[Row]:
    """Every client at every number of connections, then the memory of synth by its rows."""
    clients = {"synth, all": "run_synth", "aiohttp, bare": "run_aiohttp", "litellm": "run_litellm"}
    for connections in CONNECTIONS:
        yield "ceiling", str(connections), f"{connections / LATENCY:,.0f}", *["-"] * 4, "connections by latency"
        for what, name in clients.items():
            yield line(what, connections, n, fresh(name, url, bodies, n, connections))
        found = fresh("run_curator", url, bodies, n, connections, python=curator)
        yield line("curator", connections, n, found)
    for rows in (5000, MANY) if is_long else (5000,):
        yield line(f"synth, {rows:,} rows", 256, rows, fresh("run_synth", url, bodies, rows, 256))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=5000, help="requests of every client [default: 5000]")
    parser.add_argument("--quick", action="store_const", dest="rows", const=1000, help="--rows 1000")
    parser.add_argument("--rss", action="store_true", help=f"also the memory of {MANY:,} rows (some minutes)")
    parser.add_argument("--curator-python", default=sys.executable, metavar="PATH", help="where curator is installed")
    parser.add_argument("--call", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.call:
        name, given = args.call
        print(json.dumps(globals()[name](*json.loads(given))))
        return
    machine = platform.processor() or platform.machine()
    print(f"{platform.system()}, {machine}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"countdown, 4 numbers, {STRATEGY}; the server answers after {1000 * LATENCY:.0f} +- {1000 * JITTER:.0f} ms")
    print("from the start of the client's imports to its end, or without imports; CPU and memory of its process\n")
    with served() as url, tempfile.TemporaryDirectory() as folder:
        bodies = str(Path(folder, "bodies"))
        if why := fresh("write_bodies", bodies, args.rows).get("failed"):
            parser.error(why)
        table = [HEAD, *rows_of(url, bodies, args.rows, args.curator_python, args.rss)]
    widths = [max(len(row[i]) for row in table) for i in range(7)]
    for what, connections, *figures, remarks in table:
        shown = "  ".join(f"{figure:>{width}}" for figure, width in zip(figures, widths[2:], strict=True))
        print(f"{what:<{widths[0]}}  {connections:>{widths[1]}}  {shown}  {remarks}")


if __name__ == "__main__":
    main()
