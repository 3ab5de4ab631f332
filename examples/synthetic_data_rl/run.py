"""Synthetic Data RL (arXiv:2505.17063) as several runs in a row: a definition and passages in, a training set out.

python examples/synthetic_data_rl/run.py openai/TEACHER openai/BASE --base-url http://localhost:8000/v1 -n 500
"""

from pathlib import Path
from typing import Any

import click

import synth

HERE = Path(__file__).parent


def synthetic_data_rl(
    teacher: str, base: str, out: str, n: int = 500, votes: int = 16, rollouts: int = 64, **server: Any
) -> Any:
    """The selected training set. `teacher` writes and votes, `base` is the model to be trained."""
    server["strategy"] = "verify"
    agreed = {"model": teacher, "samples": votes, "keep": "agreed", "select": "first", **server}
    definition, passages = str(HERE / "definition.yaml"), str(HERE / "passages.jsonl")
    # Problems out of passages; the answer is what most samples and the generator agree on.
    synth.run("from_passages", definition=definition, seeds=passages, n=None, out=f"{out}/written", **agreed)
    # What the base model solves at once becomes harder, what it does not becomes easier.
    judged = {"model": base, "keep": "all", "n": None, **server}
    synth.run("math", seeds=f"{out}/written", out=f"{out}/tried", temperature=0, **judged)
    pool = [f"{out}/written"]
    for direction, band in (("harder", "[1..1]"), ("easier", "[0..0]")):
        try:
            synth.select(f"{out}/tried", out=f"{out}/to-be-{direction}", pass_rate=band)
        except synth.SynthError:
            continue  # none of the kind
        there = {"seeds": f"{out}/to-be-{direction}", "out": f"{out}/{direction}", "n": None}
        synth.run("rewrite", direction=direction, by="model", **there, **agreed)
        pool.append(f"{out}/{direction}")
    # Pass rates of the base model; what it always or never solves teaches it nothing.
    synth.mix(pool, out=f"{out}/pool")
    synth.run("math", seeds=f"{out}/pool", out=f"{out}/rated", samples=rollouts, **judged)
    return synth.select(f"{out}/rated", out=f"{out}/chosen", pass_rate="0..1", order="hardest", n=n)


@click.command()
@click.argument("teacher")
@click.argument("base")
@click.option("--base-url", help="An OpenAI-compatible server of both.")
@click.option("-o", "--out", default="out/synthetic_data_rl", show_default=True)
@click.option("-n", "--n", default=500, show_default=True, help="Problems to choose.")
def main(teacher: str, base: str, base_url: str | None, out: str, n: int) -> None:
    """Make a training set for the model BASE with the model TEACHER."""
    print(synthetic_data_rl(teacher, base, out, n, base_url=base_url))


if __name__ == "__main__":
    main()
