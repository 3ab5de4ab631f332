"""What a tiny model learns from a set: `python tests/benchmarks/effect.py` prints a table and asserts nothing.

It trains a decoder of 0.4 million parameters from scratch (three layers, width 96; each number is one token that knows
its value) on Countdown rows of each set, with the same number of tokens for all, and has it solve problems that none of
the sets holds. `solved` is what the task's verifier proves; `true equations` are those of the answers that hold; a
`false claim` is an answer that ends its reasoning though by its own equations the target is not made. A problem is told
to the model as `5 5 9 = 50 ?`; completions stand as they are, in small letters. Intervals are Wilson's over the problems
of all seeds: how much seeds differ is in the column beside them. Needs torch: pip install '.[train]'.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import orjson
from effect_trial.sets import Space, held_out, made_sets, named_set

from synth.errors import SynthError, UsageError
from synth.reporting.charts import renderer
from synth.types import Range

STRATEGIES = ("negative", "backtrack+verify", "all")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add(
        "--sets",
        nargs="+",
        default=[],
        metavar="NAME=PATH[:CONFIG]",
        help="folders of runs, .parquet or .jsonl files with prompt and completion [default: made now, of --strategies]",
    )
    add(
        "--strategies",
        nargs="+",
        default=STRATEGIES,
        metavar="NAME",
        help=f"strategies to make sets of [default: {' '.join(STRATEGIES)}]",
    )
    add(
        "--tokens",
        type=int,
        default=2_000_000,
        help="tokens to train on, of prompts and completions [default: 2000000]",
    )
    add("--seeds", type=int, default=1, help="trainings of each set [default: 1]")
    add("--first-seed", type=int, default=0, help="the seed of the first training [default: 0]")
    add("--size", type=int, choices=(3, 4), default=3, help="how many numbers a problem has [default: 3]")
    add("--numbers", default="1-20", help="the range of numbers [default: 1-20]")
    add("--targets", default="10-50", help="the range of targets [default: 10-50]")
    add("--held-out", type=int, default=500, help="problems to judge by [default: 500]")
    add("--threads", type=int, default=1, help="threads of the CPU [default: 1]")
    add("--json", type=Path, help="writes every figure to this file, too, and a few answers")
    add("--answers", type=Path, help="writes every problem and its answer to this .jsonl file")
    add("--plot", type=Path, help="draws the shares solved as SVG into this file; needs the extra report")
    add("--quick", action="store_true", help="200,000 tokens and 100 problems: whether it works, and no more")
    return parser.parse_args()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    asked = arguments()
    tokens, n = (200_000, 100) if asked.quick else (asked.tokens, asked.held_out)
    if min(tokens, n, asked.seeds, asked.threads) < 1:
        raise UsageError("--tokens, --held-out, --seeds and --threads have to be at least 1")
    draw = renderer() if asked.plot else None  # what is missing shows before hours of training, not behind them
    try:
        import torch
        from effect_trial.report import plot, table
        from effect_trial.trial import Plan, trial
    except ImportError as error:
        raise UsageError(f"training needs torch ({error}): pip install '.[train]'") from None
    torch.set_num_threads(asked.threads)
    try:
        space = Space(asked.size, Range.parse(asked.numbers), Range.parse(asked.targets))
    except ValueError as error:
        raise UsageError(f"--numbers or --targets: {error}") from None
    problems = held_out(space, n)
    held = {puzzle.identity for puzzle in problems}
    with tempfile.TemporaryDirectory() as folder:
        if asked.sets:
            sets = [named_set(given, space, held) for given in asked.sets]
        else:
            sets = made_sets(asked.strategies, space, held, tokens, Path(folder))
    for one in sets:
        left_out = ", ".join(f"{n:,} {why}" for why, n in one.left_out.items())
        say(f"{one.name}: {len(one.rows):,} rows{'; left out: ' + left_out if left_out else ''}")
    results = []
    for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
        for one in sets:
            results.append(trial(one, seed, Plan(tokens), space, problems, say))
            say(table(results))
            if asked.json:
                asked.json.write_bytes(
                    orjson.dumps([result.as_json() for result in results], option=orjson.OPT_INDENT_2)
                )
            if asked.answers:
                lines = [{"set": r.name, "seed": r.seed, "text": text} for r in results for text in r.answers]
                asked.answers.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    title = (
        f"{asked.size} numbers of {space.numbers}, targets {space.targets}; {tokens:,} tokens; {n} problems held out"
    )
    print(f"{title}; {results[0].parameters:,} parameters\n\n{table(results)}")
    if draw:
        asked.plot.write_text(draw(plot(results, title)), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except SynthError as error:
        sys.exit(f"Error: {error}")
