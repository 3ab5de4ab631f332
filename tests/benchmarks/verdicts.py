"""What verdicts cost: `python tests/benchmarks/verdicts.py` prints one table and asserts nothing.

Mathematical pairs a second for synth and for Math-Verify over the same pairs in the same run, where the two disagree
and who is right, and Countdown verdicts a second. Every pair has numbers of its own, so that nothing is judged from
memory. Math-Verify has its own limits of time, 5 s for each step. Then programs: what a call costs in each sandbox that
works here, of `tests/data/functions.jsonl` and of pairs of input and output.
"""

import argparse
import json
import logging
import os
import platform
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from random import Random
from time import perf_counter

Pair = tuple[str, str, str, bool]  # shape, answer, reference, whether they are equal
# Shape, answer, reference, near miss; {a}, {b} and {c} differ from pair to pair.
SHAPES = [
    ("integer", "{a}", "{a}", "{b}"),
    ("thousands", "1,{a}", "1{a}", "1,{b}"),
    ("decimal", "0.{a}", r"\frac{{{a}}}{{1000}}", "0.{a}1"),
    ("fraction", r"\frac{{{a}}}{{{b}}}", "{a}/{b}", r"\frac{{{b}}}{{{a}}}"),
    ("mixed number", r"{c}\frac{{1}}{{{a}}}", r"{c} + \frac{{1}}{{{a}}}", r"\frac{{{c}}}{{{a}}}"),
    ("percent", r"{a}\%", r"\frac{{{a}}}{{100}}", r"{b}\%"),
    ("unit", r"{a}\text{{ cm}}", "{a}", r"{b}\text{{ cm}}"),
    ("list", "{a}, {b}", "{b}, {a}", "{a}, {a}"),
    ("tuple", "({a}, {b})", r"\left({a}, {b}\right)", "({b}, {a})"),
    ("interval", r"[-{a}, {b})", r"-{a} \le x < {b}", "[-{a}, {b}]"),
    ("equation", "y = {a}x + {b}", "{a}x - y + {b} = 0", "y = {b}x + {a}"),
    ("surd", r"\sqrt{{{a}}}\cdot{c}", r"{c}\sqrt{{{a}}}", r"\sqrt{{{b}}}\cdot{c}"),
    ("polynomial", "(x+{a})(x-{b})", "x^2 + {a}x - {b}x - {a}\\cdot {b}", "(x-{a})(x+{b})"),
    ("rational function", r"\frac{{x^2-{c}^2}}{{x-{c}}}", "x + {c}", "x - {c}"),
    ("complex", "({a}+{b}i)i", "-{b}+{a}i", "{b}+{a}i"),
    ("logarithm", r"\ln {a} + \ln {b}", r"\ln({a}\cdot {b})", r"\ln({a}+{b})"),
    ("trigonometry", r"\sin({a}x)", r"\cos(\frac{{\pi}}{{2}}-{a}x)", r"\sin({b}x)"),
    ("antiderivative", "{a}x^2 + {b} + C", "{a}x^2 + C", "{a}x^2 + {b}"),
    ("matrix", r"\begin{{pmatrix}}{a}&1\\0&{b}\end{{pmatrix}}", r"\begin{{bmatrix}}{a}&1\\0&{b}\end{{bmatrix}}", r"\begin{{pmatrix}}{b}&1\\0&{a}\end{{pmatrix}}"),
    ("choice", r"\text{{(C)}}\ {a}", "C", r"\text{{(B)}}\ {a}"),
]  # fmt: skip


def pairs(rounds: int) -> Iterator[Pair]:
    """Each round has every shape once, right and nearly right in turns."""
    random = Random(7)
    for index in range(rounds):
        for place, (shape, answer, reference, miss) in enumerate(SHAPES):
            a, b = random.sample(range(101, 997), 2)
            numbers = {"a": a, "b": b, "c": random.randint(2, 99)}
            equal = (index + place) % 2 == 0
            yield shape, (answer if equal else miss).format(**numbers), reference.format(**numbers), equal


def ours(answer: str, reference: str) -> bool:
    from synth.verify.mathematics import math

    return math(f"So the answer is \\boxed{{{answer}}}.", reference).status == "verified"


def theirs() -> Callable[[str, str], bool] | None:
    """Math-Verify's verdict as a function; None where it is not installed."""
    try:
        from math_verify import parse, verify
    except ImportError:
        return None
    logging.disable(logging.CRITICAL)

    def judge(answer: str, reference: str) -> bool:
        given = parse(f"So the answer is $\\boxed{{{answer}}}$.")
        wanted = parse(f"${reference}$")
        return bool(verify(wanted, given))

    return judge


def measured(judge: Callable[[str, str], bool], given: list[Pair]) -> tuple[list[bool], list[float]]:
    """What a judge says of every pair, and its seconds."""
    said, seconds = [], []
    for _, answer, reference, _ in given:
        start = perf_counter()
        said.append(judge(answer, reference))
        seconds.append(perf_counter() - start)
    return said, seconds


def line(what: str, figure: str, remarks: str) -> None:
    print(f"{what:<34}  {figure:>16}  {remarks}")


def speed(name: str, said: list[bool], seconds: list[float], given: list[Pair]) -> float:
    """Prints the line of a judge."""
    wrong = [(found, pair) for found, pair in zip(said, given, strict=True) if found != pair[3]]
    accepts = sum(found for found, _ in wrong)
    late = sorted(seconds)[int(0.99 * len(seconds))]
    rate = len(given) / sum(seconds)
    right = f"{len(given) - len(wrong):,} of {len(given):,} right, {accepts} wrong accepts, p99 {1000 * late:.2f} ms"
    line(name, f"{rate:,.0f} pairs/s", right)
    return rate


def disagreements(said: list[bool], others: list[bool], given: list[Pair]) -> None:
    """The first disagreement of every shape and kind, with the right answer."""
    found: dict[tuple[str, bool, bool], list[Pair]] = {}
    for one, other, pair in zip(said, others, given, strict=True):
        if one != other:
            found.setdefault((pair[0], one, other), []).append(pair)
    n = sum(map(len, found.values()))
    line("agreement", f"{100 * (1 - n / len(given)):.1f} %", f"{n:,} of {len(given):,} pairs judged differently")
    for (shape, one, _), where in found.items():
        _, answer, reference, equal = where[0]
        told = f"{answer} for {reference}: {'equal' if equal else 'different'}, so {'synth' if one == equal else 'Math-Verify'} is right"
        line(f"  {shape}", f"{len(where)} pairs", told)


def shape_lines(seconds: list[float], given: list[Pair]) -> None:
    """What synth takes for each shape, the dearest first."""
    spent: dict[str, list[float]] = {}
    for took, pair in zip(seconds, given, strict=True):
        spent.setdefault(pair[0], []).append(took)
    for shape, times in sorted(spent.items(), key=lambda item: -sum(item[1])):
        line(
            f"  {shape}",
            f"{1e6 * sum(times) / len(times):,.0f} µs",
            f"a pair, {100 * sum(times) / sum(seconds):.0f} % of synth's time",
        )


def countdown(n: int) -> None:
    """Countdown verdicts a second, right and wrong ones in turns."""
    from synth.verify import arithmetic

    random, cases = Random(7), []
    for index in range(n):
        a, b, c, d = (random.randint(2, 99) for _ in range(4))
        target = Fraction((a + b) * c - d + index % 2)
        cases.append((f"<think>...</think><answer>({a} + {b}) * {c} - {d}</answer>", [a, b, c, d], int(target)))
    start = perf_counter()
    right = sum(arithmetic(*case).score == 1 for case in cases)
    took = perf_counter() - start
    line("countdown, synth", f"{n / took:,.0f} verdicts/s", f"{right:,} of {n:,} verified, half of them are right")


def programs(n: int) -> None:
    """Milliseconds of a call of `code`: right answers and wrong ones in turns, then programs with three pairs each."""
    from synth.verify import code, sandbox

    lines = (Path(__file__).parents[1] / "data" / "functions.jsonl").read_text().splitlines()
    rows = [json.loads(text) for text in lines[:n]]
    pairs = [{"input": f"{a} {a + 1}", "output": str(2 * a + 1)} for a in range(3)]
    right, wrong = (f"<answer>print(sum(map(int, input().split())){more})</answer>" for more in ("", " + 1"))
    given = [
        (f"<answer>{row[name]}</answer>", row["tests"], name == "solution")
        for row in rows
        for name in ("solution", "wrong")
    ]
    for kind in filter(sandbox.works, sandbox.KINDS):
        for what, cases in (("functions", given), ("pairs", [(right, pairs, True), (wrong, pairs, False)] * len(rows))):
            code(*cases[0][:2], sandbox=kind)
            seconds, n_right, n_shared = [], 0, 0
            for response, tests, passes in cases:
                start = perf_counter()
                found = code(response, tests, sandbox=kind)
                seconds.append(perf_counter() - start)
                n_right += (found.status == "verified") == passes
                n_shared += found.method.endswith("/shared")
            mean, late = sum(seconds) / len(seconds), sorted(seconds)[int(0.99 * len(seconds))]
            remarks = (
                f"a call, p99 {1000 * late:.0f} ms, {n_right} of {len(cases)} right, {n_shared} in one interpreter"
            )
            line(f"code, {what}, {kind}", f"{1000 * mean:.1f} ms", remarks)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=30, help="pairs of every shape [default: 30]")
    parser.add_argument("--quick", action="store_const", dest="rounds", const=5, help="--rounds 5")
    given = list(pairs(parser.parse_args().rounds))
    machine = platform.processor() or platform.machine()
    print(f"{platform.system()}, {machine}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"{len(given):,} pairs of {len(SHAPES)} shapes, half of them equal; one process, warm\n")
    judge = theirs()
    for warm in filter(None, (ours, judge)):
        measured(warm, list(pairs(2)))
    said, seconds = measured(ours, given)
    rate = speed("mathematics, synth", said, seconds, given)
    if judge is None:
        line("mathematics, Math-Verify", "not installed", "pip install '.[bench]'")
    else:
        others, took = measured(judge, given)
        slower = speed(f"mathematics, Math-Verify {version('math-verify')}", others, took, given)
        line("synth to Math-Verify", f"{rate / slower:.1f} x", "pairs/s to pairs/s")
        disagreements(said, others, given)
    shape_lines(seconds, given)
    countdown(20 * len(given))
    programs(len(given))


if __name__ == "__main__":
    main()
