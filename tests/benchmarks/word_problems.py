"""What word problems cost: `python tests/benchmarks/word_problems.py` prints one table and asserts nothing.

It measures whole runs on one worker in fresh processes, from the call to its return (imports too); then what a problem
takes by itself, until it is proved; and reasoning-gym's word problems beside ours. Where others share the machine, the
figures by CPU time are the steadier ones. Figures hold only beside each other in one run.
"""

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time
from typing import Any

STRATEGIES = ("negative", "backtrack+verify", "all")
MODES = ("sequential", "parallel", "conditional")
SEEDS = 2000
BEST_OF = 3
Row = tuple[str, str, str, str]  # what, per second, per second of CPU time, remarks


def fresh(function: Callable[..., Any], *args: Any) -> Any:
    """What a function gives in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *args).result()


def rate(what: str, n: int, wall: float, cpu: float, remarks: str) -> Row:
    return what, f"{n / wall:,.0f}", f"{n / cpu:,.0f}", remarks


def run_row(what: str, task: str, options: dict[str, str], strategy: str, n: int | None, seeds: str | None) -> Row:
    """Verified and written rows of one run."""
    import pyarrow.parquet as pq

    from synth.api import execute
    from synth.request import Run

    with tempfile.TemporaryDirectory() as out:
        request = Run(task, options, strategy=(strategy,), n=n, out=out, workers=1, seeds=seeds)
        before, start = sum(os.times()[:4]), perf_counter()
        execute(request, show_progress=False)
        wall, cpu = perf_counter() - start, sum(os.times()[:4]) - before
        rows = pq.read_table(Path(out, "data"), columns=["completion", "verdict"]).to_pylist()
    chars = [len(row["completion"]) for row in rows if row["verdict"]["status"] == "verified"]
    return rate(f"run {what}", len(chars), wall, cpu, f"{len(chars):,} verified rows, {mean(chars):.0f} chars a row")


def run_rows(n: int) -> Iterator[Row]:
    """Runs of word problems, and of what is made of 2,000 of them."""
    for strategy in STRATEGIES:
        yield fresh(run_row, f"word_problem -s {strategy}", "word_problem", {}, strategy, n, None)
    with tempfile.TemporaryDirectory() as folder:
        words = f"-m synth run word_problem -s negative -n {SEEDS} --seed 1 -o {folder}/seeds"
        subprocess.run([sys.executable, *words.split()], check=True, capture_output=True)
        seeds = f"{folder}/seeds"
        for mode in MODES:
            yield fresh(run_row, f"fusion --mode {mode}", "fusion", {"mode": mode}, "negative", None, seeds)
        yield fresh(run_row, "mutate", "mutate", {}, "negative", None, seeds)


def collect_as_runs_do() -> None:
    """Sets Python's collector as a run sets it while it makes rows."""
    from synth.execute.local import COLLECT_AFTER

    gc.set_threshold(*COLLECT_AFTER)


def best(call: Callable[[], int]) -> tuple[int, float, float]:
    """What the quickest of a few calls made, its seconds, its seconds of CPU time."""
    found = []
    for _ in range(BEST_OF):
        before, start = process_time(), perf_counter()
        made = call()
        found.append((made, perf_counter() - start, process_time() - before))
    return min(found, key=lambda one: one[2])


def problem_rows(n: int) -> list[Row]:
    """Problems without what a run does around them: each proposed, each number of its text found in the program."""
    from synth.options import configure
    from synth.plugins import load_task
    from synth.strategy import parse
    from synth.task import Draw, Refuse

    collect_as_runs_do()
    task = configure(load_task("word_problem"), {})
    start = perf_counter()
    task.propose(Draw(0, 0))
    table = [("families read", f"{1000 * (perf_counter() - start):.0f} ms", "", "once a process")]

    def solved(strategy: str, is_proved: bool) -> int:
        asked, made = parse(strategy), 0
        for index in range(n):
            with suppress(Refuse):
                problem = task.propose(Draw(0, index))
                text = task.solve(problem, asked, Draw(0, index, strategy)).text
                if is_proved and (
                    task.verify(problem, text).status != "verified" or task.check(problem, text, asked).false
                ):
                    continue
                made += 1
        return made

    made = best(lambda: sum(bool(task.propose(Draw(0, index))) for index in range(n)))
    table.append(rate("word problems", *made, f"best of {BEST_OF}"))
    for strategy in STRATEGIES:
        table.append(rate(f"with solution, {strategy}", *best(partial(solved, strategy, False)), f"best of {BEST_OF}"))
        proved = best(partial(solved, strategy, True))
        table.append(rate("... and proved", *proved, "the answer verified, every step checked"))
    return table


def fused_rows() -> list[Row]:
    """Certified problems out of two, reading of the seeds and choice of partners included."""
    import orjson

    from synth.options import configure
    from synth.plugins import load_task
    from synth.task import Draw, Reject

    collect_as_runs_do()
    task, seeds = configure(load_task("word_problem"), {}), []
    for index in range(SEEDS):
        problem = task.propose(Draw(1, index))
        stated = {"question": problem.question, "data": problem.data, "program": problem.program}
        seeds.append(orjson.dumps({"problem_id": f"p{index}", "problem": orjson.dumps(stated).decode()}))

    def fused(mode: str) -> int:
        fusion, rows, made = configure(load_task("fusion"), {"mode": mode}), [orjson.loads(seed) for seed in seeds], 0
        pairing = fusion.pairing(rows)
        for index in range(SEEDS):
            draw = Draw(0, index)
            draw.parents = [rows[place] for place in pairing(index, 0)]
            with suppress(Reject):
                made += bool(fusion.propose(draw))
        return made

    seeded = f"of {SEEDS:,} seeds, partners chosen among all"
    return [rate(f"fused problems, {mode}", *best(partial(fused, mode)), seeded) for mode in MODES]


def comparison_row(n: int) -> Row:
    """reasoning-gym's templates of GSM8K (Apple's GSM-Symbolic): question and answer, no program, no solution."""
    try:
        from reasoning_gym import create_dataset
    except ImportError:
        return "reasoning-gym", "not installed", "", "pip install '.[bench]'"
    collect_as_runs_do()
    data = create_dataset("gsm_symbolic", seed=0, size=n)
    made = best(lambda: sum(bool(data[index]["answer"]) for index in range(n)))
    what = f"reasoning-gym {version('reasoning-gym')}, gsm_symbolic"
    return rate(what, *made, "question and answer, without a program or a solution")


def command_row(line: str) -> Row:
    """The command line as a whole process, from start to exit."""
    took = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as out:
            words = [sys.executable, "-m", "synth", *line.replace("TMP", out).split()]
            start = perf_counter()
            subprocess.run(words, check=True, capture_output=True)
            took.append(perf_counter() - start)
    return f"synth {line}", f"{1000 * median(took):.0f} ms", "", "whole process, median of 5"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000, help="rows of every run [default: 10000]")
    parser.add_argument("--quick", action="store_const", dest="rows", const=2000, help="--rows 2000")
    n, machine = parser.parse_args().rows, platform.processor() or platform.machine()
    print(f"{platform.system()}, {machine}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print("one worker, no model; 2-5 steps; fusions and mutations are solved by the strategy negative\n")
    table = [("measured", "a second", "a CPU second", "remarks"), *fresh(problem_rows, min(n, 5000))]
    table += [*fresh(fused_rows), fresh(comparison_row, min(n, 5000)), *run_rows(n)]
    table.append(command_row("run word_problem -n 10 -o TMP"))
    widths = [max(len(row[i]) for row in table) for i in range(3)]
    for what, wall, cpu, remarks in table:
        print(f"{what:<{widths[0]}}  {wall:>{widths[1]}}  {cpu:>{widths[2]}}  {remarks}")


if __name__ == "__main__":
    main()
