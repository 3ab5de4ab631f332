"""Proves many worked word problems a strategy: `python tests/benchmarks/proved.py --rows 2000` prints one table.

Every row is read back sentence by sentence; what is refused is counted, and so are the kinds of wrong starts, the checks
that hold and those that do not.
"""

import argparse
import re
from collections import Counter

from synth.tasks._programs.story.frames import frames
from synth.tasks._programs.story.table import CHECKS

from synth.draw import Draw
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import parse
from synth.task import Refuse, Reject

STRATEGIES = ("negative", "backtrack", "verify", "subgoal", "backward", "backtrack+verify", "all", "all-incorrect")


def row(strategy: str, n: int) -> str:
    task, asked = configure(load_task("word_problem"), {}), parse(strategy)
    proved, refused, kinds, held = 0, 0, Counter[str](), Counter[bool]()
    for index in range(n):
        try:
            problem = task.propose(Draw(5, index))
            written = task.solve(problem, asked, Draw(5, index, strategy))
        except (Refuse, Reject):
            refused += 1
            continue
        found = task.check(problem, written.text, asked)
        proved += found.slip == written.record["slip"] if asked.is_incorrect else not found.false
        kinds.update(written.record.get("wrong_starts", ()))
        for sentence in re.split(r"(?<=[.?!]) |\n", written.text):
            held.update([frame.passes for frame in frames(sentence) if frame.role in CHECKS][:1])
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"{strategy:18} {proved:6} {n - proved - refused:6} {refused:8} {held[True]:6} {held[False]:6}  {told}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2000, help="rows of every strategy [default: 2000]")
    n = parser.parse_args().rows
    print("strategy           proved  wrong  refused   hold   fail  wrong starts")
    for strategy in STRATEGIES:
        print(row(strategy, n), flush=True)


if __name__ == "__main__":
    main()
