"""What Countdown's searches are like: `python tests/benchmarks/census.py --rows 2000` prints one table, and asserts nothing.

For each size and strategy: traces proved by the step checker, problems refused and why, the two figures of the card
(`synth/followable.py`), how varied the text is, and which operator solutions end in.
"""

import argparse
import re
import zlib
from collections import Counter

from synth.draw import Draw
from synth.followable import followable
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import parse
from synth.task import Refuse, Reject

STRATEGIES = ("negative", "backtrack", "backtrack+verify", "backtrack+subgoal", "backtrack+backward", "all")
SAMPLE, WORDS = 30_000, 4000  # characters that are compressed, and words whose runs of three are counted


def row(size: int, strategy: str, n: int, wording: str) -> str:
    task, asked = configure(load_task("countdown"), {"size": str(size), "wording": wording}), parse(strategy)
    texts, looks, last, why, false, index = [], [], Counter[str](), Counter[str](), 0, 0
    while len(texts) < n:
        index += 1
        try:
            problem = task.propose(Draw(17, index))
            written = task.solve(problem, asked, Draw(17, index, strategy))
        except (Refuse, Reject) as reason:
            why["first try" if "first try" in str(reason) else "too long" if "long" in str(reason) else "other"] += 1
            continue
        false += task.check(problem, written.text, asked).false
        texts.append(written.text.partition("<think>\n")[2].partition("\n</think>")[0])
        looks.append(task.search_looks(problem, asked, written.record))
        last[re.sub(r"\([^()]*\)|[0-9 ]", "", re.sub(r"\([^()]*\)", "", problem.answer))[:1]] += 1
    found = followable(looks)
    hits = " ".join(f"{share:.2f}" for share in found.hits[:7]) if found else "-"
    refused = ", ".join(f"{reason} {count / index:.0%}" for reason, count in why.most_common())
    squeezed, runs = variety(texts)
    ends = " ".join(f"{op}{count / n:.2f}" for op, count in sorted(last.items()))
    left = f"{found.left:.2f}" if found else "-"
    chars = sum(map(len, texts)) / n
    return f"{size} {strategy:20} {n - false:6} {false:5}  {chars:5.0f}  {squeezed:4.1f}  {runs:.2f}  {left:5} {hits:36} {ends:28} {refused}"


def variety(texts: list[str]) -> tuple[float, float]:
    """How far texts compress, numbers aside, and the share of their runs of three words that are different."""
    masked = [re.sub("[0-9]+", "#", text) for text in texts]
    sample = "\n".join(masked)[:SAMPLE].encode()
    words = [word for text in masked for word in re.findall(r"[a-z']+|[^\sa-z]", text.lower())][:WORDS]
    return len(sample) / len(zlib.compress(sample, 6)), len({*zip(words, words[1:], words[2:], strict=False)}) / len(
        words
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2000, help="traces a line [default: 2000]")
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 4, 5], help="how many numbers [default: 3 4 5]")
    parser.add_argument("--wording", choices=("plain", "varied"), default="plain")
    asked = parser.parse_args()
    print(
        "  strategy             proved false  chars  zlib  3-grams left  hits after 0, 1, 2 ... looks          last step"
    )
    for size in asked.sizes:
        for strategy in STRATEGIES:
            print(row(size, strategy, asked.rows, asked.wording), flush=True)


if __name__ == "__main__":
    main()
