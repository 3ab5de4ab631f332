"""What Countdown costs: `python tests/benchmarks/countdown.py` prints one table and asserts nothing.

It measures whole runs in fresh processes, from the call to its return (imports and start of workers too), the
best of five; their memory, the command line, the stages of a row, and reasoning-gym's Countdown beside ours. Times
grow with what is told, so every figure names its story. Figures hold only beside each other in one run.
"""

import argparse
import gc
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Any

# synth is imported only where fresh processes are at work: they would inherit the peak memory of this one.
STRATEGY = "backtrack+verify"
BEST_OF = 5  # others share the machine: the quickest run is the one that they disturbed least
WARM_UP = 20  # calls that do not count, where calls are timed alone
Row = tuple[str, str, str, str]  # what, story, figure, remarks


def fresh(function: Callable[..., Any], *args: Any) -> Any:
    """What a function gives in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *args).result()


def timed(function: Callable[..., Any], *args: Any, **settings: Any) -> tuple[Any, float]:
    """What a function gives, and its seconds."""
    start = perf_counter()
    return function(*args, **settings), perf_counter() - start


def measure_run(n: int, workers: int, given: dict[str, str]) -> tuple[float, float, str, str]:
    """Rows a second of one run, its peak memory in MiB, its story, and remarks."""
    import orjson
    import pyarrow.parquet as pq

    from synth.api import execute
    from synth.request import Run

    with tempfile.TemporaryDirectory() as out:
        request = Run("countdown", {"size": "4"} | given, strategy=(STRATEGY,), n=n, out=out, workers=workers)
        before = sum(os.times()[:4])
        _, wall = timed(execute, request, show_progress=False)
        cpu, peak = sum(os.times()[:4]) - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows = pq.read_table(Path(out, "data"), columns=["completion", "verdict"]).to_pylist()
        budget = story_of(orjson.loads(Path(out, "run.json").read_bytes())["options"])
    chars = [len(row["completion"]) for row in rows if row["verdict"]["status"] == "verified"]
    remarks = f"{len(chars):,} verified, wall {wall:.2f} s, CPU {cpu:.2f} s, {mean(chars):.0f} chars a row"
    return len(chars) / wall, peak / (2**20 if sys.platform == "darwin" else 2**10), budget, remarks


def story_of(options: dict[str, Any]) -> str:
    """What the traces of a task's options tell: a search and its wording, or how many dead ends an oracle chose."""
    oracle = f"oracle, {options['dead_ends']}"
    return f"search, {options['wording']}" if options["story"] == "search" else oracle


def run_rows(n: int) -> list[Row]:
    """Three stories on one worker, then two workers, then memory; each the best of a few runs."""
    wanted = [(1, {}), (1, {"wording": "varied"}), (1, {"story": "oracle", "dead_ends": "1-2"}), (2, {})]
    runs = []
    for workers, given in wanted:
        tried = [fresh(measure_run, n, workers, given) for _ in range(BEST_OF)]
        runs.append((workers, *max(tried, key=itemgetter(0))))
    table = [(f"run, workers: {w}", ends, f"{speed:,.0f} rows/s", more) for w, speed, _, ends, more in runs]
    _, speed, peak, ends, _ = runs[0]
    table.append(("run, workers: 2 to 1", ends, f"{runs[-1][1] / speed:.2f} x", "rows/s to rows/s"))
    return [*table, ("run, peak memory", ends, f"{peak:.0f} MiB", "resident, workers: 1")]


def command_row(line: str, budget: str, remarks: str) -> Row:
    """The command line as a whole process, from start to exit."""
    took = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as out:
            words = [sys.executable, "-m", "synth", *line.replace("TMP", out).split()]
            took.append(timed(subprocess.run, words, check=True, capture_output=True)[1])
    return f"synth {line}", budget, f"{1000 * median(took):.0f} ms", f"whole process, median of 5{remarks}"


def stage_rows(n: int) -> list[Row]:
    """The stages of a row, in the order in which the engine takes them; what is refused does not count."""
    from synth.execute.local import COLLECT_AFTER
    from synth.options import configure, options_json
    from synth.plugins import load_task
    from synth.strategy import parse
    from synth.task import Draw, Refuse, Reject

    gc.set_threshold(*COLLECT_AFTER)  # as runs do
    task, strategy, times = configure(load_task("countdown"), {"size": "4"}), parse(STRATEGY), []
    for index in range(WARM_UP + n):
        with suppress(Refuse, Reject):
            problem, proposed = timed(task.propose, Draw(0, index))
            made, solved = timed(task.solve, problem, strategy, Draw(0, index, strategy.name))
            _, verified = timed(task.verify, problem, made.text)
            _, checked = timed(task.check, problem, made.text, strategy)
            times.append((proposed, solved, verified, checked))
    figures = [f"{1e6 * mean(stage):.1f} µs a row" for stage in zip(*times[WARM_UP:], strict=True)]
    ends, remarks = story_of(options_json(task)), f"mean of {len(times) - WARM_UP:,} rows"
    stages = {"propose": "none", "solve": ends, "verify": ends, "check": ends}.items()
    return [(f"stage {name}", e, figure, remarks) for (name, e), figure in zip(stages, figures, strict=True)]


def rate_row(what: str, call: Callable[[int], Any], n: int, remarks: str) -> Row:
    """How many calls a second, once warm."""
    given, seconds = zip(*[timed(call, i) for i in range(WARM_UP + n)][WARM_UP:], strict=True)
    return what, "none", f"{n / sum(seconds):,.0f} a second", f"{sum(map(bool, given)):,} of {n:,} {remarks}"


def comparison_rows(n: int) -> list[Row]:
    """reasoning-gym's problems and verdicts beside ours: equal ranges, the same answers judged by both."""
    from synth.options import configure
    from synth.plugins import load_task
    from synth.task import Draw
    from synth.verify import arithmetic

    task = configure(load_task("countdown"), {"size": "4-6", "numbers": "1-100", "targets": "100-999"})
    made, accepted = "made: 4-6 numbers of 1-100, targets 100-999", "answers of reasoning-gym accepted"
    ours = rate_row("synth, problems", lambda i: task.propose(Draw(0, i)), n, made)
    try:
        from reasoning_gym import create_dataset
    except ImportError:
        return [ours, ("reasoning-gym", "none", "not installed", "pip install '.[bench]'")]
    fewer, name = max(1, min(n // 10, 2000)), f"reasoning-gym {version('reasoning-gym')}"
    data = create_dataset("countdown", seed=0, size=WARM_UP + fewer)
    theirs = rate_row(f"{name}, problems", lambda i: data[i], fewer, made)
    said, stated = [(row["answer"], row) for row in data], itemgetter("numbers", "target")
    told = [(f"<answer>{answer}</answer>", *stated(row["metadata"])) for answer, row in said]
    verdicts = rate_row("synth, verdicts", lambda i: arithmetic(*told[i]).score == 1, fewer, accepted)
    scores = rate_row(f"{name}, scores", lambda i: data.score_answer(*said[i]) == 1, fewer, accepted)
    return [ours, theirs, verdicts, scores]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000, help="rows of every run [default: 50000]")
    parser.add_argument("--quick", action="store_const", dest="rows", const=2000, help="--rows 2000")
    n, machine = parser.parse_args().rows, platform.processor() or platform.machine()
    print(f"{platform.system()}, {machine}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"countdown, 4 numbers, {STRATEGY}, unless a line says otherwise; characters of completions\n")
    table = [("measured", "story", "figure", "remarks"), *run_rows(n), command_row("--help", "none", "")]
    table.append(command_row("run countdown -n 10 -o TMP", table[1][1], ", 3-4 numbers, strategy all"))
    table += [*fresh(stage_rows, n), *fresh(comparison_rows, n)]
    widths = [max(len(row[i]) for row in table) for i in range(3)]
    for what, budget, figure, remarks in table:
        print(f"{what:<{widths[0]}}  {budget:<{widths[1]}}  {figure:>{widths[2]}}  {remarks}")


if __name__ == "__main__":
    main()
